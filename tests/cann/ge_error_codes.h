/* In the place of a header of CANN's that bring_headers.sh leaves out: the code that is asked for by name. */
#ifndef SIGNOPT_TEST_GE_ERROR_CODES_H
#define SIGNOPT_TEST_GE_ERROR_CODES_H

#include <stdint.h>

static const uint32_t ACL_ERROR_GE_PARAM_INVALID = 145000;

#endif
