// AddSign on Eigen::Tensor, of Eigen's unsupported module. Opt-in: no other header includes this one.
#pragma once

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

#include "apply_add_sign.hpp"
#include "detail/eigen_tensor.hpp"
#include "detail/eigen_tensor_source.hpp"
#include "detail/strided.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// The compile-time half of the checks, in the order of the arguments: all that is not about dtypes (check_types.hpp).
template <class Var, class M, class Grad>
struct check_tensors {
  using var = tensor_facts<Var>;
  using m = tensor_facts<M>;
  using grad = tensor_facts<Grad>;
  static_assert(var::is_in_memory, "signopt: var" SIGNOPT_IS_A_TENSOR_EXPRESSION);
  static_assert(var::is_writable || !var::is_in_memory, "signopt: var" SIGNOPT_CANNOT_BE_WRITTEN);
  static_assert(is_tensor<M>, "signopt: m" SIGNOPT_IS_NO_TENSOR);
  static_assert(m::is_in_memory, "signopt: m" SIGNOPT_IS_A_TENSOR_EXPRESSION);
  static_assert(m::is_writable || !m::is_in_memory, "signopt: m" SIGNOPT_CANNOT_BE_WRITTEN);
  static_assert(is_tensor<Grad>, "signopt: grad" SIGNOPT_IS_NO_TENSOR);
  static_assert(rank_agrees<M, Var>, "signopt: m" SIGNOPT_HAS_ANOTHER_RANK);
  static_assert(rank_agrees<Grad, Var>, "signopt: grad" SIGNOPT_HAS_ANOTHER_RANK);
  static_assert(sizes_may_agree<M, Var> || !rank_agrees<M, Var>, "signopt: m" SIGNOPT_HAS_ANOTHER_SHAPE);
  static_assert(sizes_may_agree<Grad, Var> || !rank_agrees<Grad, Var>, "signopt: grad" SIGNOPT_HAS_ANOTHER_SHAPE);
  static constexpr bool is_good = var::is_in_memory && var::is_writable && is_tensor<M> && m::is_in_memory &&
                                  m::is_writable && is_tensor<Grad> && rank_agrees<M, Var> && rank_agrees<Grad, Var> &&
                                  sizes_may_agree<M, Var> && sizes_may_agree<Grad, Var>;
};

// The run-time half, and the step. The types are good.
template <class Types, class Grad, class Launch, class Var, class M>
void apply_to_tensors(const Launch& how, Var& var, M& m, tensor_source<Grad>& grad,
                      const add_sign::arguments<Types::compute>& arguments) {
  using var_facts = tensor_facts<Var>;
  using m_facts = tensor_facts<M>;
  using grad_facts = tensor_facts<Grad>;
  constexpr int rank = var_facts::rank;
  const tensor_shape<rank> shape(var.dimensions());
  const std::ptrdiff_t n = checked_size(shape.view(), "var");
  check_same_shape(tensor_shape<rank>(m.dimensions()).view(), shape.view(), "m");
  check_same_shape(grad.shape().view(), shape.view(), "grad");
  const memory_operand var_memory{"var", var.data(), sizeof(typename var_facts::element)};
  const memory_operand m_memory{"m", m.data(), sizeof(typename m_facts::element)};
  if constexpr (grad_facts::is_in_memory) {
    check_memory(var_memory, m_memory, {"grad", grad.data(), sizeof(typename grad_facts::element)}, n);
  } else {
    if (n > 0) {
      check_one(var_memory, n);
      check_one(m_memory, n);
      check_pair(var_memory, m_memory, n);
    }
  }

  constexpr bool is_one_order = rank < 2 || (m_facts::is_row_major == var_facts::is_row_major &&
                                             grad_facts::is_row_major == var_facts::is_row_major);
  if constexpr (is_one_order && grad_facts::is_in_memory) {
    run_contiguous<add_sign, Types::compute, Types::var, Types::var, Types::grad>(how, var.data(), m.data(),
                                                                                  grad.data(), n, arguments);
  } else {
    const walk over =
        walk_over(shape.sizes, rank, n, var_facts::is_row_major, m_facts::is_row_major, grad_facts::is_row_major);
    if (n > 0) grad.prepare();
    run_operands<add_sign, Types::compute, Types::var, Types::var, Types::grad>(
        how, memory_of<size_of(Types::var)>(var.data()), memory_of<size_of(Types::var)>(m.data()), grad.operand(), over,
        arguments);
  }
}

template <class First>
struct door<First, std::enable_if_t<is_tensor<First>>> {
  static constexpr bool exists = true;

