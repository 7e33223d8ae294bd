#include <signopt/dlpack.hpp>
//
#include <signopt/apply_add_sign.hpp>

#define BOTH_FRONT_ENDS dlpack_before_eigen
#include "both_front_ends.hpp"
