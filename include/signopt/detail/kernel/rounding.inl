// Rounding to bfloat16 on the bits of float32 registers: where the target's own integer addition is not enough. No
// include guard: vector_types.inl includes it in the region of each target. In plain C++ on the compiler's vectors,
// which compiles to the target's own instructions.

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {
namespace SIGNOPT_REGION {

// The bits of a register of float32, as integers in its places: Arithmetic::words.
template <class Arithmetic, bool IsVector = (Arithmetic::width > 1)>
struct bits_in_places {
  using reg = typename Arithmetic::reg;
  using words = typename Arithmetic::words;

  SIGNOPT_ALWAYS_INLINE static words of(reg value) { return reinterpret_cast<words>(value); }
  SIGNOPT_ALWAYS_INLINE static reg back(words value) { return reinterpret_cast<reg>(value); }
  SIGNOPT_ALWAYS_INLINE static words numbers() {
    words places = {};
    for (int i = 0; i < int{Arithmetic::width}; ++i) places[i] = static_cast<std::uint32_t>(i);
    return places;
  }
};
template <class Arithmetic>
struct bits_in_places<Arithmetic, false> {
  using words = typename Arithmetic::words;

  SIGNOPT_ALWAYS_INLINE static words of(float value) { return bit_cast<words>(value); }
  SIGNOPT_ALWAYS_INLINE static float back(words value) { return bit_cast<float>(value); }
  SIGNOPT_ALWAYS_INLINE static words numbers() { return 0; }
};

// NaNs that keep a digit in the upper half of their bits, and have none in the lower one; numbers as they are. What is
// rounded by adding to the bits remains a NaN then.
template <class Arithmetic>
SIGNOPT_WRAPS SIGNOPT_ALWAYS_INLINE typename Arithmetic::reg short_nans(typename Arithmetic::reg value) {
  using bits = bits_in_places<Arithmetic>;
  using words = typename Arithmetic::words;
  const words of_value = bits::of(value), magnitude = of_value & 0x7fffffffu;
  const words is_nan = 0u - ((0x7f800000u - magnitude) >> 31);  // all ones or none
  const words shorter = of_value & ~(is_nan & 0xffffu);
  const words quiet = shorter | (is_nan & 0x400000u);
  return bits::back(quiet);
}

// Stochastic rounding: a random number of 16 bits is added to the bits of a float32, and the lower half is cut off. So
// the probability of either neighbour is its exact distance. The number is a hash of a key and of the element's number
// in its tensor (Wellons' "lowbias32", twice, keyed before each). Infinities have nothing to cut off; NaNs must be
// short.
template <class Arithmetic>
class noise {
  using bits = bits_in_places<Arithmetic>;
  using words = typename Arithmetic::words;
  using reg = typename Arithmetic::reg;

 public:
  SIGNOPT_ALWAYS_INLINE explicit noise(std::uint64_t key)
      : key_before_(words{} + static_cast<std::uint32_t>(key)),
        key_between_(words{} + static_cast<std::uint32_t>(key >> 32)) {}

  // The number of the value in the first place is `first`, and the others follow, `distance` apart.
  SIGNOPT_WRAPS SIGNOPT_ALWAYS_INLINE reg rounded(reg value, std::uint32_t first, std::uint32_t distance) const {
    const words number = bits::numbers() * distance + first;
    const words sum = bits::of(value) + (hash(number) & 0xffffu);
    const words stored = sum & 0xffff0000u;
    return bits::back(stored);
  }

 private:
  SIGNOPT_ALWAYS_INLINE words hash(words number) const {
    return scattered(scattered(number ^ key_before_) ^ key_between_);
  }
  SIGNOPT_WRAPS SIGNOPT_ALWAYS_INLINE static words scattered(words x) {
    x ^= x >> 16;
    x *= 0x7feb352du;
    x ^= x >> 15;
    x *= 0x846ca68bu;
    x ^= x >> 16;
    return x;
  }

  words key_before_, key_between_;
};

}  // namespace SIGNOPT_REGION
}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
