// 16-bit compute types for targets without 16-bit arithmetic: each operation is done in float32 and then rounded. Two
// roundings are as good as one here: float32 has more than twice the digits of float16 (24 >= 2 * 11 + 2), and of
// bfloat16. A register holds float32 values that are values of the 16-bit type.
//
// No include guard: included once per such target, inside its region, before kernel.inl. The target provides `float32`
// and `float64` (their parts are listed in kernel.inl); float32 has round<dtype> and splat_narrow<dtype> besides.

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {
namespace SIGNOPT_REGION {

template <dtype Type>
struct rounded : float32 {
  using reg = float32::reg;

  SIGNOPT_ALWAYS_INLINE static reg splat(std::uint16_t bits) { return float32::splat_narrow<Type>(bits); }
  SIGNOPT_ALWAYS_INLINE static reg add(reg a, reg b) { return float32::round<Type>(float32::add(a, b)); }
  SIGNOPT_ALWAYS_INLINE static reg sub(reg a, reg b) { return float32::round<Type>(float32::sub(a, b)); }
  SIGNOPT_ALWAYS_INLINE static reg mul(reg a, reg b) { return float32::round<Type>(float32::mul(a, b)); }
};

template <dtype Compute>
struct compute_for {
  using type = rounded<Compute>;
};
template <>
struct compute_for<dtype::float32> {
  using type = float32;
};
template <>
struct compute_for<dtype::float64> {
  using type = float64;
};

}  // namespace SIGNOPT_REGION
}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
