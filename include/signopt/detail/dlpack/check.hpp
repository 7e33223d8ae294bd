// The compile-time half of the checks of DLPack's tensors: what kinds of arguments there are. All about dtypes and
// shapes is for run time (dlpack/tensor.hpp).
#pragma once

#include <type_traits>

#include "../check/scalar_argument.hpp"
#include "kinds.hpp"

namespace signopt {
inline namespace SIGNOPT_ABI {
class dl_operand;
}  // namespace SIGNOPT_ABI

namespace detail {
inline namespace SIGNOPT_ABI {

template <class Argument>
inline constexpr bool is_dl_operand =
    is_dl_tensor<Argument> || std::is_same_v<std::decay_t<Argument>, signopt::dl_operand>;

// What is meant to be one: also a pointer, which is refused with a message of ours.
template <class Argument>
inline constexpr bool is_dlpack = is_dl_operand<Argument> || points_to_any_of<Argument>(all_kinds_of_tensor());

template <class Value>
inline constexpr bool is_scalar_value = is_plain_number<Value> || has_dtype<Value>::value;

template <class Var, class M, class Grad>
struct check_dl_tensors {
  static constexpr bool is_valid = is_dl_operand<Var> && is_dl_operand<M> && is_dl_operand<Grad>;
  static void report() {
    static_assert(is_dl_operand<Var>, "signopt: var" SIGNOPT_MUST_BE_A_DL_TENSOR);
    static_assert(is_dl_operand<M>, "signopt: m" SIGNOPT_MUST_BE_A_DL_TENSOR);
    static_assert(is_dl_operand<Grad>, "signopt: grad" SIGNOPT_MUST_BE_A_DL_TENSOR);
  }
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
