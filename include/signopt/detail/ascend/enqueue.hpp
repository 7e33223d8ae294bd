// One step on the device: the operator of a rule, compiled once for each dtype and size, and put on a stream.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

#include "../../dtype.hpp"
#include "../check/memory_operands.hpp"
#include "../check/types.hpp"
#include "call.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// The operator's kernels count elements in 32 bits.
inline constexpr std::ptrdiff_t largest_ascend_size = 2147483647;

// What a device address must be a multiple of.
inline constexpr std::uintptr_t ascend_alignment = 64;

// What the device computes in: the dtype of all its operands.
inline constexpr bool is_ascend_dtype(dtype type) noexcept { return type == dtype::float32 || type == dtype::float16; }

template <dtype Type>
inline constexpr aclDataType acl_dtype = Type == dtype::float16 ? ACL_FLOAT16 : ACL_FLOAT;

// The operator of a rule, by its name in CANN; ascend.hpp names those that exist.
template <class Rule>
inline constexpr const char* ascend_operator = nullptr;

// The scalars of a rule, in its order, which is the operator's: the learning rate comes first.
template <class Rule, dtype Type>
struct ascend_scalars {
  static constexpr std::size_t count = scalars_of<Rule>::count;
  value_of<Type> values[count];
};

inline void check_ascend_size(std::ptrdiff_t n, const char* name) {
  if (n < 0) raise_error<shape_error>(name, " must not be negative, and is ", n);
  if (n > largest_ascend_size) {
    raise_error<shape_error>(name, " is ", n, ", and the NPU's operator takes at most ", largest_ascend_size,
                             " elements");
  }
}

inline void check_ascend_address(const memory_operand& operand, std::ptrdiff_t n) {
  if (operand.data == nullptr)
    raise_error<operand_error>(operand.name, " is a null pointer, expected ", n, " elements");
  if (operand.address() % ascend_alignment != 0) {
    raise_error<operand_error>(operand.name, " is misaligned: a device address must be a multiple of ",
                               to_integer(ascend_alignment), " bytes, and is ",
                               to_integer(operand.address() % ascend_alignment), " past such a multiple");
  }
}

// Ascend950PR_9599, say, or Ascend910_9589, as it was called before. Ascend910_93xx is another chip, and an older one.
inline bool is_ascend_950(const char* name) noexcept {
  return std::strncmp(name, "Ascend950", 9) == 0 || std::strncmp(name, "Ascend910_95", 12) == 0;
}

// Ascend 950 has no such operators: the call would end in a code that says nothing.
inline void check_ascend_chip(const char* operation) {
  const char* const name = aclrtGetSocName();
  if (name != nullptr && is_ascend_950(name)) {
    raise_error<operand_error>("device ", name, " cannot run ", operation,
                               ": Ascend 950 has no single-operator calls of this kind (aclop)");
  }
}

// An operand of the call: its description, and where it is.
struct acl_operand {
  acl_tensor_desc desc;
  acl_data_buffer buffer;

  acl_operand(aclDataType type, std::int64_t n, void* data, std::size_t bytes)
      : desc(check_made(aclCreateTensorDesc(type, 1, &n, ACL_FORMAT_ND), "aclCreateTensorDesc")),
        buffer(check_made(aclCreateDataBuffer(data, bytes), "aclCreateDataBuffer")) {}
};

template <dtype Type>
acl_operand on_device(void* data, std::ptrdiff_t n) {
  return acl_operand(acl_dtype<Type>, n, data, static_cast<std::size_t>(n * size_of(Type)));
}

// In host memory, and no part of what is compiled: a learning rate that changes compiles nothing anew. Read before the
// call returns.
template <dtype Type>
struct acl_scalar : acl_operand {
  explicit acl_scalar(value_of<Type>& value) : acl_operand(acl_dtype<Type>, 1, &value, sizeof(value)) {
    check_acl(aclSetTensorPlaceMent(desc.get(), ACL_MEMTYPE_HOST_COMPILE_INDEPENDENT), "aclSetTensorPlaceMent");
  }
};

// Enqueues the step on n > 0 elements. var and m are inputs and outputs at the same addresses: with others, it would
// depend on the chip which are written.
template <dtype Type, std::size_t... Index>
void enqueue_step(const char* name, void* var, void* m, const void* grad, std::ptrdiff_t n, value_of<Type>* scalars,
                  aclrtStream stream, std::index_sequence<Index...>) {
  const acl_operand var_in = on_device<Type>(var, n), m_in = on_device<Type>(m, n);
  const acl_scalar<Type> scalars_in[] = {acl_scalar<Type>(scalars[Index])...};
  const acl_operand grad_in = on_device<Type>(const_cast<void*>(grad), n);
  const acl_operand var_out = on_device<Type>(var, n), m_out = on_device<Type>(m, n);

  const aclTensorDesc* const in_descs[] = {var_in.desc.get(), m_in.desc.get(), scalars_in[Index].desc.get()...,
                                           grad_in.desc.get()};
  const aclDataBuffer* const in[] = {var_in.buffer.get(), m_in.buffer.get(), scalars_in[Index].buffer.get()...,
                                     grad_in.buffer.get()};
  const aclTensorDesc* const out_descs[] = {var_out.desc.get(), m_out.desc.get()};
  aclDataBuffer* const out[] = {var_out.buffer.get(), m_out.buffer.get()};
  constexpr int inputs = 3 + static_cast<int>(sizeof...(Index));
  check_acl(aclopCompileAndExecute(name, inputs, in_descs, in, 2, out_descs, out, nullptr, ACL_ENGINE_SYS,
                                   ACL_COMPILE_SYS, nullptr, stream),
            "aclopCompileAndExecute", " for ", name);
}

template <class Rule, dtype Type>
void enqueue_step(void* var, void* m, const void* grad, std::ptrdiff_t n, ascend_scalars<Rule, Type> scalars,
                  aclrtStream stream) {
  enqueue_step<Type>(ascend_operator<Rule>, var, m, grad, n, scalars.values, stream,
                     std::make_index_sequence<scalars_of<Rule>::count>());
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
