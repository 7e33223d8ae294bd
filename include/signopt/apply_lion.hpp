// Lion on Eigen objects. One step, in place:
//
//     d   =  beta1 * m + (1 - beta1) * grad                               with the old m; not stored
//     var <- (1 - lr * weight_decay) * var - lr * sign(d)
//     m   <- beta2 * m + (1 - beta2) * grad                               with the old m
//
//     template <class T = void, class C = void, class Var, class M, class Lr, class Beta1, class Beta2,
//               class WeightDecay, class Grad>
//     std::tuple<Var, M> apply_lion(Var&& var, M&& m, const Lr& lr, const Beta1& beta1, const Beta2& beta2,
//                                   const WeightDecay& weight_decay, const Grad& grad);
//
//     template <class T = void, class C = void, class Var, class M, class Grad>
//     std::tuple<Var, M> apply_lion(Var&& var, M&& m, const lion_settings& settings, const Grad& grad);
//
//     apply_lion(executor, var, m, ...)                  either, on an executor (execution.hpp)
//
// The contract of the calls is that of eigen_objects.hpp. For other kinds of operand: pointer.hpp (apply_lion_n),
// multi_tensor.hpp (apply_lion_multi), tensor.hpp, dlpack.hpp. The NPU has no operator for it.
//
// Every element of var moves by lr, whatever the size of its gradient is: a good rate is 3 to 10 times smaller than for
// AdamW, and weight_decay as many times larger.
//
// Scalars: lr, beta1, beta2, weight_decay.
//
// Arithmetic
//   In the order of the formula. What is derived from the scalars, 1 - beta1, 1 - beta2 and 1 - lr * weight_decay, is
//   computed in float64, from the scalars as they were given, and then rounded to the compute type: a plain 0.99 is not
//   rounded to float32 first there. So it is in Python's libraries, and so are the bits: var is that of lion-pytorch, m
//   that of optax.lion, run eagerly.
//   lr * sign(d) is one of -lr, +0 and +lr. The sign of zeros and NaNs is 0: where d is NaN, var is only decayed.
//   A tensor of a list has the learning rate lr * lr_scale (parameter.hpp); in 1 - lr * weight_decay, this product is
//   in float64.
//   The option flush_subnormal_momentum (settings.hpp) flushes the new m; d is as without it.
//
// Source: Chen et al., "Symbolic Discovery of Optimization Algorithms", 2023 (arXiv 2302.06675).
#pragma once

#include "detail/rules/lion.hpp"
#include "eigen_objects.hpp"

namespace signopt {
inline namespace SIGNOPT_ABI {

/// One Lion step, in place: var <- (1 - lr * weight_decay) * var - lr * sign(beta1 * m + (1 - beta1) * grad), and then
/// m <- beta2 * m + (1 - beta2) * grad. Returns (var, m). The contract is the comment at the top of apply_lion.hpp.
template <class T, class C, class Var, class M, class Lr, class Beta1, class Beta2, class WeightDecay, class Grad,
          class>
detail::result_of_step<Var, M> apply_lion(Var&& var, M&& m, const Lr& lr, const Beta1& beta1, const Beta2& beta2,
                                          const WeightDecay& weight_decay, const Grad& grad);

}  // namespace SIGNOPT_ABI
}  // namespace signopt
