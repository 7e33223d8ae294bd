// Lion: Chen et al., "Symbolic Discovery of Optimization Algorithms", 2023, with decoupled weight decay; and Signum,
// where both betas are one. Compiled in the region of each target: for_each_target.inl.
//
// Every operation is rounded on its own, in this order. The direction comes of the old m, and is not stored; only its
// sign counts, which is 0 for a NaN. A subnormal new m is flushed, where it is; the direction is not.

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {
namespace SIGNOPT_REGION {

template <dtype Compute, class Arithmetic>
struct rule<lion, Compute, Arithmetic> {
  using reg = typename Arithmetic::reg;
  using constants = lion::constants<Compute>;

  SIGNOPT_ALWAYS_INLINE explicit rule(const constants& of_call)
      : beta1(Arithmetic::splat(of_call.beta1)),
        one_minus_beta1(Arithmetic::splat(of_call.one_minus_beta1)),
        beta2(Arithmetic::splat(of_call.beta2)),
        one_minus_beta2(Arithmetic::splat(of_call.one_minus_beta2)),
        keep(Arithmetic::splat(of_call.keep)),
        lr(Arithmetic::splat(of_call.lr)) {}

  SIGNOPT_ALWAYS_INLINE reg next_m(reg grad, reg m) const {
    return Arithmetic::add(Arithmetic::mul(beta2, m), Arithmetic::mul(one_minus_beta2, grad));
  }

  SIGNOPT_ALWAYS_INLINE reg next_var(reg grad, reg m, reg /*next_m*/, reg var) const {
    const reg direction = Arithmetic::add(Arithmetic::mul(beta1, m), Arithmetic::mul(one_minus_beta1, grad));
    return Arithmetic::sub(Arithmetic::mul(keep, var), Arithmetic::times_sign(lr, direction));
  }

 private:
  reg beta1, one_minus_beta1, beta2, one_minus_beta2, keep, lr;
};

}  // namespace SIGNOPT_REGION
}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
