// lr, alpha, sign_decay, beta: a number, or an Eigen object of one element.
#include <Eigen/Core>
#include <complex>
#include <signopt/apply_add_sign.hpp>
#include <string>
#include <vector>

Eigen::ArrayXf var, m, grad;

// A macro and no function: the message shall be the one that a direct call gives.
#define APPLY_WITH_lr(value) signopt::apply_add_sign(var, m, value, 1.0F, 0.99F, 0.9F, grad)
#define APPLY_WITH_alpha(value) signopt::apply_add_sign(var, m, 0.001F, value, 0.99F, 0.9F, grad)
#define APPLY_WITH_sign_decay(value) signopt::apply_add_sign(var, m, 0.001F, 1.0F, value, 0.9F, grad)
#define APPLY_WITH_beta(value) signopt::apply_add_sign(var, m, 0.001F, 1.0F, 0.99F, value, grad)

// case: control: ARGUMENT of every kind that is allowed
// each: lr alpha sign_decay beta
// expect: compiles
void call() {
  APPLY_WITH_ARGUMENT(1.0F);
  APPLY_WITH_ARGUMENT(1.0);
  APPLY_WITH_ARGUMENT(1);
  APPLY_WITH_ARGUMENT(1ULL);
  APPLY_WITH_ARGUMENT(Eigen::half(1.0F));
  APPLY_WITH_ARGUMENT(Eigen::bfloat16(1.0F));
  APPLY_WITH_ARGUMENT(Eigen::ArrayXd::Ones(1).eval());
  APPLY_WITH_ARGUMENT((Eigen::Matrix<float, 1, 1>()));
  volatile double changing = 1.0;
  APPLY_WITH_ARGUMENT(changing);
}

// case: ARGUMENT is a bool
// each: lr alpha sign_decay beta
// expect: signopt: ARGUMENT must be a number .*, or an Eigen object of one element
void call() { APPLY_WITH_ARGUMENT(true); }

// case: ARGUMENT is a function
// each: lr alpha sign_decay beta
// expect: signopt: ARGUMENT must be a number .*, or an Eigen object of one element
double schedule(double step);
void call() { APPLY_WITH_ARGUMENT(schedule); }

// case: ARGUMENT can never have one element
// each: lr alpha sign_decay beta
// expect: signopt: ARGUMENT must have exactly one element
void call() { APPLY_WITH_ARGUMENT((Eigen::Array<float, 2, Eigen::Dynamic>())); }

// case: ARGUMENT is a string literal
// each: lr alpha sign_decay beta
// expect: signopt: ARGUMENT must be a number .*, or an Eigen object of one element
void call() { APPLY_WITH_ARGUMENT("0.1"); }

// case: ARGUMENT is a std::string
// each: lr alpha sign_decay beta
// expect: signopt: ARGUMENT must be a number .*, or an Eigen object of one element
void call() { APPLY_WITH_ARGUMENT(std::string("0.1")); }

// case: ARGUMENT is a pointer
// each: lr alpha sign_decay beta
// expect: signopt: ARGUMENT must be a number .*, or an Eigen object of one element
void call(const float* pointer) { APPLY_WITH_ARGUMENT(pointer); }

// case: ARGUMENT is nullptr
// each: lr alpha sign_decay beta
// expect: signopt: ARGUMENT must be a number .*, or an Eigen object of one element
void call() { APPLY_WITH_ARGUMENT(nullptr); }

// case: ARGUMENT is a std::vector
// each: lr alpha sign_decay beta
// expect: signopt: ARGUMENT must be a number .*, or an Eigen object of one element
void call() { APPLY_WITH_ARGUMENT(std::vector<float>(1)); }

// case: ARGUMENT is an enumerator
// each: lr alpha sign_decay beta
// expect: signopt: ARGUMENT must be a number .*, or an Eigen object of one element
enum plain { enumerator };
void call() { APPLY_WITH_ARGUMENT(enumerator); }

// case: ARGUMENT is an enumerator of an enum class
// each: lr alpha sign_decay beta
// expect: signopt: ARGUMENT must be a number .*, or an Eigen object of one element
enum class scoped { enumerator };
void call() { APPLY_WITH_ARGUMENT(scoped::enumerator); }

// case: ARGUMENT is a long double
// each: lr alpha sign_decay beta
// expect: signopt: ARGUMENT must be a number .*, or an Eigen object of one element
void call() { APPLY_WITH_ARGUMENT(0.1L); }

// case: ARGUMENT is a std::complex
// each: lr alpha sign_decay beta
// expect: signopt: ARGUMENT must be a number .*, or an Eigen object of one element
void call() { APPLY_WITH_ARGUMENT(std::complex<float>(0.1F)); }

// case: dtype of ARGUMENT: an Eigen array of int
// each: lr alpha sign_decay beta
// expect: signopt: ARGUMENT must be a number .* of a supported dtype
void call() { APPLY_WITH_ARGUMENT(Eigen::ArrayXi::Ones(1).eval()); }

// case: dtype of ARGUMENT: an Eigen array of std::complex
// each: lr alpha sign_decay beta
// expect: signopt: ARGUMENT must be a number .* of a supported dtype
void call() { APPLY_WITH_ARGUMENT(Eigen::ArrayXcf::Ones(1).eval()); }

// case: dtype of ARGUMENT: an Eigen array of long double
// each: lr alpha sign_decay beta
// expect: signopt: ARGUMENT must be a number .* of a supported dtype
void call() { APPLY_WITH_ARGUMENT((Eigen::Array<long double, 1, 1>())); }

// case: shape of ARGUMENT: an Eigen array of two elements, known when compiling
// each: lr alpha sign_decay beta
// expect: signopt: ARGUMENT must have exactly one element
void call() { APPLY_WITH_ARGUMENT(Eigen::Array2f(0.1F, 0.2F)); }
