// AddSign on many tensors in one call: what a training step does to a model.
#pragma once

#include <type_traits>
#include <utility>

#include "detail/check_dense.hpp"
#include "detail/check_types.hpp"
#include "detail/eigen_scalar.hpp"
#include "detail/many_tensors.hpp"
#include "execution.hpp"
#include "options.hpp"
#include "parameter_set.hpp"
#include "settings.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// Objects that own their elements, or may own a copy of them, and that the full expression ends.
template <class Dense>
struct may_hold_copy : std::is_base_of<Eigen::PlainObjectBase<Dense>, Dense> {};
template <class Plain, int Options, class Stride>
struct may_hold_copy<Eigen::Ref<const Plain, Options, Stride>> : std::true_type {};

template <class Operand>
inline constexpr bool is_temporary_array =
    !std::is_lvalue_reference_v<Operand> && may_hold_copy<dense_of<Operand>>::value;

// The compile-time half of the checks of make_parameter, for objects that check_dense has found good.
template <class Var, class M, class Grad>
struct check_parameter {
  static_assert(!is_temporary_array<Var>, "signopt: var" SIGNOPT_IS_A_TEMPORARY);
  static_assert(!is_temporary_array<M>, "signopt: m" SIGNOPT_IS_A_TEMPORARY);
  static_assert(!is_temporary_array<Grad>, "signopt: grad" SIGNOPT_IS_A_TEMPORARY);
  static constexpr bool outlives = !is_temporary_array<Var> && !is_temporary_array<M> && !is_temporary_array<Grad>;

  template <class Operand>
  static constexpr bool is_in_memory = layout<dense_of<Operand>>::is_in_memory;
  static_assert(is_in_memory<Var>, "signopt: var" SIGNOPT_IS_NOT_IN_MEMORY);
  static_assert(is_in_memory<M>, "signopt: m" SIGNOPT_IS_NOT_IN_MEMORY);
  static_assert(is_in_memory<Grad>, "signopt: grad" SIGNOPT_IS_NOT_IN_MEMORY);

  static constexpr bool one_dtype = std::is_same_v<typename dense_of<M>::Scalar, typename dense_of<Var>::Scalar>;
  static_assert(one_dtype, "signopt: m has another dtype than var: both are updated in place");
  static constexpr bool one_order = same_order<dense_of<M>, dense_of<Var>> && same_order<dense_of<Grad>, dense_of<Var>>;
  static_assert(one_order, "signopt: var, m and grad of a parameter must have one storage order");

  static constexpr bool is_good =
      outlives && is_in_memory<Var> && is_in_memory<M> && is_in_memory<Grad> && one_dtype && one_order;
};

template <class Dense>
void check_contiguous(const Dense& dense, const char* name) {
  if (!layout<Dense>::is_contiguous(dense)) {
    fail<operand_error>(name, " is not contiguous in memory, as a parameter's operands must be: shape ",
                        shape_of(dense), ", inner stride ", dense.innerStride(), ", outer stride ",
                        dense.outerStride());
  }
}

template <class C, class Launch, class T, class G, class Lr, class Alpha, class SignDecay, class Beta>
void multi_step(const Launch& how, const parameter_set<T, G>& tensors, const Lr& lr, const Alpha& alpha,
                const SignDecay& sign_decay, const Beta& beta) {
  static_assert(!std::is_const_v<T>, "signopt: var is const, and is updated in place");
  if constexpr (!std::is_const_v<T>) {
    using types = check_types<void, C, T, T, Lr, Alpha, SignDecay, Beta, G>;
    if constexpr (types::is_good) {
      run_many<add_sign, types::compute, types::var, types::var, types::grad>(
          how, tensors.sequence(), types::arguments(lr, alpha, sign_decay, beta));
    }
  }
}

