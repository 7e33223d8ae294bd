#include <signopt/dlpack.hpp>
//
#include <signopt/apply_add_sign.hpp>

#define BOTH_DOORS dlpack_before_eigen
#include "both_doors.hpp"
