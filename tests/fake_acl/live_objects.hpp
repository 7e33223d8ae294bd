#pragma once

#include "fake_acl.hpp"

namespace signopt_test::fake_acl::detail {

object_counts count_live_objects();  // with the mutex held

}  // namespace signopt_test::fake_acl::detail
