#include <signopt/apply_add_sign.hpp>
//
#include <signopt/dlpack.hpp>

#define BOTH_FRONT_ENDS dlpack_after_eigen
#include "both_front_ends.hpp"
