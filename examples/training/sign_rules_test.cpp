// What sign_rules.hpp says that a step subtracts is what the step subtracts: the count of lost updates relies on it. In
// float64, where rounding is far below what is looked at; with weight decay, a loss scale, and gradients that are
// clipped or not.
#include <algorithm>
#include <cstdio>
#include <signopt/make_parameter.hpp>
#include <signopt/optimizer.hpp>

#include "random.hpp"
#include "sign_rules.hpp"

namespace {

template <class Rule>
bool agrees(const char* name) {
  constexpr int elements = 100, steps = 50;
  training::random_source random(1);
  Eigen::ArrayXd var(elements), m = Eigen::ArrayXd::Zero(elements), grad(elements);
  for (double& number : var) number = random.uniform(1);
  signopt::optimizer<Rule, double> optimizer;
  typename Rule::settings decayed;
  decayed.weight_decay = 0.25;
  optimizer.add_group({signopt::make_parameter(var, m, grad)}, decayed);

  double largest_error = 0, largest_step = 0;
  int clipped = 0;
  for (int step = 0; step < steps; ++step) {
    for (double& number : grad) number = 8 * random.uniform(1);  // the signs agree with those of m, and do not
    grad[0] = 0;
    const Eigen::ArrayXd old_var = var, old_m = m;
    training::set_moment(optimizer.settings(0), {0.5, static_cast<double>(step), steps});
    const signopt::step_report report = optimizer.step({0.125, 5.75});  // scale, max_grad_norm: near to the norm
    clipped += report.clip < 1;
    const training::tensor_step<Eigen::ArrayXd> around{old_var, old_m, m, 0.125 * report.clip * grad};
    const Eigen::ArrayXd subtracted = training::subtracted(optimizer.settings(0), around);
    largest_error = std::max(largest_error, (old_var - subtracted - var).abs().maxCoeff());
    largest_step = std::max(largest_step, subtracted.abs().maxCoeff());
  }
  std::printf("%-10s steps of up to %g, known to %g; %d of %d clipped\n", name, largest_step, largest_error, clipped,
              steps);
  return largest_step > 0.4 && largest_error < 1e-14 && clipped > 0 && clipped < steps;
}

}  // namespace

int main() {
  const bool all[] = {agrees<signopt::add_sign>("addsign"), agrees<signopt::power_sign>("power_sign"),
                      agrees<signopt::lion>("lion"), agrees<signopt::signum>("signum")};
  return std::all_of(std::begin(all), std::end(all), [](bool right) { return right; }) ? 0 : 1;
}
