// Eigen's dense objects: the front end of apply_R on them.
#pragma once

#include <tuple>
#include <utility>

#include "../call/front_end.hpp"
#include "check.hpp"
#include "run.hpp"
#include "scalar.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

struct dense_objects {
  template <class Var, class M>
  using result = std::tuple<Var, M>;
};

template <class Var>
struct kind_of_bare<Var, std::enable_if_t<is_dense<Var>>> {
  using type = dense_objects;
};

template <>
struct front_end<dense_objects, on_cpu> {
  static constexpr bool exists = true;

  template <class Rule, class T, class C, class Context, class Var, class M, class Grad, class... Scalars>
  SIGNOPT_ALWAYS_INLINE static std::tuple<Var, M> step(const Context& context, Var&& var, M&& m, const Grad& grad,
                                                       const Scalars&... scalars) {
    if constexpr (check_dense<Var, M, Grad>::is_valid) {
      using types = check_types<Rule, T, C, typename dense_of<Var>::Scalar, typename dense_of<M>::Scalar,
                                typename dense_of<Grad>::Scalar, Scalars...>;
      if constexpr (types::is_valid) {
        auto& dense_var = var.derived();
        auto& dense_m = m.derived();
        const auto& dense_grad = grad.derived();
        const auto constants = context.constants(types::constants(scalars...));
        check_size(dense_var, "var");
        check_shape(dense_m, dense_var, "m");
        check_shape(dense_grad, dense_var, "grad");
        run_dense<Rule, types>(context, constants, dense_var, dense_m, dense_grad);
      }
    }
    return std::tuple<Var, M>(std::forward<Var>(var), std::forward<M>(m));
  }
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
