// A call allocates nothing, by either door, for owning objects and for views of any kind.
#include <cstddef>
#include <cstdlib>
#include <new>

namespace {

// Counted while `is_counting`: every operator new, and every allocation of Eigen's own, which asks the condition of
// eigen_assert whether it may.
bool is_counting = false;
int allocations = 0;

}  // namespace

// Not inline: GCC warns of a free() of what it sees to be from new.
__attribute__((noinline)) void* operator new(std::size_t size) {
  if (is_counting) ++allocations;
  if (void* const memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
void* operator new[](std::size_t size) { return operator new(size); }
__attribute__((noinline)) void operator delete(void* memory) noexcept { std::free(memory); }
__attribute__((noinline)) void operator delete[](void* memory) noexcept { std::free(memory); }
__attribute__((noinline)) void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
__attribute__((noinline)) void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

#define EIGEN_RUNTIME_NO_MALLOC
#define eigen_assert(condition) ((condition) ? static_cast<void>(0) : static_cast<void>(++allocations))

#include <gtest/gtest.h>

#include <Eigen/Core>
#include <signopt/apply_add_sign.hpp>
#include <string_view>
#include <utility>

namespace {

using Eigen::ArrayXf;
using Eigen::Map;
using half_array = Eigen::Array<Eigen::half, Eigen::Dynamic, 1>;

template <class Call>
int allocations_in(Call call) {
  allocations = 0;
  is_counting = true;
  Eigen::internal::set_is_malloc_allowed(false);
  call();
  Eigen::internal::set_is_malloc_allowed(true);
  is_counting = false;
  return allocations;
}

TEST(allocation, is_counted) {
  EXPECT_GT(allocations_in([] { ArrayXf a(100); }), 0);
  EXPECT_GT(allocations_in([] { ::operator delete(::operator new(1)); }), 0);
  EXPECT_EQ(allocations_in([] {}), 0);
}

TEST(allocation, a_call_makes_none) {
  ArrayXf var = ArrayXf::Constant(1001, 1.5f), m = ArrayXf::Constant(1001, 0.5f);
  const ArrayXf grad = ArrayXf::Constant(1001, -0.5f);
  const half_array half_grad = half_array::Constant(1001, Eigen::half(0.5f));
  Eigen::Array4f small_var(1, 2, 3, 4), small_m(1, 2, 3, 4);
  const Eigen::Array4f small_grad(1, -2, 3, -4);
  const Eigen::Array<double, 1, 1> one(0.5);
  const ArrayXf one_dynamic = ArrayXf::Constant(1, 0.5f);
  for (const std::string_view target : signopt::available_targets()) {
    signopt::use_target(target);
    EXPECT_EQ(allocations_in([&] { signopt::apply_add_sign(var, m, 0.1, 1.0, 1.0, 0.9, grad); }), 0);
    EXPECT_EQ(allocations_in([&] { signopt::apply_add_sign(var, m, signopt::add_sign_settings{0.1}, grad); }), 0);
    EXPECT_EQ(allocations_in([&] { signopt::apply_add_sign(var, m, one, one_dynamic, one, 0.9, half_grad); }), 0);
    EXPECT_EQ(allocations_in([&] {
                signopt::apply_add_sign(Map<ArrayXf>(var.data() + 1, 1000), m.head(1000), 0.1, 1.0, 1.0, 0.9,
                                        Map<const ArrayXf>(grad.data(), 1000));
              }),
              0);
    EXPECT_EQ(allocations_in([&] { signopt::apply_add_sign(small_var, small_m, 0.1, 1.0, 1.0, 0.9, small_grad); }), 0);
    EXPECT_EQ(allocations_in([&] {
                auto [v, mm] = signopt::apply_add_sign(std::move(var), std::move(m), 0.1, 1.0, 1.0, 0.9, grad);
                var.swap(v);
                m.swap(mm);
              }),
              0);
    EXPECT_EQ(allocations_in([&] {
                signopt::apply_add_sign_n(var.data(), m.data(), 0.1, 1.0, 1.0, 0.9, grad.data(), 1001);
                static_cast<void>(signopt::active_target());
                static_cast<void>(signopt::available_targets());
              }),
              0);
    EXPECT_EQ(var.size(), 1001);
  }
  EXPECT_EQ(allocations_in([] { signopt::use_target("auto"); }), 0);
}

}  // namespace
