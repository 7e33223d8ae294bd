// On a CPU that is known, an emulated one, the library must choose the target that is best there. That the program runs
// at all shows more: nothing that this CPU lacks was executed on the way.
#include <cstdio>
#include <cstdlib>
#include <signopt/target.hpp>
#include <string>
#include <string_view>

int main() {
  const char* const expected = std::getenv("SIGNOPT_EMULATED_CPU_CHOOSES");
  if (expected == nullptr) {
    std::puts("SIGNOPT_EMULATED_CPU_CHOOSES is not set: run ctest with the preset of an emulated CPU");
    return 1;
  }
  const std::string chosen(signopt::active_target());
  const std::string_view best = signopt::available_targets()[0];
  std::printf("%s was chosen, %s expected\n", chosen.c_str(), expected);
  return chosen == expected && best == expected ? 0 : 1;
}
