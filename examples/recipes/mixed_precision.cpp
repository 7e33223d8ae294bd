// Mixed precision: parameters in float32, gradients in float16. The loss is multiplied by a scale, so that gradients do
// not underflow; the step takes it out again, in float32, and skips where a gradient has overflowed; the scale then
// shrinks by itself, and grows again after many steps that went well.
#include <cstdio>
#include <signopt/apply_add_sign.hpp>
#include <signopt/loss_scale.hpp>
#include <signopt/optimizer.hpp>

using half_array = Eigen::Array<Eigen::half, Eigen::Dynamic, 1>;

// A backward pass in float16, of a scaled loss: 65504 is the largest number that it knows. It writes into the array
// that the optimizer knows; `grad = backward(...)` would move another one, in other memory, into its place.
void backward(const Eigen::ArrayXf& var, double loss_scale, half_array& grad) {
  grad = (static_cast<float>(loss_scale) * (var - 3)).cast<Eigen::half>();
}

int main() {
  Eigen::ArrayXf var = Eigen::ArrayXf::Zero(100);
  half_array grad(100);

  signopt::optimizer<signopt::add_sign, float, Eigen::half> opt({0.05});
  opt.add_group({signopt::make_parameter(var, nullptr, grad)});
  signopt::dynamic_loss_scale loss_scale;  // from 65536

  int skipped = 0;
  for (int step = 0; step < 100; ++step) {
    backward(var, loss_scale.scale, grad);
    const signopt::step_report report = opt.step({1 / loss_scale.scale});
    loss_scale.update(report.applied);
    skipped += report.applied ? 0 : 1;
  }

  std::printf("var[0] %g after %lld steps, %d skipped; loss scale %g\n", double{var[0]},
              static_cast<long long>(opt.steps()), skipped, loss_scale.scale);
  return skipped == 2 && opt.steps() == 98 && loss_scale.scale == 16384 && (var - 3).abs().maxCoeff() < 0.1f ? 0 : 1;
}
