// all_finite on all that it takes: Eigen objects of any strides and order, expressions, sets and ranges of parameters;
// alone and on executors.
#include <signopt/all_finite.hpp>

#include <gtest/gtest.h>

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <list>
#include <signopt/apply_add_sign.hpp>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "support/bits.hpp"
#include "support/executors.hpp"
#include "support/targets.hpp"

namespace {

using namespace signopt_test;
using Eigen::ArrayXf;
using Eigen::ArrayXXf;
using Eigen::Dynamic;
using Eigen::Index;
using Eigen::Map;
using Eigen::Stride;

constexpr float infinity = std::numeric_limits<float>::infinity();

// Whatever executor runs it.
template <class... Arguments>
bool asked(const Arguments&... arguments) {
  const bool answer = signopt::all_finite(arguments...);
  for (const any_executor& executor : some_executors()) {
    EXPECT_EQ(signopt::all_finite(executor, arguments...), answer) << executor.name();
  }
  return answer;
}

// Each element of the array is made a NaN by turns, whether it is one of the view's or not: a view must see its own,
// all of them, and no other. `number` counts the elements of the array that the view has.
template <class T, class View>
void sees_its_own(std::ptrdiff_t size, std::ptrdiff_t number, View view) {
  std::vector<T> array(static_cast<std::size_t>(size), T(0.5f));
  EXPECT_TRUE(asked(view(array.data())));
  std::ptrdiff_t seen = 0;
  for (T& each : array) {
    each = from_bits<T>(oracle::quiet_nan(format_of_v<T>));
    if (!signopt::all_finite(view(array.data()))) ++seen;
    each = T(0.5f);
  }
  EXPECT_EQ(seen, number);
  array.front() = array.back() = from_bits<T>(oracle::infinity(format_of_v<T>));
  static_cast<void>(asked(view(array.data())));
}

template <class T, int Order>
using matrix_of = Eigen::Matrix<T, Dynamic, Dynamic, Order>;

template <class T, int Order>
void sees_every_view() {
  using matrix = Map<matrix_of<T, Order>>;
  constexpr Index rows = 23, cols = 37, size = rows * cols;
  const auto in = [](T* data) { return matrix(data, rows, cols); };
  sees_its_own<T>(size, size, in);
  sees_its_own<T>(size, size, [&](T* data) { return in(data).array(); });
  sees_its_own<T>(size, size, [&](T* data) { return in(data).transpose(); });
  sees_its_own<T>(size, 20 * 30, [&](T* data) { return in(data).block(1, 2, 20, 30); });
  sees_its_own<T>(size, 3 * 30, [&](T* data) { return in(data).block(1, 2, 3, 30); });
  sees_its_own<T>(size, rows * 2, [&](T* data) { return in(data).middleCols(4, 2); });
  sees_its_own<T>(size, cols, [&](T* data) { return in(data).row(7); });
  sees_its_own<T>(size, rows, [&](T* data) { return in(data).col(7); });
  sees_its_own<T>(size, rows, [&](T* data) { return in(data).diagonal(); });
  sees_its_own<T>(size, size, [&](T* data) { return in(data).reverse(); });
  sees_its_own<T>(size, size, [&](T* data) { return in(data).rowwise().reverse(); });
  sees_its_own<T>(size, 0, [&](T* data) { return in(data).block(3, 3, 0, 5); });
  sees_its_own<T>(size, 1, [&](T* data) { return in(data).block(3, 3, 1, 1); });
  sees_its_own<T>(size, 8 * 11, [](T* data) {
    return Map<matrix_of<T, Order>, 0, Stride<Dynamic, Dynamic>>(data + 1, Order == 0 ? 11 : 8, Order == 0 ? 8 : 11,
                                                                 Stride<Dynamic, Dynamic>(40, 3));
  });
  using vector = Eigen::Array<T, Dynamic, 1>;
  sees_its_own<T>(size, 100, [](T* data) {
    return Map<vector, 0, Eigen::InnerStride<>>(data + 99 * 5, 100, Eigen::InnerStride<>(-5));
  });
  sees_its_own<T>(
      size, 1, [](T* data) { return Map<const vector, 0, Eigen::InnerStride<>>(data, 50, Eigen::InnerStride<>(0)); });
}

TEST(all_finite_of_eigen, sees_what_a_view_has_and_nothing_else) {
  for (const std::string& target : target_names()) {
    SCOPED_TRACE(target);
    const forced_target forced(target);
    for_each_dtype_of_layouts([](auto value, const char* name) {
      SCOPED_TRACE(name);
      sees_every_view<decltype(value), Eigen::ColMajor>();
      sees_every_view<decltype(value), Eigen::RowMajor>();
    });
  }
}

TEST(all_finite_of_eigen, objects_of_many_tiles_and_runs) {
  ArrayXXf large = ArrayXXf::Constant(1000, 301, 0.5f);
  EXPECT_TRUE(asked(large.topRows(999)));
  EXPECT_TRUE(asked(large.transpose().reverse()));
  for (const Index row : {Index{0}, Index{511}, Index{998}, Index{999}}) {
    for (const Index col : {Index{0}, Index{150}, Index{300}}) {
      large(row, col) = -infinity;
      EXPECT_FALSE(asked(large));
      EXPECT_EQ(asked(large.topRows(999)), row == 999);
      EXPECT_EQ(asked(Map<const ArrayXf, 0, Eigen::InnerStride<2>>(large.data() + 1, large.size() / 2)),
                (row + col * 1000) % 2 == 0);
      EXPECT_FALSE(asked(large.transpose().reverse()));
      large(row, col) = 0.5f;
    }
  }
}

TEST(all_finite_of_eigen, expressions) {
  const ArrayXf a = ArrayXf::Constant(5000, 3e38f), b = ArrayXf::Constant(5000, 1e38f);
  EXPECT_TRUE(asked(a - b));
  EXPECT_FALSE(asked(a + b));
  EXPECT_TRUE(asked(a.cast<double>() + b.cast<double>()));
  EXPECT_FALSE(asked(a.cast<Eigen::half>()));
  EXPECT_TRUE(asked((a * 1e-38f).cast<Eigen::bfloat16>()));
  Eigen::MatrixXf left = Eigen::MatrixXf::Constant(30, 20, 1.0f);
  const Eigen::MatrixXf right = Eigen::MatrixXf::Constant(20, 40, 2.0f);
  EXPECT_TRUE(asked(left * right));
  left(29, 19) = infinity;
  EXPECT_FALSE(asked(left * right));
  EXPECT_TRUE(asked(Eigen::Array3f::Constant(1.0f)));
  EXPECT_FALSE(asked(Eigen::Array3f::Constant(infinity)));
}

// How often each coefficient is asked for.
TEST(all_finite_of_eigen, each_coefficient_once) {
  std::vector<int> asked_for(5000);
  const auto counted = ArrayXf::NullaryExpr(5000, [&](Index i) {
    ++asked_for[static_cast<std::size_t>(i)];
    return 1.0f;
  });
  EXPECT_TRUE(signopt::all_finite(counted));
  EXPECT_EQ(asked_for, std::vector<int>(5000, 1));
  EXPECT_TRUE(signopt::all_finite(any_executor("backwards_here", backwards_here{7}, 1), counted));
  EXPECT_EQ(asked_for, std::vector<int>(5000, 2));
}

// Generic code knows its arguments as these.
template <class Derived>
bool through_base(const Eigen::DenseBase<Derived>& x) {
  return signopt::all_finite(x);
}
TEST(all_finite_of_eigen, base_classes_and_refs) {
  ArrayXf x = ArrayXf::Ones(9);
  EXPECT_TRUE(through_base(x));
  EXPECT_TRUE(signopt::all_finite(Eigen::Ref<const ArrayXf>(x)));
  x[8] = infinity;
  EXPECT_FALSE(through_base(x));
  EXPECT_FALSE(signopt::all_finite(Eigen::Ref<const ArrayXf>(x)));
}

struct model {
  static constexpr std::ptrdiff_t sizes[] = {1000, 0, 1, 333, 4096, 7};
  std::vector<std::vector<float>> vars, ms;
  std::vector<std::vector<Eigen::half>> grads;
  std::vector<signopt::parameter<float, Eigen::half>> tensors;

