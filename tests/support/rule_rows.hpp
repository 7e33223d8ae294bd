// The tests of a rule's formula, for one row of the type table: of the kernel and of the one that flushes. What belongs
// to the loop, which knows no formula, is tested with AddSign.
#pragma once

#include "flush_tests.hpp"
#include "kernel_tests.hpp"
#include "type_rows.hpp"

namespace signopt_test {

template <class T, class G, class C, class Rule>
void register_formula_tests() {
  const auto add = [](bool flush, const char* name, int line, void (*body)()) {
    const std::string suite =
        flush ? kernel_check<T, G, C, true, Rule>::suite() : kernel_check<T, G, C, false, Rule>::suite();
    register_on_every_target(suite, name, __FILE__, line, body);
  };
  add(false, "sizes", __LINE__, test_sizes<T, G, C, false, Rule>);
  add(false, "signs", __LINE__, test_signs<T, G, C, false, Rule>);
  add(false, "special_values", __LINE__, test_special_values<T, G, C, false, Rule>);
  add(false, "hyper_parameters", __LINE__, test_hyper_parameters<T, G, C, false, Rule>);
  add(true, "sizes", __LINE__, test_sizes<T, G, C, true, Rule>);
  add(true, "threshold", __LINE__, [] { test_flush_threshold<T, G, C, Rule>(64); });
}

}  // namespace signopt_test
