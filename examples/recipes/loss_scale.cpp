// Loss scaling: the loss is multiplied by a constant so that small float16 gradients do not become 0, and the constant
// is divided out of the gradient before the step, in float32.
#include <cstdio>
#include <signopt/apply_add_sign.hpp>

using half_array = Eigen::Array<Eigen::half, Eigen::Dynamic, 1>;

int main() {
  const float loss_scale = 65536.0f;
  const signopt::add_sign_settings settings{0.1};
  const Eigen::ArrayXf small_gradients = Eigen::ArrayXf::Constant(100, 0x1p-26f);  // below the least float16

  // What a backward pass with a scaled loss leaves behind.
  const half_array scaled_grad = (loss_scale * small_gradients).cast<Eigen::half>();

  // The scale is a power of two: removing it is exact. The buffer is kept from step to step.
  Eigen::ArrayXf var = Eigen::ArrayXf::Zero(100), m = Eigen::ArrayXf::Zero(100), buffer(100);
  buffer = scaled_grad.cast<float>() * (1 / loss_scale);
  signopt::apply_add_sign(var, m, settings, buffer);

  // The same step from the true gradient, and from a float16 gradient without loss scaling.
  Eigen::ArrayXf true_var = Eigen::ArrayXf::Zero(100), true_m = Eigen::ArrayXf::Zero(100);
  signopt::apply_add_sign(true_var, true_m, settings, small_gradients);
  Eigen::ArrayXf unscaled_var = Eigen::ArrayXf::Zero(100), unscaled_m = Eigen::ArrayXf::Zero(100);
  signopt::apply_add_sign(unscaled_var, unscaled_m, settings, half_array(small_gradients.cast<Eigen::half>()));

  std::printf("var[0]: %g with loss scaling, %g without\n", double{var[0]}, double{unscaled_var[0]});
  const bool as_true_gradient = (var == true_var).all() && (m == true_m).all() && (var < 0).all();
  const bool lost_without = (unscaled_var == 0).all();
  return as_true_gradient && lost_without ? 0 : 1;
}
