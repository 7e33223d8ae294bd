// Signum on Eigen objects: Lion with beta1 = beta2 = beta. One step, in place:
//
//     m   <- beta * m + (1 - beta) * grad
//     var <- (1 - lr * weight_decay) * var - lr * sign(m)                 with the new m
//
//     template <class T = void, class C = void, class Var, class M, class Lr, class Beta, class WeightDecay,
//               class Grad>
//     std::tuple<Var, M> apply_signum(Var&& var, M&& m, const Lr& lr, const Beta& beta,
//                                     const WeightDecay& weight_decay, const Grad& grad);
//
//     template <class T = void, class C = void, class Var, class M, class Grad>
//     std::tuple<Var, M> apply_signum(Var&& var, M&& m, const signum_settings& settings, const Grad& grad);
//
//     apply_signum(executor, var, m, ...)                either, on an executor (execution.hpp)
//
// The bits are those of apply_lion(var, m, lr, beta, beta, weight_decay, grad), and so is all else that apply_lion.hpp
// says. The sign is that of m before it is rounded to storage or flushed.
//
// Source: Bernstein et al., "signSGD: Compressed Optimisation for Non-Convex Problems", 2018 (arXiv 1802.04434).
#pragma once

#include "detail/rules/signum.hpp"
#include "eigen_objects.hpp"

namespace signopt {
inline namespace SIGNOPT_ABI {

/// One Signum step, in place: m <- beta * m + (1 - beta) * grad, and with the new m
/// var <- (1 - lr * weight_decay) * var - lr * sign(m). Returns (var, m). The contract is the comment at the top of
/// apply_signum.hpp.
template <class T, class C, class Var, class M, class Lr, class Beta, class WeightDecay, class Grad, class>
detail::result_of_step<Var, M> apply_signum(Var&& var, M&& m, const Lr& lr, const Beta& beta,
                                            const WeightDecay& weight_decay, const Grad& grad);

}  // namespace SIGNOPT_ABI
}  // namespace signopt
