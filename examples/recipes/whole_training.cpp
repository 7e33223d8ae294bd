// A whole training, to be copied: gradients in bfloat16, a schedule, clipping, steps that are skipped, a checkpoint to
// resume from, and a pool of threads. The model is a linear one, and learns a known map.
//
//     whole_training [FILE [THREADS]]     FILE: the checkpoint, which stays; without, in a temporary place
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <limits>
#include <signopt/eigen_pool.hpp>
#include <signopt/signopt.hpp>
#include <sstream>
#include <stdexcept>

namespace {

const signopt::lr_schedule schedule{0.1, 20, 400};  // the peak, the steps of warm-up, and all steps

struct training {
  Eigen::MatrixXf weights = Eigen::MatrixXf::Zero(3, 8);
  Eigen::VectorXf bias = Eigen::VectorXf::Zero(3);
  Eigen::Matrix<Eigen::bfloat16, 3, 8> weights_grad;  // as wide a range as float32: no loss scale is needed
  Eigen::Matrix<Eigen::bfloat16, 3, 1> bias_grad;
  signopt::optimizer<signopt::add_sign, float, Eigen::bfloat16> opt;

  // The object points to the arrays.
  training(const training&) = delete;
  training& operator=(const training&) = delete;

  training() {
    signopt::add_sign::settings decayed;
    decayed.weight_decay = 1e-4;
    opt.add_group({signopt::make_parameter(weights, nullptr, weights_grad)}, decayed, {"weights"});
    opt.add_group({signopt::make_parameter(bias, nullptr, bias_grad)}, {}, {"bias"});
  }

  float backward(const Eigen::MatrixXf& x, const Eigen::MatrixXf& y) {
    const Eigen::MatrixXf error = (weights * x).colwise() + bias - y;
    weights_grad = (2.0f / 64 * (error * x.transpose())).cast<Eigen::bfloat16>();
    bias_grad = (2.0f / 64 * error.rowwise().sum()).cast<Eigen::bfloat16>();
    return error.squaredNorm() / 64;
  }

  // The object saves the momentum, the steps and the settings; the parameters are the program's, here as pairs of text
  // with all of their bits. A large model has a file for them.
  void save(const std::filesystem::path& file) const {
    const Eigen::IOFormat exact(std::numeric_limits<float>::max_digits10, Eigen::DontAlignCols, " ", " ");
    std::ostringstream text;
    text << weights.format(exact) << ' ' << bias.format(exact);
    opt.save(file, {{"parameters", text.str()}});
  }
  void load(const std::filesystem::path& file) {
    std::istringstream text(opt.load(file).at("parameters"));
    for (Eigen::Index row = 0; row < 3; ++row) {
      for (Eigen::Index col = 0; col < 8; ++col) text >> weights(row, col);
    }
    for (float& each : bias) text >> each;
    if (!text) throw std::runtime_error(file.string() + " has not all parameters");
  }

  // Up to step `end`: the loss before the last step, or NaN where no step could be made for so long that none will be.
  template <class Executor>
  float run(const Executor& executor, std::int64_t end, const Eigen::MatrixXf& x, const Eigen::MatrixXf& y) {
    float loss = 0;
    for (int skipped = 0; opt.steps() < end;) {
      loss = backward(x, y);
      const double lr = signopt::cosine_lr(static_cast<double>(opt.steps()), schedule);
      opt.settings(0).lr = opt.settings(1).lr = lr;
      const signopt::step_report report = opt.step(executor, {1, 1.0});  // scale, max_grad_norm
      skipped = report.applied ? 0 : skipped + 1;
      if (skipped == 50) return std::numeric_limits<float>::quiet_NaN();
      if (report.applied && opt.steps() % 100 == 0) std::cout << "loss " << loss << ", " << report << std::endl;
    }
    return loss;
  }
};

}  // namespace

int main(int argc, char** argv) {
  const bool is_named = argc > 1;
  const std::filesystem::path file =
      is_named ? argv[1] : std::filesystem::temp_directory_path() / "signopt_recipe_whole.safetensors";
  const Eigen::MatrixXf x = Eigen::MatrixXf::Random(8, 64), map = Eigen::MatrixXf::Random(3, 8);
  const Eigen::MatrixXf y = (map * x).colwise() + Eigen::VectorXf::LinSpaced(3, -1, 1);

  training straight;
  const float loss = straight.run(signopt::serial(), 400, x, y);

  // The same in two parts, of which a pool of threads makes the second. A program of your own has one training, and
  // begins with load() where there is a file.
  training first, second;
  first.run(signopt::serial(), 200, x, y);
  first.save(file);
  second.load(file);
  Eigen::ThreadPool pool(argc > 2 ? std::atoi(argv[2]) : 2);
  // The grain of 1 byte is for show: without it, so small a model stays on the calling thread, and that is right.
  second.run(signopt::eigen_pool(pool, 1), 400, x, y);
  if (!is_named) std::filesystem::remove(file);

  const bool is_same = second.weights == straight.weights && second.bias == straight.bias;
  std::cout << "loss " << loss << ", resumed at step 200: " << (is_same ? "the same" : "other") << " bits" << std::endl;
  return is_same && loss < 2e-3f ? 0 : 1;
}
