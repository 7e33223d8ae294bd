// The fuzzer's calls from pseudo-random bytes, on every target: a short run of it for every build.
#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "call_from_bytes.hpp"
#include "checked_call.hpp"
#include "support/targets.hpp"

namespace signopt_test::dlpack {
namespace {

void test_random_calls() {
  const auto check = std::make_unique<checked_call>();
  random_bits random(5);
  std::map<error_kind, int> refused;
  int computed = 0;
  for (int i = 0; i < 4000; ++i) {
    std::vector<std::uint8_t> bytes(96);
    for (std::uint8_t& each : bytes) each = static_cast<std::uint8_t>(random() >> 40);
    const call_from_bytes read(bytes.data(), bytes.size());
    const outcome found = (*check)(read.call);
    computed += found.of == outcome::kind::computed;
    if (found.of == outcome::kind::refused) ++refused[found.error];
    ASSERT_EQ(found.complaint, "") << "call " << i;
  }
  EXPECT_GT(computed, 500);
  for (const error_kind each : {type, conversion, shape, operand}) EXPECT_GT(refused[each], 20) << each;
}

const bool registered = [] {
  register_on_every_target("dlpack_random", "calls", __FILE__, __LINE__, test_random_calls);
  return true;
}();

}  // namespace
}  // namespace signopt_test::dlpack
