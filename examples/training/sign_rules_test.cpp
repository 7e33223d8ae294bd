// What sign_rules.hpp says that a call subtracts is what the call subtracts: the count of lost updates relies on it. In
// float64, where rounding is far below what is looked at; with weight decay, which no program here passes.
#include <algorithm>
#include <cstdio>
#include <signopt/make_parameter.hpp>
#include <signopt/parameter_set.hpp>

#include "random.hpp"
#include "sign_rules.hpp"

namespace {

template <class Settings>
auto set_weight_decay(Settings& settings) -> decltype(settings.weight_decay, void()) {
  settings.weight_decay = 0.25;
}
void set_weight_decay(signopt::add_sign_settings&) {}
void set_weight_decay(signopt::power_sign_settings&) {}

template <class Rule>
bool agrees(const char* name) {
  constexpr int elements = 100, steps = 50;
  training::random_source random(1);
  Eigen::ArrayXd var(elements), m = Eigen::ArrayXd::Zero(elements), grad(elements);
  for (double& number : var) number = random.uniform(1);
  const signopt::parameter_set<double> tensors{signopt::make_parameter(var, m, grad)};
  double largest_error = 0, largest_step = 0;
  for (int step = 0; step < steps; ++step) {
    for (double& number : grad) number = random.uniform(1);  // the signs agree with those of m, and do not
    grad[0] = 0;
    const Eigen::ArrayXd old_var = var, old_m = m;
    auto settings = Rule::settings_at({0.5, static_cast<double>(step), steps});
    set_weight_decay(settings);
    Rule::apply(tensors, settings);
    const Eigen::ArrayXd subtracted =
        Rule::subtracted(training::tensor_step<Eigen::ArrayXd>{old_var, old_m, m, grad}, settings);
    largest_error = std::max(largest_error, (old_var - subtracted - var).abs().maxCoeff());
    largest_step = std::max(largest_step, subtracted.abs().maxCoeff());
  }
  std::printf("%-10s steps of up to %g, known to %g\n", name, largest_step, largest_error);
  return largest_step > 0.4 && largest_error < 1e-14;
}

}  // namespace

int main() {
  const bool all[] = {agrees<training::add_sign_rule>("addsign"), agrees<training::power_sign_rule>("power_sign"),
                      agrees<training::lion_rule>("lion"), agrees<training::signum_rule>("signum")};
  return std::all_of(std::begin(all), std::end(all), [](bool right) { return right; }) ? 0 : 1;
}
