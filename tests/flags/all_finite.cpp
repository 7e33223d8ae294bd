// all_finite, compiled with flags that promise the compiler that there are no infinities and NaNs: each kind of operand
// that is in memory, in every dtype, on every target, with one of them at each position by turns. Prints what was
// missed. Values are bits here, and never a float that the compiler could reason about.
#include <Eigen/Core>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <signopt/apply_add_sign.hpp>
#include <vector>

namespace {

int failures = 0;

void expect(bool is_as_expected, const char* dtype, const char* operand, std::ptrdiff_t i) {
  if (is_as_expected) return;
  ++failures;
  if (failures <= 20) {
    std::printf("%.*s, %s, %s: wrong with element %td\n", static_cast<int>(signopt::active_target().size()),
                signopt::active_target().data(), dtype, operand, i);
  }
}

template <class T>
void ask_each(const std::vector<T>& values, bool expected, std::ptrdiff_t i) {
  const char* const dtype = signopt::name_of(signopt::dtype_of<T>::value);
  const auto n = static_cast<std::ptrdiff_t>(values.size());
  using array = Eigen::Array<T, Eigen::Dynamic, 1>;
  using matrix = Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic>;
  const Eigen::Map<const array> x(values.data(), n);
  const Eigen::Map<const matrix> table(values.data(), 20, n / 20);
  expect(signopt::all_finite(values.data(), n) == expected, dtype, "pointer", i);
  expect(signopt::all_finite(signopt::serial(), x) == expected, dtype, "array", i);
  expect((signopt::all_finite(table.topRows(9)) && signopt::all_finite(table.bottomRows(11))) == expected, dtype,
         "blocks", i);
  const Eigen::Map<const array, 0, Eigen::InnerStride<2>> even(values.data(), n / 2), odd(values.data() + 1, n / 2);
  expect((signopt::all_finite(even) && signopt::all_finite(odd)) == expected, dtype, "strided", i);
  expect(signopt::all_finite(x.reverse()) == expected, dtype, "reverse", i);
  std::vector<T> state(2 * values.size());
  const signopt::parameter_set<T> set{{state.data(), state.data() + n, values.data(), n}};
  expect(signopt::all_finite(set) == expected, dtype, "parameter_set", i);
}

template <class T, class Bits>
void check(Bits infinity) {
  const Bits sign = static_cast<Bits>(Bits{1} << (8 * sizeof(Bits) - 1));
  const Bits largest = static_cast<Bits>(infinity - 1);
  const Bits bad[] = {infinity, static_cast<Bits>(infinity | sign), static_cast<Bits>(infinity + 1),
                      static_cast<Bits>(~Bits{0})};
  std::vector<T> values(300);
  for (T& each : values) std::memcpy(static_cast<void*>(&each), &largest, sizeof each);
  ask_each(values, true, -1);
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::memcpy(static_cast<void*>(&values[i]), &bad[i % 4], sizeof values[i]);
    ask_each(values, false, static_cast<std::ptrdiff_t>(i));
    std::memcpy(static_cast<void*>(&values[i]), &largest, sizeof values[i]);
  }
}

}  // namespace

int main() {
  for (const std::string_view target : signopt::available_targets()) {
    signopt::use_target(target);
    check<Eigen::half>(std::uint16_t{0x7c00});
    check<Eigen::bfloat16>(std::uint16_t{0x7f80});
    check<float>(std::uint32_t{0x7f800000});
    check<double>(std::uint64_t{0x7ff} << 52);
  }
  std::printf("%d failures\n", failures);
  return failures == 0 ? 0 : 1;
}
