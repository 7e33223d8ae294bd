// all_finite: what it takes, and what it says of the rest.
#include <Eigen/Core>
#include <complex>
#include <signopt/signopt.hpp>
#include <string>
#include <vector>

using Eigen::ArrayXf;

struct no_dtype {
  float value;
};

// case: control: every form
// expect: compiles
bool call(ArrayXf& a, float* p, const double* d, const Eigen::half* h, const signopt::parameter_set<float>& set,
          const std::vector<signopt::parameter<float>>& range, signopt::serial here) {
  float few[3] = {};
  return signopt::all_finite(a) && signopt::all_finite(here, a + a) && signopt::all_finite(p, 3) &&
         signopt::all_finite(here, d, 3) && signopt::all_finite(h, 3) && signopt::all_finite(few, 3) &&
         signopt::all_finite(set) && signopt::all_finite(here, set) && signopt::all_finite(range) &&
         signopt::all_finite(signopt::serial(), range);
}

// case: a pointer without a number
// expect: signopt: all_finite takes an Eigen object or expression
bool call(float* p) { return signopt::all_finite(p); }

// case: a number without a pointer
// expect: signopt: all_finite takes an Eigen object or expression
bool call(float x) { return signopt::all_finite(x); }

// case: a vector of numbers
// expect: signopt: all_finite takes an Eigen object or expression
bool call(const std::vector<float>& x) { return signopt::all_finite(x); }

// case: an executor alone
// expect: signopt: all_finite takes an Eigen object or expression
bool call(signopt::serial here) { return signopt::all_finite(here); }

// case: an executor and something else
// expect: signopt: all_finite takes an Eigen object or expression
bool call(signopt::serial here) { return signopt::all_finite(here, std::string()); }

// case: no argument at all
// expect: signopt: all_finite takes an Eigen object or expression
bool call() { return signopt::all_finite(); }

// case: something that is no executor before x
// expect: signopt: all_finite takes an Eigen object or expression
bool call(const ArrayXf& a) { return signopt::all_finite(std::string(), a); }

// case: something that is no executor before a pointer
// expect: signopt: all_finite takes an Eigen object or expression
bool call(const float* p) { return signopt::all_finite(2, p, 3); }

// case: a number in the place of the pointer's
// expect: signopt: all_finite takes an Eigen object or expression
bool call(const float* p) { return signopt::all_finite(p, std::string()); }

// case: integers
// expect: signopt: x has an unsupported dtype
bool call(const Eigen::ArrayXi& a) { return signopt::all_finite(a); }

// case: bool, of an expression
// expect: signopt: x has an unsupported dtype
bool call(const ArrayXf& a) { return signopt::all_finite(a > 0); }

// case: complex numbers
// expect: signopt: x has an unsupported dtype
bool call(const Eigen::ArrayXcf& a) { return signopt::all_finite(a); }

// case: a pointer to integers
// expect: signopt: data has an unsupported dtype
bool call(const int* p) { return signopt::all_finite(p, 3); }

// case: a pointer to a type without a dtype
// expect: signopt: data has an unsupported dtype
bool call(const no_dtype* p) { return signopt::all_finite(p, 3); }

// case: a pointer to bool
// expect: signopt: data has an unsupported dtype
bool call(const bool* p) { return signopt::all_finite(signopt::serial(), p, 3); }

// case: a pointer to void
// expect: signopt: data is a pointer to void
bool call(const void* p) { return signopt::all_finite(p, 3); }

// case: gradients without a dtype
// expect: signopt: grad has an unsupported dtype
bool call(const signopt::parameter_set<float, int>& set) { return signopt::all_finite(set); }

// case: a pool where an executor is meant
// expect: signopt: the first argument is a thread pool; .* signopt::eigen_pool\(pool\)
struct pool {
  int NumThreads() const { return 2; }
  int CurrentThreadId() const { return 0; }
};
bool call(pool& threads, ArrayXf& a) { return signopt::all_finite(threads, a); }
