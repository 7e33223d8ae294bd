// A rule as a type, its formula on every target, and the forms of its calls, once for all rules: an executor may come
// first, and settings may stand in the place of the scalars. A rule's header defines, before it includes this file,
//
//   SIGNOPT_RULE            the rule's name: R gives apply_R, apply_R_n and apply_R_multi, with R_settings
//   SIGNOPT_RULE_FILE       the file of its formula, as for_each_target.inl wants it; or, where another rule has the
//                           formula, SIGNOPT_FORMULA_OF, the name of that rule
//   SIGNOPT_CONSTANTS       only where the kernel takes something else than the scalars, rounded to the compute type:
//                           the name of a template in signopt::detail. SIGNOPT_CONSTANTS<Compute> is made of a
//                           scalar_value<Compute> for each scalar, once a call, and copied; its scale_lr(lr_scale)
//                           makes it that of a tensor with such a learning rate
//   SIGNOPT_SCALARS(each)   each(lr) each(alpha) ...: its hyper-parameters, in the order of the call. One is lr, since
//                           tensors of a model may scale it, and it comes first. None has the name of another parameter
//                           of a form: var, m, grad, n, tensors, executor, settings. Six at most
//
// No include guard. These macros end with this file.
#if defined(SIGNOPT_RULE_FILE) == defined(SIGNOPT_FORMULA_OF)
#  error "A rule's header defines one of SIGNOPT_RULE_FILE and SIGNOPT_FORMULA_OF."
#endif

#include <initializer_list>

#include "../../group_settings.hpp"
#include "../../parameter.hpp"
#include "../run/call_context.hpp"
#include "../run/learning_rate.hpp"
#include "../run/parameter_range.hpp"
#include "form_macros.hpp"
#include "front_end.hpp"
#include "pointers.hpp"

namespace signopt {
inline namespace SIGNOPT_ABI {

struct SIGNOPT_RULE {
  // Of a call, and of a group in an optimizer object, for the rules that one can have.
  using call_settings = SIGNOPT_SETTINGS;
  using settings = group_settings<SIGNOPT_SETTINGS>;
#if defined(SIGNOPT_FORMULA_OF)
  using formula = SIGNOPT_FORMULA_OF;
#else
  using formula = SIGNOPT_RULE;
#endif

  // What the kernel takes.
#if defined(SIGNOPT_CONSTANTS)
  template <dtype Compute>
  using constants = detail::SIGNOPT_CONSTANTS<Compute>;
#else
  template <dtype Compute>
  struct constants {
    SIGNOPT_SCALARS(SIGNOPT_CONSTANT)
    void scale_lr(double lr_scale) noexcept { lr = detail::scaled<Compute>(lr, lr_scale); }
  };
#endif
};

}  // namespace SIGNOPT_ABI
}  // namespace signopt

#if defined(SIGNOPT_RULE_FILE)
#  include "../kernel/for_each_target.inl"
#endif

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

template <>
struct scalars_of<SIGNOPT_RULE> {
  static constexpr const char* names[] = {SIGNOPT_SCALARS(SIGNOPT_NAME)};
  static constexpr std::size_t count = sizeof(names) / sizeof(*names);
  static_assert(count <= 6,
                "signopt: SIGNOPT_SCALARS has more scalars than form_macros.hpp has words for their number");
  template <template <class> class Facts SIGNOPT_SCALARS(SIGNOPT_TYPE)>
  struct check {
    SIGNOPT_SCALARS(SIGNOPT_CHECK_SCALAR)
  };

  static constexpr const char* rule_name = SIGNOPT_RULE_NAME;

  // use(first, scalars...), of what has them as members.
  template <class Settings, class Use, class First>
  static auto use_members(Settings&& settings, const Use& use, const First& first) {
    return use(first SIGNOPT_SCALARS(SIGNOPT_MEMBER));
  }

