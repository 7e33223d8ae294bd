// Trains a two-layer perceptron on 8 x 8 images of handwritten digits, all its parameters updated in
// one call of signopt::apply_add_sign_multi. Read optimizers.hpp for the use of signopt, training.hpp for the loop.
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "training.hpp"

namespace {

double train_in_dtype(const options& chosen, const digits::split& data) {
  if (chosen.dtype == "float16") return train<Eigen::half>(chosen, data);
  if (chosen.dtype == "bfloat16") return train<Eigen::bfloat16>(chosen, data);
  if (chosen.dtype == "float64") return train<double>(chosen, data);
  return train<float>(chosen, data);
}

int run(const options& chosen) {
  const digits::split data = digits::hold_out_every_fifth(digits::load(chosen.data));
  const double test_accuracy = train_in_dtype(chosen, data);
  if (test_accuracy >= chosen.min_accuracy) return 0;
  std::fprintf(stderr, "train_digits: the test accuracy is %.4f, below the %.4f that --min-accuracy asks for\n",
               test_accuracy, chosen.min_accuracy);
  return 1;
}

}  // namespace

int main(int count, char** arguments) {
  try {
    const options chosen = read_options(std::vector<std::string>(arguments + 1, arguments + count));
    if (!chosen.help) return run(chosen);
    std::fputs(usage, stdout);
    return 0;
  } catch (const usage_error& error) {
    std::fprintf(stderr, "train_digits: %s\nTry --help.\n", error.what());
    return 2;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "train_digits: %s\n", error.what());
    return 1;
  }
}
