// float16 by its bits: exactly to double, and from it rounded to nearest, ties to even.
#pragma once

#include <cstdint>

namespace signopt_test::fake_acl::detail {

double double_of_half(std::uint16_t bits);
std::uint16_t half_of_double(double value);

}  // namespace signopt_test::fake_acl::detail
