// A call of the DLPack front end allocates nothing, whatever its tensors and scalars are.
#include "support/allocations.hpp"
// The above must come first.
#include <gtest/gtest.h>

#include <cstdint>
#include <new>
#include <signopt/dlpack.hpp>
#include <string_view>
#include <vector>

#include "call.hpp"

namespace signopt_test::dlpack {
namespace {

using sizes = std::vector<std::int64_t>;

TEST(dlpack_allocation, is_counted) {
  EXPECT_GT(allocations_in([] { ::operator delete(::operator new(4)); }), 0);
  EXPECT_EQ(allocations_in([] {}), 0);
}

TEST(dlpack_allocation, a_call_makes_none) {
  std::vector<float> var(60000, 1.5f), m(60000, 0.5f), grad(60000, -0.5f);
  sizes shape{100, 150}, backwards{-150, 1}, by_two{300, 2}, turned{1, 100}, repeated{0, 1};
  const auto tensor = [&](std::vector<float>& data, std::int64_t* strides, std::uint64_t first = 0) {
    return DLTensor{data.data(), {kDLCPU, 0}, 2, float32, shape.data(), strides, first * sizeof(float)};
  };
  float number = 0.5f;
  const DLTensor lr{&number, {kDLCPU, 0}, 0, float32, nullptr, nullptr, 0};
  const DLManagedTensor managed_m{tensor(m, nullptr), nullptr, nullptr};
  const DLTensor vars[] = {tensor(var, nullptr), tensor(var, by_two.data()), tensor(var, backwards.data(), 99 * 150),
                           tensor(var, turned.data())};
  const DLTensor grads[] = {tensor(grad, nullptr), tensor(grad, by_two.data()), tensor(grad, repeated.data())};
  for (const std::string_view target : signopt::available_targets()) {
    signopt::use_target(target);
    for (const DLTensor& v : vars) {
      for (const DLTensor& g : grads) {
        const auto call = [&] { signopt::apply_add_sign(v, managed_m, lr, 1, framework_half{0}, 0.9, g); };
        EXPECT_EQ(allocations_in(call), 0);
      }
    }
  }
  signopt::use_target("auto");
}

}  // namespace
}  // namespace signopt_test::dlpack
