// What apply_add_sign returns: references, views, moved arrays; and what a stated T and C do.
#include <gtest/gtest.h>

#include <Eigen/Core>
#include <signopt/apply_add_sign.hpp>
#include <tuple>
#include <type_traits>
#include <utility>

namespace {

using Eigen::ArrayXf;
using Eigen::Map;
using half_array = Eigen::Array<Eigen::half, Eigen::Dynamic, 1>;

template <class Var, class M>
using result_of =
    decltype(signopt::apply_add_sign(std::declval<Var>(), std::declval<M>(), 0.1, 1.0, 1.0, 0.9, ArrayXf()));
template <class Var, class M, class Var_result, class M_result>
constexpr bool returns = std::is_same_v<result_of<Var, M>, std::tuple<Var_result, M_result>>;

static_assert(returns<ArrayXf&, ArrayXf&, ArrayXf&, ArrayXf&>);
static_assert(returns<ArrayXf, ArrayXf, ArrayXf, ArrayXf>);
static_assert(returns<ArrayXf&, ArrayXf, ArrayXf&, ArrayXf>);
static_assert(returns<ArrayXf, Eigen::VectorXf&, ArrayXf, Eigen::VectorXf&>);
static_assert(returns<Map<ArrayXf>, Map<ArrayXf>, Map<ArrayXf>, Map<ArrayXf>>);
static_assert(returns<Map<ArrayXf>&, Eigen::Ref<ArrayXf>, Map<ArrayXf>&, Eigen::Ref<ArrayXf>>);

class eigen_return : public ::testing::Test {
 protected:
  eigen_return()
      : var0(ArrayXf::LinSpaced(33, -1, 1)), m0(ArrayXf::LinSpaced(33, 0.5f, -2)), grad(ArrayXf::LinSpaced(33, -3, 2)) {
    var1 = var0;
    m1 = m0;
    signopt::apply_add_sign_n(var1.data(), m1.data(), 0.1, 1.0, 0.75, 0.9, grad.data(), 33);
  }

  template <class Var, class M>
  auto step(Var&& var, M&& m) {
    return signopt::apply_add_sign(std::forward<Var>(var), std::forward<M>(m), 0.1, 1.0, 0.75, 0.9, grad);
  }

