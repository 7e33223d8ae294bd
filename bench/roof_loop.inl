// The loop of the roof. No include guard: included once per vector size, inside the region that allows for its
// instructions. Defined there: SIGNOPT_BENCH_REGION, SIGNOPT_BENCH_VECTOR_BYTES, SIGNOPT_BENCH_VECTOR_REGISTER (an
// operand constraint) and SIGNOPT_BENCH_WIDENED(vector, narrow), from 16 to 32 bits.

namespace signopt_bench {
namespace {
namespace SIGNOPT_BENCH_REGION {

template <class Lane, class GradLane, bool Prefetching, bool Back>
void pass(void* var_data, void* m_data, const void* grad_data, std::ptrdiff_t n) {
  constexpr std::ptrdiff_t width = SIGNOPT_BENCH_VECTOR_BYTES / sizeof(Lane);
  typedef Lane vector __attribute__((vector_size(SIGNOPT_BENCH_VECTOR_BYTES)));
  typedef GradLane grad_vector __attribute__((vector_size(width * sizeof(GradLane))));
  Lane* const var = static_cast<Lane*>(var_data);
  Lane* const m = static_cast<Lane*>(m_data);
  const GradLane* const grad = static_cast<const GradLane*>(grad_data);

  const std::ptrdiff_t whole = n - n % width;
  for (std::ptrdiff_t i = 0; i < whole; i += width) {
    if constexpr (Prefetching) {
      prefetch_ahead(var + i);
      prefetch_ahead(m + i);
      prefetch_ahead(grad + i);
    }
    vector var_i, m_i;
    grad_vector narrow;
    __builtin_memcpy(&var_i, var + i, sizeof(var_i));
    __builtin_memcpy(&m_i, m + i, sizeof(m_i));
    __builtin_memcpy(&narrow, grad + i, sizeof(narrow));
    vector grad_i;
    if constexpr (sizeof(GradLane) == sizeof(Lane)) {
      grad_i = narrow;
    } else {
      grad_i = SIGNOPT_BENCH_WIDENED(vector, narrow);
    }
    // Else GCC loads grad twice, once into each addition.
    __asm__("" : "+" SIGNOPT_BENCH_VECTOR_REGISTER(grad_i));
    var_i = Back ? var_i - grad_i : var_i + grad_i;
    m_i = Back ? m_i - grad_i : m_i + grad_i;
    __builtin_memcpy(m + i, &m_i, sizeof(m_i));
    __builtin_memcpy(var + i, &var_i, sizeof(var_i));
  }
  for (std::ptrdiff_t i = whole; i < n; ++i) {
    var[i] = static_cast<Lane>(Back ? var[i] - grad[i] : var[i] + grad[i]);
    m[i] = static_cast<Lane>(Back ? m[i] - grad[i] : m[i] + grad[i]);
  }
}

void read(const void* data, std::ptrdiff_t n) {
  typedef std::uint64_t vector __attribute__((vector_size(SIGNOPT_BENCH_VECTOR_BYTES)));
  const unsigned char* from = static_cast<const unsigned char*>(data);
  for (const unsigned char* const end = from + n; from != end; from += 4 * SIGNOPT_BENCH_VECTOR_BYTES) {
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

template <class Lane, class GradLane>
roof of(bool prefetching) {
  if (prefetching) return {&pass<Lane, GradLane, true, false>, &pass<Lane, GradLane, true, true>};
  return {&pass<Lane, GradLane, false, false>, &pass<Lane, GradLane, false, true>};
}

roof find(std::size_t var_size, std::size_t grad_size, bool prefetching) {
  if (var_size == 8) return of<std::uint64_t, std::uint64_t>(prefetching);
  if (var_size == 2) return of<std::uint16_t, std::uint16_t>(prefetching);
  if (grad_size == 2) return of<std::uint32_t, std::uint16_t>(prefetching);
  return of<std::uint32_t, std::uint32_t>(prefetching);
}

}  // namespace SIGNOPT_BENCH_REGION
}  // namespace
}  // namespace signopt_bench
