// AddSign as the library knows it: its name, its constants, its formula on every target, and the forms of its calls.
// The contract of the calls stands in apply_add_sign.hpp.
#pragma once

#include "../../settings.hpp"
#include "../call/pointers.hpp"

namespace signopt {
inline namespace SIGNOPT_ABI {

/// The rule's name, as a type.
struct add_sign {
  using settings = add_sign_settings;

  // The scalars as the kernel takes them.
  template <dtype Compute>
  struct constants {
    detail::value_of<Compute> lr, alpha, sign_decay, beta;
  };
};

}  // namespace SIGNOPT_ABI
}  // namespace signopt

#define SIGNOPT_RULE_FILE "../rules/add_sign.inl"
#include "../kernel/for_each_target.inl"

#define SIGNOPT_RULE add_sign
#define SIGNOPT_SCALARS(each) each(lr) each(alpha) each(sign_decay) each(beta)
#define SIGNOPT_SCALAR_COUNT four
#include "../call/forms.inl"
