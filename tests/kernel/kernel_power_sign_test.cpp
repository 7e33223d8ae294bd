// PowerSign's kernels, plain and flushing, on every target.
#include "support/rule_rows.hpp"

namespace {

using namespace signopt_test;

const bool registered = [] {
  for_each_row_of_formulas([](auto row) {
    using r = decltype(row);
    register_formula_tests<typename r::var, typename r::grad, typename r::compute, power_sign_calls>();
  });
  return true;
}();

}  // namespace
