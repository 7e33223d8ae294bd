// Many tensors: ranges, sets, and the parameters that Eigen objects make.
#include <Eigen/Core>
#include <initializer_list>
#include <signopt/apply_add_sign.hpp>
#include <signopt/multi_tensor.hpp>
#include <signopt/optimizer.hpp>
#include <utility>
#include <vector>

using Eigen::ArrayXf;
using Eigen::MatrixXf;
using row_major = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
template <class T, class G = T>
using list = std::vector<signopt::parameter<T, G>>;
const signopt::add_sign_settings settings{0.001};
const signopt::add_sign_settings flush{0.001, 1, 1, 0.9, {true}};

#define STEP(set) signopt::apply_add_sign_multi(set, 0.1, 1, 1, 0.9)

// case: control: sets, ranges, forms, dtypes
// expect: compiles
void call(signopt::parameter_set<float>& set, list<float>& range,
          const signopt::parameter<double, Eigen::half> (&array)[3]) {
  STEP(set);
  STEP(range);
  STEP(array);
  signopt::apply_add_sign_multi(set, settings);
  signopt::apply_add_sign_multi(range, {0.1, 1, 1, 0.9, {true}});
  signopt::apply_add_sign_multi(signopt::serial(), set, 0.1, 1, 1, 0.9);
  signopt::apply_add_sign_multi<double>(signopt::serial(), array, flush);
  set = signopt::parameter_set(range);
}

// case: control: parameters of Eigen objects
// expect: compiles
void call(MatrixXf& a, const MatrixXf& c, Eigen::Array<Eigen::half, Eigen::Dynamic, 1>& h, ArrayXf& v, row_major& r) {
  signopt::make_parameter(a, a, c, 0.5);
  signopt::make_parameter(v, v, h);
  signopt::make_parameter(a, a);
  signopt::make_parameter(a, a, 0.5f);
  const signopt::parameter<float, Eigen::half> later = signopt::make_parameter<Eigen::half>(v, v, 2);
  static_cast<void>(later);
  signopt::make_parameter(r, r, r);
  signopt::make_parameter(a.leftCols(3), a.leftCols(3), c.leftCols(3));
  signopt::make_parameter(Eigen::Map<ArrayXf>(a.data(), 3), v, Eigen::Map<const ArrayXf>(a.data(), 3));
}

// case: a range of something else
// expect: signopt: tensors, the argument before the scalars, must be a parameter_set, or a range
void call(std::vector<float>& range) { STEP(range); }

// case: a range of pointers to parameters
// expect: signopt: tensors, the argument before the scalars, must be a parameter_set, or a range
void call(std::vector<signopt::parameter<float>*>& range) { STEP(range); }

// case: no range
// expect: signopt: tensors, the argument before the scalars, must be a parameter_set, or a range
void call() { STEP(5); }

// case: one parameter alone
// expect: signopt: tensors, the argument before the scalars, must be a parameter_set, or a range
void call(signopt::parameter<float>& one) { STEP(one); }

// case: no range, with settings, after an executor
// expect: signopt: tensors, the argument before the scalars, must be a parameter_set, or a range
void call(ArrayXf& a) { signopt::apply_add_sign_multi(signopt::serial(), a, settings); }

// case: const T
// expect: signopt: var is const
void call(list<const float>& range) { STEP(range); }

// case: dtype of var: int
// expect: signopt: var has an unsupported dtype
void call(list<int, float>& range) { STEP(range); }

// case: dtype of grad: int
// expect: signopt: grad has an unsupported dtype
void call(list<float, int>& range) { STEP(range); }

// case: grad is wider than var
// expect: signopt: grad \(float64\) is wider than var \(float32\)
void call(list<float, double>& range) { STEP(range); }

// case: the compute type is no row of the table
// expect: signopt: C is no compute type for this dtype of var
void call(list<double>& range) { signopt::apply_add_sign_multi<float>(range, 0.1, 1, 1, 0.9); }

// case: a scalar is a bool
// expect: signopt: sign_decay must be a number
void call(list<float>& range) { signopt::apply_add_sign_multi(range, 0.1, 1, true, 0.9); }

// case: one of the four scalars is missing
// expect: signopt: the arguments are \(tensors, lr, alpha, sign_decay, beta\)
void call(list<float>& range) { signopt::apply_add_sign_multi(range, 0.1, 1, 0.9); }

// case: one of the four scalars is missing after an executor
// expect: signopt: the arguments are \(tensors, lr, alpha, sign_decay, beta\)
void call(list<float>& range) { signopt::apply_add_sign_multi(signopt::serial(), range, 0.1, 1, 0.9); }

// case: nothing but a set
// expect: signopt: the arguments are \(tensors, lr, alpha, sign_decay, beta\)
void call(signopt::parameter_set<float>& set) { signopt::apply_add_sign_multi(set); }

