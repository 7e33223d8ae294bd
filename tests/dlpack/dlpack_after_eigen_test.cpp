#include <signopt/apply_add_sign.hpp>
//
#include <signopt/dlpack.hpp>

#define BOTH_DOORS dlpack_after_eigen
#include "both_doors.hpp"
