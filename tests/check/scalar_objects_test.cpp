// Scalars that are Eigen objects of one element, of every dtype and form: they count as a value of their dtype.
#include <gtest/gtest.h>

#include <cstddef>
#include <string>

#include "support/scalar_check.hpp"
#include "support/targets.hpp"

namespace {

using namespace signopt_test;

// `make` turns a number into an object of one element.
template <class T, class X, class Make>
void check_objects(Make make) {
  check_half_of_the_places<T>(
      make_scalar_set(make(number_as<X>(0)), make(number_as<X>(1)), make(number_as<X>(2)), make(number_as<X>(3))),
      format_of_v<X>);
}

template <class X>
using one_by_one = Eigen::Array<X, Eigen::Dynamic, Eigen::Dynamic>;

template <class T>
void test_dtypes() {
  const auto make = [](auto x) -> one_by_one<decltype(x)> { return one_by_one<decltype(x)>::Constant(1, 1, x); };
  check_objects<T, Eigen::half>(make);
  check_objects<T, Eigen::bfloat16>(make);
  check_objects<T, float>(make);
  check_objects<T, double>(make);
}

// Arrays, matrices and views.
template <class T>
void test_forms() {
  using column = Eigen::Matrix<T, Eigen::Dynamic, 1>;
  check_objects<T, T>([](T x) -> Eigen::Array<T, 1, 1> { return Eigen::Array<T, 1, 1>::Constant(x); });
  check_objects<T, T>([](T x) -> Eigen::Matrix<T, 1, 1> { return Eigen::Matrix<T, 1, 1>::Constant(x); });
  check_objects<T, T>([](T x) -> column { return column::Constant(1, x); });
  T stored[4];
  for (std::size_t i = 0; i < 4; ++i) stored[i] = number_as<T>(i);
  using map = Eigen::Map<const column>;
  check_half_of_the_places<T>(
      make_scalar_set(map(stored, 1), map(stored + 1, 1), map(stored + 2, 1), map(stored + 3, 1)), format_of_v<T>);
  const column all = map(stored, 4);
  check_half_of_the_places<T>(
      make_scalar_set(all.segment(0, 1), all.segment(1, 1), all.segment(2, 1), all.segment(3, 1)), format_of_v<T>);
}

template <class T>
void register_for(const char* dtype) {
  const auto add = [&](const char* name, int line, void (*body)()) {
    register_on_every_target(std::string("apply_add_sign_scalar_objects/") + dtype, name, __FILE__, line, body);
  };
  add("dtypes", __LINE__, test_dtypes<T>);
  add("forms", __LINE__, test_forms<T>);
}

const bool registered = [] {
  for_each_dtype([](auto zero, const char* dtype) { register_for<decltype(zero)>(dtype); });
  return true;
}();

}  // namespace
