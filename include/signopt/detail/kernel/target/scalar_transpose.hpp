// Transposing on the target that every compiler and CPU has: one element at a time, in plain C++.
#pragma once

#include "scalar.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {
namespace scalar {

// As in transpose.inl; for any number of lines and elements.
template <std::ptrdiff_t Size>
void transpose(unsigned char* to, std::ptrdiff_t to_line, const unsigned char* from, std::ptrdiff_t from_line,
               std::ptrdiff_t lines, std::ptrdiff_t size) {
  for (std::ptrdiff_t i = 0; i < lines; ++i) copy_line<Size>(to + i * Size, to_line, from + i * from_line, Size, size);
}

}  // namespace scalar
}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
