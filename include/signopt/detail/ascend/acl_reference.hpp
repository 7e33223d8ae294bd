// Who has initialized ACL, and gives that back: a runtime each by itself, and all backends of the program as one.
#pragma once

#include <cstdint>
#include <mutex>

#include "session_state.hpp"

namespace signopt {
namespace detail {

// Plain data, for the one that the whole program shares, however its parts were compiled.
struct acl_reference {
  bool is_held = false, is_owner = false;
};
struct shared_acl_reference {
  std::mutex is_used;
  acl_reference reference;
};
SIGNOPT_VISIBLE inline shared_acl_reference acl_of_backends;

inline namespace SIGNOPT_ABI {

inline void take_acl(acl_reference& reference, const char* config_path) {
  constexpr aclError repeated = 100002;
  const aclError code = aclInit(config_path);
  if (code != repeated) check_acl(code, "aclInit");
  reference = {true, code == 0};
}

// Once; what is not held is given back already. Repeated where it has failed.
inline aclError try_to_give_acl_back(acl_reference& reference) noexcept {
  constexpr aclError repeated = 100037;
  if (!reference.is_held) return 0;
#if SIGNOPT_ACL_COUNTS_USERS
  std::uint64_t users_left = 0;
  const aclError code = aclFinalizeReference(&users_left);
#else
  const aclError code = reference.is_owner ? aclFinalize() : 0;
#endif
  if (code != 0 && code != repeated) return code;
  reference.is_held = false;
  return 0;
}

inline void give_acl_back(acl_reference& reference) {
  check_acl(try_to_give_acl_back(reference), SIGNOPT_ACL_COUNTS_USERS ? "aclFinalizeReference" : "aclFinalize");
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
