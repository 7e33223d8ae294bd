// Calls of a rule that have none of the forms of forms.inl, which includes this file at its end: one message each, and
// it names the way out. Twice each: braces in the place of the settings are no type that an argument could have.

namespace signopt {
inline namespace SIGNOPT_ABI {

template <class T = void, class C = void, class... Arguments,
          class = std::enable_if_t<!detail::tensor_form<SIGNOPT_RULE, Arguments...>::is_valid>>
void SIGNOPT_APPLY(Arguments&&...) {
  detail::scalars_of<SIGNOPT_RULE>::check_form<detail::tensor_form<SIGNOPT_RULE, Arguments...>>();
}

template <class T = void, class C = void, class Var, class M, class Grad,
          class = std::enable_if_t<!detail::tensor_form<SIGNOPT_RULE, Var, M, SIGNOPT_SETTINGS, Grad>::is_valid>>
void SIGNOPT_APPLY(Var&&, M&&, const SIGNOPT_SETTINGS&, Grad&&) {
  detail::scalars_of<SIGNOPT_RULE>::check_form<detail::tensor_form<SIGNOPT_RULE, Var, M, SIGNOPT_SETTINGS, Grad>>();
}

template <
    class T = void, class C = void, class Executor, class Var, class M, class Grad,
    class = std::enable_if_t<!detail::tensor_form<SIGNOPT_RULE, Executor, Var, M, SIGNOPT_SETTINGS, Grad>::is_valid>>
void SIGNOPT_APPLY(Executor&&, Var&&, M&&, const SIGNOPT_SETTINGS&, Grad&&) {
  detail::scalars_of<SIGNOPT_RULE>::check_form<
      detail::tensor_form<SIGNOPT_RULE, Executor, Var, M, SIGNOPT_SETTINGS, Grad>>();
}

template <class C = void, class... Arguments,
          class = std::enable_if_t<!detail::pointer_form<SIGNOPT_RULE, Arguments...>::is_valid>>
void SIGNOPT_APPLY_N(Arguments&&...) {
  detail::scalars_of<SIGNOPT_RULE>::check_pointer_form<detail::pointer_form<SIGNOPT_RULE, Arguments...>>();
}

template <class C = void, class Var, class M, class Grad, class Size,
          class = std::enable_if_t<!detail::pointer_form<SIGNOPT_RULE, Var, M, SIGNOPT_SETTINGS, Grad, Size>::is_valid>>
void SIGNOPT_APPLY_N(Var&&, M&&, const SIGNOPT_SETTINGS&, Grad&&, Size&&) {
  detail::scalars_of<SIGNOPT_RULE>::check_pointer_form<
      detail::pointer_form<SIGNOPT_RULE, Var, M, SIGNOPT_SETTINGS, Grad, Size>>();
}

template <class C = void, class Executor, class Var, class M, class Grad, class Size,
          class = std::enable_if_t<
              !detail::pointer_form<SIGNOPT_RULE, Executor, Var, M, SIGNOPT_SETTINGS, Grad, Size>::is_valid>>
void SIGNOPT_APPLY_N(Executor&&, Var&&, M&&, const SIGNOPT_SETTINGS&, Grad&&, Size&&) {
  detail::scalars_of<SIGNOPT_RULE>::check_pointer_form<
      detail::pointer_form<SIGNOPT_RULE, Executor, Var, M, SIGNOPT_SETTINGS, Grad, Size>>();
}

template <class C = void, class... Arguments,
          class = std::enable_if_t<!detail::list_form<SIGNOPT_RULE, Arguments...>::is_valid>>
void SIGNOPT_APPLY_MULTI(Arguments&&...) {
  detail::scalars_of<SIGNOPT_RULE>::check_list_form<detail::list_form<SIGNOPT_RULE, Arguments...>>();
}

template <class C = void, class Tensors,
          class = std::enable_if_t<!detail::list_form<SIGNOPT_RULE, Tensors, SIGNOPT_SETTINGS>::is_valid>>
void SIGNOPT_APPLY_MULTI(Tensors&&, const SIGNOPT_SETTINGS&) {
  detail::scalars_of<SIGNOPT_RULE>::check_list_form<detail::list_form<SIGNOPT_RULE, Tensors, SIGNOPT_SETTINGS>>();
}

template <class C = void, class Executor, class Tensors,
          class = std::enable_if_t<!detail::list_form<SIGNOPT_RULE, Executor, Tensors, SIGNOPT_SETTINGS>::is_valid>>
void SIGNOPT_APPLY_MULTI(Executor&&, Tensors&&, const SIGNOPT_SETTINGS&) {
  detail::scalars_of<SIGNOPT_RULE>::check_list_form<
      detail::list_form<SIGNOPT_RULE, Executor, Tensors, SIGNOPT_SETTINGS>>();
}

}  // namespace SIGNOPT_ABI
}  // namespace signopt
