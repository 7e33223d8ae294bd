// An array as the loop reads and writes it, and what becomes of a new var. No include guard: loop.inl includes it in
// the region of each target.

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {
namespace SIGNOPT_REGION {

// An array in memory, read and written a vector at a time, or the first `n` elements of one (0 < n < width): by masked
// instructions, or through a vector on the stack where the target has none for the dtype.
template <class Vector, dtype Type, class Byte>
struct stream {
  using reg = typename Vector::reg;
  static constexpr std::ptrdiff_t element_size = size_of(Type);
  static constexpr std::ptrdiff_t vector_size = Vector::width * element_size;

  Byte* data = nullptr;

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

  // The lines in which `Count` elements lie.
  template <std::ptrdiff_t Count>
  SIGNOPT_ALWAYS_INLINE void prefetch(std::ptrdiff_t i) const {
    constexpr std::ptrdiff_t in_line = cache_line_bytes / element_size;
    prefetch_ahead(data + i * element_size);
    if constexpr (Count > in_line) prefetch<Count - in_line>(i + in_line);
  }
};

// var's stream, by what becomes of a new var. This one stores a copy beside it; the specializations below have none.
template <class Vector, dtype Type, var_output Output>
struct var_stream : stream<Vector, Type, unsigned char> {
  using whole = stream<Vector, Type, unsigned char>;
  using copies = stream<Vector, dtype_of_copy(Output), unsigned char>;
  using reg = typename Vector::reg;

  SIGNOPT_ALWAYS_INLINE var_stream(unsigned char* var, const output_arguments& output, step_part)
      : whole{var}, copy{static_cast<unsigned char*>(output.copy)} {}

  SIGNOPT_ALWAYS_INLINE void store(std::ptrdiff_t i, reg value) const {
    whole::store(i, value);
    copy.store(i, value);
  }
  SIGNOPT_ALWAYS_INLINE void store_first(std::ptrdiff_t i, reg value, std::ptrdiff_t n) const {
    whole::store_first(i, value, n);
    copy.store_first(i, value, n);
  }

  // The copy is only written here. An ordinary store would first read its line from memory; a non-temporal one does
  // not.
  SIGNOPT_ALWAYS_INLINE void store_uncached(std::ptrdiff_t i, reg value) const {
    if constexpr (Vector::arithmetic::has_nontemporal_stores) {
      unsigned char* const to = copy.data + i * copy.element_size;
      if (SIGNOPT_LIKELY(reinterpret_cast<std::uintptr_t>(to) % std::uintptr_t{copies::vector_size} == 0)) {
        whole::store(i, value);
        return Vector::template store_nontemporal<dtype_of_copy(Output)>(to, value);
      }
    }
    store(i, value);
  }
  SIGNOPT_ALWAYS_INLINE void finish_uncached() const {
    if constexpr (Vector::arithmetic::has_nontemporal_stores) Vector::arithmetic::fence_stores();
  }

 private:
  copies copy;
};

template <class Vector, dtype Type>
struct var_stream<Vector, Type, var_output::nearest> : stream<Vector, Type, unsigned char> {
  SIGNOPT_ALWAYS_INLINE var_stream(unsigned char* var, const output_arguments&, step_part)
      : stream<Vector, Type, unsigned char>{var} {}

  SIGNOPT_ALWAYS_INLINE void store_uncached(std::ptrdiff_t i, typename Vector::reg value) const {
    this->store(i, value);
  }
  SIGNOPT_ALWAYS_INLINE void finish_uncached() const {}
};

// Stores the upper halves of the bits as they are: they have been rounded.
template <class Vector>
struct of_upper_halves : Vector {
  template <dtype Type>
  SIGNOPT_ALWAYS_INLINE static void store(unsigned char* to, typename Vector::reg value) {
    Vector::template store<Type, true>(to, value);
  }
  template <dtype Type>
  SIGNOPT_ALWAYS_INLINE static void store_n(unsigned char* to, typename Vector::reg value, std::ptrdiff_t n) {
    Vector::template store_n<Type, true>(to, value, n);
  }
};

template <class Vector, dtype Type>
struct var_stream<Vector, Type, var_output::stochastic> : stream<of_upper_halves<Vector>, Type, unsigned char> {
  using whole = stream<of_upper_halves<Vector>, Type, unsigned char>;
  using reg = typename Vector::reg;

  // The upper half of an element's number is a part of the key.
  SIGNOPT_WRAPS SIGNOPT_ALWAYS_INLINE var_stream(unsigned char* var, const output_arguments& output, step_part part)
      : whole{var},
        of_elements(mix_bits(output.key, static_cast<std::uint64_t>(part.first()) >> 32)),
        first(static_cast<std::uint32_t>(part.first())) {}

  SIGNOPT_ALWAYS_INLINE void store(std::ptrdiff_t i, reg value) const { whole::store(i, rounded(i, value)); }
  SIGNOPT_ALWAYS_INLINE void store_first(std::ptrdiff_t i, reg value, std::ptrdiff_t n) const {
    whole::store_first(i, rounded(i, value), n);
  }
  SIGNOPT_ALWAYS_INLINE void store_uncached(std::ptrdiff_t i, reg value) const { store(i, value); }
  SIGNOPT_ALWAYS_INLINE void finish_uncached() const {}

 private:
  SIGNOPT_WRAPS SIGNOPT_ALWAYS_INLINE reg rounded(std::ptrdiff_t i, reg value) const {
    return Vector::rounded_stochastically(of_elements, value, first + static_cast<std::uint32_t>(i));
  }

  typename Vector::noise of_elements;
  std::uint32_t first;
};

}  // namespace SIGNOPT_REGION
}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
