// The loop, once. A new rule is a functor in detail/rules, a new CPU is a file in target/; neither knows the other.
//
// No include guard: this file is included once per target, inside that target's region, and compiled there for its
// instructions. SIGNOPT_REGION names the target's namespace. There, `vector_for<compute dtype, var's dtype>::type` is a
// vector type:
//
//   reg, width                 one or two registers, and how many values they hold
//   load<dtype>, store<dtype>  `width` elements in memory, which need not be aligned, of a storage dtype
//   has_masks<dtype>           whether there are load_n<dtype> and store_n<dtype>, for the first n of them
//   apply(rule, ...)           calls the rule for each register
//   arithmetic                 what the rule computes with, on one register, `arithmetic::reg`:
//     splat(value)             one value in all places, opaque to the compiler (config.hpp: the promise of the bits)
//     add, sub, mul            rounded to the compute type, never fused: a product is opaque too
//     choice{a, b, c}          three values, in the form that select_by_sign wants
//     select_by_sign(choice, x, y)  place by place, a, b or c for sign(x) * sign(y) = -1, 0 or +1, where the sign of a
//                              NaN is 0; but any of the three where x is NaN
//     times_sign(value, x)     place by place, value with its sign turned where x is negative, and +0 where x is a zero
//                              or a NaN
//     flush_subnormal<dtype>(x)  place by place, x, or a zero of its sign where it is below the dtype's smallest normal
//                              number in magnitude. By integer operations on the bits of an opaque x: no flag and no
//                              mode of the CPU takes part

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {
namespace SIGNOPT_REGION {

// The formula of a rule: detail/rules has one file for each.
template <class Rule, bool FlushSubnormalMomentum, dtype Compute, class Arithmetic>
struct rule;

// An array in memory, read and written a vector at a time, or the first `n` elements of one (0 < n < width): by masked
// instructions, or through a vector on the stack where the target has none for the dtype.
template <class Vector, dtype Type, class Byte>
struct stream {
  using reg = typename Vector::reg;
  static constexpr std::ptrdiff_t element_size = size_of(Type);
  static constexpr std::ptrdiff_t vector_size = Vector::width * element_size;

  Byte* data;

  SIGNOPT_ALWAYS_INLINE reg load(std::ptrdiff_t i) const {
    return Vector::template load<Type>(data + i * element_size);
  }

  SIGNOPT_ALWAYS_INLINE void store(std::ptrdiff_t i, reg value) const {
    Vector::template store<Type>(data + i * element_size, value);
  }

  SIGNOPT_ALWAYS_INLINE reg load_first(std::ptrdiff_t i, std::ptrdiff_t n) const {
    if constexpr (Vector::template has_masks<Type>) {
      return Vector::template load_n<Type>(data + i * element_size, n);
    } else {
      alignas(vector_size) unsigned char whole[std::size_t{vector_size}] = {};
      copy_elements<element_size, vector_size>(whole, data + i * element_size, n);
      return Vector::template load<Type>(whole);
    }
  }

  SIGNOPT_ALWAYS_INLINE void store_first(std::ptrdiff_t i, reg value, std::ptrdiff_t n) const {
    if constexpr (Vector::template has_masks<Type>) {
      Vector::template store_n<Type>(data + i * element_size, value, n);
    } else {
      alignas(vector_size) unsigned char whole[std::size_t{vector_size}];
      Vector::template store<Type>(whole, value);
      copy_elements<element_size, vector_size>(data + i * element_size, whole, n);
    }
  }

  SIGNOPT_ALWAYS_INLINE void prefetch(std::ptrdiff_t i) const { prefetch_ahead(data + i * element_size); }
};

// Three streams and a rule: var and m are read and written, grad is read. Each stream has a storage of its own, which
// may be narrower than the compute type, where the target has loads and stores for it: mixed dtypes add rows to the
// dispatch table, not loops.
template <class Vector, class Rule, dtype Var, dtype Moment, dtype Grad>
struct pass {
  using reg = typename Vector::reg;

  stream<Vector, Var, unsigned char> var;
  stream<Vector, Moment, unsigned char> m;
  stream<Vector, Grad, const unsigned char> grad;
  Rule rule;

  SIGNOPT_ALWAYS_INLINE void whole_vector(std::ptrdiff_t i) const {
    reg var_i = var.load(i);
    reg m_i = m.load(i);
    Vector::apply(rule, grad.load(i), m_i, var_i);
    m.store(i, m_i);
    var.store(i, var_i);
  }

  SIGNOPT_ALWAYS_INLINE void part_of_vector(std::ptrdiff_t i, std::ptrdiff_t n) const {
    reg var_i = var.load_first(i, n);
    reg m_i = m.load_first(i, n);
    Vector::apply(rule, grad.load_first(i, n), m_i, var_i);
    m.store_first(i, m_i, n);
    var.store_first(i, var_i, n);
  }

  SIGNOPT_ALWAYS_INLINE void prefetch(std::ptrdiff_t i) const {
    var.prefetch(i);
    m.prefetch(i);
    grad.prefetch(i);
  }
};

// The loop, which knows no formula. The n elements may be a part of the `total` that a step updates: how many these are
// says whether they come from memory or from a cache.
//
// Merged by the linker like any template: the ABI namespace tells apart what was compiled for other instruction sets.
template <class Rule, bool FlushSubnormalMomentum, dtype Compute, dtype Var, dtype Moment, dtype Grad>
void update(void* var, void* m, const void* grad, std::ptrdiff_t n, const void* constants, std::ptrdiff_t total) {
  using vector = typename vector_for<Compute, Var>::type;
  using rule_type = rule<Rule, FlushSubnormalMomentum, Compute, typename vector::arithmetic>;
  const pass<vector, rule_type, Var, Moment, Grad> pass_over{
      {static_cast<unsigned char*>(var)},
      {static_cast<unsigned char*>(m)},
      {static_cast<const unsigned char*>(grad)},
      rule_type(*static_cast<const typename rule_type::constants*>(constants))};
  constexpr std::ptrdiff_t bytes_per_element = size_of(Var) + size_of(Moment) + size_of(Grad);

  std::ptrdiff_t i = 0;
  if constexpr (vector::template has_masks<Var>) {
    if (n >= alignment_threshold_vectors * vector::width) {
      i = elements_to_boundary<size_of(Var), vector::width * size_of(Var)>(var);
      if (i != 0) pass_over.part_of_vector(0, i);
    }
  }
  if (total >= prefetch_threshold_bytes / bytes_per_element) {
    constexpr std::ptrdiff_t per_line = cache_line_bytes / size_of(Var);
    constexpr std::ptrdiff_t line = vector::width > per_line ? vector::width : per_line;
    for (const std::ptrdiff_t last = n - line; i <= last;) {
      pass_over.prefetch(i);
      for (const std::ptrdiff_t end = i + line; i != end; i += vector::width) pass_over.whole_vector(i);
    }
  }
  for (const std::ptrdiff_t last = n - vector::width; i <= last; i += vector::width) pass_over.whole_vector(i);
  if (i != n) pass_over.part_of_vector(i, n - i);
}

}  // namespace SIGNOPT_REGION
}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