  // Of a call that has none of the forms: what is wrong with it.
  template <class Form>
  static void check_form() {
    static_assert(Form::first_is_no_pool, SIGNOPT_POOL_IS_NO_EXECUTOR);
    static_assert(Form::place_is_usable, SIGNOPT_SESSION_IS_NO_VARIABLE);
    constexpr bool has_operand = Form::has_operand || !Form::place_is_usable || !Form::first_is_no_pool;
    static_assert(has_operand || Form::has_place, SIGNOPT_FIRST_ARGUMENT_IS(SIGNOPT_RULE_NAME));
    static_assert(has_operand || !Form::has_place || !Form::is_on_cpu,
                  SIGNOPT_ARGUMENT_AFTER_EXECUTOR_IS(SIGNOPT_RULE_NAME));
    static_assert(has_operand || Form::is_on_cpu, SIGNOPT_ARGUMENT_AFTER_SESSION_IS(SIGNOPT_RULE_NAME));
    static_assert(Form::count_is_valid || !Form::has_operand || !Form::is_on_cpu, SIGNOPT_ARGUMENTS_ARE(""));
    static_assert(Form::count_is_valid || !Form::has_operand || Form::is_on_cpu,
                  SIGNOPT_ARGUMENTS_ARE(" after a session"));
    static_assert(Form::settings_are_valid || !Form::has_operand, SIGNOPT_THESE_SETTINGS_ARE);
  }

  template <class Form>
  static void check_pointer_form() {
    static_assert(Form::first_is_no_pool, SIGNOPT_POOL_IS_NO_EXECUTOR);
    constexpr bool can_be_made = Form::has_front_end && Form::place_is_usable && Form::first_is_no_pool;
    static_assert(Form::has_front_end, SIGNOPT_POINTERS_HAVE_NO_SESSION(SIGNOPT_RULE_NAME));
    static_assert(Form::place_is_usable || !Form::has_front_end, SIGNOPT_SESSION_IS_NO_VARIABLE);
    static_assert(Form::count_is_valid || !can_be_made, SIGNOPT_ARGUMENTS_OF_N_ARE);
    static_assert(Form::settings_are_valid || !can_be_made, SIGNOPT_THESE_SETTINGS_ARE);
    static_assert(Form::size_is_valid || !Form::is_form || !can_be_made, SIGNOPT_SIZE_IS_NO_INTEGER);
    if constexpr (Form::is_form && can_be_made) Form::check_operands();
  }

  template <class Form>
  static void check_list_form() {
    static_assert(Form::first_is_no_pool, SIGNOPT_POOL_IS_NO_EXECUTOR);
    static_assert(Form::has_front_end, SIGNOPT_LISTS_NEED_A_HEADER(SIGNOPT_RULE_NAME));
    static_assert(Form::place_is_usable || !Form::has_front_end, SIGNOPT_SESSION_IS_NO_VARIABLE);
    constexpr bool can_be_made = Form::has_front_end && Form::place_is_usable && Form::first_is_no_pool;
    static_assert(Form::count_is_valid || !can_be_made, SIGNOPT_ARGUMENTS_OF_MULTI_ARE);
    static_assert(Form::settings_are_valid || !can_be_made, SIGNOPT_THESE_SETTINGS_ARE);
  }
};

}  // namespace SIGNOPT_ABI
}  // namespace detail

