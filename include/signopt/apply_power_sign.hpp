// PowerSign on Eigen objects. One step, in place:
//
//     m   <- beta * m + (1 - beta) * grad
//     var <- var - lr * (exp(logbase * sign_decay * sign(grad) * sign(m)) * grad)        with the new m
//
//     template <class T = void, class C = void, class Var, class M, class Lr, class Logbase, class SignDecay,
//               class Beta, class Grad>
//     std::tuple<Var, M> apply_power_sign(Var&& var, M&& m, const Lr& lr, const Logbase& logbase,
//                                         const SignDecay& sign_decay, const Beta& beta, const Grad& grad);
//
//     template <class T = void, class C = void, class Var, class M, class Grad>
//     std::tuple<Var, M> apply_power_sign(Var&& var, M&& m, const power_sign_settings& settings, const Grad& grad);
//
//     apply_power_sign(executor, var, m, ...)            either, on an executor (execution.hpp)
//
// A gradient whose sign is that of the momentum makes a step that is longer by a factor, the base, and one against it a
// step that is as many times shorter.
//
// The contract of the calls is that of eigen_objects.hpp. For other kinds of operand: pointer.hpp (apply_power_sign_n),
// multi_tensor.hpp (apply_power_sign_multi), tensor.hpp, dlpack.hpp; on an NPU: ascend.hpp.
//
// Scalars: lr, logbase, sign_decay, beta. logbase is the natural logarithm of the base: 1 for the base e.
//
// Arithmetic: in the order that the parentheses say: lr * (factor * grad). The factor has three values, computed once a
// call:
//     k = logbase * sign_decay, rounded to the compute type
//     exp(-k) and exp(k), by the library's own exponential in float64 (within 0.64 units of its last place), rounded to
//     the compute type; and where a sign is 0, the number 1: NaN where k is infinite or NaN
//   The exponential has the same bits on every machine, whatever its C library is. An infinite or zero factor is what
//   the formula gives.
//
// Source: Bello, Zoph, Vasudevan, Le, "Neural Optimizer Search with Reinforcement Learning", ICML 2017;
// mindspore.ops.ApplyPowerSign.
#pragma once

#include "detail/rules/power_sign.hpp"
#include "eigen_objects.hpp"

namespace signopt {
inline namespace SIGNOPT_ABI {

/// One PowerSign step, in place: m <- beta * m + (1 - beta) * grad, and with the new m
/// var <- var - lr * (exp(logbase * sign_decay * sign(grad) * sign(m)) * grad). Returns (var, m). The contract is the
/// comment at the top of apply_power_sign.hpp.
template <class T, class C, class Var, class M, class Lr, class Logbase, class SignDecay, class Beta, class Grad, class>
detail::result_of_step<Var, M> apply_power_sign(Var&& var, M&& m, const Lr& lr, const Logbase& logbase,
                                                const SignDecay& sign_decay, const Beta& beta, const Grad& grad);

}  // namespace SIGNOPT_ABI
}  // namespace signopt
