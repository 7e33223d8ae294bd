// What a tensor of DLPack says of itself, each statement checked before it is relied on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

#include "../../dtype.hpp"
#include "../base/raise_error.hpp"
#include "../check/memory_operands.hpp"
#include "../check/shape.hpp"
#include "../strided/footprint.hpp"
#include "../strided/walk.hpp"
#include "kinds.hpp"
#include "run_time_types.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// ---- kinds ----

inline const DLTensor& check_version(const described_tensor& described, const char* name) {
  if (!described.is_readable) {
    raise_error<operand_error>(name, " is a DLManagedTensorVersioned of DLPack ",
                               static_cast<long long>(described.major), ".", static_cast<long long>(described.minor),
                               ", expected major version ", supported_major_version,
                               ", which this program was compiled for");
  }
  return described.tensor;
}

inline void check_writable(const described_tensor& described, const char* name) {
  if (!described.is_read_only) return;
  raise_error<operand_error>(
      name,
      " is marked read-only (DLPACK_FLAG_BITMASK_READ_ONLY), and is updated in place: it must be "
      "writable");
}

// ---- dtypes ----
// The numbers of DLDataTypeCode and DLDeviceType are fixed for ever; headers of different age name different parts of
// them.

inline constexpr int float_code = 2, bfloat_code = 4;

inline bool is_supported(const DLDataType& type) noexcept {
  const bool is_float = type.code == float_code && (type.bits == 16 || type.bits == 32 || type.bits == 64);
  return type.lanes == 1 && (is_float || (type.code == bfloat_code && type.bits == 16));
}

inline dtype to_dtype(const DLDataType& supported) noexcept {
  if (supported.code == bfloat_code) return dtype::bfloat16;
  return supported.bits == 16 ? dtype::float16 : supported.bits == 32 ? dtype::float32 : dtype::float64;
}

// "int64", "bfloat16", "float32 with 4 lanes"
inline std::string describe(const DLDataType& type) {
  constexpr const char* with_bits[] = {"int", "uint", "float", "opaque handle ", "bfloat", "complex"};
  constexpr const char* without_bits[] = {"bool",           "float8_e3m4",     "float8_e4m3",   "float8_e4m3b11fnuz",
                                          "float8_e4m3fn",  "float8_e4m3fnuz", "float8_e5m2",   "float8_e5m2fnuz",
                                          "float8_e8m0fnu", "float6_e2m3fn",   "float6_e3m2fn", "float4_e2m1fn"};
  constexpr unsigned first_without = 6, first_unknown = 18;
  std::string name;
  if (type.code >= first_unknown) {
    name = "type code " + std::to_string(type.code) + " of " + std::to_string(type.bits) + " bits";
  } else if (type.code >= first_without) {
    name = without_bits[type.code - first_without];
  } else {
    name = with_bits[type.code] + std::to_string(type.bits);
  }
  if (type.lanes != 1) name += " with " + std::to_string(type.lanes) + " lanes";
  return name;
}

inline dtype check_dtype(const DLTensor& tensor, const char* name) {
  if (!is_supported(tensor.dtype)) {
    raise_error<type_error>(name, " must be float16, bfloat16, float32 or float64, got ", describe(tensor.dtype));
  }
  return to_dtype(tensor.dtype);
}

// m beside a variable of dtype `var`.
inline dtype check_state_dtype(const DLTensor& m, dtype var) {
  if (!is_supported(m.dtype) || !m_goes_with(to_dtype(m.dtype), var)) {
    raise_error<conversion_error>("m is ", describe(m.dtype), " and var is ", signopt::name_of(var),
                                  ": m is updated in place and cannot be converted");
  }
  return to_dtype(m.dtype);
}

inline dtype check_gradient_dtype(const DLTensor& grad, dtype var) {
  const dtype type = check_dtype(grad, "grad");
  if (!grad_goes_with(type, var)) {
    raise_error<conversion_error>("var is ", signopt::name_of(var), " and grad is ", signopt::name_of(type),
                                  ": var is updated in place and cannot be converted");
  }
  return type;
}

// ---- shapes ----

// Anybody may have written the ndim.
inline shape_view<std::int64_t> shape_of(const DLTensor& tensor) noexcept { return {tensor.shape, tensor.ndim, 16}; }

// How many elements it has.
inline std::ptrdiff_t check_shape(const DLTensor& tensor, const char* name) {
  if (tensor.ndim < 0) raise_error<shape_error>(name, " has a negative ndim: ", tensor.ndim);
  if (tensor.ndim > 0 && tensor.shape == nullptr) {
    raise_error<shape_error>(name, " has ndim ", tensor.ndim, " and a null pointer as its shape");
  }
  return checked_size(shape_of(tensor), name);
}

// ---- memory ----

