// m becomes grad, and var goes against it. Compiled in the region of each target: for_each_target.inl.

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {
namespace SIGNOPT_REGION {

template <dtype Compute, class Arithmetic>
struct rule<pull, Compute, Arithmetic> {
  using reg = typename Arithmetic::reg;
  using constants = pull::constants<Compute>;

  SIGNOPT_ALWAYS_INLINE explicit rule(const constants& scalars) : lr(Arithmetic::splat(scalars.lr)) {}

  SIGNOPT_ALWAYS_INLINE reg next_m(reg grad, reg) const { return grad; }

  SIGNOPT_ALWAYS_INLINE reg next_var(reg, reg, reg next_m, reg var) const {
    return Arithmetic::sub(var, Arithmetic::mul(lr, next_m));
  }

  reg lr;
};

}  // namespace SIGNOPT_REGION
}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
