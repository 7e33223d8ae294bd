// The loop, once. A new rule is a functor in detail/rules, a new CPU is a file in target/; neither knows the other.
//
// No include guard: this file is included once per target, inside that target's region, and compiled there for its
// instructions. SIGNOPT_REGION names the target's namespace. There, `vector_registers` is how many vector registers the
// CPU has (0: there are no vectors), and `vector_for<compute dtype, var's, m's and grad's dtype>::type` a vector type:
//
//   reg, width                 one or two registers, and how many values they hold
//   load<dtype>, store<dtype>  `width` elements in memory, which need not be aligned, of a storage dtype
//   has_masks<dtype>           whether there are load_n<dtype> and store_n<dtype>, for the first n of them
//   grad_of(rule, ...), next_m(rule, ...), next_var(rule, ...)  call the rule for each register
//   noise, rounded_stochastically(noise, reg, first)  where var may be rounded so (rounding.inl): the register, rounded
//                              in its upper halves, of elements whose numbers begin with `first`
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

#include "stream.inl"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {
namespace SIGNOPT_REGION {

// The formula of a rule: detail/rules has one file for each.
template <class Rule, dtype Compute, class Arithmetic>
struct rule;

// A subnormal m is flushed, where it is, before var is computed: what var sees is what is stored.
template <class Rule, dtype Compute, class Arithmetic>
struct flushing : rule<Rule, Compute, Arithmetic> {
  using whole = rule<Rule, Compute, Arithmetic>;
  using reg = typename Arithmetic::reg;

  SIGNOPT_ALWAYS_INLINE explicit flushing(const typename whole::constants& of_call) : whole(of_call) {}

  SIGNOPT_ALWAYS_INLINE reg next_m(reg grad, reg m) const {
    return Arithmetic::template flush_subnormal<Compute>(whole::next_m(grad, m));
  }
};

// Three streams and a rule: var and m are read and written, grad is read. Each stream has a storage of its own, which
// may be narrower than the compute type, where the target has loads and stores for it: mixed dtypes add rows to the
// dispatch table, not loops.
template <class Vector, class Rule, bool MakesGrad, dtype Var, dtype Moment, dtype Grad, var_output Output>
struct pass {
  using reg = typename Vector::reg;

  var_stream<Vector, Var, Output> var;
  stream<Vector, Moment, unsigned char> m;
  stream<Vector, Grad, const unsigned char> grad;
  Rule rule;

  SIGNOPT_ALWAYS_INLINE void whole_vector(std::ptrdiff_t i) const {
    const reg old_var = var.load(i), old_m = m.load(i), grad_i = grad_of(grad.load(i), old_var);
    const reg new_m = Vector::next_m(rule, grad_i, old_m);
    const reg new_var = Vector::next_var(rule, grad_i, old_m, new_m, old_var);
    m.store(i, new_m);
    var.store(i, new_var);
  }

  SIGNOPT_ALWAYS_INLINE void part_of_vector(std::ptrdiff_t i, std::ptrdiff_t n) const {
    const reg old_var = var.load_first(i, n), old_m = m.load_first(i, n);
    const reg grad_i = grad_of(grad.load_first(i, n), old_var);
    const reg new_m = Vector::next_m(rule, grad_i, old_m);
    const reg new_var = Vector::next_var(rule, grad_i, old_m, new_m, old_var);
    m.store_first(i, new_m, n);
    var.store_first(i, new_var, n);
  }

  // Several vectors of a stream together, and var only when m is done with. Where the streams lie at one distance from
  // the borders of their pages, as large arrays of malloc do, a line of one drives a line of another out of the
  // first-level cache: so each is fetched once, and not again for each vector of it and for each store.
  template <std::size_t... K>
  SIGNOPT_ALWAYS_INLINE void vectors(std::ptrdiff_t i, std::index_sequence<K...>) const {
    const reg grads[] = {made_grad(i + place<K>)...};
    const reg old_m[] = {m.load(i + place<K>)...};
    const reg new_m[] = {Vector::next_m(rule, grads[K], old_m[K])...};
    (m.store(i + place<K>, new_m[K]), ...);
    (var.store_uncached(i + place<K>, Vector::next_var(rule, grads[K], old_m[K], new_m[K], var.load(i + place<K>))),
     ...);
  }

  template <std::ptrdiff_t Count>
  SIGNOPT_ALWAYS_INLINE void prefetch(std::ptrdiff_t i) const {
    var.template prefetch<Count>(i);
    m.template prefetch<Count>(i);
    grad.template prefetch<Count>(i);
  }

 private:
  template <std::size_t K>
  static constexpr std::ptrdiff_t place = std::ptrdiff_t{K} * Vector::width;

