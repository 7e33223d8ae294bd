// A step of an optimizer object with everything around the rule, and the norm of its gradients, compiled with flags
// that let the compiler reorder arithmetic and see no NaN: on every target the bits that they have without. What these
// are is tested with the oracle in tests/optimizer; here one number stands for them. A NaN must stop a step.
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <signopt/optimizer.hpp>
#include <signopt/target.hpp>
#include <string_view>
#include <vector>

struct half {  // as plain bits: no arithmetic of the compiler's can interfere
  std::uint16_t bits;
};
template <>
struct signopt::dtype_of<half> : signopt::dtype_constant<signopt::dtype::float16> {};

namespace {

constexpr std::ptrdiff_t sizes[] = {9001, 17, 4096, 333};
constexpr std::ptrdiff_t total = 9001 + 17 + 4096 + 333;

std::uint64_t mixed(std::uint64_t x) {
  x = (x + 1) * 0x9e3779b97f4a7c15u;
  x ^= x >> 29;
  x *= 0xbf58476d1ce4e5b9u;
  return x ^ x >> 32;
}

// About 2^-3 to 2, of either sign, with all digits.
void set(float& x, std::uint64_t bits) {
  const std::uint32_t narrow = static_cast<std::uint32_t>(bits & 0x80ffffffu) | (0x3eu << 24);
  std::memcpy(&x, &narrow, sizeof x);
}
void set(double& x, std::uint64_t bits) {
  bits = (bits & 0x801fffffffffffffu) | (std::uint64_t{0x3fc} << 52);
  std::memcpy(&x, &bits, sizeof x);
}
void set(half& x, std::uint64_t bits) { x.bits = static_cast<std::uint16_t>((bits & 0x87ffu) | 0x3000u); }

void add_to(std::uint64_t& fingerprint, const void* data, std::size_t bytes) {
  const auto* const from = static_cast<const unsigned char*>(data);
  for (std::size_t i = 0; i < bytes; ++i) fingerprint = (fingerprint ^ from[i]) * 0x100000001b3u;
}

template <class Rule, class T, class G>
struct object {
  object() {
    for (std::ptrdiff_t i = 0; i < total; ++i) {
      const auto at = static_cast<std::size_t>(i);
      set(var[at], mixed(3 * at));
      set(grad[at], mixed(3 * at + 1));
    }
    typename Rule::settings plain, whole;
    plain.lr = 0.01;
    whole.lr = 0.3;
    whole.weight_decay = 0.1;
    whole.l2 = 0.7;
    std::ptrdiff_t at = 0;
    for (const std::ptrdiff_t size : sizes) {
      opt.add_group({{var.data() + at, nullptr, grad.data() + at, size}}, size % 2 == 0 ? whole : plain);
      at += size;
    }
  }

  std::vector<T> var = std::vector<T>(total);
  std::vector<G> grad = std::vector<G>(total);
  signopt::optimizer<Rule, T, G> opt;
};

template <class Rule, class T, class G>
void run(std::uint64_t& fingerprint) {
  object<Rule, T, G> made;
  for (int step = 0; step < 3; ++step) {
    const signopt::step_report report = made.opt.step({1 / 3.0, 1.0});
    add_to(fingerprint, &report.grad_norm, sizeof report.grad_norm);
    add_to(fingerprint, &report.clip, sizeof report.clip);
  }
  add_to(fingerprint, made.var.data(), made.var.size() * sizeof(T));
  for (std::ptrdiff_t i = 0; i < made.opt.tensors(); ++i)
    add_to(fingerprint, made.opt.momentum(i), static_cast<std::size_t>(made.opt.tensor(i).size) * sizeof(T));
}

bool stops_at_a_nan() {
  object<signopt::add_sign, float, half> made;
  const std::vector<float> before = made.var;
  made.grad.back().bits = 0x7e00;
  const bool applied = made.opt.step().applied || made.opt.inspect().is_finite;
  return !applied && std::memcmp(before.data(), made.var.data(), before.size() * sizeof(float)) == 0;
}

}  // namespace

int main() {
  constexpr std::uint64_t expected = 0x072a5197b79be522u;
  int failures = 0;
  for (const std::string_view target : signopt::available_targets()) {
    signopt::use_target(target);
    std::uint64_t fingerprint = 0xcbf29ce484222325u;
    run<signopt::add_sign, float, float>(fingerprint);
    run<signopt::add_sign, float, half>(fingerprint);
    run<signopt::power_sign, half, half>(fingerprint);
    run<signopt::lion, double, double>(fingerprint);
    const bool is_right = fingerprint == expected && stops_at_a_nan();
    std::printf("%.*s: 0x%016llx%s\n", static_cast<int>(target.size()), target.data(),
                static_cast<unsigned long long>(fingerprint), is_right ? "" : " is wrong");
    failures += is_right ? 0 : 1;
  }
  return failures;
}
