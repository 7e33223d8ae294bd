// all_finite in tasks: in every cut, and what goes wrong in them; and the errors of its arguments.
#include <signopt/all_finite.hpp>

#include <gtest/gtest.h>

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <signopt/apply_add_sign.hpp>
#include <stdexcept>
#include <vector>

#include "support/bits.hpp"
#include "support/errors.hpp"
#include "support/executors.hpp"

namespace {

using namespace signopt_test;
using Eigen::ArrayXf;
using Eigen::Index;
using Eigen::Map;

TEST(all_finite_on_executors, in_every_cut) {
  std::vector<double> x(5000, 0.5);
  const auto size = static_cast<std::ptrdiff_t>(x.size());
  for (const any_executor& executor : every_executor()) {
    EXPECT_TRUE(signopt::all_finite(executor, x.data(), size)) << executor.name();
    for (std::size_t i = 0; i < x.size(); i += 71) {
      x[i] = from_bits<double>(0xfff0000000000001u);
      EXPECT_FALSE(signopt::all_finite(executor, x.data(), size)) << executor.name() << ", element " << i;
      x[i] = 0.5;
    }
  }
}

// Four tasks, run as a function says.
struct told_executor {
  std::function<void(std::ptrdiff_t, const std::function<void(std::ptrdiff_t)>&)> run;

  int concurrency() const { return 4; }
  std::ptrdiff_t grain_bytes() const { return 1; }
  template <class F>
  void bulk(std::ptrdiff_t tasks, F&& f) const {
    run(tasks, [&f](std::ptrdiff_t i) { f(i); });
  }
};

TEST(all_finite_on_executors, what_goes_wrong_reaches_the_caller) {
  const ArrayXf x = ArrayXf::Ones(5000);
  const told_executor throwing{[](std::ptrdiff_t, const auto&) { throw std::runtime_error("no threads"); }};
  EXPECT_THROW(static_cast<void>(signopt::all_finite(throwing, x)), std::runtime_error);
  const told_executor lazy{[](std::ptrdiff_t tasks, const auto& f) {
    for (std::ptrdiff_t i = 1; i < tasks; ++i) f(i);
  }};
  expect_error<signopt::error>([&] { static_cast<void>(signopt::all_finite(lazy, x)); },
                               {"bulk", "4", "3", "whether all elements are finite is unknown"});
  const auto failing = ArrayXf::NullaryExpr(5000, [](Index i) {
    if (i == 4000) throw std::range_error("4000");
    return 1.0f;
  });
  EXPECT_THROW(static_cast<void>(signopt::all_finite(failing)), std::range_error);
}

// The words are those of apply_add_sign_n.
TEST(all_finite_errors, of_pointers) {
  alignas(8) unsigned char bytes[32] = {};
  const float* const odd = reinterpret_cast<const float*>(bytes + 1);
  const float* const data = reinterpret_cast<const float*>(bytes);
  const float* const none = nullptr;
  const auto asking = [](const float* x, std::ptrdiff_t n) {
    return [=] { static_cast<void>(signopt::all_finite(x, n)); };
  };
  expect_error<signopt::operand_error>(asking(none, 3), {"data is a null pointer, expected 3 elements"});
  expect_error<signopt::operand_error>(asking(odd, 3), {"data is misaligned", "4 bytes", "1"});
  expect_error<signopt::shape_error>(asking(data, -2), {"the size n must not be negative, and is -2"});
  expect_error<signopt::shape_error>(asking(data, PTRDIFF_MAX), {"the size n is larger than any array can be"});
  EXPECT_TRUE(signopt::all_finite(none, 0));
  EXPECT_TRUE(signopt::all_finite(odd, 0));
  expect_error<signopt::shape_error>([&] { static_cast<void>(signopt::all_finite(signopt::serial(), data, -1)); },
                                     {"-1"});
}

TEST(all_finite_errors, of_eigen_objects_and_sets) {
  alignas(8) unsigned char bytes[64] = {};
  const float* const odd = reinterpret_cast<const float*>(bytes + 2);
  expect_error<signopt::operand_error>([&] { static_cast<void>(signopt::all_finite(Map<const ArrayXf>(odd, 3))); },
                                       {"x is misaligned"});
  const Map<const ArrayXf, 0, Eigen::InnerStride<>> strided(odd, 3, Eigen::InnerStride<>(2));
  expect_error<signopt::operand_error>([&] { static_cast<void>(signopt::all_finite(strided)); }, {"x is misaligned"});
  const Map<const ArrayXf, 0, Eigen::InnerStride<>> far(reinterpret_cast<const float*>(bytes), 3,
                                                        Eigen::InnerStride<>(PTRDIFF_MAX / 4));
  expect_error<signopt::operand_error>([&] { static_cast<void>(signopt::all_finite(far)); }, {"x has strides"});
  const std::vector<signopt::parameter<float>> negative{{nullptr, nullptr, nullptr, -1}};
  expect_error<signopt::shape_error>([&] { static_cast<void>(signopt::all_finite(negative)); }, {"parameter 0"});
}

}  // namespace
