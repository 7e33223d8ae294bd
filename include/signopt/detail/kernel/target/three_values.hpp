// What a rule chooses from by signs, as most targets hold it.
#pragma once

#include "../../base/config.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

template <class Vector>
struct three_values {
  typename Vector::reg if_differ, if_zero, if_agree;
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
