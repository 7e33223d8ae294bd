// The rule and the loop, each once. A new rule is a functor here, a new CPU is a file in target/; neither knows the
// other.
//
// No include guard: this file is included once per target, inside that target's region, and compiled there for its
// instructions. SIGNOPT_REGION names the target's namespace. There, `compute_for<dtype>::type` is a vector type with
//
//   reg, width                  a register, and how many values of the compute type it holds
//   splat(value)                one value in all places, opaque to the compiler (config.hpp: the promise of the bits)
//   add, sub, mul               rounded to the compute type, never fused: a product is opaque too
//   select_by_sign(a, b, ...)   one of three registers, place by place, by sign(a) * sign(b) = -1, 0 or +1
//   load<dtype>, store<dtype>   `width` elements in memory, which need not be aligned, of a storage dtype
//   has_masks<dtype>            whether there are load_n<dtype> and store_n<dtype>, for the first n of them

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {
namespace SIGNOPT_REGION {

template <class Rule, dtype Compute>
struct rule;

// AddSign: Bello, Zoph, Vasudevan, Le, "Neural Optimizer Search with Reinforcement Learning", ICML 2017; the operation
// of mindspore.ops.ApplyAddSign.
//
// Every operation is rounded on its own, in this order. The product of the signs has three values, so the factor of
// grad is one of three constants.
template <dtype Compute>
struct rule<add_sign, Compute> {
  using vector = typename compute_for<Compute>::type;
  using reg = typename vector::reg;

  SIGNOPT_ALWAYS_INLINE explicit rule(const add_sign::arguments<Compute>& arguments)
      : beta(vector::splat(arguments.beta)),
        one_minus_beta(vector::sub(vector::splat(small_integer<Compute>(1)), beta)),
        step_if_signs_differ(step(arguments, -1)),
        step_if_a_sign_is_zero(step(arguments, 0)),
        step_if_signs_agree(step(arguments, 1)) {}

  SIGNOPT_ALWAYS_INLINE void operator()(reg grad, reg& m, reg& var) const {
    m = vector::add(vector::mul(beta, m), vector::mul(one_minus_beta, grad));
    const reg step = vector::select_by_sign(grad, m, step_if_signs_differ, step_if_a_sign_is_zero, step_if_signs_agree);
    var = vector::sub(var, vector::mul(step, grad));
  }

 private:
  SIGNOPT_ALWAYS_INLINE static reg step(const add_sign::arguments<Compute>& arguments, int sign) {
    const reg decayed_sign =
        vector::mul(vector::splat(arguments.sign_decay), vector::splat(small_integer<Compute>(sign)));
    return vector::mul(vector::splat(arguments.lr), vector::add(vector::splat(arguments.alpha), decayed_sign));
  }

  reg beta, one_minus_beta;
  reg step_if_signs_differ, step_if_a_sign_is_zero, step_if_signs_agree;
};

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

// One pass over three streams: var and m are read and written, grad is read. The loop knows no formula. Each stream has
// a storage of its own, which may be narrower than the compute type: mixed dtypes add rows to the dispatch table, not
// loops.
template <class Rule, dtype Compute, dtype Var, dtype Moment, dtype Grad>
static void update(void* var_data, void* m_data, const void* grad_data, std::ptrdiff_t n,
                   const typename Rule::template arguments<Compute>& arguments) {
  using vector = typename compute_for<Compute>::type;
  using reg = typename vector::reg;
  const stream<vector, Var, unsigned char> var{static_cast<unsigned char*>(var_data)};
  const stream<vector, Moment, unsigned char> m{static_cast<unsigned char*>(m_data)};
  const stream<vector, Grad, const unsigned char> grad{static_cast<const unsigned char*>(grad_data)};
  const rule<Rule, Compute> apply(arguments);

  const bool prefetching = n >= prefetch_threshold_bytes / (var.element_size + m.element_size + grad.element_size);
  const std::ptrdiff_t rest = n % vector::width;
  const std::ptrdiff_t whole = n - rest;
  for (std::ptrdiff_t i = 0; i < whole; i += vector::width) {
    if (prefetching) {
      var.prefetch(i);
      m.prefetch(i);
      grad.prefetch(i);
    }
    reg var_i = var.load(i);
    reg m_i = m.load(i);
    apply(grad.load(i), m_i, var_i);
    m.store(i, m_i);
    var.store(i, var_i);
  }
  if (rest != 0) {
    reg var_i = var.load_first(whole, rest);
    reg m_i = m.load_first(whole, rest);
    apply(grad.load_first(whole, rest), m_i, var_i);
    m.store_first(whole, m_i, rest);
    var.store_first(whole, var_i, rest);
  }
}

}  // namespace SIGNOPT_REGION
}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
