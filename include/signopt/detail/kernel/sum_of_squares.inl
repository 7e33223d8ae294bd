// The sum of the squares of some elements, in float64, with the same bits on every target: element i goes to lane i mod
// 16, and the lanes are added as a tree of 8, 4, 2, 1. An infinity or a NaN makes the sum one.
//
// No include guard: this file is included once per target, inside a region of that target, in which loop.inl, whose
// streams it reads, was included before. It computes in the target's `float64`, whose load<dtype> widens elements in
// their order, with one more operation:
//
//   sum_in_order(a, b)   a + b, opaque: a fast-math compiler does not put a chain of these into another order
//
// Squares of all dtypes but float64 are exact there, and would be the same if they were fused into the sums. Nothing
// is: products are opaque too.

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {
namespace SIGNOPT_REGION {

template <dtype Type>
struct square_lanes {
  using reg = typename float64::reg;
  using elements = stream<float64, Type, const unsigned char>;
  static constexpr std::size_t width = std::size_t{float64::width};
  using each_register = std::make_index_sequence<square_lane_count / width>;

  // Written out: a constructor that the compiler makes is not compiled for the region.
  SIGNOPT_ALWAYS_INLINE square_lanes() { clear(each_register()); }

  // Of 16 elements, from i on.
  SIGNOPT_ALWAYS_INLINE void add(const elements& from, std::ptrdiff_t i) { add_each(from, i, each_register()); }

  SIGNOPT_ALWAYS_INLINE double total() const {
    double all[square_lane_count];
    store_each(all, each_register());
    for (int half = square_lane_count / 2; half > 0; half /= 2) {
      for (int i = 0; i < half; ++i) all[i] = scalar::float64::splat(all[i] + all[i + half]);
    }
    return all[0];
  }

 private:
  // By index sequences, as lanes stay in registers only where no loop runs over them.
  template <std::size_t... K>
  SIGNOPT_ALWAYS_INLINE void clear(std::index_sequence<K...>) {
    ((lanes[K] = float64::splat(0)), ...);
  }

  template <std::size_t... K>
  SIGNOPT_ALWAYS_INLINE void add_each(const elements& from, std::ptrdiff_t i, std::index_sequence<K...>) {
    (add_one<K>(from.load(i + static_cast<std::ptrdiff_t>(K * width))), ...);
  }
  template <std::size_t K>
  SIGNOPT_ALWAYS_INLINE void add_one(reg value) {
    lanes[K] = sum_in_order(lanes[K], float64::mul(value, value));
  }

  template <std::size_t... K>
  SIGNOPT_ALWAYS_INLINE void store_each(double* to, std::index_sequence<K...>) const {
    (float64::store<dtype::float64>(reinterpret_cast<unsigned char*>(to + K * width), lanes[K]), ...);
  }

  reg lanes[square_lane_count / width];
};

// The n elements may be a part of what is summed; `access` is as in update.
template <dtype Type>
double sum_of_squares(const void* data, std::ptrdiff_t n, memory_access access) {
  using lanes = square_lanes<Type>;
  const typename lanes::elements from{static_cast<const unsigned char*>(data)};
  constexpr std::ptrdiff_t line = cache_line_bytes / size_of(Type);
  constexpr std::ptrdiff_t batch = line > square_lane_count ? line : square_lane_count;
  lanes sums;
  std::ptrdiff_t i = 0;
  if (access == memory_access::prefetched) {
    for (const std::ptrdiff_t last = n - batch; i <= last;) {
      from.template prefetch<batch>(i);
      for (const std::ptrdiff_t end = i + batch; i != end; i += square_lane_count) sums.add(from, i);
    }
  }
  for (const std::ptrdiff_t last = n - square_lane_count; i <= last; i += square_lane_count) sums.add(from, i);
  if (i != n) {
    constexpr std::ptrdiff_t bytes = std::ptrdiff_t{square_lane_count} * size_of(Type);
    alignas(bytes) unsigned char rest[std::size_t{bytes}] = {};  // what is missing is +0, and changes no lane
    copy_elements<size_of(Type), bytes>(rest, from.data + i * size_of(Type), n - i);
    sums.add({rest}, 0);
  }
  return sums.total();
}

}  // namespace SIGNOPT_REGION
}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
