// The tensor front end and the DLPack front end on every kind of executor, with options and without: the bits of the
// serial call, on every target. The serial call: tensor_test, dlpack_layout_test; the flush: flush_momentum_test.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <signopt/dlpack.hpp>
#include <signopt/tensor.hpp>
#include <utility>
#include <vector>

#include "call.hpp"
#include "support/executors.hpp"
#include "support/targets.hpp"
#include "support/tensor_step.hpp"

namespace signopt_test::dlpack {
namespace {

const signopt::add_sign_settings settings{0.3, 1.25, 0.7, 0.6};
const signopt::add_sign_settings flush{0.3, 1.25, 0.7, 0.6, {true}};

// Every tenth element of m is subnormal, and flushed.
template <class Tensor>
void fill_with_subnormal(Tensor& m, std::uint64_t seed) {
  using T = typename Tensor::Scalar;
  fill_tensor(m, seed);
  for (Eigen::Index i = 0; i < m.size(); i += 10) m.data()[i] = from_bits<T>(static_cast<std::uint64_t>(i) + 1);
}

// make_grad: what of a tensor is the gradient.
template <class Var, class M, class Grad, class MakeGrad>
void expect_same_bits(Var var, M m, Grad grad, MakeGrad make_grad) {
  fill_tensor(var, 1);
  fill_with_subnormal(m, 2);
  fill_tensor(grad, 3);
  grad.data()[0] = from_bits<typename Grad::Scalar>(0);  // the first m, a subnormal one, stays one
  Var plain_var = var, flushed_var = var;
  M plain_m = m, flushed_m = m;
  signopt::apply_add_sign(plain_var, plain_m, settings, make_grad(grad));
  signopt::apply_add_sign(flushed_var, flushed_m, flush, make_grad(grad));
  EXPECT_FALSE(same_elements(plain_m, flushed_m)) << "no test of the options";
  for (const any_executor& executor : every_executor()) {
    Var got_var = var;
    M got_m = m;
    signopt::apply_add_sign(executor, got_var, got_m, settings, make_grad(grad));
    ASSERT_TRUE(same_elements(got_var, plain_var)) << executor.name();
    ASSERT_TRUE(same_elements(got_m, plain_m)) << executor.name();
    got_var = var;
    got_m = m;
    signopt::apply_add_sign(executor, got_var, got_m, flush, make_grad(grad));
    ASSERT_TRUE(same_elements(got_var, flushed_var)) << executor.name();
    ASSERT_TRUE(same_elements(got_m, flushed_m)) << executor.name();
  }
}

constexpr auto itself = [](auto& g) -> auto& { return g; };

void test_tensors() {
  using cube = Eigen::Tensor<float, 3>;
  using row_major_cube = Eigen::Tensor<float, 3, Eigen::RowMajor>;
  for (const auto& sizes : {indices<3>{1, 1, 1}, {7, 11, 13}, {300, 2, 3}, {2, 3, 300}}) {
    expect_same_bits(cube(sizes), cube(sizes), cube(sizes), itself);
    expect_same_bits(cube(sizes), row_major_cube(sizes), row_major_cube(sizes), itself);
    expect_same_bits(cube(sizes), cube(sizes), Eigen::Tensor<Eigen::half, 3, Eigen::RowMajor>(sizes), itself);
    expect_same_bits(cube(sizes), cube(sizes), cube(sizes), [](auto& g) { return (g * 0.5f) * g + g; });
    expect_same_bits(row_major_cube(sizes), row_major_cube(sizes), row_major_cube(sizes),
                     [](auto& g) { return g * g.constant(0.25f) - g.tanh(); });
  }
}

using var_and_m = std::pair<std::vector<float>, std::vector<float>>;

bool are_same(const var_and_m& a, const var_and_m& b) {
  const auto are_equal = [](const std::vector<float>& x, const std::vector<float>& y) {
    return std::equal(x.begin(), x.end(), y.begin(), y.end(), same_result<float>);
  };
  return are_equal(a.first, b.first) && are_equal(a.second, b.second);
}

// Tensors of any strides over arrays of 5000 elements.
void test_dlpack() {
  struct layout {
    std::vector<std::int64_t> shape, var, m, grad;
    std::ptrdiff_t var_first;
  };
  const layout layouts[] = {{{1}, {1}, {1}, {1}, 0},
                            {{5000}, {1}, {1}, {1}, 0},
                            {{50, 60}, {70, 1}, {61, 1}, {60, 1}, 0},
                            {{50, 60}, {1, 50}, {60, 1}, {60, 1}, 0},
                            {{2000}, {-2}, {2}, {0}, 4000},
                            {{7, 8, 9}, {72, 9, 1}, {1, 7, 56}, {9, 0, 1}, 0}};
  for (layout each : layouts) {
    std::vector<float> var(5000), m(5000), grad(5000);
    random_bits random(1);
    for (std::size_t i = 0; i < 5000; ++i) {
      var[i] = from_bits<float>(mixed_bits(oracle::format::float32, random));
      m[i] = i % 10 == 0 ? from_bits<float>(i + 1) : from_bits<float>(mixed_bits(oracle::format::float32, random));
      grad[i] = i % 20 == 0 ? 0.0f : from_bits<float>(mixed_bits(oracle::format::float32, random));
    }
    const auto tensor = [&](std::vector<float>& data, std::vector<std::int64_t>& strides, std::ptrdiff_t first) {
      return DLTensor{data.data() + first,
                      {kDLCPU, 0},
                      static_cast<std::int32_t>(each.shape.size()),
                      float32,
                      each.shape.data(),
                      strides.data(),
                      0};
    };
    // apply(var, m, grad), on copies
    const auto after = [&](auto apply) {
      var_and_m result(var, m);
      apply(tensor(result.first, each.var, each.var_first), tensor(result.second, each.m, 0),
            tensor(grad, each.grad, 0));
      return result;
    };
    using ref = const DLTensor&;
    const auto plain = after([](ref v, ref mm, ref g) { signopt::apply_add_sign(v, mm, settings, g); });
    const auto flushed = after([](ref v, ref mm, ref g) { signopt::apply_add_sign(v, mm, flush, g); });
    EXPECT_FALSE(are_same(plain, flushed)) << "no test of the options";
    for (const any_executor& executor : every_executor()) {
      const auto got = after([&](ref v, ref mm, ref g) { signopt::apply_add_sign(executor, v, mm, settings, g); });
      ASSERT_TRUE(are_same(got, plain)) << executor.name();
      const auto got_flushed = after([&](ref v, ref mm, ref g) { signopt::apply_add_sign(executor, v, mm, flush, g); });
      ASSERT_TRUE(are_same(got_flushed, flushed)) << executor.name();
    }
  }
}

// A framework's own class may be a DLTensor, or convert to one.
struct derived : DLTensor {};
struct wrapper {
  DLTensor tensor;
  operator const DLTensor&() const { return tensor; }
};

template <class Tensor, class Make>
float var_after_step(Make make) {
  float var = 1, m = 0, grad = 1;
  std::int64_t size = 1;
  const auto of = [&](float& element) {
    return make(DLTensor{&element, {kDLCPU, 0}, 1, {kDLFloat, 32, 1}, &size, nullptr, 0});
  };
  const Tensor var_tensor = of(var), m_tensor = of(m), grad_tensor = of(grad);
  signopt::apply_add_sign(var_tensor, m_tensor, 0.25, 1, 1, 0.5, grad_tensor);
  signopt::apply_add_sign(var_tensor, m_tensor, {0.25}, grad_tensor);
  signopt::apply_add_sign(signopt::serial(), var_tensor, m_tensor, {0.25, 1, 1, 0.9, {true}}, grad_tensor);
  return var;
}

TEST(execution_tensors, what_is_or_becomes_a_tensor) {
  EXPECT_EQ((var_after_step<derived>([](const DLTensor& tensor) { return derived{tensor}; })), -0.5f);
  EXPECT_EQ((var_after_step<wrapper>([](const DLTensor& tensor) { return wrapper{tensor}; })), -0.5f);
}

const bool registered = [] {
  register_on_every_target("execution_tensors", "tensors", __FILE__, __LINE__, test_tensors);
  register_on_every_target("execution_tensors", "dlpack", __FILE__, __LINE__, test_dlpack);
  return true;
}();

}  // namespace
}  // namespace signopt_test::dlpack
