// What python_test.py calls: saves the state of an object, and checks one that Python has written.
//
//     python_program save FOLDER            a file for each dtype
//     python_program check FOLDER FACTOR    whether each can be loaded, with FACTOR times the momentum
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <map>
#include <signopt/apply_add_sign.hpp>
#include <signopt/optimizer.hpp>
#include <string>
#include <vector>

namespace {

// Momentum that float16 can hold, and twice of it too.
template <class T>
struct trained {
  trained() {
    for (std::size_t i = 0; i < var.size(); ++i) grad[i] = T(static_cast<float>(i % 16) - 7.5f);
    signopt::add_sign::settings settings;
    settings.lr = 0.1;
    settings.beta = 0.5;
    opt.add_group({{var.data(), nullptr, grad.data(), 20}, {var.data() + 20, nullptr, grad.data() + 20, 0}}, settings,
                  {"layer \"1\"/\xc3\xa4", "empty"});
    opt.add_group({{var.data() + 20, nullptr, grad.data() + 20, 44}}, settings);
  }

  std::vector<T> var = std::vector<T>(64), grad = var;
  signopt::optimizer<signopt::add_sign, T> opt;
};

template <class T>
bool run(const std::string& what, const std::filesystem::path& folder, const char* name, float factor) {
  trained<T> object, loaded;
  object.opt.step();
  if (what == "save") {
    object.opt.save(folder / name, {{"epoch", "7"}, {"note", "line\n\xe2\x82\xac"}});
    return true;
  }
  const std::map<std::string, std::string> extra = loaded.opt.load(folder / name);
  bool is_right = loaded.opt.steps() == 1 && loaded.opt.settings(1).lr == 0.1 &&
                  extra.at("note") == "line\n\xe2\x82\xac" && extra.at("by") == "python";
  for (const std::ptrdiff_t i : {0, 2}) {
    for (std::ptrdiff_t k = 0; k < object.opt.tensor(i).size; ++k) {
      const float expected = factor * static_cast<float>(object.opt.momentum(i)[k]);
      is_right = is_right && static_cast<float>(loaded.opt.momentum(i)[k]) == expected;
    }
  }
  if (!is_right) std::fprintf(stderr, "%s is not as it was written\n", name);
  return is_right;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) return 2;
  const std::string what = arguments[1];
  const std::filesystem::path folder = arguments[2];
  const float factor = count > 3 ? std::strtof(arguments[3], nullptr) : 1;
  bool is_right = run<float>(what, folder, "float32", factor) && run<double>(what, folder, "float64", factor) &&
                  run<Eigen::half>(what, folder, "float16", factor);
  if (what == "save") is_right = is_right && run<Eigen::bfloat16>(what, folder, "bfloat16", factor);
  return is_right ? 0 : 1;
}
