// The loops of the roof. No include guard: included once per vector size, inside the region that allows for its
// instructions. Defined there: SIGNOPT_BENCH_REGION, SIGNOPT_BENCH_VECTOR_BYTES, SIGNOPT_BENCH_VECTOR_REGISTERS (how
// many there are), SIGNOPT_BENCH_VECTOR_REGISTER (an operand constraint) and SIGNOPT_BENCH_WIDENED(vector, narrow),
// from 16 to 32 bits.

namespace signopt_bench {
namespace {
namespace SIGNOPT_BENCH_REGION {

// One of the roof's loops: the shape says in which order it reads and writes, and barriers keep compilers to that.
template <class Lane, class GradLane, std::size_t Shape, bool Back>
struct streams {
  static constexpr roof_shape shape = roof_shapes[Shape];
  static constexpr std::ptrdiff_t width = SIGNOPT_BENCH_VECTOR_BYTES / sizeof(Lane);
  // Two lines of the narrowest stream, or as many vectors as three streams have registers for.
  static constexpr std::ptrdiff_t in_lines = 2 * line_bytes / (width * std::ptrdiff_t{sizeof(GradLane)});
  static constexpr std::ptrdiff_t in_registers = SIGNOPT_BENCH_VECTOR_REGISTERS / 4;
  static constexpr std::ptrdiff_t together = !shape.takes_lines ? 1 : in_lines < in_registers ? in_lines : in_registers;
  typedef Lane vector __attribute__((vector_size(SIGNOPT_BENCH_VECTOR_BYTES)));
  typedef GradLane grad_vector __attribute__((vector_size(width * sizeof(GradLane))));

  Lane* var;
  Lane* m;
  const GradLane* grad;

  static SIGNOPT_ALWAYS_INLINE vector load(const Lane* from) {
    vector loaded;
    __builtin_memcpy(&loaded, from, sizeof(loaded));
    return loaded;
  }
  static SIGNOPT_ALWAYS_INLINE vector load_grad(const GradLane* from) {
    grad_vector narrow;
    __builtin_memcpy(&narrow, from, sizeof(narrow));
    vector loaded;
    if constexpr (sizeof(GradLane) == sizeof(Lane)) {
      loaded = narrow;
    } else {
      loaded = SIGNOPT_BENCH_WIDENED(vector, narrow);
    }
    // Else GCC loads grad twice, once into each addition.
    __asm__("" : "+" SIGNOPT_BENCH_VECTOR_REGISTER(loaded));
    return loaded;
  }
  static SIGNOPT_ALWAYS_INLINE void store_sum(Lane* to, vector stored, vector added) {
    stored = Back ? stored - added : stored + added;
    __builtin_memcpy(to, &stored, sizeof(stored));
  }

  template <class Element>
  static SIGNOPT_ALWAYS_INLINE void prefetch(const Element* elements, std::ptrdiff_t size) {
    constexpr std::ptrdiff_t in_line = line_bytes / std::ptrdiff_t{sizeof(Element)};
    for (std::ptrdiff_t i = 0; i < size; i += in_line) prefetch_ahead(elements + i);
  }

