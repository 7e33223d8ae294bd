// A torch::nn module that trains with signopt: weights with weight decay, biases without, a schedule, and an optimizer
// that is saved and loaded.
#include <cstdio>
#include <sstream>
#include <vector>

#include "sign_optimizer.hpp"

using signopt_torch::sign_optimizer;

// A circle in the plane: points inside belong to class 1.
static torch::Tensor inside(const torch::Tensor& points) { return (points.square().sum(1) < 0.5).to(at::kLong); }

int main() {
  torch::manual_seed(1);
  torch::nn::Sequential net(torch::nn::Linear(2, 32), torch::nn::ReLU(), torch::nn::Linear(32, 2));
  const torch::Tensor points = torch::rand({512, 2}) * 2 - 1, classes = inside(points);

  std::vector<torch::Tensor> weights, biases;
  for (const torch::Tensor& parameter : net->parameters())
    (parameter.dim() > 1 ? weights : biases).push_back(parameter);
  sign_optimizer<signopt::lion> optimizer(weights, {.lr = 1e-2, .weight_decay = 0.1});
  optimizer.add_group(biases, {.lr = 1e-2});
  torch::optim::StepLR schedule(optimizer, 100, 0.5);
  std::printf("%s\n", signopt_torch::at_parallel::description().c_str());

  float first = 0, last = 0;
  for (int step = 0; step <= 300; ++step) {
    optimizer.zero_grad();
    const torch::Tensor loss = torch::nn::functional::cross_entropy(net->forward(points), classes);
    loss.backward();
    optimizer.step();
    schedule.step();
    last = loss.item<float>();
    if (step == 0) first = last;
    if (step % 100 == 0) std::printf("step %3d  loss %.4f  lr %.5f\n", step, last, optimizer.settings(0).lr);
  }

  std::stringstream file;
  torch::save(optimizer, file);
  sign_optimizer<signopt::lion> resumed(weights, {});
  resumed.add_group(biases, {});
  torch::load(resumed, file);
  std::printf("loaded: lr %.5f, weight decay %.1f\n", resumed.settings(0).lr, resumed.settings(0).weight_decay);
  return last < first / 4 && resumed.settings(0).lr == optimizer.settings(0).lr ? 0 : 1;
}
