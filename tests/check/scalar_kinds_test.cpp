// Every kind of number as a scalar, at every place, under every T: the bits show what each was rounded to and what C
// was.
#include <gtest/gtest.h>

#include <string>
#include <typeinfo>

#include "support/scalar_check.hpp"
#include "support/targets.hpp"

namespace {

using namespace signopt_test;
using oracle::format;

template <class... Kinds>
struct kinds {};
using plain_kinds = kinds<float, double, short, unsigned short, int, unsigned, long, unsigned long, long long,
                          unsigned long long, signed char, unsigned char>;

template <class Kind>
scalar_set<Kind> some_scalars() {
  return make_scalar_set(number_as<Kind>(0), number_as<Kind>(1), number_as<Kind>(2), number_as<Kind>(3));
}

template <class T, class Kind>
void check_numbers() {
  SCOPED_TRACE(typeid(Kind).name());
  check_half_of_the_places<T>(some_scalars<Kind>(), own_format<Kind, T>());
}

template <class T, class... Kinds>
void check_each(kinds<Kinds...>) {
  (check_numbers<T, Kinds>(), ...);
}

template <class T>
void test_plain_numbers() {
  check_each<T>(plain_kinds{});
}

// One that differs from the other three, at each place, and all four alike.
template <class T>
void test_each_place() {
  check_each_place<T>(some_scalars<float>(), plain_format<T>);
  check_each_place<T>(some_scalars<Eigen::half>(), format::float16);
  check_each_place<T>(some_scalars<Eigen::bfloat16>(), format::bfloat16);
}

// The compiler's own 16-bit types, where it has them: the same as Eigen's.
template <class T, class Kind, format Own>
void check_builtin_type() {
  const auto number = [](int place) { return from_bits<Kind>(oracle::encode<Own>(some_numbers[place])); };
  check_half_of_the_places<T>(make_scalar_set(number(0), number(1), number(2), number(3)), Own);
}

template <class T>
void test_builtin_types() {
#if SIGNOPT_HAS_FLOAT16_TYPE
  __extension__ typedef _Float16 builtin_half;
  check_builtin_type<T, builtin_half, format::float16>();
#endif
#if SIGNOPT_HAS_BFLOAT16_TYPE
  __extension__ typedef __bf16 builtin_bfloat16;
  check_builtin_type<T, builtin_bfloat16, format::bfloat16>();
#endif
#if !SIGNOPT_HAS_FLOAT16_TYPE && !SIGNOPT_HAS_BFLOAT16_TYPE
  GTEST_SKIP() << "this compiler has neither _Float16 nor __bf16 here";
#endif
}

template <class T>
void register_for(const char* dtype) {
  const auto add = [&](const char* name, int line, void (*body)()) {
    register_on_every_target(std::string("apply_add_sign_scalars/") + dtype, name, __FILE__, line, body);
  };
  add("plain_numbers", __LINE__, test_plain_numbers<T>);
  add("each_place", __LINE__, test_each_place<T>);
  add("builtin_types", __LINE__, test_builtin_types<T>);
}

const bool registered = [] {
  for_each_dtype([](auto zero, const char* dtype) { register_for<decltype(zero)>(dtype); });
  return true;
}();

}  // namespace