  SIGNOPT_ALWAYS_INLINE reg grad_of(reg given, reg old_var) const {
    if constexpr (MakesGrad) {
      return Vector::grad_of(rule, given, old_var);
    } else {
      return given;
    }
  }

  // Here var is read only if it must be: it comes when m is done with.
  SIGNOPT_ALWAYS_INLINE reg made_grad(std::ptrdiff_t i) const {
    if constexpr (MakesGrad) {
      return Vector::grad_of(rule, grad.load(i), var.load(i));
    } else {
      return grad.load(i);
    }
  }
};

// How many vectors are taken together: those that fill some lines of the narrowest stream, but no more of grad and m
// than the registers hold beside what a rule needs.
template <class Vector, dtype Var, dtype Moment, dtype Grad>
constexpr std::ptrdiff_t vectors_together() {
  constexpr std::ptrdiff_t narrowest = smallest_size(Var, Moment, Grad);
  constexpr std::ptrdiff_t in_lines = lines_together * cache_line_bytes / (Vector::width * narrowest);
  constexpr std::ptrdiff_t registers = Vector::width / Vector::arithmetic::width;
  constexpr std::ptrdiff_t in_registers = (vector_registers - registers_of_rule) / (2 * registers);
  constexpr std::ptrdiff_t most = in_lines < in_registers ? in_lines : in_registers;
  return most >= 8 ? 8 : most >= 4 ? 4 : most >= 2 ? 2 : 1;
}

// The loop, which knows no formula. The n elements may be a part of what a step updates; `part` says whether that comes
// from memory or from a cache, and which of their tensor's elements they are.
//
// Merged by the linker like any template: the ABI namespace tells apart what was compiled for other instruction sets.
template <class Rule, bool FlushSubnormalMomentum, dtype Compute, dtype Var, dtype Moment, dtype Grad,
          var_output Output = var_output::nearest>
void update(void* var, void* m, const void* grad, std::ptrdiff_t n, const void* constants, step_part part) {
  // Numbers are counted in 32 bits, and the upper half is in the key: a part that crosses a multiple of 2^32 is two
  // calls. By a pointer, as a function that calls itself is not inlined where it is called.
  if constexpr (Output == var_output::stochastic) {
    const std::int64_t left = elements_until_wrap(part.first());
    if (n > left) {
      const auto first = static_cast<std::ptrdiff_t>(left);
      const auto self = &update<Rule, FlushSubnormalMomentum, Compute, Var, Moment, Grad, Output>;
      self(var, m, grad, first, constants, part);
      return self(static_cast<unsigned char*>(var) + first * size_of(Var),
                  static_cast<unsigned char*>(m) + first * size_of(Moment),
                  static_cast<const unsigned char*>(grad) + first * size_of(Grad), n - first, constants,
                  part.after(first));
    }
  }
  using vector = typename vector_for<Compute, Var, Moment, Grad>::type;
  using plain_rule = rule<Rule, Compute, typename vector::arithmetic>;
  using rule_type =
      std::conditional_t<FlushSubnormalMomentum, flushing<Rule, Compute, typename vector::arithmetic>, plain_rule>;
  using rule_constants = typename plain_rule::constants;
  const pass<vector, rule_type, makes_grad<Rule>, Var, Moment, Grad, Output> pass_over{
      {static_cast<unsigned char*>(var), request_in<Output, rule_constants>(constants), part},
      {static_cast<unsigned char*>(m)},
      {static_cast<const unsigned char*>(grad)},
      rule_type(*static_cast<const rule_constants*>(constants))};
  const memory_access access = part.access();

  std::ptrdiff_t i = 0;
  if constexpr (vector::width > 1) {
    constexpr std::ptrdiff_t threshold =
        vector::template has_masks<Var> ? alignment_threshold_vectors : alignment_threshold_vectors_without_masks;
    if (n >= threshold * vector::width) {
      i = elements_to_boundary<size_of(Var), vector::width * size_of(Var)>(var);
      if (i != 0) pass_over.part_of_vector(0, i);
    }
  }
  if (!SIGNOPT_LIKELY(access == memory_access::cached)) {
    constexpr std::ptrdiff_t count = vectors_together<vector, narrowest_of(Var, Output), Moment, Grad>(),
                             step = count * vector::width;
    for (const std::ptrdiff_t last = n - step; i <= last; i += step) {
      if (access == memory_access::prefetched) pass_over.template prefetch<step>(i);
      pass_over.vectors(i, std::make_index_sequence<std::size_t{count}>());
    }
    pass_over.var.finish_uncached();
  }
  for (const std::ptrdiff_t last = n - vector::width; i <= last; i += vector::width) pass_over.whole_vector(i);
  if (i != n) pass_over.part_of_vector(i, n - i);
}

}  // namespace SIGNOPT_REGION
}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
