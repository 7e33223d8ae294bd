// A step on device memory: its checks, and its way to the stream.
#pragma once

#include <cstddef>
#include <cstdint>
#include <tuple>
#include <type_traits>

#include "../call/pointers.hpp"
#include "types.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

inline void check_device_operands(const memory_operand& var, const memory_operand& m, const memory_operand& grad,
                                  std::ptrdiff_t n, aclrtStream stream) {
  check_ascend_size(n, "the size n");
  if (n == 0) return;
  check_ascend_address(var, n);
  check_ascend_address(m, n);
  check_ascend_address(grad, n);
  check_pair(var, m, n);
  check_pair(var, grad, n);
  check_pair(m, grad, n);
  if (stream == nullptr)
    raise_error<operand_error>("stream must not be the default stream, which threads may not share");
}

// Whether arguments are those of a step in device memory, braces aside. Which types the pointers may have is checked
// later, with messages of its own.
template <class Rule, class... Arguments>
struct async_form {
  using arguments = std::tuple<std::decay_t<Arguments>...>;
  static constexpr std::size_t count = sizeof...(Arguments);
  static constexpr bool has_settings = count == 6,
                        count_is_valid = has_settings || count == 5 + scalars_of<Rule>::count;
  template <std::size_t Index>
  using argument = std::tuple_element_t<(Index < count ? Index : 0), arguments>;
  static constexpr bool are_pointers =
      count > 5 &&
      std::is_pointer_v<argument<0>>&& std::is_pointer_v<argument<1>>&& std::is_pointer_v<argument<count - 3>>;
  static constexpr bool is_valid = count_is_valid && are_pointers &&
                                   std::is_convertible_v<argument<count - 2>, std::int64_t> &&
                                   std::is_convertible_v<argument<count - 1>, aclrtStream> &&
                                   (!has_settings || std::is_convertible_v<argument<2>, typename Rule::call_settings>);
};

template <class Rule, class Var, class M, class Grad, class... Scalars>
void step_in_device_memory(Var* d_var, M* d_m, const Grad* d_grad, std::ptrdiff_t n, aclrtStream stream,
                           const Scalars&... scalars) {
  if constexpr (check_pointers<Var*, M*, const Grad*>::is_valid) {
    using types = ascend_types<Rule, void, void, Var, M, Grad, Scalars...>;
    if constexpr (types::is_valid_on_npu) {
      static_assert(types::grad == types::var,
                    "signopt: grad has another dtype than var: in device memory nothing is widened");
      const auto values = types::scalars(scalars...);
      check_device_operands({"d_var", d_var, sizeof(Var)}, {"d_m", d_m, sizeof(M)}, {"d_grad", d_grad, sizeof(Grad)}, n,
                            stream);
      if (n == 0) return;
      check_ascend_chip(ascend_operator<Rule>);
      enqueue_step(d_var, d_m, d_grad, n, values, stream);
    }
  }
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
