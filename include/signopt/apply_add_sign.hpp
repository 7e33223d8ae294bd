// AddSign on Eigen objects. One step, in place:
//
//     m   <- beta * m + (1 - beta) * grad
//     var <- var - lr * (alpha + sign_decay * sign(grad) * sign(m)) * grad        with the new m
//
//     template <class T = void, class C = void, class Var, class M, class Lr, class Alpha, class SignDecay, class Beta,
//               class Grad>
//     std::tuple<Var, M> apply_add_sign(Var&& var, M&& m, const Lr& lr, const Alpha& alpha,
//                                       const SignDecay& sign_decay, const Beta& beta, const Grad& grad);
//
//     template <class T = void, class C = void, class Var, class M, class Grad>
//     std::tuple<Var, M> apply_add_sign(Var&& var, M&& m, const add_sign_settings& settings, const Grad& grad);
//
//     apply_add_sign(executor, var, m, ...)              either, on an executor (execution.hpp)
//
// The contract of the calls is that of eigen_objects.hpp. For other kinds of operand: pointer.hpp (apply_add_sign_n),
// multi_tensor.hpp (apply_add_sign_multi), tensor.hpp, dlpack.hpp; on an NPU: ascend.hpp.
//
// Scalars: lr, alpha, sign_decay, beta. As settings, in C++20: {.lr = 0.1, .beta = 0.95}.
//
// Arithmetic: the factor of grad has three values, one for each product of the signs. They are computed once a call, by
// the operations of the formula, which raise the flags of all three.
//
// Source: Bello, Zoph, Vasudevan, Le, "Neural Optimizer Search with Reinforcement Learning", ICML 2017;
// mindspore.ops.ApplyAddSign.
#pragma once

#include "detail/rules/add_sign.hpp"
#include "eigen_objects.hpp"

namespace signopt {
inline namespace SIGNOPT_ABI {

/// One AddSign step, in place: m <- beta * m + (1 - beta) * grad, and with the new m
/// var <- var - lr * (alpha + sign_decay * sign(grad) * sign(m)) * grad. Returns (var, m). The contract is the comment
/// at the top of apply_add_sign.hpp.
template <class T, class C, class Var, class M, class Lr, class Alpha, class SignDecay, class Beta, class Grad, class>
detail::result_of_step<Var, M> apply_add_sign(Var&& var, M&& m, const Lr& lr, const Alpha& alpha,
                                              const SignDecay& sign_decay, const Beta& beta, const Grad& grad);

}  // namespace SIGNOPT_ABI
}  // namespace signopt
