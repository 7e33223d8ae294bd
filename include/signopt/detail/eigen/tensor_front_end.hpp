// Eigen::Tensor, of Eigen's unsupported module: the front end of apply_R on it.
#pragma once

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

#include "../call/front_end.hpp"
#include "../strided/run.hpp"
#include "tensor.hpp"
#include "tensor_source.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// The compile-time half of the checks, in the order of the arguments: all that is not about dtypes (check/types.hpp).
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
  static constexpr bool is_valid = var::is_in_memory && var::is_writable && is_tensor<M> && m::is_in_memory &&
                                   m::is_writable && is_tensor<Grad> && rank_agrees<M, Var> && rank_agrees<Grad, Var> &&
                                   sizes_may_agree<M, Var> && sizes_may_agree<Grad, Var>;
};

// The run-time half, and the step. The types are valid.
template <class Rule, class Types, class Grad, class Context, class Constants, class Var, class M>
void run_tensors(const Context& context, const Constants& constants, Var& var, M& m, tensor_source<Grad>& grad) {
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
    run_contiguous(context.executor, context.template kernel_for<Rule, Types>(), constants, var.data(), m.data(),
                   grad.data(), n);
  } else {
    const walk over =
        walk_over(shape.sizes, rank, n, var_facts::is_row_major, m_facts::is_row_major, grad_facts::is_row_major);
    if (n > 0) grad.prepare();
    run_strided(context.executor, context.template kernel_for<Rule, Types>(), constants,
                memory_of<size_of(Types::var)>(var.data()), memory_of<size_of(Types::moment)>(m.data()), grad.operand(),
                over);
  }
}

struct eigen_tensors {
  template <class Var, class M>
  using result = std::tuple<Var, M>;
};

template <class Var>
struct kind_of_bare<Var, std::enable_if_t<is_tensor<Var>>> {
  using type = eigen_tensors;
};

template <>
struct front_end<eigen_tensors, on_cpu> {
  static constexpr bool exists = true;

  template <class Rule, class T, class C, class Context, class Var, class M, class Grad, class... Scalars>
  static std::tuple<Var, M> step(const Context& context, Var&& var, M&& m, const Grad& grad,
                                 const Scalars&... scalars) {
    if constexpr (check_tensors<Var, M, Grad>::is_valid) {
      using types = check_types<Rule, T, C, typename tensor_facts<Var>::element, typename tensor_facts<M>::element,
                                typename tensor_facts<Grad>::element, Scalars...>;
      if constexpr (types::is_valid) {
        const auto constants = context.constants(types::constants(scalars...));
        tensor_source<tensor_of<Grad>> source(tensor_in(grad));
        run_tensors<Rule, types, tensor_of<Grad>>(context, constants, tensor_in(var), tensor_in(m), source);
      }
    }
    return std::tuple<Var, M>(std::forward<Var>(var), std::forward<M>(m));
  }
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
