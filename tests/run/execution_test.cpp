// The pointer front end on every kind of executor: whatever the cut, the bits of the serial call, in every form of the
// call, in every row of the type table, on every target; and nothing else is written. The serial call: kernel_*_test.
#include <gtest/gtest.h>

#include <cstddef>
#include <signopt/pointer.hpp>
#include <string>
#include <type_traits>
#include <vector>

#include "support/executors.hpp"
#include "support/kernel_check.hpp"
#include "support/targets.hpp"
#include "support/type_rows.hpp"

namespace {

using namespace signopt_test;
using half = Eigen::half;
using bfloat16 = Eigen::bfloat16;

// Around the borders of 2 to 7 chunks of lines of 64 bytes, for elements of 2, 4 and 8 bytes.
const std::size_t sizes[] = {0,  1,  2,  3,  7,  8,   9,   15,  16,  17,  31,  32,   33,   47,   48,   49,
                             63, 64, 65, 95, 96, 127, 128, 129, 223, 224, 225, 1000, 1024, 1025, 4099, 6000};

template <class T, class G, class C>
void test_sizes() {
  using check = kernel_check<T, G, C>;
  const typename check::streams data = check::random_streams(6000, 1);
  const typename check::scalars numbers = check::typical();
  fenced_array<T> var_memory(6000), m_memory(6000);
  fenced_array<G> grad_memory(6000);
  const std::vector<any_executor> executors = every_executor();
  for (const std::size_t size : sizes) {
    std::vector<T> expected_var = data.var, expected_m = data.m;
    check::apply(numbers, expected_var.data(), expected_m.data(), data.grad.data(), size);
    for (const any_executor& executor : executors) {
      T* const var = var_memory.place(data.var.data(), size, size % 5);
      T* const m = m_memory.place(data.m.data(), size, size % 3);
      const G* const grad = grad_memory.place(data.grad.data(), size, size % 7);
      signopt::apply_add_sign_n(executor, var, m, numbers[0], numbers[1], numbers[2], numbers[3], grad,
                                static_cast<std::ptrdiff_t>(size));
      for (std::size_t i = 0; i < size; ++i) {
        ASSERT_TRUE(same_result(var[i], expected_var[i]) && same_result(m[i], expected_m[i]))
            << check::suite() << ": element " << i << " of " << size << " on " << executor.name();
      }
      ASSERT_TRUE(var_memory.fence_stands() && m_memory.fence_stands() && grad_memory.fence_stands())
          << "written outside: " << size << " elements on " << executor.name();
    }
  }
}

// Work that is cut at the default grain.
void test_large() {
  using check = kernel_check<float, float, float>;
  const typename check::streams data = check::random_streams(150001, 2);
  const typename check::scalars numbers = check::typical();
  std::vector<float> expected_var = data.var, expected_m = data.m;
  check::apply(numbers, expected_var.data(), expected_m.data(), data.grad.data(), data.size());
  for (const any_executor& executor : every_executor(signopt::default_grain_bytes)) {
    check::streams got = data;
    signopt::apply_add_sign_n(executor, got.var.data(), got.m.data(), numbers[0], numbers[1], numbers[2], numbers[3],
                              got.grad.data(), static_cast<std::ptrdiff_t>(got.size()));
    for (std::size_t i = 0; i < got.size(); ++i) {
      ASSERT_TRUE(same_result(got.var[i], expected_var[i]) && same_result(got.m[i], expected_m[i]))
          << "element " << i << " on " << executor.name();
    }
  }
}

template <class T, class G, class C>
void register_row() {
  register_on_every_target("execution/" + kernel_check<T, G, C>::suite(), "sizes", __FILE__, __LINE__,
                           test_sizes<T, G, C>);
}

const bool registered = [] {
  for_each_type_row([](auto row) {
    using r = decltype(row);
    register_row<typename r::var, typename r::grad, typename r::compute>();
  });
  register_on_every_target("execution/default_grain", "large", __FILE__, __LINE__, test_large);
  return true;
}();

// The executors' own types; constants and temporaries of them; four scalars and settings; with an option and without.
template <class Executor>
void test_forms(Executor&& executor) {
  using check = kernel_check<float, float, float>;
  const typename check::streams data = check::random_streams(777, 3);
  const signopt::add_sign_settings settings{0.25, 1.5, 0.75, 0.625}, flush{0.25, 1.5, 0.75, 0.625, {true}};
  const float *const grad = data.grad.data(), lr = 0.25f, alpha = 1.5f, sign_decay = 0.75f, beta = 0.625f;
  const auto expect_same = [&](auto serial_call, auto call) {
    check::streams expected = data, got = data;
    serial_call(expected.var.data(), expected.m.data());
    call(got.var.data(), got.m.data());
    for (std::size_t i = 0; i < data.size(); ++i) {
      ASSERT_TRUE(same_result(got.var[i], expected.var[i]) && same_result(got.m[i], expected.m[i])) << i;
    }
  };
  const auto plain = [&](float* var, float* m) {
    signopt::apply_add_sign_n(var, m, lr, alpha, sign_decay, beta, grad, 777);
  };
  const auto flushing = [&](float* var, float* m) { signopt::apply_add_sign_n(var, m, flush, grad, 777); };
  expect_same(plain, [&](float* var, float* m) {
    signopt::apply_add_sign_n(executor, var, m, lr, alpha, sign_decay, beta, grad, 777);
  });
  expect_same(plain, [&](float* var, float* m) { signopt::apply_add_sign_n(executor, var, m, settings, grad, 777); });
  expect_same(flushing, [&](float* var, float* m) { signopt::apply_add_sign_n(executor, var, m, flush, grad, 777); });
}

TEST(execution, forms_and_types_of_executors) {
  const signopt::serial constant_serial;
  signopt::serial own_serial;
  const signopt::eigen_pool constant_pool(pool_of(2), 1);
  signopt::eigen_pool own_pool(pool_of(3), 1);
  backwards_here backwards{3};
  odd_ones_first odd{3};
  test_forms(constant_serial);
  test_forms(own_serial);
  test_forms(signopt::serial());
  test_forms(constant_pool);
  test_forms(own_pool);
  test_forms(signopt::eigen_pool(pool_of(7), 1));
  test_forms(backwards);
  test_forms(odd);
  test_forms(odd_ones_first{3});
  test_forms(thread_for_each_task{2});
#if defined(_OPENMP)
  const signopt::openmp constant_openmp(2, 1);
  test_forms(constant_openmp);
  test_forms(signopt::openmp(0, 1));
#endif
}

// What is_executor takes, and what not.
struct without_concurrency {
  template <class F>
  void bulk(std::ptrdiff_t, F&&) {}
};
struct without_bulk {
  int concurrency() const { return 1; }
};
struct not_const : without_concurrency {
  int concurrency() { return 1; }
};

TEST(execution, is_executor) {
  using signopt::is_executor;
  static_assert(is_executor<signopt::serial> && is_executor<const signopt::serial&>);
  static_assert(is_executor<signopt::eigen_pool> && is_executor<signopt::eigen_pool&&>);
  static_assert(is_executor<backwards_here> && is_executor<odd_ones_first&> && is_executor<any_executor>);
  static_assert(!is_executor<without_concurrency> && !is_executor<without_bulk> && !is_executor<not_const>);
  static_assert(!is_executor<Eigen::ThreadPool> && !is_executor<int> && !is_executor<float*> && !is_executor<void>);
}

TEST(execution, concurrency_of_the_library_s_executors) {
  EXPECT_EQ(signopt::serial().concurrency(), 1);
  for (const int threads : {1, 2, 3, 7}) EXPECT_EQ(signopt::eigen_pool(pool_of(threads)).concurrency(), threads);
  EXPECT_EQ(signopt::eigen_pool(pool_of(2)).grain_bytes(), signopt::default_grain_bytes);
  EXPECT_EQ(signopt::eigen_pool(pool_of(2), 77).grain_bytes(), 77);
#if defined(_OPENMP)
  EXPECT_EQ(signopt::openmp().concurrency(), omp_get_max_threads());
  EXPECT_EQ(signopt::openmp(5).concurrency(), 5);
  EXPECT_EQ(signopt::openmp(5).grain_bytes(), signopt::default_grain_bytes);
  EXPECT_EQ(signopt::openmp(0, 77).grain_bytes(), 77);
#endif
}

}  // namespace
