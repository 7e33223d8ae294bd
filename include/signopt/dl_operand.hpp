// What a call on the tensors of DLPack takes (dlpack.hpp): tensors of any kind, and scalars whose dtype is known at run
// time.
//
// dl_operand: var, m or grad as DLPack describes them; made implicitly, from
//   a DLTensor                  whose memory counts as writable: it cannot say that it is not
//   a DLManagedTensor           its dl_tensor, likewise
//   a DLManagedTensorVersioned  its dl_tensor, where DLPack's header has this struct (DLPack 1.0 and newer). Of
//                               another major version than the header's, nothing but the version is read. Marked
//                               read-only, it may be grad, or a scalar. Its other flags change nothing: var and m may
//                               be copies that the producer made (it does not see the step), and what is packed has
//                               none of the four dtypes
//   a framework's own class     that is derived from one of these, or converts to one
// A capsule named "dltensor" holds a DLManagedTensor, one named "dltensor_versioned" the other; pass what its pointer
// points to. The descriptions are copied, the memory is not. No deleter is called, also where a call throws: whoever
// got the tensor gives it back, after the call.
//
// dl_scalar: a scalar of a rule beside them; made implicitly, from
//   a plain number  float, double or an integer, but no bool. It counts as float32, as float64 where var is float64.
//   a value         of any type with a dtype (dtype_of, in dtype.hpp), such as a framework's own float16
//   a tensor        of any kind that dl_operand takes, of one element: shape () or (1,), in memory of the CPU, of a
//                   supported dtype, which it keeps. It is checked and its element read when the call is made, so its
//                   memory must live until then.
#pragma once

#include <type_traits>

#include "detail/dlpack/check.hpp"
#include "detail/dlpack/run_time_types.hpp"
#include "detail/dlpack/tensor.hpp"

namespace signopt {
inline namespace SIGNOPT_ABI {

/// var, m or grad as DLPack describes them: see the top of this header.
class dl_operand {
 public:
  /// Copies the description, and not the memory.
  template <class Tensor, class = std::enable_if_t<detail::is_dl_tensor<Tensor>>>
  dl_operand(const Tensor& tensor) : described_(detail::describe_as_any_of(tensor, detail::all_kinds_of_tensor())) {}

  /// The library's own view of it: as the struct described it.
  const detail::described_tensor& described() const noexcept { return described_; }

 private:
  detail::described_tensor described_;
};

/// A scalar of a rule beside tensors of DLPack: see the top of this header.
class dl_scalar {
 public:
  /// Of a number, or a value with a dtype.
  template <class Value, class = std::enable_if_t<detail::is_scalar_value<Value>>>
  dl_scalar(Value value) noexcept
      : beside_float64_(detail::make_scalar_value<dtype::float64>(value)),
        beside_others_(detail::make_scalar_value<dtype::float32>(value)) {}

  /// Of a tensor of one element, which is read when the call is made.
  template <class Tensor, std::enable_if_t<detail::is_dl_operand<Tensor> && !detail::is_scalar_value<Tensor>, int> = 0>
  dl_scalar(const Tensor& tensor) : is_tensor_(true), tensor_(dl_operand(tensor).described()) {}

  /// Not a call that can be made: true and false are no numbers.
  template <class Value, std::enable_if_t<std::is_same_v<Value, bool>, int> = 0>
  dl_scalar(Value) = delete;

  /// The library's own view of it: beside a variable of this dtype. Throws as the call does.
  detail::typed_value value_beside(dtype var, const char* name) const {
    if (is_tensor_) return detail::read_one_element(detail::check_version(tensor_, name), name);
    return var == dtype::float64 ? beside_float64_ : beside_others_;
  }

 private:
  detail::typed_value beside_float64_{}, beside_others_{};
  bool is_tensor_ = false;
  detail::described_tensor tensor_{};
};

}  // namespace SIGNOPT_ABI
}  // namespace signopt
