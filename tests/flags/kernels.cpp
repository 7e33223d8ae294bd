// Every (T, G, C) of the type table on every target, through the pointer front end, and the kernels that flush
// subnormal momentum: compiled once for each set of flags. In `./dev test` each arithmetic of each formula, once, and
// one grad that is narrower.
#include "kernels.hpp"

#include <cstring>
#include <signopt/pointer.hpp>
#include <signopt/target.hpp>
#include <string>
#include <type_traits>
#include <vector>

namespace flags_test {

// The 16-bit formats as plain bits, as a user would name them to the library: no arithmetic of theirs can interfere.
struct float16 {
  std::uint16_t bits;
};
struct bfloat16 {
  std::uint16_t bits;
};

}  // namespace flags_test

template <>
struct signopt::dtype_of<flags_test::float16> : signopt::dtype_constant<signopt::dtype::float16> {};
template <>
struct signopt::dtype_of<flags_test::bfloat16> : signopt::dtype_constant<signopt::dtype::bfloat16> {};

namespace flags_test {
namespace {

template <class T>
constexpr number number_of() {
  if (std::is_same_v<T, float16>) return number::float16;
  if (std::is_same_v<T, bfloat16>) return number::bfloat16;
  return std::is_same_v<T, float> ? number::float32 : number::float64;
}

template <class C>
C from_bits(std::uint64_t bits) {
  using unsigned_bits = std::conditional_t<sizeof(C) == 2, std::uint16_t,
                                           std::conditional_t<sizeof(C) == 4, std::uint32_t, std::uint64_t>>;
  const auto narrow = static_cast<unsigned_bits>(bits);
  C value;
  std::memcpy(&value, &narrow, sizeof value);
  return value;
}

// Scalars of the type C lead to the compute type C in every row.
template <formula Rule, class T, class G, class C>
void update(void* var_data, void* m_data, const scalar_bits& scalars, const void* grad_data, std::ptrdiff_t n) {
  T *const var = static_cast<T*>(var_data), *const m = static_cast<T*>(m_data);
  const G* const grad = static_cast<const G*>(grad_data);
  const C a = from_bits<C>(scalars.first), b = from_bits<C>(scalars.second), c = from_bits<C>(scalars.third),
          d = from_bits<C>(scalars.fourth);
  if constexpr (Rule == formula::power_sign) {
    signopt::apply_power_sign_n(var, m, a, b, c, d, grad, n);
  } else if constexpr (Rule == formula::lion) {
    signopt::apply_lion_n(var, m, a, b, c, d, grad, n);
  } else {
    signopt::apply_add_sign_n(var, m, a, b, c, d, grad, n);
  }
}

template <class T, class G, class C, formula Rule = formula::add_sign>
constexpr row make_row() {
  return {number_of<T>(), number_of<G>(), number_of<C>(), false, Rule, &update<Rule, T, G, C>};
}

template <class T, class C>
void update_flushing(void* var, void* m, const scalar_bits& scalars, const void* grad, std::ptrdiff_t n) {
  const auto number = [](std::uint64_t bits) {
    return signopt::detail::convert<signopt::dtype::float64, signopt::dtype_of<C>::value>(
        signopt::detail::bit_cast<signopt::detail::value_of<signopt::dtype_of<C>::value>>(from_bits<C>(bits)));
  };
  const signopt::add_sign_settings settings{
      number(scalars.first), number(scalars.second), number(scalars.third), number(scalars.fourth), {true}};
  signopt::apply_add_sign_n<C>(static_cast<T*>(var), static_cast<T*>(m), settings, static_cast<const T*>(grad), n);
}

template <class T, class C>
constexpr row make_flushing_row() {
  return {number_of<T>(), number_of<T>(), number_of<C>(), true, formula::add_sign, &update_flushing<T, C>};
}

constexpr row rows[] = {
    make_row<float16, float16, float16>(),
    make_row<float16, float16, float>(),
    make_row<bfloat16, bfloat16, bfloat16>(),
    make_row<bfloat16, bfloat16, float>(),
    make_row<float, float16, float>(),
    make_row<float, float, float>(),
    make_row<double, double, double>(),
    make_flushing_row<bfloat16, float>(),
    make_row<float16, float16, float16, formula::power_sign>(),
    make_row<float16, float16, float, formula::power_sign>(),
    make_row<bfloat16, bfloat16, bfloat16, formula::power_sign>(),
    make_row<double, double, double, formula::power_sign>(),
    make_row<float16, float16, float16, formula::lion>(),
    make_row<bfloat16, bfloat16, bfloat16, formula::lion>(),
    make_row<float, float, float, formula::lion>(),
    make_row<double, double, double, formula::lion>(),
#if defined(SIGNOPT_TEST_ALL_ROWS)
    make_row<float, bfloat16, float>(),
    make_row<double, float16, double>(),
    make_row<double, bfloat16, double>(),
    make_row<double, float, double>(),
    make_flushing_row<float16, float16>(),
    make_flushing_row<bfloat16, bfloat16>(),
    make_flushing_row<float, float>(),
    make_flushing_row<double, double>(),
    make_row<float, float, float, formula::power_sign>(),
    make_row<float16, float16, float, formula::lion>(),
#endif
};

const std::vector<std::string>& targets() {
  static const std::vector<std::string> names = [] {
    const auto available = signopt::available_targets();
    return std::vector<std::string>(available.begin(), available.end());
  }();
  return names;
}

}  // namespace

int row_count() { return static_cast<int>(std::size(rows)); }
row row_at(int index) { return rows[index]; }

int target_count() { return static_cast<int>(targets().size()); }
const char* target_name(int index) { return targets()[static_cast<std::size_t>(index)].c_str(); }
bool force_target(int index) {
  signopt::use_target(target_name(index));
  return signopt::active_target() == target_name(index);
}

}  // namespace flags_test
