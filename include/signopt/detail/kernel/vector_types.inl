// The vector types of a target (loop.inl lists what one has), made of its `float32` and `float64`: these have the
// arithmetic, and load and store whole registers.
//
// No include guard: included once per target, inside its region, before loop.inl. For 16-bit types, float32 also
// has
//
//   words                     32-bit integers in the places of a reg (rounding.inl)
//   clamp_nans(x)             place by place, x, or where it is a quiet NaN, one that remains a NaN when up to 0xffff
//                             are added to its bits. What arithmetic makes is no signalling NaN
//   round_to<dtype>           a reg rounded to the dtype
//   has_nontemporal_stores    whether there are
//   store_nontemporal<dtype>, fence_stores
//                             a reg as 16-bit values, at a multiple of what they take, and not into a cache; and what
//                             is called after the last
//   splat_narrow<dtype>       a value of the dtype in all places
//   has_two                   whether there are
//   two                       two registers, `first` and `second`
//   load_two<dtype>, store_two<dtype>, and with masks load_two_n<dtype>, store_two_n<dtype>
//                             2 * width elements of the dtype, in an order of the target's own: of bfloat16 the even
//                             ones of a word's lower half, and those of its upper one
//
// Stores of bfloat16 round by adding to the bits: what they are given has no NaN that this turns into a number. With
// IsRounded, behind the dtype, they take the upper halves of the bits as they are.

#include "rounding.inl"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {
namespace SIGNOPT_REGION {

// 16-bit arithmetic for targets without it: each operation is done in float32 and then rounded. Two roundings
// give the same as one here: float32 has more than twice the digits of float16 (24 >= 2 * 11 + 2), and of bfloat16. A
// register holds float32 values that are values of the 16-bit type.
template <dtype Type>
struct rounded : float32 {
  using reg = float32::reg;

  SIGNOPT_ALWAYS_INLINE static reg splat(std::uint16_t bits) { return float32::splat_narrow<Type>(bits); }
  SIGNOPT_ALWAYS_INLINE static reg add(reg a, reg b) { return float32::round_to<Type>(float32::add(a, b)); }
  SIGNOPT_ALWAYS_INLINE static reg sub(reg a, reg b) { return float32::round_to<Type>(float32::sub(a, b)); }
  SIGNOPT_ALWAYS_INLINE static reg mul(reg a, reg b) { return float32::round_to<Type>(float32::mul(a, b)); }
};

// For values that will be rounded to bfloat16. Targets round there by adding to the bits, NaN or not: a NaN remains one
// if the half of its bits that is cut off is 0, since no carry then goes beyond its fraction. So it is for all that is
// loaded from bfloat16, and arithmetic keeps it, for it makes NaNs of its own that are like that or hands on one that
// came in. What is left are NaNs among the arguments.
template <class Vector>
struct with_short_nans : Vector {
  SIGNOPT_ALWAYS_INLINE static typename Vector::reg splat(float value) { return Vector::splat(with_short_nan(value)); }
};

template <dtype Compute, dtype Storage>
struct arithmetic_for {
  using type = rounded<Compute>;
};
template <dtype Storage>
struct arithmetic_for<dtype::float32, Storage> {
  using type = float32;
};
template <>
struct arithmetic_for<dtype::float32, dtype::bfloat16> {
  using type = with_short_nans<float32>;
};
template <dtype Storage>
struct arithmetic_for<dtype::float64, Storage> {
  using type = float64;
};

template <class Arithmetic>
struct one_register : Arithmetic {
  using arithmetic = Arithmetic;
  using reg = typename Arithmetic::reg;

  template <class Rule>
  SIGNOPT_ALWAYS_INLINE static reg grad_of(const Rule& rule, reg grad, reg var) {
    return rule.grad_of(grad, var);
  }
  template <class Rule>
  SIGNOPT_ALWAYS_INLINE static reg next_m(const Rule& rule, reg grad, reg m) {
    return rule.next_m(grad, m);
  }
  template <class Rule>
  SIGNOPT_ALWAYS_INLINE static reg next_var(const Rule& rule, reg grad, reg m, reg next_m, reg var) {
    return rule.next_var(grad, m, next_m, var);
  }

  // Here NaNs may have come from a float32 array. The scalar target's conversion knows them.
  template <dtype Storage, bool IsRounded = false>
  SIGNOPT_ALWAYS_INLINE static void store(unsigned char* to, reg value) {
    if constexpr (IsRounded) {
      Arithmetic::template store<Storage, true>(to, value);
    } else {
      Arithmetic::template store<Storage>(to, storable<Storage>(value));
    }
  }
  template <dtype Storage, bool IsRounded = false>
  SIGNOPT_ALWAYS_INLINE static void store_n(unsigned char* to, reg value, std::ptrdiff_t n) {
    if constexpr (IsRounded) {
      Arithmetic::template store_n<Storage, true>(to, value, n);
    } else {
      Arithmetic::template store_n<Storage>(to, storable<Storage>(value), n);
    }
  }
  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static void store_nontemporal(unsigned char* to, reg value) {
    Arithmetic::template store_nontemporal<Storage>(to, storable<Storage>(value));
  }

