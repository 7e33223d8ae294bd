// PowerSign: Bello, Zoph, Vasudevan, Le, "Neural Optimizer Search with Reinforcement Learning", ICML 2017; the
// operation of mindspore.ops.ApplyPowerSign. Compiled in the region of each target: for_each_target.inl.
//
// Every operation is rounded on its own, in this order: lr * (factor * grad), not (lr * factor) * grad. As in AddSign,
// it does not matter which of the three factors a NaN of grad gets, and a subnormal m is flushed before its sign is
// taken.

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {
namespace SIGNOPT_REGION {

template <dtype Compute, class Arithmetic>
struct rule<power_sign, Compute, Arithmetic> {
  using reg = typename Arithmetic::reg;
  using constants = power_sign::constants<Compute>;

  SIGNOPT_ALWAYS_INLINE explicit rule(const constants& of_call)
      : lr(Arithmetic::splat(of_call.lr)),
        beta(Arithmetic::splat(of_call.beta)),
        one_minus_beta(Arithmetic::sub(Arithmetic::splat(small_integer<Compute>(1)), beta)),
        factors{Arithmetic::splat(of_call.if_differ), Arithmetic::splat(of_call.if_zero),
                Arithmetic::splat(of_call.if_agree)} {}

  SIGNOPT_ALWAYS_INLINE reg next_m(reg grad, reg m) const {
    return Arithmetic::add(Arithmetic::mul(beta, m), Arithmetic::mul(one_minus_beta, grad));
  }

  SIGNOPT_ALWAYS_INLINE reg next_var(reg grad, reg /*m*/, reg next_m, reg var) const {
    const reg powered = Arithmetic::mul(Arithmetic::select_by_sign(factors, grad, next_m), grad);
    return Arithmetic::sub(var, Arithmetic::mul(lr, powered));
  }

 private:
  reg lr, beta, one_minus_beta;
  typename Arithmetic::choice factors;
};

}  // namespace SIGNOPT_REGION
}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
