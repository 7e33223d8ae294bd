// Storages of their own that are both of 16 bits, m and grad beside a float32 var, or m beside a 16-bit var: all m and
// a slice of grad, or with SIGNOPT_EXHAUSTIVE=1 in the environment all of both, against the oracle.
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "support/exhaustive_pairs.hpp"
#include "support/kernel_check.hpp"
#include "support/targets.hpp"

namespace {

using namespace signopt_test;

template <class T, class M, class G>
bool pairs_agree(std::uint64_t index, std::uint64_t grad_bits) {
  using check = kernel_check<T, G, float, false, add_sign_calls, M>;
  const auto numbers = check::rounded(scalars_of_pairs<add_sign_calls>(index));
  typename check::streams data;
  for (std::uint64_t k = 0; k < 65536; ++k) {
    // a var of any exponent, from the same numbers
    data.push_back(static_cast<std::uint64_t>(bits_of(nearest<T>(1.0))) + (k * 40503 + grad_bits * 8191) % 2048, k,
                   grad_bits);
  }
  typename check::streams got = data;
  check::apply(numbers, got.var.data(), got.m.data(), got.grad.data(), got.size());
  const auto step = check::rule_of(numbers, false);
  for (std::size_t k = 0; k < got.size(); ++k) {
    const oracle::result r = step(bits_of(data.var[k]), bits_of(data.m[k]), grad_bits);
    if (same_result(got.var[k], from_bits<T>(r.var)) && same_result(got.m[k], from_bits<M>(r.m))) continue;
    ADD_FAILURE() << "var " << describe(data.var[k]) << " m " << describe(data.m[k]) << " grad "
                  << describe(data.grad[k]) << "\n  got      var " << describe(got.var[k]) << " m "
                  << describe(got.m[k]) << "\n  expected var " << describe(from_bits<T>(r.var)) << " m "
                  << describe(from_bits<M>(r.m));
    return false;
  }
  return true;
}

template <class T, class M, class G>
void test_pairs() {
  const std::uint64_t stride = exhaustive() ? 1 : 8179;
  for_each_index(65536 / stride, [&](std::uint64_t index) { return pairs_agree<T, M, G>(index, index * stride); });
}

template <class T, class M, class G>
void register_pairs_of_storages() {
  register_on_every_target(kernel_check<T, G, float, false, add_sign_calls, M>::suite(), "pairs", __FILE__, __LINE__,
                           test_pairs<T, M, G>);
}

const bool registered = [] {
  using half = Eigen::half;
  using bfloat16 = Eigen::bfloat16;
  register_pairs_of_storages<float, half, half>();
  register_pairs_of_storages<float, half, bfloat16>();
  register_pairs_of_storages<float, bfloat16, half>();
  register_pairs_of_storages<float, bfloat16, bfloat16>();
  register_pairs_of_storages<half, bfloat16, half>();
  register_pairs_of_storages<bfloat16, half, bfloat16>();
  return true;
}();

}  // namespace
