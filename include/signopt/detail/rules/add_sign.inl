// AddSign: Bello, Zoph, Vasudevan, Le, "Neural Optimizer Search with Reinforcement Learning", ICML 2017; the operation
// of mindspore.ops.ApplyAddSign. Compiled in the region of each target: for_each_target.inl.
//
// Every operation is rounded on its own, in this order. The product of the signs has three values, so the factor of
// grad is one of three constants. Which of them it is does not matter where grad is NaN: so is the product, then.

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {
namespace SIGNOPT_REGION {

template <dtype Compute, class Arithmetic>
struct rule<add_sign, Compute, Arithmetic> {
  using reg = typename Arithmetic::reg;
  using constants = add_sign::constants<Compute>;

  SIGNOPT_ALWAYS_INLINE explicit rule(const constants& scalars)
      : beta(Arithmetic::splat(scalars.beta)),
        one_minus_beta(Arithmetic::sub(Arithmetic::splat(small_integer<Compute>(1)), beta)),
        factors{factor(scalars, -1), factor(scalars, 0), factor(scalars, 1)} {}

  SIGNOPT_ALWAYS_INLINE reg next_m(reg grad, reg m) const {
    return Arithmetic::add(Arithmetic::mul(beta, m), Arithmetic::mul(one_minus_beta, grad));
  }

  SIGNOPT_ALWAYS_INLINE reg next_var(reg grad, reg /*m*/, reg next_m, reg var) const {
    return Arithmetic::sub(var, Arithmetic::mul(Arithmetic::select_by_sign(factors, grad, next_m), grad));
  }

 private:
  // Of grad, where the product of the signs is `sign`.
  SIGNOPT_ALWAYS_INLINE static reg factor(const constants& scalars, int sign) {
    const reg decayed_sign =
        Arithmetic::mul(Arithmetic::splat(scalars.sign_decay), Arithmetic::splat(small_integer<Compute>(sign)));
    return Arithmetic::mul(Arithmetic::splat(scalars.lr),
                           Arithmetic::add(Arithmetic::splat(scalars.alpha), decayed_sign));
  }

  reg beta, one_minus_beta;
  typename Arithmetic::choice factors;
};

}  // namespace SIGNOPT_REGION
}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
