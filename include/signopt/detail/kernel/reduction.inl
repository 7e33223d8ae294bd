// The loop over one array that is only read, and what it is reduced to, each once. A new reduction is a functor here.
//
// No include guard: this file is included once per target, inside a region of that target, in which loop.inl, whose
// streams it reads, was included before. There, `bits<dtype>` is a vector type of the elements' bits:
//
//   reg, width, load, has_masks, load_n   as in loop.inl; what lies behind the first n elements counts as +0
//   zero()                                +0 in all places
//   exponents(x)                          place by place, what stands for the exponent of an element
//   larger(a, b)                          place by place, the one of two of these that stands for the larger exponent
//   has_full_exponent(x)                  whether one of them stands for an exponent of ones
//
// By integer operations on what was loaded as integers: there is no arithmetic that a compiler could take to be free of
// infinities and NaNs, and no flag and no mode of the CPU takes part.

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {
namespace SIGNOPT_REGION {

// A part of what an array is reduced to:
//
//   vector          how elements are read
//   take(x)         one more vector of them; +0 changes nothing
//   join(other)     another part
//   is_decided()    whether no further element can change the result
//   result()
template <class Reduction, dtype Type>
struct reducer;

template <dtype Type>
struct reducer<finite_check, Type> {
  using vector = bits<Type>;
  using reg = typename vector::reg;

  // Written out: a constructor that the compiler makes is not compiled for the region.
  SIGNOPT_ALWAYS_INLINE reducer() : largest(vector::zero()) {}

  SIGNOPT_ALWAYS_INLINE void take(reg value) { largest = vector::larger(largest, vector::exponents(value)); }
  SIGNOPT_ALWAYS_INLINE void join(const reducer& other) { largest = vector::larger(largest, other.largest); }
  SIGNOPT_ALWAYS_INLINE bool is_decided() const { return vector::has_full_exponent(largest); }
  SIGNOPT_ALWAYS_INLINE bool result() const { return !is_decided(); }

 private:
  reg largest;
};

// Four vectors into four parts, which do not wait for each other.
template <bool IsPrefetched, class Part, class Stream>
SIGNOPT_ALWAYS_INLINE void take_four(const Stream& from, std::ptrdiff_t i, Part& a, Part& b, Part& c, Part& d) {
  constexpr std::ptrdiff_t width = Part::vector::width;
  if constexpr (IsPrefetched) from.template prefetch<4 * width>(i);
  a.take(from.load(i));
  b.take(from.load(i + width));
  c.take(from.load(i + 2 * width));
  d.take(from.load(i + 3 * width));
}

// The loop, which knows no reduction. After each block it may be known that the rest need not be read. The n elements
// may be a part of what is asked about; `access` is as in update.
template <class Reduction, dtype Type>
typename Reduction::result reduce(const void* data, std::ptrdiff_t n, memory_access access) {
  using part = reducer<Reduction, Type>;
  using vector = typename part::vector;
  constexpr std::ptrdiff_t width = vector::width, batch = 4 * width;
  constexpr std::ptrdiff_t batches_in_block = reduction_block_bytes / (batch * size_of(Type));
  const stream<vector, Type, const unsigned char> from{static_cast<const unsigned char*>(data)};

  part a, b, c, d;
  std::ptrdiff_t i = 0;
  if (n >= alignment_threshold_vectors * width) {
    i = elements_to_boundary<size_of(Type), width * size_of(Type)>(data);
    if (i != 0) a.take(from.load_first(0, i));
  }
  for (std::ptrdiff_t batches = (n - i) / batch; batches > 0;) {
    const std::ptrdiff_t in_block = batches < batches_in_block ? batches : batches_in_block;
    const std::ptrdiff_t end = i + in_block * batch;
    if (access == memory_access::prefetched) {
      for (; i != end; i += batch) take_four<true>(from, i, a, b, c, d);
    } else {
      for (; i != end; i += batch) take_four<false>(from, i, a, b, c, d);
    }
    batches -= in_block;
    part until_now = a;
    until_now.join(b);
    until_now.join(c);
    until_now.join(d);
    if (until_now.is_decided()) return until_now.result();
  }
  for (const std::ptrdiff_t last = n - width; i <= last; i += width) b.take(from.load(i));
  if (i != n) c.take(from.load_first(i, n - i));
  a.join(b);
  a.join(c);
  a.join(d);
  return a.result();
}

}  // namespace SIGNOPT_REGION
}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