  template <std::size_t... K>
  SIGNOPT_ALWAYS_INLINE void add_at(std::ptrdiff_t at, std::index_sequence<K...>) const {
    if constexpr (shape.prefetches) {
      prefetch(var + at, together * width);
      prefetch(m + at, together * width);
      prefetch(grad + at, together * width);
    }
    if constexpr (shape.has_var_last) {
      const vector added[] = {load_grad(grad + at + std::ptrdiff_t{K} * width)...};
      const vector old_m[] = {load(m + at + std::ptrdiff_t{K} * width)...};
      keep_order();
      (store_sum(m + at + std::ptrdiff_t{K} * width, old_m[K], added[K]), ...);
      keep_order();
      const vector old_var[] = {load(var + at + std::ptrdiff_t{K} * width)...};
      keep_order();
      (store_sum(var + at + std::ptrdiff_t{K} * width, old_var[K], added[K]), ...);
    } else {
      const vector old_var[] = {load(var + at + std::ptrdiff_t{K} * width)...};
      const vector old_m[] = {load(m + at + std::ptrdiff_t{K} * width)...};
      const vector added[] = {load_grad(grad + at + std::ptrdiff_t{K} * width)...};
      keep_order();
      (store_sum(m + at + std::ptrdiff_t{K} * width, old_m[K], added[K]), ...);
      keep_order();
      (store_sum(var + at + std::ptrdiff_t{K} * width, old_var[K], added[K]), ...);
    }
    keep_order();
  }
};

template <class Lane, class GradLane, std::size_t Shape, bool Back>
void pass(void* var, void* m, const void* grad, std::ptrdiff_t n) {
  using loop = streams<Lane, GradLane, Shape, Back>;
  const loop over{static_cast<Lane*>(var), static_cast<Lane*>(m), static_cast<const GradLane*>(grad)};
  constexpr std::ptrdiff_t step = loop::together * loop::width;
  const std::ptrdiff_t whole = n - n % step;
  for (std::ptrdiff_t i = 0; i < whole; i += step)
    over.add_at(i, std::make_index_sequence<std::size_t{loop::together}>());
  for (std::ptrdiff_t i = whole; i < n; ++i) {
    over.var[i] = static_cast<Lane>(Back ? over.var[i] - over.grad[i] : over.var[i] + over.grad[i]);
    over.m[i] = static_cast<Lane>(Back ? over.m[i] - over.grad[i] : over.m[i] + over.grad[i]);
  }
}

template <bool Prefetching>
void read(const void* data, std::ptrdiff_t n) {
  typedef std::uint64_t vector __attribute__((vector_size(SIGNOPT_BENCH_VECTOR_BYTES)));
  const unsigned char* from = static_cast<const unsigned char*>(data);
  for (const unsigned char* const end = from + n; from != end; from += 4 * SIGNOPT_BENCH_VECTOR_BYTES) {
    if constexpr (Prefetching) {
      for (std::ptrdiff_t i = 0; i < 4 * SIGNOPT_BENCH_VECTOR_BYTES; i += line_bytes) prefetch_ahead(from + i);
    }
    vector a, b, c, d;
    __builtin_memcpy(&a, from, sizeof(a));
    __builtin_memcpy(&b, from + sizeof(a), sizeof(b));
    __builtin_memcpy(&c, from + 2 * sizeof(a), sizeof(c));
    __builtin_memcpy(&d, from + 3 * sizeof(a), sizeof(d));
    // Each is wanted in a register.
    __asm__ volatile("" ::SIGNOPT_BENCH_VECTOR_REGISTER(a), SIGNOPT_BENCH_VECTOR_REGISTER(b),
                     SIGNOPT_BENCH_VECTOR_REGISTER(c), SIGNOPT_BENCH_VECTOR_REGISTER(d));
  }
}

template <class Lane, class GradLane, std::size_t... Shape>
const two_passes* all_shapes(std::index_sequence<Shape...>) {
  static constexpr two_passes all[] = {{&pass<Lane, GradLane, Shape, false>, &pass<Lane, GradLane, Shape, true>}...};
  return all;
}

const two_passes* find_passes(std::size_t var_size, std::size_t grad_size) {
  const auto shapes = std::make_index_sequence<std::size(roof_shapes)>();
  if (var_size == 8) return all_shapes<std::uint64_t, std::uint64_t>(shapes);
  if (var_size == 2) return all_shapes<std::uint16_t, std::uint16_t>(shapes);
  if (grad_size == 2) return all_shapes<std::uint32_t, std::uint16_t>(shapes);
  return all_shapes<std::uint32_t, std::uint32_t>(shapes);
}

}  // namespace SIGNOPT_BENCH_REGION
}  // namespace
}  // namespace signopt_bench
