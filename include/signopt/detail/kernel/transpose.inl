// Elements moved from lines into lines across them, once for all targets and sizes of element. They are moved as
// integers: no value is looked at, and so a NaN keeps its payload.
//
// No include guard: this file is included once per target, inside that target's region. There, `lane_vector` is a
// vector of 128-bit lanes:
//
//   reg, count                 a register, and how many lanes it has
//   load(from, distance)       lane k: the 16 bytes at from + k * distance, which need not be aligned
//   store(to, value)           all lanes, one behind the other
//   zip_low<size>(a, b)        lane by lane, the lower halves of a and b, element by element in turn; size is an
//   zip_high<size>(a, b)       element's, in bytes: 2, 4 or 8. And the upper halves

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {
namespace SIGNOPT_REGION {

// 16 bytes from each of as many lines as fill a register go into 16 / Size lines of one register each. A lane holds
// `side` elements, and is of a square of side * side: halves that are zipped log2(side) times change places with what
// lies across the diagonal.
template <std::ptrdiff_t Size>
struct squares {
  using reg = typename lane_vector::reg;
  static constexpr std::ptrdiff_t side = 16 / Size, lines = side * lane_vector::count;

  template <std::size_t... I>
  SIGNOPT_ALWAYS_INLINE static void move(unsigned char* to, std::ptrdiff_t to_line, const unsigned char* from,
                                         std::ptrdiff_t from_line, std::index_sequence<I...> all) {
    reg of[sizeof...(I)] = {lane_vector::load(from + std::ptrdiff_t{I} * from_line, side * from_line)...};
    zip(of, all);
    if constexpr (side > 2) zip(of, all);
    if constexpr (side > 4) zip(of, all);
    (lane_vector::store(to + std::ptrdiff_t{I} * to_line, of[I]), ...);
  }

 private:
  // Register i takes its elements in turn from two that lie half of all registers apart.
  template <std::size_t I>
  SIGNOPT_ALWAYS_INLINE static reg zipped(const reg* of) {
    constexpr std::size_t first = I / 2, second = I / 2 + std::size_t{side / 2};
    if constexpr (I % 2 == 0) {
      return lane_vector::template zip_low<Size>(of[first], of[second]);
    } else {
      return lane_vector::template zip_high<Size>(of[first], of[second]);
    }
  }

  template <std::size_t... I>
  SIGNOPT_ALWAYS_INLINE static void zip(reg* of, std::index_sequence<I...>) {
    const reg next[sizeof...(I)] = {zipped<I>(of)...};
    static_cast<void>(((of[I] = next[I]), ...));
  }
};

// The element at place j of line i of `from` goes to place i of line j of `to`: `lines` lines of `size` elements, which
// are `from_line` and `to_line` bytes apart. There are no fewer of either than squares<Size> has.
//
// Elements that are left over at an end are moved together with some before them, once more. A whole cache line of `to`
// is written before the next is begun, as far as there are lines: such lines may all lie in one set of the cache.
template <std::ptrdiff_t Size>
void transpose(unsigned char* to, std::ptrdiff_t to_line, const unsigned char* from, std::ptrdiff_t from_line,
               std::ptrdiff_t lines, std::ptrdiff_t size) {
  using block = squares<Size>;
  constexpr std::ptrdiff_t strip = cache_line_bytes / Size;
  for (std::ptrdiff_t i = 0; i < lines; i += strip) {
    const std::ptrdiff_t end = i + strip < lines ? i + strip : lines;
    for (std::ptrdiff_t j = 0; j < size; j += block::side) {
      const std::ptrdiff_t place = j < size - block::side ? j : size - block::side;
      for (std::ptrdiff_t k = i; k < end; k += block::lines) {
        const std::ptrdiff_t line = k < lines - block::lines ? k : lines - block::lines;
        block::move(to + place * to_line + line * Size, to_line, from + line * from_line + place * Size, from_line,
                    std::make_index_sequence<std::size_t{block::side}>());
      }
    }
  }
}

}  // namespace SIGNOPT_REGION
}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
