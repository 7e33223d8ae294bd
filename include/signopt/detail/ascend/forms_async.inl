// A rule on an NPU: its operator, and the forms of its call on device memory. Included by ascend.hpp for each rule that
// has an operator, after SIGNOPT_RULE and SIGNOPT_SCALARS (call/forms.inl says more), and
//
//   SIGNOPT_ASCEND_OPERATOR   the operator's name in CANN, a string. It takes var, m, the scalars in their order, and
//                             grad, and gives var and m
//
// No include guard. These macros end with this file.

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

template <>
inline constexpr const char* ascend_operator<SIGNOPT_RULE> = SIGNOPT_ASCEND_OPERATOR;

}  // namespace SIGNOPT_ABI
}  // namespace detail

namespace ascend {
inline namespace SIGNOPT_ABI {

template <class Var, class M SIGNOPT_SCALARS(SIGNOPT_TYPE), class Grad>
void SIGNOPT_APPLY_ASYNC(Var* d_var, M* d_m SIGNOPT_SCALARS(SIGNOPT_PARAMETER), const Grad* d_grad, std::int64_t n,
                         aclrtStream stream) {
  detail::step_in_device_memory<SIGNOPT_RULE>(d_var, d_m, d_grad, n, stream SIGNOPT_SCALARS(SIGNOPT_VALUE));
}

template <class Var, class M, class Grad>
void SIGNOPT_APPLY_ASYNC(Var* d_var, M* d_m, const SIGNOPT_SETTINGS& settings, const Grad* d_grad, std::int64_t n,
                         aclrtStream stream) {
  detail::check_ascend_options(settings.options);
  detail::step_in_device_memory<SIGNOPT_RULE>(d_var, d_m, d_grad, n, stream SIGNOPT_SCALARS(SIGNOPT_MEMBER));
}

// None of the two: a session in the place of the stream or before all others, say.
template <class... Arguments, class = std::enable_if_t<(sizeof...(Arguments) > 0) &&
                                                       !detail::async_form<SIGNOPT_RULE, Arguments...>::is_valid>>
void SIGNOPT_APPLY_ASYNC(Arguments&&...) {
  constexpr bool is_form = detail::async_form<SIGNOPT_RULE, Arguments...>::is_valid;
  static_assert(is_form, SIGNOPT_ARGUMENTS_OF_ASYNC_ARE(SIGNOPT_RULE_NAME, SIGNOPT_SCALARS(SIGNOPT_LISTED)));
}

// The forms that take a session are those of every executor.
using signopt::SIGNOPT_APPLY;
using signopt::SIGNOPT_APPLY_MULTI;

}  // namespace SIGNOPT_ABI
}  // namespace ascend
}  // namespace signopt

#undef SIGNOPT_ASCEND_OPERATOR
#undef SIGNOPT_SCALARS
#undef SIGNOPT_RULE
