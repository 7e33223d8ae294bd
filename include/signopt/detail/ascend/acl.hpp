// AscendCL: its headers, or a clear error where there are none, and what its version has.
#pragma once

#if defined(__has_include)
#  if !__has_include(<acl/acl_op_compiler.h>)
#    error \
        "signopt/ascend.hpp needs <acl/acl.h> and <acl/acl_op_compiler.h> of the CANN toolkit: source its \
set_env.sh and link signopt::ascend, or add its include directory."
#  endif
#endif

#include <acl/acl.h>
#include <acl/acl_op_compiler.h>

#define SIGNOPT_ACL_COUNTS_USERS (ACL_MAJOR_VERSION > 1 || (ACL_MAJOR_VERSION == 1 && ACL_MINOR_VERSION >= 15))
