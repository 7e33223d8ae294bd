// Saving and resuming: the object saves its momentum, its steps and its settings; the program its parameters, and what
// else it has, as pairs of text. A training that is resumed goes on in the same bits.
#include <cstdio>
#include <filesystem>
#include <signopt/apply_lion.hpp>
#include <signopt/lr_schedule.hpp>
#include <signopt/optimizer.hpp>
#include <string>

struct training {
  training() { opt.add_group({signopt::make_parameter(weights, nullptr, grad)}, {}, {"weights"}); }
  void step() {
    grad = weights.sin() + 0.1f;
    opt.settings(0).lr = signopt::linear_lr(static_cast<double>(opt.steps()), {0.01, 5, 20});
    opt.step();
  }

  Eigen::ArrayXf weights = Eigen::ArrayXf::LinSpaced(1000, -1, 1), grad{1000};
  signopt::optimizer<signopt::lion> opt;
};

int main() {
  const std::filesystem::path file = std::filesystem::temp_directory_path() / "signopt_recipe_resume.safetensors";
  training straight, first, second;
  for (int step = 0; step < 20; ++step) straight.step();

  for (int step = 0; step < 10; ++step) first.step();
  first.opt.save(file, {{"epoch", "3"}});

  second.weights = first.weights;  // which the program saves as it likes
  const auto pairs = second.opt.load(file);
  for (int step = 0; step < 10; ++step) second.step();
  std::filesystem::remove(file);

  const bool same = (second.weights == straight.weights).all();
  std::printf("epoch %s, step %lld: %s bits\n", pairs.at("epoch").c_str(), static_cast<long long>(second.opt.steps()),
              same ? "the same" : "other");
  return same && second.opt.steps() == 20 ? 0 : 1;
}