// As a number: a header that is older than the device has no enumerator for it.
inline int device_type(const DLTensor& tensor) noexcept {
  int type = 0;
  static_assert(sizeof(tensor.device.device_type) == sizeof(type), "signopt: DLPack's ABI has 32 bits for a device");
  std::memcpy(&type, &tensor.device.device_type, sizeof(type));
  return type;
}

inline void check_device(const DLTensor& tensor, const char* name) {
  constexpr int cpu = 1, cuda_host = 3, rocm_host = 11;
  constexpr const char* known[] = {nullptr,     "kDLCPU",      "kDLCUDA",   "kDLCUDAHost",    "kDLOpenCL",
                                   nullptr,     nullptr,       "kDLVulkan", "kDLMetal",       "kDLVPI",
                                   "kDLROCM",   "kDLROCMHost", "kDLExtDev", "kDLCUDAManaged", "kDLOneAPI",
                                   "kDLWebGPU", "kDLHexagon",  "kDLMAIA",   "kDLTrn"};
  const int type = device_type(tensor);
  if (type == cpu || type == cuda_host || type == rocm_host) return;
  const bool is_known = type > 0 && type < static_cast<int>(sizeof(known) / sizeof(known[0])) && known[type] != nullptr;
  raise_error<operand_error>(name, " is on device ", is_known ? known[type] : "of the unknown type", " (", type,
                             "), expected kDLCPU, kDLCUDAHost or kDLROCMHost");
}

// Where the element at index (0, ..., 0) is.
inline unsigned char* check_address(const DLTensor& tensor, const char* name) {
  check_device(tensor, name);
  if (tensor.data == nullptr) return nullptr;
  const std::uintptr_t data = reinterpret_cast<std::uintptr_t>(tensor.data);
  if (tensor.byte_offset > furthest_distance || tensor.byte_offset > UINTPTR_MAX - data) {
    raise_error<operand_error>(name, " has a byte_offset that leads to an address that cannot exist: ",
                               std::to_string(tensor.byte_offset), " bytes past data");
  }
  // A sum of numbers: what data points to may be no part of the array.
  return reinterpret_cast<unsigned char*>(data + static_cast<std::uintptr_t>(tensor.byte_offset));
}

inline std::uintptr_t element_size(const DLTensor& tensor) noexcept { return tensor.dtype.bits / 8u; }

// The strides, in elements, from the last axis to the first: next(axis).
class stride_reader {
 public:
  explicit stride_reader(const DLTensor& tensor) noexcept : tensor_(tensor) {}

  std::ptrdiff_t next(int axis) noexcept {
    if (tensor_.strides != nullptr) return narrowed(tensor_.strides[axis]);
    const std::int64_t stride = size_so_far_;
    size_so_far_ *= tensor_.shape[axis];
    return narrowed(stride);
  }

 private:
  // Where pointers have 32 bits: what is too far stays too far.
  static std::ptrdiff_t narrowed(std::int64_t stride) noexcept {
    const std::ptrdiff_t narrow = to_ptrdiff(stride);
    return narrow == stride ? narrow : stride < 0 ? PTRDIFF_MIN : PTRDIFF_MAX;
  }

  const DLTensor& tensor_;
  std::int64_t size_so_far_ = 1;  // without strides: contiguous, the last axis fastest
};

// Shapes have been checked, and there are `size` elements.
inline walk walk_of(const DLTensor& var, const DLTensor& m, const DLTensor& grad, std::ptrdiff_t size) noexcept {
  walk over;
  if (size == 0) {
    over.push_back({0, 0, 0, 0});
    return over;
  }
  stride_reader var_strides(var), m_strides(m), grad_strides(grad);
  for (int i = var.ndim - 1; i >= 0; --i) {
    over.push_back({to_ptrdiff(var.shape[i]), var_strides.next(i), m_strides.next(i), grad_strides.next(i)});
  }
  return over;
}

// ---- scalars ----

inline typed_value read_one_element(const DLTensor& tensor, const char* name) {
  const dtype type = check_dtype(tensor, name);
  check_shape(tensor, name);
  if (tensor.ndim > 1 || (tensor.ndim == 1 && tensor.shape[0] != 1)) {
    raise_error<shape_error>(name, " must have one element, and shape () or (1,), and has shape ",
                             text_of(shape_of(tensor)));
  }
  const unsigned char* const data = check_address(tensor, name);
  const memory_operand element{name, data, element_size(tensor)};
  check_one(element, 1);
  if (!footprint(element, walk(), &axis::var).is_possible()) {
    raise_error<operand_error>(name,
                               " has an address that cannot exist: its element would lie at the end of all addresses");
  }
  typed_value value{type, {}, 0};
  std::memcpy(value.bytes, data, element_size(tensor));
  value.given = convert_typed<dtype::float64>(value);
  return value;
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
