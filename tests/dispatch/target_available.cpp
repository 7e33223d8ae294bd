// Says whether the target named can run here. As entries of ctest, one for each target, these make visible what the
// tests that run on every available target did not cover.
#include <cstdio>
#include <signopt/target.hpp>
#include <string_view>

int main(int argc, char** argv) {
  constexpr int skipped = 77;
  if (argc != 2) return 1;
  const std::string_view asked = argv[1];
  for (const std::string_view name : signopt::available_targets()) {
    if (name != asked) continue;
    signopt::use_target(name);
    if (signopt::active_target() == name) return 0;
    std::printf("%s is available, but another target runs where it is forced\n", argv[1]);
    return 1;
  }
  std::printf("%s: not on this CPU, or not with this compiler\n", argv[1]);
  return skipped;
}