inline namespace SIGNOPT_ABI {

// ---- One tensor, of the kind that var is ----
template <class T = void, class C = void, class Var, class M SIGNOPT_SCALARS(SIGNOPT_TYPE), class Grad,
          class = std::enable_if_t<detail::is_operand<Var>>>
detail::result_of_step<Var, M> SIGNOPT_APPLY(Var&& var, M&& m SIGNOPT_SCALARS(SIGNOPT_PARAMETER), const Grad& grad) {
  return detail::front_end_of<Var>::template step<SIGNOPT_RULE, T, C>(
      detail::on_calling_thread, std::forward<Var>(var), std::forward<M>(m), grad SIGNOPT_SCALARS(SIGNOPT_VALUE));
}

// Inlined, so that settings that the compiler knows are constants to it, and options that are not set bring no kernels.
template <class T = void, class C = void, class Var, class M, class Grad,
          class = std::enable_if_t<detail::is_operand<Var>>>
SIGNOPT_ALWAYS_INLINE detail::result_of_step<Var, M> SIGNOPT_APPLY(Var&& var, M&& m, const SIGNOPT_SETTINGS& settings,
                                                                   const Grad& grad) {
  return detail::front_end_of<Var>::template step<SIGNOPT_RULE, T, C>(
      detail::call_context{detail::calling_thread, settings.options}, std::forward<Var>(var), std::forward<M>(m),
      grad SIGNOPT_SCALARS(SIGNOPT_MEMBER));
}

template <class T = void, class C = void, class Executor, class Var, class M SIGNOPT_SCALARS(SIGNOPT_TYPE), class Grad,
          class = std::enable_if_t<detail::runs_at<detail::kind_of<Var>, Executor>>>
detail::result_of_step<Var, M> SIGNOPT_APPLY(Executor&& executor, Var&& var, M&& m SIGNOPT_SCALARS(SIGNOPT_PARAMETER),
                                             const Grad& grad) {
  return detail::front_end_of<Var, detail::place_of<Executor>>::template step<SIGNOPT_RULE, T, C>(
      detail::call_context{executor, detail::no_options}, std::forward<Var>(var), std::forward<M>(m),
      grad SIGNOPT_SCALARS(SIGNOPT_VALUE));
}

template <class T = void, class C = void, class Executor, class Var, class M, class Grad,
          class = std::enable_if_t<detail::runs_at<detail::kind_of<Var>, Executor>>>
detail::result_of_step<Var, M> SIGNOPT_APPLY(Executor&& executor, Var&& var, M&& m, const SIGNOPT_SETTINGS& settings,
                                             const Grad& grad) {
  return detail::front_end_of<Var, detail::place_of<Executor>>::template step<SIGNOPT_RULE, T, C>(
      detail::call_context{executor, settings.options}, std::forward<Var>(var), std::forward<M>(m),
      grad SIGNOPT_SCALARS(SIGNOPT_MEMBER));
}

// ---- Contiguous memory, by pointers ----
template <class C = void, class Var, class M SIGNOPT_SCALARS(SIGNOPT_TYPE), class Grad, class Size,
          class = std::enable_if_t<detail::are_pointers_and_size<Var, M, Grad, Size>>>
void SIGNOPT_APPLY_N(Var var, M m SIGNOPT_SCALARS(SIGNOPT_PARAMETER), Grad grad, Size n) {
  detail::front_end<detail::pointers, detail::on_cpu>::step<SIGNOPT_RULE, void, C>(
      detail::on_calling_thread, var, m, grad, detail::to_ptrdiff(n) SIGNOPT_SCALARS(SIGNOPT_VALUE));
}

template <class C = void, class Var, class M, class Grad, class Size,
          class = std::enable_if_t<detail::are_pointers_and_size<Var, M, Grad, Size>>>
SIGNOPT_ALWAYS_INLINE void SIGNOPT_APPLY_N(Var var, M m, const SIGNOPT_SETTINGS& settings, Grad grad, Size n) {
  detail::front_end<detail::pointers, detail::on_cpu>::step<SIGNOPT_RULE, void, C>(
      detail::call_context{detail::calling_thread, settings.options}, var, m, grad,
      detail::to_ptrdiff(n) SIGNOPT_SCALARS(SIGNOPT_MEMBER));
}

template <class C = void, class Executor, class Var, class M SIGNOPT_SCALARS(SIGNOPT_TYPE), class Grad, class Size,
          class = std::enable_if_t<detail::runs_at<detail::pointers, Executor> &&
                                   detail::are_pointers_and_size<Var, M, Grad, Size>>>
void SIGNOPT_APPLY_N(Executor&& executor, Var var, M m SIGNOPT_SCALARS(SIGNOPT_PARAMETER), Grad grad, Size n) {
  detail::front_end<detail::pointers, detail::place_of<Executor>>::template step<SIGNOPT_RULE, void, C>(
      detail::call_context{executor, detail::no_options}, var, m, grad,
      detail::to_ptrdiff(n) SIGNOPT_SCALARS(SIGNOPT_VALUE));
}

template <class C = void, class Executor, class Var, class M, class Grad, class Size,
          class = std::enable_if_t<detail::runs_at<detail::pointers, Executor> &&
                                   detail::are_pointers_and_size<Var, M, Grad, Size>>>
void SIGNOPT_APPLY_N(Executor&& executor, Var var, M m, const SIGNOPT_SETTINGS& settings, Grad grad, Size n) {
  detail::front_end<detail::pointers, detail::place_of<Executor>>::template step<SIGNOPT_RULE, void, C>(
      detail::call_context{executor, settings.options}, var, m, grad,
      detail::to_ptrdiff(n) SIGNOPT_SCALARS(SIGNOPT_MEMBER));
}

// ---- Many tensors ----
template <class C = void, class Tensors SIGNOPT_SCALARS(SIGNOPT_TYPE),
          class = std::enable_if_t<!detail::is_place<Tensors> && detail::takes_lists<Tensors, detail::on_cpu>>>
void SIGNOPT_APPLY_MULTI(const Tensors& tensors SIGNOPT_SCALARS(SIGNOPT_PARAMETER)) {
  detail::list_front_end<Tensors, detail::on_cpu>::template step<SIGNOPT_RULE, void, C>(
      detail::on_calling_thread, tensors SIGNOPT_SCALARS(SIGNOPT_VALUE));
}

template <class C = void, class Tensors, class = std::enable_if_t<detail::takes_lists<Tensors, detail::on_cpu>>>
void SIGNOPT_APPLY_MULTI(const Tensors& tensors, const SIGNOPT_SETTINGS& settings) {
  detail::list_front_end<Tensors, detail::on_cpu>::template step<SIGNOPT_RULE, void, C>(
      detail::call_context{detail::calling_thread, settings.options}, tensors SIGNOPT_SCALARS(SIGNOPT_MEMBER));
}

template <class C = void, class Executor, class Tensors SIGNOPT_SCALARS(SIGNOPT_TYPE),
          class = std::enable_if_t<detail::runs_at<detail::tensor_lists, Executor>>>
void SIGNOPT_APPLY_MULTI(Executor&& executor, const Tensors& tensors SIGNOPT_SCALARS(SIGNOPT_PARAMETER)) {
  detail::list_front_end<Tensors, detail::place_of<Executor>>::template step<SIGNOPT_RULE, void, C>(
      detail::call_context{executor, detail::no_options}, tensors SIGNOPT_SCALARS(SIGNOPT_VALUE));
}

template <class C = void, class Executor, class Tensors,
          class = std::enable_if_t<detail::runs_at<detail::tensor_lists, Executor>>>
void SIGNOPT_APPLY_MULTI(Executor&& executor, const Tensors& tensors, const SIGNOPT_SETTINGS& settings) {
  detail::list_front_end<Tensors, detail::place_of<Executor>>::template step<SIGNOPT_RULE, void, C>(
      detail::call_context{executor, settings.options}, tensors SIGNOPT_SCALARS(SIGNOPT_MEMBER));
}

// The same of tensors in braces, of which no template could find the type of the range.
template <class C = void, class T, class G, class M, class Copy SIGNOPT_SCALARS(SIGNOPT_TYPE),
          class = std::enable_if_t<detail::takes_lists<T, detail::on_cpu>>>
void SIGNOPT_APPLY_MULTI(std::initializer_list<parameter<T, G, M, Copy>> tensors SIGNOPT_SCALARS(SIGNOPT_PARAMETER)) {
  SIGNOPT_APPLY_MULTI<C>(parameter_set<T, G, M, Copy>(tensors) SIGNOPT_SCALARS(SIGNOPT_VALUE));
}

template <class C = void, class T, class G, class M, class Copy,
          class = std::enable_if_t<detail::takes_lists<T, detail::on_cpu>>>
void SIGNOPT_APPLY_MULTI(std::initializer_list<parameter<T, G, M, Copy>> tensors, const SIGNOPT_SETTINGS& settings) {
  SIGNOPT_APPLY_MULTI<C>(parameter_set<T, G, M, Copy>(tensors), settings);
}

template <class C = void, class Executor, class T, class G, class M, class Copy SIGNOPT_SCALARS(SIGNOPT_TYPE),
          class = std::enable_if_t<detail::runs_at<detail::tensor_lists, Executor>>>
void SIGNOPT_APPLY_MULTI(Executor&& executor,
                         std::initializer_list<parameter<T, G, M, Copy>> tensors SIGNOPT_SCALARS(SIGNOPT_PARAMETER)) {
  SIGNOPT_APPLY_MULTI<C>(std::forward<Executor>(executor),
                         parameter_set<T, G, M, Copy>(tensors) SIGNOPT_SCALARS(SIGNOPT_VALUE));
}

template <class C = void, class Executor, class T, class G, class M, class Copy,
          class = std::enable_if_t<detail::runs_at<detail::tensor_lists, Executor>>>
void SIGNOPT_APPLY_MULTI(Executor&& executor, std::initializer_list<parameter<T, G, M, Copy>> tensors,
                         const SIGNOPT_SETTINGS& settings) {
  SIGNOPT_APPLY_MULTI<C>(std::forward<Executor>(executor), parameter_set<T, G, M, Copy>(tensors), settings);
}

}  // namespace SIGNOPT_ABI
}  // namespace signopt

#include "refused_forms.inl"

#undef SIGNOPT_CONSTANTS
#undef SIGNOPT_FORMULA_OF
#undef SIGNOPT_SCALARS
#undef SIGNOPT_RULE
