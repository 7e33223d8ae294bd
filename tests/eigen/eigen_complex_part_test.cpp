// The real and the imaginary parts of complex arrays: views that lie two elements apart where Eigen can say where, and
// are reached through their coefficients where it cannot. Of all that can be viewed, and with another view on top.
#include <complex>

#include "support/eigen_kinds.hpp"
#include "support/eigen_step.hpp"

namespace {

using namespace signopt_test;
using Eigen::seqN;
using names_of_eigen::all;

// select(z, part) is a view of what part selects, x.real() or x.imag(). As each of the three operands, beside
// contiguous copies, and as all of them; the expected bits are those of the step on copies.
template <class T, class Select>
void expect_parts(Select select) {
  using parent = Eigen::Matrix<std::complex<T>, Dynamic, Dynamic>;
  using plain = column_major<T>;
  const parent before = parent::Random(17, 19);
  const auto real = [select](parent& z) { return select(z, [](auto&& part) { return part.real(); }); };
  const auto imaginary = [select](parent& z) { return select(z, [](auto&& part) { return part.imag(); }); };
  parent z = before, other = before.reverse();
  plain var, m, grad;
  const auto copy_all = [&] {
    var = plain::NullaryExpr(real(z).rows(), real(z).cols(), [&](auto i, auto j) { return real(z).coeff(i, j); });
    m = plain::NullaryExpr(var.rows(), var.cols(), [&](auto i, auto j) { return imaginary(z).coeff(i, j); });
  };
  copy_all();
  grad = plain::NullaryExpr(var.rows(), var.cols(), [&](auto i, auto j) { return imaginary(other).coeff(i, j); });
  const plain first_var = var, first_m = m;
  signopt::apply_add_sign(var, m, 0.1, 1, 1, 0.9, grad);
  const plain expected_var = var, expected_m = m;

  var = first_var;
  m = first_m;
  signopt::apply_add_sign(var, m, 0.1, 1, 1, 0.9, imaginary(other));
  EXPECT_TRUE(same_elements(var, expected_var) && same_elements(m, expected_m)) << "as grad";
  m = first_m;
  signopt::apply_add_sign(real(z), m, 0.1, 1, 1, 0.9, grad);
  EXPECT_TRUE(same_elements(m, expected_m)) << "m beside a view as var";
  var = first_var;
  signopt::apply_add_sign(var, imaginary(z), 0.1, 1, 1, 0.9, grad);
  EXPECT_TRUE(same_elements(var, expected_var)) << "var beside a view as m";
  copy_all();
  EXPECT_TRUE(same_elements(var, expected_var) && same_elements(m, expected_m)) << "as var, and as m";
  z = before;
  signopt::apply_add_sign(real(z), imaginary(z), 0.1, 1, 1, 0.9, imaginary(other));
  copy_all();
  EXPECT_TRUE(same_elements(var, expected_var) && same_elements(m, expected_m)) << "as all three";
  for (Eigen::Index i = 0; i < var.rows(); ++i) {
    for (Eigen::Index j = 0; j < var.cols(); ++j) {
      real(z).coeffRef(i, j) = first_var(i, j);
      imaginary(z).coeffRef(i, j) = first_m(i, j);
    }
  }
  EXPECT_TRUE((z.array() == before.array()).all()) << "elements that the view leaves out have changed";
}

TEST(eigen_complex_part, of_memory) {
  expect_parts<float>([](auto& z, auto part) { return part(z); });
  expect_parts<float>([](auto& z, auto part) { return part(z.array()); });
  expect_parts<float>([](auto& z, auto part) { return part(z.transpose()); });
  expect_parts<float>([](auto& z, auto part) { return part(z.diagonal()); });
  expect_parts<float>([](auto& z, auto part) { return part(z.row(3)); });
  expect_parts<float>([](auto& z, auto part) { return part(z.reshaped(19, 17)); });
  expect_parts<double>([](auto& z, auto part) { return part(z); });
}

// These have strides, and no coefficient of a single number.
TEST(eigen_complex_part, of_blocks) {
  expect_parts<float>([](auto& z, auto part) { return part(z.topRows(7)); });
  expect_parts<float>([](auto& z, auto part) { return part(z.topRows(7).transpose()); });
  expect_parts<float>([](auto& z, auto part) { return part(z.topRows(7)).transpose(); });
  expect_parts<float>([](auto& z, auto part) { return part(z.topRows(7)).array(); });
  expect_parts<float>([](auto& z, auto part) { return part(z.topRows(7)).diagonal(); });
  expect_parts<float>([](auto& z, auto part) {
    return part(map_at<Eigen::MatrixXcf, 0, Eigen::OuterStride<>>(3, 5, 7, Eigen::OuterStride<>(20))(z));
  });
  expect_parts<double>([](auto& z, auto part) { return part(z.topRows(7)); });
}

TEST(eigen_complex_part, viewed) {
  expect_parts<float>([](auto& z, auto part) { return part(z).transpose(); });
  expect_parts<float>([](auto& z, auto part) { return part(z).diagonal(); });
  expect_parts<float>([](auto& z, auto part) { return part(z).transpose().diagonal(1); });
  expect_parts<float>([](auto& z, auto part) { return part(z).array().matrix().diagonal(-2); });
  expect_parts<float>([](auto& z, auto part) { return part(z).diagonal().transpose(); });
  expect_parts<float>([](auto& z, auto part) { return part(z).topRows(7); });
  expect_parts<float>([](auto& z, auto part) { return part(z).reverse(); });
}

TEST(eigen_complex_part, of_indexed_views) {
  constexpr auto some_rows = [](auto& z) { return z(seqN(1, 8, 2), all); };
  expect_parts<float>([=](auto& z, auto part) { return part(some_rows(z)); });
  expect_parts<float>([=](auto& z, auto part) { return part(some_rows(z)).transpose(); });
  expect_parts<float>([=](auto& z, auto part) { return part(some_rows(z).transpose()); });
  expect_parts<float>([=](auto& z, auto part) { return part(some_rows(z).diagonal()).transpose(); });
  expect_parts<float>([=](auto& z, auto part) { return part(some_rows(z).array()); });
  expect_parts<float>([=](auto& z, auto part) { return part(z)(seqN(1, 8, 2), all).transpose(); });
}

}  // namespace
