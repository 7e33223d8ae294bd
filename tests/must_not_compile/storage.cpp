// How the operands lie in memory: what is known when compiling, and not supported, is refused there.
#include <Eigen/Core>
#include <signopt/apply_add_sign.hpp>

using Eigen::ArrayXf;
using Eigen::Dynamic;
using columns = Eigen::Array<float, Dynamic, Dynamic, Eigen::ColMajor>;
using rows = Eigen::Array<float, Dynamic, Dynamic, Eigen::RowMajor>;
using strided = Eigen::Map<ArrayXf, 0, Eigen::InnerStride<2>>;
using const_strided = Eigen::Map<const ArrayXf, 0, Eigen::InnerStride<2>>;

template <class Var, class M, class Grad>
void apply(Var& var, M& m, const Grad& grad) {
  signopt::apply_add_sign(var, m, 0.001F, 1.0F, 0.99F, 0.9F, grad);
}

// case: control: orders that agree, that one dimension makes irrelevant, or that only the run can tell
// expect: compiles
using one_row = Eigen::Array<float, 1, Dynamic, Eigen::RowMajor>;
void call(columns& c, rows& r, one_row& v) {
  apply(c, c, c);
  apply(r, r, r);
  apply(v, v, columns(c).row(0).eval());
  apply(c, c, r);
}

// case: grad in another storage order
// expect: signopt: grad and var must have the same storage order
using two_rows = Eigen::Array<float, 2, Dynamic, Eigen::ColMajor>;
using three_columns = Eigen::Array<float, Dynamic, 3, Eigen::RowMajor>;
void call(two_rows& var, two_rows& m, const three_columns& grad) { apply(var, m, grad); }

// case: m in another storage order
// expect: signopt: m and var must have the same storage order
using two_rows = Eigen::Array<float, 2, Dynamic, Eigen::ColMajor>;
using three_columns = Eigen::Array<float, Dynamic, 3, Eigen::RowMajor>;
void call(two_rows& var, three_columns& m, const two_rows& grad) { apply(var, m, grad); }

// case: fixed sizes in another storage order
// expect: signopt: grad and var must have the same storage order
void call(Eigen::Matrix2f& var, Eigen::Matrix2f& m, const Eigen::Matrix<float, 2, 2, Eigen::RowMajor>& grad) {
  apply(var, m, grad);
}

// case: var with an inner stride
// expect: signopt: var is not contiguous
void call(strided& var, ArrayXf& m, const ArrayXf& grad) { apply(var, m, grad); }

// case: m with an inner stride
// expect: signopt: m is not contiguous
void call(ArrayXf& var, strided& m, const ArrayXf& grad) { apply(var, m, grad); }

// case: grad with an inner stride
// expect: signopt: grad is not contiguous
void call(ArrayXf& var, ArrayXf& m, const const_strided& grad) { apply(var, m, grad); }

// case: shapes that differ when compiling
// expect: signopt: grad has another shape than var
void call(Eigen::Array2f& var, Eigen::Array2f& m, const Eigen::Array3f& grad) { apply(var, m, grad); }

// case: var is a fixed-size block whose outer stride leaves gaps
// expect: signopt: var is not contiguous
void call(Eigen::Array33f& var, Eigen::Array22f& m) {
  signopt::apply_add_sign(var.topLeftCorner<2, 2>(), m, 0.001F, 1, 1, 0.9F, Eigen::Array22f::Ones().eval());
}

// case: control: whole columns of a fixed-size array
// expect: compiles
void call(Eigen::Array33f& var, Eigen::Array<float, 3, 2>& m, const Eigen::Array<float, 3, 2>& grad) {
  signopt::apply_add_sign(var.leftCols<2>(), m, 0.001F, 1, 1, 0.9F, grad);
}
