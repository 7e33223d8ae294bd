// A parameter of another type for the same tensor.
#pragma once

#include "../../parameter.hpp"
#include "../base/config.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// All that is said of it but m and the copy, whose types may differ.
template <class To, class From>
To same_tensor(const From& from) noexcept {
  To to;
  to.var = from.var;
  to.grad = from.grad;
  to.size = from.size;
  to.lr_scale = from.lr_scale;
  to.name = from.name;
  to.rows = from.rows;
  to.is_row_major = from.is_row_major;
  to.first = from.first;
  return to;
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
