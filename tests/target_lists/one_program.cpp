// Parts of one program, each with a list of targets of its own (SIGNOPT_TARGETS): each runs the chosen target or its
// own next best, with the same bits, and none keeps another one from the best.
#include <cstdio>
#include <string>
#include <vector>

#include "unit.hpp"

namespace {

int failures = 0;

void expect(bool is_true, const std::string& what) {
  if (is_true) return;
  std::printf("failed: %s\n", what.c_str());
  ++failures;
}

}  // namespace

int main() {
  // The part with the fewest decides first.
  expect(of_scalar::active() == "scalar", "a part with scalar alone runs " + of_scalar::active());
  const std::vector<std::string> all = of_all_targets::available(), some = of_portable::available();
  expect(of_all_targets::active() == all.front(), "the best is " + all.front() + ", and " + of_all_targets::active() +
                                                      " runs, because a part without it was the first");
  expect(of_portable::active() == some.front(), "a part with portable runs " + of_portable::active());

  const std::vector<float> expected = of_scalar::momentum_after_one_step();
  for (const std::string& name : all) {
    expect(of_all_targets::accepts(name.c_str()), name + " is refused by the part that has it");
    expect(of_all_targets::active() == name, name + " was forced, and " + of_all_targets::active() + " runs");
    const std::string next_best = name == "scalar" ? name : some.front();
    expect(of_portable::active() == next_best, name + " was forced, and a part without runs " + of_portable::active());
    expect(of_scalar::active() == "scalar", name + " was forced, and a part without runs " + of_scalar::active());
    expect(of_all_targets::momentum_after_one_step() == expected, name + ": other bits than scalar");
    expect(of_portable::momentum_after_one_step() == expected, name + ": a part without it computes other bits");
    if (name != "scalar") expect(!of_scalar::accepts(name.c_str()), name + " is accepted by a part without it");
  }
  std::printf("%zu targets, %zu with portable alone, %d failures\n", all.size(), some.size(), failures);
  return failures == 0 ? 0 : 1;
}