// case: something else in the place of the settings
// expect: signopt: settings, where there are no four scalars
void call(list<float>& range) { signopt::apply_add_sign_multi(range, 0.1); }

// case: one argument too many, after settings
// expect: signopt: the arguments are \(tensors, lr, alpha, sign_decay, beta\) or \(tensors, settings\)
void call(list<float>& range) { signopt::apply_add_sign_multi(range, settings, true); }

// case: one argument too many, after the scalars
// expect: signopt: the arguments are .* options are a member of the settings
void call(list<float>& range) { signopt::apply_add_sign_multi(range, 0.1, 1, 1, 0.9, true); }

// case: m of a dtype that does not go with var, in make_parameter
// expect: signopt: m has another dtype than var, and they are no pair of dtype.hpp
void call(ArrayXf& a, Eigen::ArrayXd& d) { signopt::make_parameter(a, d, a); }

// case: control: m and a copy of other dtypes
// expect: compiles
using brain_array = Eigen::Array<Eigen::bfloat16, Eigen::Dynamic, 1>;
void call(ArrayXf& a, brain_array& b) {
  const auto tensor = signopt::with_copy(signopt::make_parameter(a, b, a), b);
  signopt::apply_add_sign_multi({tensor}, settings);
  signopt::parameter_set set(std::vector{tensor});
  signopt::optimizer<signopt::lion, float, float, Eigen::bfloat16, Eigen::bfloat16> opt;
  opt.add_group(std::vector{tensor});
  opt.add_group(std::vector{signopt::with_copy(signopt::make_parameter(a, nullptr, a), b)});
}

// case: a copy of float32
// expect: signopt: the Copy of a parameter must be void, or a float16 or bfloat16 type beside a float32 var
void call(ArrayXf& a) { signopt::parameter_set<float, float, float, float> set; }

// case: a copy beside a 16-bit var
// expect: signopt: the Copy of a parameter must be void, or a float16 or bfloat16 type beside a float32 var
using half_copies = signopt::parameter_set<Eigen::half, Eigen::half, Eigen::half, Eigen::bfloat16>;
void call() { half_copies set; }

// case: a temporary array as a copy
// expect: signopt: copy is a temporary array
using brain_array = Eigen::Array<Eigen::bfloat16, Eigen::Dynamic, 1>;
void call(ArrayXf& a) { signopt::with_copy(signopt::make_parameter(a, a, a), brain_array(3)); }

// case: a copy that is const
// expect: signopt: copy is const or an expression, and is written
using brain_array = Eigen::Array<Eigen::bfloat16, Eigen::Dynamic, 1>;
void call(ArrayXf& a, const brain_array& b) { signopt::with_copy(signopt::make_parameter(a, a, a), b); }

// case: a temporary array as var
// expect: signopt: var is a temporary array
void call(ArrayXf& a) { signopt::make_parameter(ArrayXf(3), a, a); }

// case: a temporary array as m
// expect: signopt: m is a temporary array
void call(ArrayXf& a) { signopt::make_parameter(a, ArrayXf(3), a); }

// case: a temporary array as grad
// expect: signopt: grad is a temporary array
void call(ArrayXf& a) { signopt::make_parameter(a, a, ArrayXf(3)); }

// case: a temporary Ref to const, which may hold a copy
// expect: signopt: grad is a temporary array
void call(ArrayXf& a) { signopt::make_parameter(a, a, Eigen::Ref<const ArrayXf>(a)); }

// case: a temporary of a class derived from an array
// expect: signopt: grad is a temporary array
struct derived : ArrayXf {};
void call(ArrayXf& a) { signopt::make_parameter(a, a, derived()); }

// case: an array that is moved in
// expect: signopt: grad is a temporary array
void call(ArrayXf& a, ArrayXf& b) { signopt::make_parameter(a, a, std::move(b)); }

// case: an expression as grad
// expect: signopt: grad is not in memory
void call(ArrayXf& a) { signopt::make_parameter(a, a, a + a); }

// case: an indexed view as var: it claims to be memory, and shows none
// expect: signopt: var is not in memory
void call(MatrixXf& a, MatrixXf& x) { signopt::make_parameter(x(Eigen::seqN(0, 3, 2), Eigen::all), a, a); }

// case: ARGUMENT() of an indexed view as var: it repeats the claim
// each: array diagonal reshaped reverse
// expect: signopt: var is not in memory
void call(MatrixXf& a, MatrixXf& x) { signopt::make_parameter(x(Eigen::seqN(0, 3, 2), Eigen::all).ARGUMENT(), a, a); }

// case: the transpose of an indexed view as ARGUMENT
// each: m grad
// expect: signopt: ARGUMENT is not in memory
void call(MatrixXf& var, row_major& x) {
  MatrixXf m = var, grad = var;
  {
    auto ARGUMENT = x(Eigen::seqN(0, 3, 2), Eigen::all).transpose();
    signopt::make_parameter(var, m, grad);
  }
}