  template <class T, class C, class Launch, class Var, class M, class Lr, class Alpha, class SignDecay, class Beta,
            class Grad>
  static std::tuple<Var, M> step(const Launch& how, Var&& var, M&& m, const Lr& lr, const Alpha& alpha,
                                 const SignDecay& sign_decay, const Beta& beta, const Grad& grad) {
    if constexpr (check_tensors<Var, M, Grad>::is_good) {
      using element = typename tensor_facts<Var>::element;
      using m_element = typename tensor_facts<M>::element;
      using grad_element = typename tensor_facts<Grad>::element;
      using types = check_types<T, C, element, m_element, Lr, Alpha, SignDecay, Beta, grad_element>;
      if constexpr (types::is_good) {
        const auto arguments = types::arguments(lr, alpha, sign_decay, beta);
        tensor_source<tensor_of<Grad>> source(tensor_in(grad));
        apply_to_tensors<types, tensor_of<Grad>>(how, tensor_in(var), tensor_in(m), source, arguments);
      }
    }
    return std::tuple<Var, M>(std::forward<Var>(var), std::forward<M>(m));
  }
};

}  // namespace SIGNOPT_ABI
}  // namespace detail

inline namespace SIGNOPT_ABI {

/// One AddSign step on tensors, in place:
///
///     m   <- beta * m + (1 - beta) * grad
///     var <- var - lr * (alpha + sign_decay * sign(grad) * sign(m)) * grad        with the new m
///
/// Arguments
///   var, m   an Eigen::Tensor, TensorFixedSize or TensorMap each, of one shape and one dtype (float16, bfloat16,
///            float32 or float64: dtype.hpp), of any rank, 0 included, column- or row-major. Read and written.
///   lr, alpha, sign_decay, beta
///            as in apply_add_sign.hpp, or a tensor or tensor expression of exactly one element, of rank 0 or any
///            other. With this header they may be tensors beside Eigen arrays and pointers too.
///   grad     any of the tensors above, const or not, or any tensor expression (`g * 0.5f`, `g + 0.01f * var`,
///            `per_image.mean(dimensions)`, `g.shuffle(order)`), of the same shape; of var's dtype or of a narrower
///            one, which is widened in registers. Only read.
///   T, C     var's dtype and the compute type, as in apply_add_sign.hpp
///
/// Returns (var, m), as in apply_add_sign.hpp: lvalues as references, maps as maps, rvalue tensors moved.
///
/// Shapes
///   must agree in every dimension; nothing is broadcast. Empty tensors are a no-op. Each of the three may be column-
///   or row-major: elements are matched by their indices. Tensors that are in memory and of one layout are one kernel
///   call; else tiles on the stack are filled from them. That changes no bit of a result.
///   An expression is evaluated tile by tile, each before the same elements of var and m are written: it may read var
///   and m at the same index. Reading them at other indices is the caller's error, and not found. What Eigen evaluates
///   first (reductions, contractions, eval()) it evaluates once, before the first write.
///   A part of a tensor (chip, slice) can be grad, but not var or m: these are tensors or maps.
///
/// Arithmetic: as in apply_add_sign.hpp, with the same bits.
///
/// Errors, all before the first write, so that var and m keep their bits
///   shape_error    shapes that differ; a negative size; a scalar tensor of more or less than one element
///   operand_error  operands in memory that overlap, grad included; a misaligned address; a null pointer with a size
///   target_error   see target.hpp; also for empty tensors
///   What the compiler can know, ranks that differ included, is a static_assert that names the argument. With
///   -fno-exceptions: SIGNOPT_FAIL (error.hpp).
///
/// An executor may come before these arguments (execution.hpp), and options behind them (options.hpp).
///
/// Threads: safe on different tensors; the tensors of one call are the caller's to guard.
/// Cost: one pass over memory, O(size). Allocates nothing, but for what Eigen evaluates first.
/// Source: Bello, Zoph, Vasudevan, Le, "Neural Optimizer Search with Reinforcement Learning", ICML 2017;
/// mindspore.ops.ApplyAddSign.
template <class T = void, class C = void, class Var, class M, class Lr, class Alpha, class SignDecay, class Beta,
          class Grad, std::enable_if_t<detail::is_tensor<Var>, int> = 0>
std::tuple<Var, M> apply_add_sign(Var&& var, M&& m, const Lr& lr, const Alpha& alpha, const SignDecay& sign_decay,
                                  const Beta& beta, const Grad& grad) {
  return detail::door_of<Var>::template step<T, C>(detail::plainly, std::forward<Var>(var), std::forward<M>(m), lr,
                                                   alpha, sign_decay, beta, grad);
}

/// The same with hyper-parameters by name (settings.hpp).
template <class T = void, class C = void, class Var, class M, class Grad,
          std::enable_if_t<detail::is_tensor<Var>, int> = 0>
std::tuple<Var, M> apply_add_sign(Var&& var, M&& m, const add_sign_settings& settings, const Grad& grad) {
  return apply_add_sign<T, C>(std::forward<Var>(var), std::forward<M>(m), settings.lr, settings.alpha,
                              settings.sign_decay, settings.beta, grad);
}

}  // namespace SIGNOPT_ABI
}  // namespace signopt