  model() {
    for (const std::ptrdiff_t each : sizes) {
      const auto size = static_cast<std::size_t>(each);
      vars.emplace_back(size);
      ms.emplace_back(size);
      grads.emplace_back(size, Eigen::half(0.5f));
    }
    for (std::size_t i = 0; i < grads.size(); ++i)
      tensors.push_back({vars[i].data(), ms[i].data(), grads[i].data(), sizes[i], 1});
  }
};

TEST(all_finite_of_sets, sees_every_gradient) {
  model of;
  const signopt::parameter_set<float, Eigen::half> set(of.tensors);
  EXPECT_TRUE(asked(set));
  EXPECT_TRUE(asked(of.tensors));
  EXPECT_TRUE(asked(std::list<signopt::parameter<float, Eigen::half>>(of.tensors.begin(), of.tensors.end())));
  for (std::vector<Eigen::half>& grad : of.grads) {
    for (std::size_t i = 0; i<grad.size(); i += grad.size()> 400 && i > 5 && i + 5 < grad.size() ? 97 : 1) {
      grad[i] = from_bits<Eigen::half>(0xfc01);
      ASSERT_FALSE(asked(set)) << i << " of " << grad.size();
      grad[i] = Eigen::half(0.5f);
    }
  }
  of.grads.back().back() = from_bits<Eigen::half>(0x7c00);
  EXPECT_FALSE(asked(of.tensors));
  // What is no gradient is not asked about.
  of.grads.back().back() = Eigen::half(0.5f);
  of.vars[0][0] = of.ms[0][0] = infinity;
  EXPECT_TRUE(asked(set));
}

TEST(all_finite_of_sets, tensors_without_a_gradient_are_passed_over) {
  model of;
  for (const std::size_t without : {0u, 3u, 5u}) of.tensors[without].grad = nullptr;
  signopt::serial here;
  const auto all_finite = [&] {
    return signopt::detail::all_finite_gradients<signopt::dtype::float16>(
        here, of.tensors.data(), static_cast<std::ptrdiff_t>(of.tensors.size()));
  };
  EXPECT_TRUE(all_finite());
  of.grads[3][0] = from_bits<Eigen::half>(0x7e00);
  EXPECT_TRUE(all_finite());
  of.grads[4][4095] = from_bits<Eigen::half>(0x7e00);
  EXPECT_FALSE(all_finite());
}

TEST(all_finite_of_sets, no_tensors) {
  EXPECT_TRUE(asked(signopt::parameter_set<float>{}));
  EXPECT_TRUE(asked(std::vector<signopt::parameter<double>>()));
}

static_assert(std::is_same_v<decltype(signopt::all_finite(std::declval<const ArrayXf&>())), bool>);

}  // namespace
