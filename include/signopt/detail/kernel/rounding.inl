// Stochastic rounding to bfloat16, on the bits of float32 registers. No include guard: vector_types.inl includes it in
// the region of each target. In plain C++ on the compiler's vectors, which compiles to the target's own instructions.

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {
namespace SIGNOPT_REGION {

// The bits of a register of float32, as integers in its places: Arithmetic::words.
template <class Arithmetic, bool IsVector = (Arithmetic::width > 1)>
struct lane_bits {
  using reg = typename Arithmetic::reg;
  using words = typename Arithmetic::words;

  SIGNOPT_ALWAYS_INLINE static words of(reg value) { return reinterpret_cast<words>(value); }
  SIGNOPT_ALWAYS_INLINE static reg back(words value) { return reinterpret_cast<reg>(value); }
  SIGNOPT_ALWAYS_INLINE static words places() {
    words all = {};
    for (int i = 0; i < int{Arithmetic::width}; ++i) all[i] = static_cast<std::uint32_t>(i);
    return all;
  }
};
template <class Arithmetic>
struct lane_bits<Arithmetic, false> {
  using words = typename Arithmetic::words;

  SIGNOPT_ALWAYS_INLINE static words of(float value) { return bit_cast<words>(value); }
  SIGNOPT_ALWAYS_INLINE static float back(words value) { return bit_cast<float>(value); }
  SIGNOPT_ALWAYS_INLINE static words places() { return 0; }
};

// Stochastic rounding: a random number of 16 bits is added to the bits of a float32, and the lower half is cut off. So
// the upper neighbour comes with the exact distance from the lower one as its probability. The number is a hash of a
// key and of the element's number in its tensor (Wellons' lowbias32, twice, keyed before each). Infinities have nothing
// to cut off; NaNs must be clamped.
template <class Arithmetic>
class noise {
  using bits = lane_bits<Arithmetic>;
  using words = typename Arithmetic::words;
  using reg = typename Arithmetic::reg;

 public:
  SIGNOPT_ALWAYS_INLINE explicit noise(std::uint64_t key)
      : key_before_(words{} + static_cast<std::uint32_t>(key)),
        key_between_(words{} + static_cast<std::uint32_t>(key >> 32)) {}

  // That of the value in the first place, and of the others, which follow it so far apart.
  SIGNOPT_WRAPS SIGNOPT_ALWAYS_INLINE static words element_numbers(std::uint32_t first, std::uint32_t distance) {
    return bits::places() * distance + first;
  }

  // In the upper halves of the bits; the lower ones are left over.
  SIGNOPT_WRAPS SIGNOPT_ALWAYS_INLINE reg rounded(reg value, words number) const {
    const words sum = bits::of(value) + (hash(number) & 0xffffu);
    return bits::back(sum);
  }

 private:
  SIGNOPT_ALWAYS_INLINE words hash(words number) const {
    return lowbias32(lowbias32(number ^ key_before_) ^ key_between_);
  }
  SIGNOPT_WRAPS SIGNOPT_ALWAYS_INLINE static words lowbias32(words x) {
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
