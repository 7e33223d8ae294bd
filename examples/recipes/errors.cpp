// Errors are exceptions, all of them signopt::error. Everything is checked before the first write, so var and m are
// as they were.
#include <cstdio>
#include <signopt/apply_add_sign.hpp>
#include <string>

int main() {
  const signopt::add_sign_settings settings{0.1};
  Eigen::ArrayXf var = Eigen::ArrayXf::Ones(100), m = Eigen::ArrayXf::Zero(100);
  const Eigen::ArrayXf short_grad = Eigen::ArrayXf::Ones(99);

  bool caught = false;
  try {
    signopt::apply_add_sign(var, m, settings, short_grad);
  } catch (const signopt::error& error) {  // or signopt::shape_error, where it matters which
    std::printf("%s\n", error.what());
    caught = std::string(error.what()).find("grad") != std::string::npos;
  }
  if (!caught || !(var == 1).all() || !(m == 0).all()) return 1;

  caught = false;
  try {
    signopt::apply_add_sign(var, var, settings, m);  // var must not overlap m
  } catch (const signopt::operand_error& error) {
    std::printf("%s\n", error.what());
    caught = true;
  }
  return caught && (var == 1).all() && (m == 0).all() ? 0 : 1;
}