template <class C, class Launch, class Range, class Lr, class Alpha, class SignDecay, class Beta>
void multi_step(const Launch& how, const Range& range, const Lr& lr, const Alpha& alpha, const SignDecay& sign_decay,
                const Beta& beta) {
  using set = set_of_range<Range>;
  static_assert(
      set::exists,
      "signopt: tensors, the argument before the scalars, must be a parameter_set, or a range of parameter<T, "
      "G> (parameter_set.hpp)");
  if constexpr (set::exists) multi_step<C>(how, typename set::type(range), lr, alpha, sign_decay, beta);
}

template <class C, class Launch, class Tensors>
void multi_step(const Launch& how, const Tensors& tensors, const add_sign_settings& settings) {
  multi_step<C>(how, tensors, settings.lr, settings.alpha, settings.sign_decay, settings.beta);
}

}  // namespace SIGNOPT_ABI
}  // namespace detail

inline namespace SIGNOPT_ABI {

/// A tensor of a model from Eigen objects: var, m and grad of one shape, contiguous in memory, matrices in one storage
/// order. It points to their elements: they must live, and keep their sizes, as long as it is used. Temporary arrays
/// are refused, and temporary Refs to const, which may hold a copy; a Ref to const that is a parameter of a function
/// may hold one too, and then ends with that function. Other temporary views are good.
///
/// Errors: shape_error where shapes differ; operand_error where an object is not contiguous. What the compiler can know
/// is a static_assert that names the argument. What overlaps, the set finds.
template <class Var, class M, class Grad>
auto make_parameter(Var&& var, M&& m, Grad&& grad, double lr_scale = 1) {
  static_assert(detail::is_dense<Var>, "signopt: var must be an Eigen object (Array, Matrix, Map, Ref or Block)");
  if constexpr (detail::is_dense<Var>) {
    if constexpr (detail::check_dense<Var, M, Grad>::is_good) {
      if constexpr (detail::check_parameter<Var, M, Grad>::is_good) {
        auto& dense_var = var.derived();
        auto& dense_m = m.derived();
        const auto& dense_grad = grad.derived();
        detail::check_size(dense_var, "var");
        detail::check_shape(dense_m, dense_var, "m");
        detail::check_shape(dense_grad, dense_var, "grad");
        detail::check_contiguous(dense_var, "var");
        detail::check_contiguous(dense_m, "m");
        detail::check_contiguous(dense_grad, "grad");
        using element = typename detail::dense_of<Var>::Scalar;
        using grad_element = typename detail::dense_of<Grad>::Scalar;
        return parameter<element, grad_element>{dense_var.data(), dense_m.data(), dense_grad.data(), dense_var.size(),
                                                lr_scale};
      }
    }
  }
}

/// One AddSign step on every tensor of a model:
///
///     m   <- beta * m + (1 - beta) * grad
///     var <- var - lr * lr_scale * (alpha + sign_decay * sign(grad) * sign(m)) * grad        with the new m
///
///     apply_add_sign_multi(tensors, lr, alpha, sign_decay, beta)
///     apply_add_sign_multi(tensors, settings)                                  hyper-parameters by name (settings.hpp)
///
/// each with an executor before these arguments or not (execution.hpp), and with options behind them or not
/// (options.hpp).
///
///   tensors  a parameter_set; or a range of parameter<T, G>, of which each call makes a set: it then checks all
///            tensors, which takes some 100 to 200 ns for each, and allocates. All in the host's memory, which
///            nothing checks
///   lr, alpha, sign_decay, beta
///            as in apply_add_sign_n (pointer.hpp), or an Eigen object of one element. The compute type is that of the
///            table in dtype.hpp, or C.
///
/// The bits are those of one call for each tensor with its own learning rate, round(C(lr) * C(lr_scale)); where
/// lr_scale is 1, it is lr.
///
/// Tasks: one parallel region for all tensors. Each task has the same number of elements, to a cache line: large
/// tensors are cut, small ones packed. Tensors that lie side by side in memory, as views of one buffer do, and have one
/// lr_scale, are updated as one.
///
/// Errors, all before the first write: those of parameter_set, for a range; target_error (target.hpp), also for no
/// tensors. Types that do not fit are a static_assert that names the argument.
///
/// Threads: safe on different tensors; the set is only read.
/// Cost: one pass over memory, O(elements + tensors). With a set it allocates nothing.
/// Source: as apply_add_sign.
template <class C = void, class Tensors, class Lr, class Alpha, class SignDecay, class Beta>
void apply_add_sign_multi(const Tensors& tensors, const Lr& lr, const Alpha& alpha, const SignDecay& sign_decay,
                          const Beta& beta) {
  detail::multi_step<C>(detail::plainly, tensors, lr, alpha, sign_decay, beta);
}
template <class C = void, class Tensors>
void apply_add_sign_multi(const Tensors& tensors, const add_sign_settings& settings) {
  detail::multi_step<C>(detail::plainly, tensors, settings);
}

/// The same on an executor.
template <class C = void, class Executor, class Tensors, class Lr, class Alpha, class SignDecay, class Beta,
          class = std::enable_if_t<is_executor<Executor>>>
void apply_add_sign_multi(Executor&& executor, const Tensors& tensors, const Lr& lr, const Alpha& alpha,
                          const SignDecay& sign_decay, const Beta& beta) {
  detail::multi_step<C>(detail::launch{executor, detail::nothing_chosen}, tensors, lr, alpha, sign_decay, beta);
}
template <class C = void, class Executor, class Tensors, class = std::enable_if_t<is_executor<Executor>>>
void apply_add_sign_multi(Executor&& executor, const Tensors& tensors, const add_sign_settings& settings) {
  detail::multi_step<C>(detail::launch{executor, detail::nothing_chosen}, tensors, settings);
}

/// The same with options.
template <class C = void, class Tensors, class Lr, class Alpha, class SignDecay, class Beta>
void apply_add_sign_multi(const Tensors& tensors, const Lr& lr, const Alpha& alpha, const SignDecay& sign_decay,
                          const Beta& beta, const add_sign_options& options) {
  detail::multi_step<C>(detail::launch{detail::the_calling_thread, options}, tensors, lr, alpha, sign_decay, beta);
}
template <class C = void, class Tensors>
void apply_add_sign_multi(const Tensors& tensors, const add_sign_settings& settings, const add_sign_options& options) {
  detail::multi_step<C>(detail::launch{detail::the_calling_thread, options}, tensors, settings);
}

/// The same on an executor with options.
template <class C = void, class Executor, class Tensors, class Lr, class Alpha, class SignDecay, class Beta,
          class = std::enable_if_t<is_executor<Executor>>>
void apply_add_sign_multi(Executor&& executor, const Tensors& tensors, const Lr& lr, const Alpha& alpha,
                          const SignDecay& sign_decay, const Beta& beta, const add_sign_options& options) {
  detail::multi_step<C>(detail::launch{executor, options}, tensors, lr, alpha, sign_decay, beta);
}
template <class C = void, class Executor, class Tensors, class = std::enable_if_t<is_executor<Executor>>>
void apply_add_sign_multi(Executor&& executor, const Tensors& tensors, const add_sign_settings& settings,
                          const add_sign_options& options) {
  detail::multi_step<C>(detail::launch{executor, options}, tensors, settings);
}

/// Not a call that can be made: settings or options are something else, an argument is missing, or one too many is
/// there.
template <class C = void, class... Arguments,
          class = std::enable_if_t<!detail::runs_elsewhere<Arguments...> && !detail::call<1, 1, Arguments...>::is_good>>
void apply_add_sign_multi(Arguments&&...) {
  using call = detail::call<1, 1, Arguments...>;
  static_assert(call::count_is_good, SIGNOPT_ARGUMENTS_OF_MULTI_ARE);
  static_assert(call::settings_are_good, SIGNOPT_MUST_BE_SETTINGS);
  static_assert(call::options_are_good || !call::settings_are_good, SIGNOPT_MUST_BE_OPTIONS);
}

}  // namespace SIGNOPT_ABI
}  // namespace signopt
