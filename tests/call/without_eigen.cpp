// A model in memory that belongs to a framework, updated by a program that is compiled without Eigen on its path: sets
// and ranges, scalars, 16-bit types, an executor, gradients that are absent.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <signopt/multi_tensor.hpp>
#include <vector>

#if defined(EIGEN_WORLD_VERSION)
#  error "this program must not include Eigen"
#endif

namespace framework {
struct brain {
  std::uint16_t bits;
};
}  // namespace framework
template <>
struct signopt::dtype_of<framework::brain> : signopt::dtype_constant<signopt::dtype::bfloat16> {};

namespace {

struct five_tasks : signopt::serial {
  int concurrency() const { return 5; }
  std::ptrdiff_t grain_bytes() const { return 1; }
};

int failures = 0;

template <class T, class Same>
void expect_all(const char* what, const std::vector<T>& got, const T& expected, Same same) {
  for (const T& each : got) {
    if (same(each, expected)) continue;
    std::printf("%s is not what it should be\n", what);
    ++failures;
    return;
  }
}

const auto same_number = [](float a, float b) { return a == b; };
const auto same_bits = [](framework::brain a, framework::brain b) { return a.bits == b.bits; };

// m = 0.5 * 0 + 0.5 * 0.5 = 0.25, and var = 1 - 0.25 * (1 + 1) * 0.5 = 0.75
void step_on_floats() {
  std::vector<float> var(1000, 1.0f), m(1000, 0.0f), grad(1000, 0.5f);
  std::vector<float> frozen(1000, 1.0f), frozen_m(1000, 0.0f);
  std::vector<float> as_a_range(1000, 1.0f), as_a_range_m(1000, 0.0f);
  const signopt::parameter_set<float> model{{var.data(), m.data(), grad.data(), 1000},
                                            {frozen.data(), frozen_m.data(), nullptr, 1000}};
  signopt::apply_add_sign_multi(five_tasks(), model, 0.25f, 1, 1.0, 0.5f);
  const std::vector<signopt::parameter<float>> range{{as_a_range.data(), as_a_range_m.data(), grad.data(), 1000, 0.5}};
  signopt::add_sign_settings settings;
  settings.lr = 0.5;
  settings.beta = 0.5;
  signopt::apply_add_sign_multi(range, settings);
  expect_all("var", var, 0.75f, same_number);
  expect_all("m", m, 0.25f, same_number);
  expect_all("var without a gradient", frozen, 1.0f, same_number);
  expect_all("m without a gradient", frozen_m, 0.0f, same_number);
  expect_all("var of a range", as_a_range, 0.75f, same_number);
  expect_all("m of a range", as_a_range_m, 0.25f, same_number);
}

// The same: 1 is 0x3f80, 0.75 is 0x3f40, 0.5 is 0x3f00, 0.25 is 0x3e80.
void step_on_16_bits() {
  using framework::brain;
  const brain quarter{0x3e80}, half{0x3f00}, one{0x3f80};
  std::vector<brain> var(100, one), m(100, brain{0}), grad(100, half);
  std::vector<float> wide(100, 1.0f), wide_m(100, 0.0f);
  signopt::apply_add_sign_multi(signopt::parameter_set<brain>{{var.data(), m.data(), grad.data(), 100}}, quarter, one,
                                one, half);
  signopt::apply_add_sign_multi(signopt::parameter_set<float, brain>{{wide.data(), wide_m.data(), grad.data(), 100}},
                                quarter, 1, one, 0.5);
  expect_all("bfloat16 var", var, brain{0x3f40}, same_bits);
  expect_all("bfloat16 m", m, quarter, same_bits);
  expect_all("float32 var beside bfloat16 gradients", wide, 0.75f, same_number);
}

}  // namespace

int main() {
  step_on_floats();
  step_on_16_bits();
  try {
    float number = 0;
    const signopt::parameter_set<float> overlapping{{&number, &number, nullptr, 1}};
    std::printf("overlap is not found\n");
    ++failures;
  } catch (const signopt::operand_error& error) {
    std::puts(error.what());
  }
  return failures;
}
