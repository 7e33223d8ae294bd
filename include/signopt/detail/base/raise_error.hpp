// How a failed check ends: an exception of error.hpp, or SIGNOPT_FAIL where there are none.
#pragma once

#include <exception>
#include <string>
#include <string_view>

#include "../../error.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

inline void append(std::string& text, std::string_view part) { text.append(part); }
inline void append(std::string& text, long long part) { text.append(std::to_string(part)); }

// The message is "signopt: " and the parts, each text or an integer.
template <class Error, class... Parts>
[[noreturn]] SIGNOPT_COLD void raise_error(const Parts&... parts) {
  std::string message("signopt: ");
  (append(message, parts), ...);
#if SIGNOPT_EXCEPTIONS
  throw Error(message);
#else
  SIGNOPT_FAIL(message.c_str());
  std::terminate();
#endif
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
