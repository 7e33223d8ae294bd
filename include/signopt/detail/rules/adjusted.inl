// A rule between what optimizer.hpp does to the gradient and to var. Compiled in the region of each target:
// for_each_target.inl.
//
//     grad <- scale * grad
//     grad <- grad + (l2 * var)      if AddsL2, of the old var
//     var  <- keep * var             if Decays
//     the rule
//
// Every operation is rounded on its own, in this order, and nothing to storage but what the rule leaves: each rule
// subtracts its step from the var that it is given.

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {
namespace SIGNOPT_REGION {

template <class Formula, bool AddsL2, bool Decays, dtype Compute, class Arithmetic>
struct rule<adjusted<Formula, AddsL2, Decays>, Compute, Arithmetic> {
  using reg = typename Arithmetic::reg;
  using constants = adjusted_constants<Formula, Compute>;

  SIGNOPT_ALWAYS_INLINE explicit rule(const constants& of_call)
      : scale(Arithmetic::splat(of_call.scale)),
        l2(Arithmetic::splat(of_call.l2)),
        keep(Arithmetic::splat(of_call.keep)),
        inner(of_call.of_rule) {}

  SIGNOPT_ALWAYS_INLINE reg grad_of(reg grad, reg var) const {
    const reg scaled = Arithmetic::mul(scale, grad);
    if constexpr (AddsL2) {
      return Arithmetic::add(scaled, Arithmetic::mul(l2, var));
    } else {
      return scaled;
    }
  }

  SIGNOPT_ALWAYS_INLINE reg next_m(reg grad, reg m) const { return inner.next_m(grad, m); }

  SIGNOPT_ALWAYS_INLINE reg next_var(reg grad, reg m, reg next_m, reg var) const {
    if constexpr (Decays) {
      return inner.next_var(grad, m, next_m, Arithmetic::mul(keep, var));
    } else {
      return inner.next_var(grad, m, next_m, var);
    }
  }

 private:
  reg scale, l2, keep;
  rule<Formula, Compute, Arithmetic> inner;
};

}  // namespace SIGNOPT_REGION
}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
