#include "kernel.hpp"

#include <cfenv>
#include <cmath>
#include <cstring>

#include "float16.hpp"
#include "memory_blocks.hpp"

namespace signopt_test::fake_acl::detail {
namespace {

// The device has a floating-point mode of its own, whatever that of the host's thread is.
class devices_own_mode {
 public:
  devices_own_mode() {
    std::fegetenv(&hosts_);
    std::fesetenv(FE_DFL_ENV);
  }
  ~devices_own_mode() { std::fesetenv(&hosts_); }
  devices_own_mode(const devices_own_mode&) = delete;
  devices_own_mode& operator=(const devices_own_mode&) = delete;

 private:
  std::fenv_t hosts_;
};

struct float32_type {
  using bits = float;
  static constexpr double smallest_normal = 0x1p-126;
  static double load(bits stored) { return static_cast<double>(stored); }
  static bits store(double value) {
    // Kept from the compiler, which would fuse this step with the next one on some CPUs.
    const volatile float stored = static_cast<float>(value);
    return stored;
  }
};

struct float16_type {
  using bits = std::uint16_t;
  static constexpr double smallest_normal = 0x1p-14;
  static double load(bits stored) { return double_of_half(stored); }
  static bits store(double value) { return half_of_double(value); }
};

template <class Type>
double rounded(double value) {
  return Type::load(Type::store(value));
}

template <class Type>
double flushed(double value) {
  return std::abs(value) < Type::smallest_normal ? std::copysign(0.0, value) : value;
}

template <class Type>
double load(const std::byte* memory, std::size_t i) {
  typename Type::bits stored;
  std::memcpy(&stored, memory + i * sizeof(stored), sizeof(stored));
  return Type::load(stored);
}

template <class Type>
void store(std::byte* memory, std::size_t i, double value) {
  const typename Type::bits stored = Type::store(value);
  std::memcpy(memory + i * sizeof(stored), &stored, sizeof(stored));
}

// By comparisons: neither holds for a NaN.
int sign(double value) { return value > 0 ? 1 : value < 0 ? -1 : 0; }

struct new_values {
  double var, m;
};

// In AddSign all is rounded to Type: the sign decides the factor. At the end 0 is added to both, and -0 becomes +0.
template <class Type>
new_values add_sign_step(double var, double new_m, double grad, double signs, const double (&scalars)[3]) {
  const double factor = rounded<Type>(rounded<Type>(rounded<Type>(signs * scalars[2]) + scalars[1]) * scalars[0]);
  return {rounded<Type>(var + -1 * rounded<Type>(factor * grad)) + 0.0, new_m + 0.0};
}

template <class Type>
new_values power_sign_step(double var, double new_m, double grad, double signs, const double (&scalars)[3]) {
  const double exponent = rounded<Type>(rounded<Type>(signs * scalars[2]) * scalars[1]);
  const double update = rounded<Type>(rounded<Type>(std::exp(exponent)) * grad);
  return {rounded<Type>(var - rounded<Type>(update * scalars[0])), new_m};
}

// `Type` is that of the operands, and `In` what is computed in; step gets lr, alpha or logbase, and sign_decay.
template <class Type, class In, class Step>
void compute(const kernel_operands& with, const Step& step) {
  const auto scalar = [&](std::size_t position) {
    const std::byte* const memory = with.in[position];
    return load<Type>(memory != nullptr ? memory : with.host_values[position].data(), 0);
  };
  const double scalars[3] = {scalar(2), scalar(3), scalar(4)}, beta = scalar(5);
  const double rest = rounded<In>(rounded<In>(beta * -1) + 1);
  const bool flushes = with.kind == kernels::flushing;
  const auto kept = [&](double value) { return flushes ? flushed<Type>(value) : value; };
  for (std::size_t i = 0; i < with.count; ++i) {
    const double var = kept(load<Type>(with.in[0], i)), m = kept(load<Type>(with.in[1], i));
    const double grad = kept(load<Type>(with.in[6], i));
    const double new_m = rounded<In>(rounded<In>(m * beta) + rounded<In>(grad * rest));
    const new_values made = step(var, new_m, grad, sign(grad) * sign(new_m), scalars);
    for (const auto& target : with.out) {
      store<Type>(target.var, i, kept(made.var));
      store<Type>(target.m, i, kept(made.m));
    }
  }
}

// What begins on 64 bytes in a block has its padding in it.
void spoil_padding(std::byte* begin, std::size_t bytes) {
  fill_with_garbage(begin + bytes, padded_size(bytes) - bytes);
}

}  // namespace

void run_kernel(const kernel_operands& operands) {
  if (operands.kind == kernels::idle) return;
  const devices_own_mode mode;
  const bool is_float32 = operands.type == element::float32;
  if (operands.rule == operation::power_sign_d) {
    is_float32 ? compute<float32_type, float32_type>(operands, power_sign_step<float32_type>)
               : compute<float16_type, float32_type>(operands, power_sign_step<float32_type>);
  } else {
    is_float32 ? compute<float32_type, float32_type>(operands, add_sign_step<float32_type>)
               : compute<float16_type, float16_type>(operands, add_sign_step<float16_type>);
  }
  const std::size_t bytes = operands.count * size_of(operands.type);
  for (const auto& target : operands.out) {
    spoil_padding(target.var, bytes);
    spoil_padding(target.m, bytes);
    if (operands.kind == kernels::off) {
      target.var[0] = static_cast<std::byte>(std::to_integer<int>(target.var[0]) + 1);
      target.var[padded_size(bytes) + 8] ^= std::byte{1};
    }
  }
}

void scribble(const kernel_operands& operands) {
  for (const auto& target : operands.out) {
    fill_with_garbage(target.var, operands.count * size_of(operands.type));
    fill_with_garbage(target.m, operands.count * size_of(operands.type));
  }
}

}  // namespace signopt_test::fake_acl::detail
