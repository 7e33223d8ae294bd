// A scalar beside DLTensors, whose dtype is known at run time.
#pragma once

#include <type_traits>

#include "run_time_types.hpp"
#include "tensor.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

template <class Value>
inline constexpr bool is_scalar_value = is_plain_number<Value> || has_dtype<Value>::value;

}  // namespace SIGNOPT_ABI
}  // namespace detail

inline namespace SIGNOPT_ABI {

/// A scalar of a rule beside DLTensors; made implicitly, from
///   a plain number  float, double or an integer, but no bool. It counts as float32, as float64 where var is float64.
///   a value         of any type with a dtype (dtype_of, in dtype.hpp), such as a framework's own float16
///   a DLTensor      of one element: shape () or (1,), in memory of the CPU, of a supported dtype, which it keeps. It
///                   is checked and its element read when the call is made, so its memory must live until then.
class dlpack_scalar {
 public:
  template <class Value, class = std::enable_if_t<detail::is_scalar_value<Value>>>
  dlpack_scalar(Value value) noexcept
      : beside_float64_(detail::make_scalar_value<dtype::float64>(value)),
        beside_others_(detail::make_scalar_value<dtype::float32>(value)) {}

  dlpack_scalar(const DLTensor& tensor) noexcept : is_tensor_(true), tensor_(tensor) {}

  template <class Value, std::enable_if_t<std::is_same_v<Value, bool>, int> = 0>
  dlpack_scalar(Value) = delete;

  /// Beside a variable of this dtype. Throws as the call does.
  detail::typed_value value_beside(dtype var, const char* name) const {
    if (is_tensor_) return detail::read_one_element(tensor_, name);
    return var == dtype::float64 ? beside_float64_ : beside_others_;
  }

 private:
  detail::typed_value beside_float64_{}, beside_others_{};
  bool is_tensor_ = false;
  DLTensor tensor_{};
};

}  // namespace SIGNOPT_ABI

namespace detail {
inline namespace SIGNOPT_ABI {

template <class Argument>
struct dlpack_scalar_facts {
  static constexpr bool is_supported = std::is_convertible_v<const Argument&, dlpack_scalar>;
  static constexpr bool is_one_element = true;
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