// case: a view of a view of an indexed view as m
// expect: signopt: m is not in memory
void call(MatrixXf& a, row_major& x) {
  signopt::make_parameter(a, x(Eigen::seqN(0, 3, 2), Eigen::all).array().transpose(), a);
}

// case: a view of a copy as grad
// expect: signopt: grad is not in memory
void call(MatrixXf& a, row_major& x) { signopt::make_parameter(a, a, x.nestByValue().transpose()); }

// case: an expression as var
// expect: signopt: var cannot be written
void call(ArrayXf& a) { signopt::make_parameter(a + a, a, a); }

// case: storage orders that differ: grad
// expect: signopt: var, m and grad of a parameter must have one storage order
void call(MatrixXf& a, row_major& r) { signopt::make_parameter(a, a, r); }

// case: storage orders that differ: m
// expect: signopt: var, m and grad of a parameter must have one storage order
void call(MatrixXf& a, row_major& r) { signopt::make_parameter(a, r, a); }

// case: a const var
// expect: signopt: var cannot be written
void call(const ArrayXf& c, ArrayXf& a) { signopt::make_parameter(c, a, a); }

// case: no Eigen object
// expect: signopt: var must be an Eigen object
void call(std::vector<float>& v, ArrayXf& a) { signopt::make_parameter(v, a, a); }

// case: grad is no Eigen object
// expect: signopt: grad must be an Eigen object
void call(std::vector<float>& v, ArrayXf& a) { signopt::make_parameter(a, a, v); }

// case: sizes that the compiler knows to differ
// expect: signopt: m has another shape than var
void call(Eigen::Array3f& three, Eigen::Array4f& four) { signopt::make_parameter(three, four, three); }

// case: without a gradient: a temporary array as m
// expect: signopt: m is a temporary array
void call(ArrayXf& a) { signopt::make_parameter(a, ArrayXf(3)); }

// case: without a gradient: no Eigen object
// expect: signopt: var must be an Eigen object
void call(std::vector<float>& v, ArrayXf& a) { signopt::make_parameter(v, a); }

// case: without a gradient: m of another dtype
// expect: signopt: m has another dtype than var
void call(ArrayXf& a, Eigen::ArrayXd& d) { signopt::make_parameter(a, d, 0.5); }

// case: control: tensors in braces
// expect: compiles
void call(signopt::parameter<float>& one, std::initializer_list<signopt::parameter<double>> list) {
  signopt::apply_add_sign_multi({one}, settings);
  signopt::apply_add_sign_multi({one, one}, {0.1});
  signopt::apply_lion_multi({one}, 0.1, 0.9, 0.99, 0);
  signopt::apply_power_sign_multi(signopt::serial(), {one}, signopt::power_sign_settings{0.1});
  signopt::apply_signum_multi(signopt::serial(), {one}, {0.1});
  signopt::apply_signum_multi(signopt::serial(), {one}, 0.1, 0.9, 0);
  signopt::apply_add_sign_multi(list, settings);
}

// case: control: what a set is told
// expect: compiles
void call(signopt::parameter_set<float>& set, ArrayXf& a, MatrixXf& matrix, float* pointer, const float* constant) {
  set.grad(0, a);
  set.grad(0, matrix.leftCols(3));
  set.grad(0, Eigen::Map<const ArrayXf>(constant, 3));
  set.grad(0, pointer);
  set.grad(0, constant);
  set.grad(0, nullptr);
  set.grad(0, 0);
  set.grad(0, pointer, 3);
  for (const signopt::parameter<float>& each : set) static_cast<void>(each);
  set = signopt::parameter_set<float>();
}

// case: a set of other parameters
// expect: signopt: tensors must be a range of parameter<T, G, M, Copy>, with the T, G, M and Copy of this set or object
void call(list<float, Eigen::half>& range) { signopt::parameter_set<float> set(range); }

// case: a group of other parameters
// expect: signopt: tensors must be a range of parameter<T, G, M, Copy>, with the T, G, M and Copy of this set or object
void call(signopt::optimizer<signopt::lion, float, Eigen::half>& opt, list<float>& range) { opt.add_group(range); }

// case: a temporary array as a set's gradient
// expect: signopt: grad is a temporary array
void call(signopt::parameter_set<float>& set) { set.grad(0, ArrayXf(3)); }

// case: an expression as a set's gradient
// expect: signopt: grad is not in memory
void call(signopt::parameter_set<float>& set, ArrayXf& a) { set.grad(0, 2 * a); }

// case: a set's gradient of another dtype
// expect: signopt: grad has another dtype than the gradients of this set
void call(signopt::parameter_set<float>& set, Eigen::ArrayXd& a) { set.grad(0, a); }

// case: something else as a set's gradient
// expect: signopt: grad must be a pointer to elements of the set's type G, or an Eigen object
void call(signopt::parameter_set<float>& set, double* p) { set.grad(0, p); }
