// A call of the DLPack front end as plain data, valid or not: what tests write down, and what the fuzzer makes up.
#pragma once

#include <cstddef>
#include <cstdint>
#include <signopt/dlpack.hpp>
#include <vector>

namespace signopt_test::dlpack {

// The dtypes of DLPack, as its header numbers them.
inline constexpr DLDataType float16{kDLFloat, 16, 1}, bfloat16{kDLBfloat, 16, 1}, float32{kDLFloat, 32, 1},
    float64{kDLFloat, 64, 1};

// A framework's own 16-bit types: a struct around an integer.
struct framework_half {
  std::uint16_t bits;
};
struct framework_bfloat16 {
  std::uint16_t bits;
};

// In which of the arenas, and where in it: with the lowest byte at its start, the highest at its end, or the element at
// index (0, ..., 0) at a position.
struct placement {
  enum class anchor { start, end, position };

  int arena = 0;
  anchor at = anchor::start;
  std::size_t position = 0;       // bytes
  std::size_t shift = 0;          // bytes, to misalign it
  std::uint64_t byte_offset = 0;  // how much of the address is said by byte_offset
  bool leads_to_the_end = false;  // instead: leads from there to so many bytes before the end of all addresses
};

struct tensor_description {
  DLDataType dtype = float32;
  std::int32_t device = kDLCPU;
  bool has_data = true, has_shape = true, has_strides = false;
  int ndim = 0;
  std::vector<std::int64_t> shape, strides;  // max(ndim, 0) of them, where they are there
  placement where;

  std::size_t element_size() const { return dtype.bits < 8 ? 1 : dtype.bits / 8u; }
};

struct scalar_description {
  enum class kind { number, single, integer, half, brain, tensor };

  kind of = kind::number;
  double number = 0;          // of number and single
  std::int64_t integer = 0;   // of integer
  std::uint64_t bits = 0;     // of half, brain and tensor
  tensor_description tensor;  // its placement says no more than the shift and byte_offset
};

enum class called_rule { add_sign, power_sign, lion, signum };

struct call_description {
  tensor_description var, m, grad;
  scalar_description scalars[4];  // in the order of the call
  std::uint64_t seed = 0;         // of the values
  called_rule rule = called_rule::add_sign;

  int scalar_count() const { return rule == called_rule::signum ? 3 : 4; }
};

}  // namespace signopt_test::dlpack

// This is all that such a type needs.
template <>
struct signopt::dtype_of<signopt_test::dlpack::framework_half> : signopt::dtype_constant<signopt::dtype::float16> {};
template <>
struct signopt::dtype_of<signopt_test::dlpack::framework_bfloat16> : signopt::dtype_constant<signopt::dtype::bfloat16> {
};
