// m becomes grad, and var goes against it. Compiled in the region of each target: for_each_target.inl.

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {
namespace SIGNOPT_REGION {

template <bool FlushSubnormalMomentum, dtype Compute, class Arithmetic>
struct rule<pull, FlushSubnormalMomentum, Compute, Arithmetic> {
  using reg = typename Arithmetic::reg;
  using constants = pull::constants<Compute>;

  SIGNOPT_ALWAYS_INLINE explicit rule(const constants& scalars) : lr(Arithmetic::splat(scalars.lr)) {}

  SIGNOPT_ALWAYS_INLINE void operator()(reg grad, reg& m, reg& var) const {
    m = grad;
    if constexpr (FlushSubnormalMomentum) m = Arithmetic::template flush_subnormal<Compute>(m);
    var = Arithmetic::sub(var, Arithmetic::mul(lr, m));
  }

  reg lr;
};

}  // namespace SIGNOPT_REGION
}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
