// Descent with momentum, a rule that only the tests have. Compiled in the region of each target: for_each_target.inl.

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {
namespace SIGNOPT_REGION {

template <dtype Compute, class Arithmetic>
struct rule<descent, Compute, Arithmetic> {
  using reg = typename Arithmetic::reg;
  using constants = descent::constants<Compute>;

  SIGNOPT_ALWAYS_INLINE explicit rule(const constants& scalars)
      : lr(Arithmetic::splat(scalars.lr)), beta(Arithmetic::splat(scalars.beta)) {}

  SIGNOPT_ALWAYS_INLINE reg next_m(reg grad, reg m) const { return Arithmetic::add(Arithmetic::mul(beta, m), grad); }

  SIGNOPT_ALWAYS_INLINE reg next_var(reg, reg, reg next_m, reg var) const {
    return Arithmetic::sub(var, Arithmetic::mul(lr, next_m));
  }

  reg lr, beta;
};

}  // namespace SIGNOPT_REGION
}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
