// Eigen objects on their way to the kernel: where they lie in memory, and the checks on each of the two ways.
#pragma once

#include <cstddef>

#include "../strided/check.hpp"
#include "../strided/run.hpp"
#include "coefficients.hpp"
#include "layout.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// An object in memory, or one that is reached through its coefficients, as the walk wants it.
template <class Dense, bool = layout<bare_type<Dense>>::is_in_memory>
struct operand_source {
  using layout_of = layout<bare_type<Dense>>;
  static constexpr std::ptrdiff_t element_size = sizeof(typename Dense::Scalar);

  Dense& dense;

  explicit operand_source(Dense& object) noexcept : dense(object) {}
  auto* data() const { return layout_of::data(dense); }
  memory_operand memory(const char* name) const { return {name, data(), element_size}; }
  std::ptrdiff_t row_stride() const { return layout_of::row_stride(dense); }
  std::ptrdiff_t col_stride() const { return layout_of::col_stride(dense); }
  tiled_operand read_only() const {
    return memory_of<element_size>(const_cast<void*>(static_cast<const void*>(data())));
  }
  tiled_operand writable() const { return memory_of<element_size>(data()); }
};

template <class Dense>
struct operand_source<Dense, false> : coefficients<bare_type<Dense>> {
  using coefficients<bare_type<Dense>>::coefficients;
  memory_operand memory(const char* name) const noexcept { return no_memory(name); }
};

// The checks of memory come before the kernel is looked up, and both before the first write.
template <class Rule, class Types, class Context, class Constants, class Var, class M, class Grad>
SIGNOPT_ALWAYS_INLINE void run_contiguous_dense(const Context& context, const Constants& constants, Var& var, M& m,
                                                const Grad& grad) {
  auto* const var_data = layout<Var>::data(var);
  auto* const m_data = layout<M>::data(m);
  auto* const grad_data = layout<Grad>::data(grad);
  check_memory({"var", var_data, sizeof(*var_data)}, {"m", m_data, sizeof(*m_data)},
               {"grad", grad_data, sizeof(*grad_data)}, var.size());
  run_contiguous(context.executor, context.template kernel_for<Rule, Types>(), constants, var_data, m_data, grad_data,
                 var.size());
}

// Making the source of an expression evaluates what Eigen evaluates ahead, products above all: before the first write,
// and once.
template <class Rule, class Types, class Context, class Constants, class Var, class M, class Grad>
void run_strided_dense(const Context& context, const Constants& constants, Var& var, M& m, const Grad& grad) {
  operand_source<Var> var_source(var);
  operand_source<M> m_source(m);
  operand_source<const Grad> grad_source(grad);
  walk over;
  over.push_back({var.rows(), var_source.row_stride(), m_source.row_stride(), grad_source.row_stride()});
  over.push_back({var.cols(), var_source.col_stride(), m_source.col_stride(), grad_source.col_stride()});
  check_strided(var_source.memory("var"), m_source.memory("m"), grad_source.memory("grad"), over);
  run_strided(context.executor, context.template kernel_for<Rule, Types>(), constants, var_source.writable(),
              m_source.writable(), grad_source.read_only(), over);
}

// What cannot be strided by its type instantiates nothing of that.
template <class Rule, class Types, class Context, class Constants, class Var, class M, class Grad>
SIGNOPT_ALWAYS_INLINE void run_dense(const Context& context, const Constants& constants, Var& var, M& m,
                                     const Grad& grad) {
  using var_layout = layout<Var>;
  using m_layout = layout<M>;
  using grad_layout = layout<Grad>;
  constexpr bool one_order = same_order<M, Var> && same_order<Grad, Var>;
  constexpr bool in_memory = var_layout::is_in_memory && m_layout::is_in_memory && grad_layout::is_in_memory;
  if constexpr (in_memory) {
    const bool is_contiguous = var_layout::is_contiguous(var) && m_layout::is_contiguous(m) &&
                               grad_layout::is_contiguous(grad) && (one_order || var.rows() == 1 || var.cols() == 1);
    if (SIGNOPT_LIKELY(is_contiguous)) return run_contiguous_dense<Rule, Types>(context, constants, var, m, grad);
  }
  constexpr bool may_be_strided = !(one_order && var_layout::is_always_contiguous() &&
                                    m_layout::is_always_contiguous() && grad_layout::is_always_contiguous());
  if constexpr (may_be_strided) run_strided_dense<Rule, Types>(context, constants, var, m, grad);
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
