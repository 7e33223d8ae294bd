// A rule on Eigen objects: where they lie in memory, the ways to the kernel, and the checks on each.
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
template <class Dense, bool = layout<bare<Dense>>::is_in_memory>
struct operand_source {
  using layout_of = layout<bare<Dense>>;
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
struct operand_source<Dense, false> : coefficients<bare<Dense>> {
  using coefficients<bare<Dense>>::coefficients;
  memory_operand memory(const char* name) const noexcept { return no_memory(name); }
};

template <class Rule, dtype Compute, dtype Var, dtype Grad>
struct eigen_step {
  using arguments_type = typename Rule::template arguments<Compute>;

  template <class Launch, class VarDense, class MDense, class GradDense>
  SIGNOPT_ALWAYS_INLINE static void run_contiguous(const Launch& how, VarDense& var, MDense& m, const GradDense& grad,
                                                   const arguments_type& arguments) {
    auto* const var_data = layout<VarDense>::data(var);
    auto* const m_data = layout<MDense>::data(m);
    auto* const grad_data = layout<GradDense>::data(grad);
    check_memory({"var", var_data, sizeof(*var_data)}, {"m", m_data, sizeof(*m_data)},
                 {"grad", grad_data, sizeof(*grad_data)}, var.size());
    detail::run_contiguous<Rule, Compute, Var, Var, Grad>(how, var_data, m_data, grad_data, var.size(), arguments);
  }

  // Making the source of an expression evaluates what Eigen evaluates ahead, products above all: before the first
  // write, and once.
  template <class Launch, class VarDense, class MDense, class GradDense>
  static void run_strided(const Launch& how, VarDense& var, MDense& m, const GradDense& grad,
                          const arguments_type& arguments) {
    operand_source<VarDense> var_source(var);
    operand_source<MDense> m_source(m);
    operand_source<const GradDense> grad_source(grad);
    walk over;
    over.push_back({var.rows(), var_source.row_stride(), m_source.row_stride(), grad_source.row_stride()});
    over.push_back({var.cols(), var_source.col_stride(), m_source.col_stride(), grad_source.col_stride()});
    check_strided(var_source.memory("var"), m_source.memory("m"), grad_source.memory("grad"), over);
    run_operands<Rule, Compute, Var, Var, Grad>(how, var_source.writable(), m_source.writable(),
                                                grad_source.read_only(), over, arguments);
  }

  // What cannot be strided by its type instantiates nothing of that.
  template <class Launch, class VarDense, class MDense, class GradDense>
  SIGNOPT_ALWAYS_INLINE static void run(const Launch& how, VarDense& var, MDense& m, const GradDense& grad,
                                        const arguments_type& arguments) {
    using var_layout = layout<VarDense>;
    using m_layout = layout<MDense>;
    using grad_layout = layout<GradDense>;
    constexpr bool one_order = same_order<MDense, VarDense> && same_order<GradDense, VarDense>;
    constexpr bool in_memory = var_layout::is_in_memory && m_layout::is_in_memory && grad_layout::is_in_memory;
    if constexpr (in_memory) {
      const bool is_contiguous = var_layout::is_contiguous(var) && m_layout::is_contiguous(m) &&
                                 grad_layout::is_contiguous(grad) && (one_order || var.rows() == 1 || var.cols() == 1);
      if (SIGNOPT_LIKELY(is_contiguous)) return run_contiguous(how, var, m, grad, arguments);
    }
    constexpr bool may_be_strided = !(one_order && var_layout::is_always_contiguous() &&
                                      m_layout::is_always_contiguous() && grad_layout::is_always_contiguous());
    if constexpr (may_be_strided) run_strided(how, var, m, grad, arguments);
  }
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
