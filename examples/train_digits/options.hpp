// The command line of train_digits.
#pragma once

#include <cstdlib>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

struct options {
  std::string optimizer = "addsign";
  std::string dtype = "float32";
  int epochs = 15;
  int batch = 32;
  double lr = 0;  // 0: the default of the optimizer
  int seed = 1;
  int threads = 1;
  std::string data = SIGNOPT_DIGITS_FILE;  // a definition from CMake, so that the program runs in any directory
  double min_accuracy = 0;
  bool help = false;
};

constexpr const char* usage =
    "usage: train_digits [options]\n"
    "Trains a two-layer perceptron on images of handwritten digits.\n\n"
    "  --optimizer NAME   addsign, sgd or adam (default addsign)\n"
    "  --dtype NAME       what parameters, momenta and gradients are stored in:\n"
    "                     float16, bfloat16, float32 or float64 (default float32);\n"
    "                     the second moment of adam in no less than float32\n"
    "  --epochs N         passes over the training images (default 15)\n"
    "  --batch N          images in a step (default 32)\n"
    "  --lr X             learning rate (default addsign 0.4, sgd 0.4, adam 0.005)\n"
    "  --seed N           for initial weights and order of images (default 1)\n"
    "  --threads N        threads that addsign updates on (default 1); the results\n"
    "                     are the same for every N, and so small a network gains\n"
    "                     nothing\n"
    "  --data FILE        the images (default examples/data/digits.txt)\n"
    "  --min-accuracy X   exit with 1 if the test accuracy ends below X\n"
    "  --help             print this text\n\n"
    "The environment variable SIGNOPT_TARGET names the kernels that addsign uses.\n";

struct usage_error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

inline std::string one_of(const std::vector<std::string>& names, const std::string& option, const std::string& text) {
  std::string list;
  for (const std::string& name : names) {
    if (name == text) return text;
    list += (list.empty() ? "" : ", ") + name;
  }
  throw usage_error(option + " must be one of " + list + "; it is '" + text + "'");
}

inline int whole_number(int least, int most, const std::string& option, const std::string& text) {
  const bool digits_only = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
  if (!digits_only || text.size() > 7 || std::stoi(text) < least || std::stoi(text) > most)
    throw usage_error(option + " must be a whole number from " + std::to_string(least) + " to " + std::to_string(most) +
                      "; it is '" + text + "'");
  return std::stoi(text);
}

// A number for which 0 < number <= most.
inline double positive_number(double most, const std::string& option, const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != '\0' || !(value > 0 && value <= most)) {
    std::ostringstream message;
    message << option << " must be a number above 0 and at most " << most << "; it is '" << text << "'";
    throw usage_error(message.str());
  }
  return value;
}

inline options read_options(const std::vector<std::string>& arguments) {
  options result;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& option = arguments[i];
    const auto value = [&] {
      if (i + 1 == arguments.size()) throw usage_error(option + " needs a value");
      return arguments[++i];
    };
    if (option == "--help") {
      result.help = true;
    } else if (option == "--optimizer") {
      result.optimizer = one_of({"addsign", "sgd", "adam"}, option, value());
    } else if (option == "--dtype") {
      result.dtype = one_of({"float16", "bfloat16", "float32", "float64"}, option, value());
    } else if (option == "--epochs") {
      result.epochs = whole_number(1, 1000000, option, value());
    } else if (option == "--batch") {
      result.batch = whole_number(1, 1000000, option, value());
    } else if (option == "--lr") {
      result.lr = positive_number(1e6, option, value());
    } else if (option == "--seed") {
      result.seed = whole_number(0, 1000000, option, value());
    } else if (option == "--threads") {
      result.threads = whole_number(1, 256, option, value());
    } else if (option == "--data") {
      result.data = value();
    } else if (option == "--min-accuracy") {
      result.min_accuracy = positive_number(1, option, value());
    } else {
      throw usage_error("unknown option '" + option + "'");
    }
  }
  if (result.threads != 1 && result.optimizer != "addsign")
    throw usage_error("--threads is for addsign alone: " + result.optimizer + " updates on one thread");
  if (result.lr == 0) result.lr = result.optimizer == "adam" ? 0.005 : 0.4;
  return result;
}
