// Views of Eigen objects that have strides or are no memory at all (a writable one is then read and written coefficient
// by coefficient), empty ones, and special values with strides, on every target.
#include <complex>
#include <vector>

#include "support/eigen_kinds.hpp"
#include "support/eigen_step.hpp"
#include "support/targets.hpp"

namespace {

using namespace signopt_test;
using names_of_eigen::all;
using any_stride = Eigen::Stride<Dynamic, Dynamic>;
using inner_stride = Eigen::InnerStride<>;

constexpr auto top_rows = [](auto& a) { return a.topRows(a.rows() - 1); };

template <class T>
void test_refs() {
  const auto ref = [](auto select) {
    return [select](auto& parent) {
      using plain = typename std::remove_const_t<std::remove_reference_t<decltype(parent)>>::PlainObject;
      using seen = std::conditional_t<std::is_const_v<std::remove_reference_t<decltype(parent)>>, const plain, plain>;
      return Eigen::Ref<seen, 0, any_stride>(select(parent));
    };
  };
  expect_step(matrix<T>(17, 19), ref(top_rows));
  expect_step(matrix<T>(17, 19), [](auto& a) {
    using seen = std::conditional_t<std::is_const_v<std::remove_reference_t<decltype(a)>>, const matrix<T>, matrix<T>>;
    return Eigen::Ref<seen>(a.topRows(9));
  });
  expect_step(column<T>(90), ref([](auto& a) {
                using seen = std::remove_reference_t<decltype(a)>;
                return Eigen::Map<seen, 0, inner_stride>(a.data(), 45, inner_stride(2));
              }));
}

// Views that can be written and are no memory: one coefficient after the other.
template <class T>
void test_views_without_memory() {
  const std::vector<int> some = {0, 3, 4, 9, 16}, backwards = {16, 9, 4, 3, 0};
  expect_step(matrix<T>(17, 90), [](auto& a) { return a.reverse(); });
  expect_step(row_major<T>(17, 90), [](auto& a) { return a.reverse(); });
  expect_step(matrix<T>(17, 90), [](auto& a) { return a.rowwise().reverse(); });
  expect_step(matrix<T>(17, 90), [](auto& a) { return a.reverse().block(2, 3, 7, 80).transpose(); });
  expect_step(column<T>(5000), [](auto& a) { return a.reverse(); });
  expect_step(matrix<T>(17, 90), [&](auto& a) { return a(some, all); });
  expect_step(matrix<T>(17, 90), [&](auto& a) { return a(backwards, some); });
  expect_step(row_major<T>(17, 90), [&](auto& a) { return a(all, backwards); });
  expect_step(column<T>(50), [&](auto& a) { return a(some); });
  expect_step(matrix<T>(17, 90), [](auto& a) { return a(Eigen::seq(1, 15, 2), all); });
  expect_step(matrix<T>(17, 90), [](auto& a) { return a.template reshaped<Eigen::RowMajor>(); });
  expect_step(matrix<T>(17, 90), [](auto& a) { return a.template reshaped<Eigen::RowMajor>(90, 17); });
  // beside memory
  expect_step(
      matrix<T>(17, 90), matrix<T>(17, 90), matrix<T>(18, 90), [](auto& a) { return a.reverse(); }, whole, top_rows);
  expect_step(
      matrix<T>(17, 90), row_major<T>(17, 90), matrix<T>(17, 90), whole, [](auto& a) { return a.reverse(); }, whole);
  expect_step(matrix<T>(18, 90), matrix<T>(17, 90), row_major<T>(17, 90), top_rows, whole,
              [](auto& a) { return a.reverse(); });
}

template <class T>
void test_empty() {
  expect_step(matrix<T>(7, 9), [](auto& a) { return a.block(1, 2, 0, 3); });
  expect_step(matrix<T>(7, 9), [](auto& a) { return a.block(1, 2, 3, 0); });
  expect_step(matrix<T>(7, 9), [](auto& a) { return a.row(2).segment(3, 0); });
  expect_step(matrix<T>(0, 9), [](auto& a) { return a.transpose(); });
  expect_step(matrix<T>(0, 9), [](auto& a) { return a.reverse(); });
  expect_step(matrix<T>(0, 0), [](auto& a) { return a.diagonal(); });
  expect_step(column<T>(9), map_at<matrix<T>, 0, any_stride>(2, 0, 7, any_stride(5, 2)));
  expect_step(matrix<T>(0, 4), row_major<T>(0, 4), matrix<T>(3, 4), whole, whole, [](auto& a) { return a.topRows(0); });
}

// Special values in every combination, -0 among them, two and seven elements apart.
template <class T>
void test_special_values() {
  const std::vector<std::uint64_t> special = special_bits(format_of_v<T>);
  const Eigen::Index count = static_cast<Eigen::Index>(special.size()), n = count * count * count;
  using view = Eigen::Map<column<T>, 0, inner_stride>;
  column<T> var_memory = column<T>::Zero(7 * n), m_memory = var_memory, grad_memory = var_memory;
  view var(var_memory.data(), n, inner_stride(7)), m(m_memory.data(), n, inner_stride(2)),
      grad(grad_memory.data() + 7 * n - 1, n, inner_stride(-7));
  for (Eigen::Index i = 0; i < n; ++i) {
    const auto at = [&](Eigen::Index index) { return from_bits<T>(special[static_cast<std::size_t>(index)]); };
    var.coeffRef(i) = at(i % count);
    m.coeffRef(i) = at(i / count % count);
    grad.coeffRef(i) = at(i / count / count);
  }
  column<T> expected_var = var, expected_m = m;
  oracle_step(expected_var, expected_m, column<T>(grad));
  signopt::apply_add_sign(var, m, step_lr, step_alpha, step_sign_decay, step_beta, grad);
  EXPECT_TRUE(same_elements(column<T>(var), expected_var));
  EXPECT_TRUE(same_elements(column<T>(m), expected_m));
}

// The parts of a complex array lie two elements apart.
template <class T>
void test_parts_of_complex() {
  const auto real = [](auto& a) { return a.real(); };
  const auto imaginary = [](auto& a) { return a.imag(); };
  using complex_array = Eigen::Array<std::complex<T>, Dynamic, Dynamic>;
  complex_array z = complex_array::Random(9, 50), other = z.reverse();
  column_major<T> var = real(z), m = imaginary(z);
  const column_major<T> grad = imaginary(other);
  signopt::apply_add_sign(var, m, 0.1, 1, 1, 0.9, grad);
  signopt::apply_add_sign(z.real(), z.imag(), 0.1, 1, 1, 0.9, other.imag());
  EXPECT_TRUE((real(z) == var).all() && (imaginary(z) == m).all());
  complex_array none(0, 9);
  signopt::apply_add_sign(none.real(), none.imag(), 0.1, 1, 1, 0.9, none.real());
}

const bool registered = [] {
  for_each_dtype_of_layouts([](auto zero, const char* dtype) {
    using T = decltype(zero);
    const auto add = [dtype](const char* name, int line, void (*body)()) {
      register_on_every_target(std::string("apply_add_sign_view/") + dtype, name, __FILE__, line, body);
    };
    add("refs", __LINE__, test_refs<T>);
    add("views_without_memory", __LINE__, test_views_without_memory<T>);
    add("empty", __LINE__, test_empty<T>);
    add("special_values", __LINE__, test_special_values<T>);
    if constexpr (sizeof(T) > 2) add("parts_of_complex", __LINE__, test_parts_of_complex<T>);
  });
  return true;
}();

}  // namespace
