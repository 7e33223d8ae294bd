// A training loop with everything that optimizer.hpp has around a step: groups, a schedule, a loss scale for gradients
// in float16, clipping, steps that are skipped, and a checkpoint. The model is a linear one, and learns a known map.
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <signopt/apply_add_sign.hpp>
#include <signopt/loss_scale.hpp>
#include <signopt/lr_schedule.hpp>
#include <signopt/optimizer.hpp>

using half_matrix = Eigen::Matrix<Eigen::half, Eigen::Dynamic, Eigen::Dynamic>;
using half_vector = Eigen::Matrix<Eigen::half, Eigen::Dynamic, 1>;

struct model {
  Eigen::MatrixXf weights = Eigen::MatrixXf::Zero(3, 8);
  Eigen::VectorXf bias = Eigen::VectorXf::Zero(3);
  half_matrix weights_grad{3, 8};
  half_vector bias_grad{3};

  // The mean squared error, and its gradients times `loss_scale`.
  float backward(const Eigen::MatrixXf& x, const Eigen::MatrixXf& y, float loss_scale) {
    const Eigen::MatrixXf error = (weights * x).colwise() + bias - y;
    const float scale = 2 * loss_scale / static_cast<float>(x.cols());
    weights_grad = (scale * (error * x.transpose())).cast<Eigen::half>();
    bias_grad = (scale * error.rowwise().sum()).cast<Eigen::half>();
    return error.squaredNorm() / static_cast<float>(x.cols());
  }
};

int main() {
  const Eigen::MatrixXf true_weights = Eigen::MatrixXf::Random(3, 8), x = Eigen::MatrixXf::Random(8, 64);
  const Eigen::MatrixXf y = (true_weights * x).colwise() + Eigen::VectorXf::LinSpaced(3, -1, 1);
  const std::filesystem::path checkpoint = std::filesystem::temp_directory_path() / "signopt_recipe_loop.safetensors";
  const int steps = 400;
  model net;

  signopt::add_sign::settings decayed;
  decayed.weight_decay = 1e-4;
  signopt::optimizer<signopt::add_sign, float, Eigen::half> opt;
  opt.add_group({signopt::make_parameter(net.weights, nullptr, net.weights_grad)}, decayed, {"weights"});
  opt.add_group({signopt::make_parameter(net.bias, nullptr, net.bias_grad)}, {}, {"bias"});

  signopt::dynamic_loss_scale loss_scale;
  float loss = 0;
  int skipped_in_a_row = 0;
  while (opt.steps() < steps && skipped_in_a_row < 50) {
    loss = net.backward(x, y, static_cast<float>(loss_scale.scale));

    const double lr = signopt::cosine_lr(static_cast<double>(opt.steps()), {0.1, 20, steps});
    opt.settings(0).lr = opt.settings(1).lr = lr;
    const signopt::step_report report = opt.step({1 / loss_scale.scale, 1.0});  // scale, max_grad_norm
    loss_scale.update(report.applied);
    skipped_in_a_row = report.applied ? 0 : skipped_in_a_row + 1;

    if (report.applied && opt.steps() % 100 == 0) {
      std::cout << "loss " << loss << ", " << report << '\n';
      opt.save(checkpoint, {{"loss_scale", loss_scale.to_text()}});
    }
  }
  std::filesystem::remove(checkpoint);
  return loss < 1e-3f ? 0 : 1;
}