  using noise = SIGNOPT_REGION::noise<Arithmetic>;
  SIGNOPT_ALWAYS_INLINE static reg rounded_stochastically(const noise& of_elements, reg value, std::uint32_t first) {
    return of_elements.rounded(Arithmetic::clamp_nans(value), noise::element_numbers(first, 1));
  }

 private:
  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static reg storable(reg value) {
    if constexpr (Storage == dtype::bfloat16 && Arithmetic::width > 1) {
      return Arithmetic::clamp_nans(value);
    } else {
      return value;
    }
  }
};

// Two registers at a time, for storage of half their size: whole registers are loaded and stored, and bfloat16 need not
// be brought into order, since all streams are in the same disorder.
template <class Arithmetic, dtype Storage>
struct two_registers {
  using arithmetic = Arithmetic;
  using reg = typename Arithmetic::two;
  static constexpr std::ptrdiff_t width = 2 * Arithmetic::width;
  template <dtype>
  static constexpr bool has_masks = Arithmetic::template has_masks<Storage>;

  template <class Rule>
  SIGNOPT_ALWAYS_INLINE static reg grad_of(const Rule& rule, reg grad, reg var) {
    return {rule.grad_of(grad.first, var.first), rule.grad_of(grad.second, var.second)};
  }
  template <class Rule>
  SIGNOPT_ALWAYS_INLINE static reg next_m(const Rule& rule, reg grad, reg m) {
    return {rule.next_m(grad.first, m.first), rule.next_m(grad.second, m.second)};
  }
  template <class Rule>
  SIGNOPT_ALWAYS_INLINE static reg next_var(const Rule& rule, reg grad, reg m, reg next_m, reg var) {
    return {rule.next_var(grad.first, m.first, next_m.first, var.first),
            rule.next_var(grad.second, m.second, next_m.second, var.second)};
  }

  template <dtype Type>
  SIGNOPT_ALWAYS_INLINE static reg load(const unsigned char* from) {
    static_assert(Type == Storage, "signopt: two registers at a time: all streams have one dtype");
    return Arithmetic::template load_two<Storage>(from);
  }
  template <dtype Type, bool IsRounded = false>
  SIGNOPT_ALWAYS_INLINE static void store(unsigned char* to, reg value) {
    static_assert(Type == Storage, "signopt: two registers at a time: all streams have one dtype");
    Arithmetic::template store_two<Storage, IsRounded>(to, value);
  }
  template <dtype>
  SIGNOPT_ALWAYS_INLINE static reg load_n(const unsigned char* from, std::ptrdiff_t n) {
    return Arithmetic::template load_two_n<Storage>(from, n);
  }
  template <dtype, bool IsRounded = false>
  SIGNOPT_ALWAYS_INLINE static void store_n(unsigned char* to, reg value, std::ptrdiff_t n) {
    Arithmetic::template store_two_n<Storage, IsRounded>(to, value, n);
  }

  // In a register are the elements of the lower halves of words, in another those of the upper ones.
  using noise = SIGNOPT_REGION::noise<Arithmetic>;
  SIGNOPT_ALWAYS_INLINE static reg rounded_stochastically(const noise& of_elements, reg value, std::uint32_t first) {
    static_assert(Storage == dtype::bfloat16, "signopt: only bfloat16 is rounded stochastically");
    const auto even = noise::element_numbers(first, 2), odd = even + 1u;
    return {of_elements.rounded(value.first, SIGNOPT_LITTLE_ENDIAN ? even : odd),
            of_elements.rounded(value.second, SIGNOPT_LITTLE_ENDIAN ? odd : even)};
  }
};

template <dtype Compute, dtype Var, dtype Moment, dtype Grad,
          bool TwoRegisters = size_of(Var) == 2 && Moment == Var&& Grad == Var&& float32::has_two>
struct vector_for {
  using type = one_register<typename arithmetic_for<Compute, Var>::type>;
};
template <dtype Compute, dtype Var, dtype Moment, dtype Grad>
struct vector_for<Compute, Var, Moment, Grad, true> {
  using type = two_registers<typename arithmetic_for<Compute, Var>::type, Var>;
};

}  // namespace SIGNOPT_REGION
}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
