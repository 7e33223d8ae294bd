// The arithmetic of ApplyAddSignD and ApplyPowerSignD.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "fake_acl.hpp"

namespace signopt_test::fake_acl::detail {

enum class element { float32, float16 };

constexpr std::size_t size_of(element type) { return type == element::float32 ? 4 : 2; }

enum class operation { add_sign_d, power_sign_d };

// By the position of the operands in the call: 0 var, 1 m, 2 lr, 3 alpha or logbase, 4 sign_decay, 5 beta, 6 grad.
struct kernel_operands {
  operation rule;
  element type;
  std::size_t count;
  std::array<const std::byte*, 7> in;
  std::array<std::vector<std::byte>, 7> host_values;  // of the scalars in host memory; `in` is null there
  struct target {
    std::byte* var;
    std::byte* m;
  };
  std::vector<target> out;
  kernels kind = kernels::right;
};

// Each step is computed in double and rounded to the type, which is the correctly rounded step. As the real kernels
// may, it leaves rubbish in the padding behind what it writes. AddSign is computed in the type of the operands,
// PowerSign in float32.
void run_kernel(const kernel_operands& operands);

// A kernel that fails half way: rubbish all over its outputs.
void scribble(const kernel_operands& operands);

}  // namespace signopt_test::fake_acl::detail