  // Before and after a step, by the other front end.
  const ArrayXf var0, m0, grad;
  ArrayXf var1, m1;
};

TEST_F(eigen_return, lvalues_come_back_as_references) {
  ArrayXf var = var0, m = m0;
  const auto result = step(var, m);
  EXPECT_EQ(&std::get<0>(result), &var);
  EXPECT_EQ(&std::get<1>(result), &m);
  auto& [v, mm] = result;
  EXPECT_EQ(&v, &var);
  EXPECT_EQ(&mm, &m);
  EXPECT_TRUE((var == var1).all() && (m == m1).all());
  Map<ArrayXf> view(var.data(), 33), m_view(m.data(), 33);
  const auto views = step(view, m_view);
  EXPECT_EQ(&std::get<0>(views), &view);
  EXPECT_EQ(&std::get<1>(views), &m_view);
}

TEST_F(eigen_return, rvalue_views_come_back_as_views_of_the_same_memory) {
  ArrayXf var = var0, m = m0;
  auto [v, mm] = step(Map<ArrayXf>(var.data(), 33), Map<ArrayXf>(m.data(), 33));
  EXPECT_EQ(v.data(), var.data());
  EXPECT_EQ(mm.data(), m.data());
  EXPECT_TRUE((var == var1).all() && (m == m1).all());
  v(0) = 42;
  EXPECT_EQ(var(0), 42.0f);
  auto [head, m_head] = step(var.head(33), m.matrix());
  EXPECT_EQ(head.data(), var.data());
  EXPECT_EQ(m_head.data(), m.data());
  auto [reference, m_reference] = step(Eigen::Ref<ArrayXf>(var), Eigen::Ref<ArrayXf>(m));
  EXPECT_EQ(reference.data(), var.data());
  EXPECT_EQ(m_reference.data(), m.data());
}

TEST_F(eigen_return, copies_of_arrays_come_back_updated_and_leave_the_originals_alone) {
  const ArrayXf kept_var = var0, kept_m = m0;
  auto [v, mm] = step(ArrayXf(kept_var), ArrayXf(kept_m));
  static_assert(std::is_same_v<decltype(v), ArrayXf> && std::is_same_v<decltype(mm), ArrayXf>);
  EXPECT_TRUE((v == var1).all() && (mm == m1).all());
  EXPECT_TRUE((kept_var == var0).all() && (kept_m == m0).all());
}

TEST_F(eigen_return, rvalue_arrays_are_moved_and_not_copied) {
  ArrayXf var = var0, m = m0;
  const float* const var_data = var.data();
  const float* const m_data = m.data();
  auto [v, mm] = step(std::move(var), std::move(m));
  EXPECT_EQ(v.data(), var_data);
  EXPECT_EQ(mm.data(), m_data);
  EXPECT_TRUE((v == var1).all() && (mm == m1).all());
}

TEST_F(eigen_return, an_lvalue_beside_an_rvalue) {
  ArrayXf var = var0, m = m0;
  const float* const m_data = m.data();
  const auto result = step(var, std::move(m));
  EXPECT_EQ(&std::get<0>(result), &var);
  EXPECT_EQ(std::get<1>(result).data(), m_data);
  EXPECT_TRUE((var == var1).all() && (std::get<1>(result) == m1).all());
}

TEST_F(eigen_return, fixed_size_rvalues) {
  const Eigen::Array4f start(1, 2, 3, 4), zero = Eigen::Array4f::Zero(), ones = Eigen::Array4f::Ones();
  auto [v, mm] = signopt::apply_add_sign(Eigen::Array4f(start), Eigen::Array4f(zero), 0.5, 1, 1, 0.5, ones);
  EXPECT_TRUE((v == start - 1).all() && (mm == 0.5f).all());
}

// T and C stated: the same call, and the compute type that is stated instead of the deduced one.
TEST_F(eigen_return, stated_types) {
  const half_array start = var0.cast<Eigen::half>(), momentum = m0.cast<Eigen::half>(),
                   gradient = grad.cast<Eigen::half>();
  const Eigen::half lr(0.1f), alpha(1.0f), decay(0.75f), beta(0.9f);
  const auto bits = [](const half_array& a) {
    return Map<const Eigen::Array<unsigned short, -1, 1>>(reinterpret_cast<const unsigned short*>(a.data()), a.size())
        .eval();
  };
  half_array deduced = start, native = start, wide = start, wide_with_type = start;
  half_array m_deduced = momentum, m_native = momentum, m_wide = momentum, m_wide_with_type = momentum;
  signopt::apply_add_sign(deduced, m_deduced, lr, alpha, decay, beta, gradient);
  const auto result =
      signopt::apply_add_sign<Eigen::half, Eigen::half>(native, m_native, lr, alpha, decay, beta, gradient);
  static_assert(std::is_same_v<decltype(result), const std::tuple<half_array&, half_array&>>);
  signopt::apply_add_sign<Eigen::half, float>(wide, m_wide, lr, alpha, decay, beta, gradient);
  signopt::apply_add_sign<void, float>(wide_with_type, m_wide_with_type, lr, alpha, decay, beta, gradient);
  EXPECT_TRUE((bits(deduced) == bits(native)).all() && (bits(m_deduced) == bits(m_native)).all());
  EXPECT_TRUE((bits(wide) == bits(wide_with_type)).all() && (bits(m_wide) == bits(m_wide_with_type)).all());
  EXPECT_FALSE((bits(wide) == bits(native)).all()) << "the data does not tell the compute types apart";
  half_array plain = start, m_plain = momentum;
  signopt::apply_add_sign<Eigen::half>(plain, m_plain, static_cast<float>(lr), static_cast<float>(alpha),
                                       static_cast<float>(decay), static_cast<float>(beta), gradient);
  EXPECT_TRUE((bits(wide) == bits(plain)).all() && (bits(m_wide) == bits(m_plain)).all());
}

// How generic Eigen code takes its arguments: as their base classes.
template <class Var, class M, class Grad>
void step_of_bases(Eigen::ArrayBase<Var>& var, Eigen::MatrixBase<M>& m, const Eigen::DenseBase<Grad>& grad) {
  const auto result = signopt::apply_add_sign(var, m, 0.1, 1.0, 0.75, 0.9, grad);
  EXPECT_EQ(&std::get<0>(result), &var);
}

TEST_F(eigen_return, base_classes_of_generic_code_are_operands) {
  ArrayXf var = var0;
  Eigen::VectorXf m = m0;
  step_of_bases(var, m, grad);
  EXPECT_TRUE((var == var1).all() && (m.array() == m1).all());
}

}  // namespace
