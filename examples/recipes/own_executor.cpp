// An executor of one's own: any type with concurrency() and bulk(). This one hands the tasks to the parallel algorithms
// of the standard library. With GCC's these need TBB: a program that is compiled where TBB's headers are must be linked
// with -ltbb, and elsewhere they run one after the other. What a task throws ends the program, as the standard has it
// for std::execution::par.
#include <algorithm>
#include <cstdio>
#include <execution>
#include <numeric>
#include <signopt/apply_add_sign.hpp>
#include <thread>
#include <vector>

struct standard_parallel {
  int concurrency() const { return static_cast<int>(std::thread::hardware_concurrency()); }
  template <class F>
  void bulk(std::ptrdiff_t tasks, F&& f) const {
    std::vector<std::ptrdiff_t> all(static_cast<std::size_t>(tasks));
    std::iota(all.begin(), all.end(), 0);
    std::for_each(std::execution::par, all.begin(), all.end(), f);
  }
};
static_assert(signopt::is_executor<standard_parallel>);

int main() {
  const signopt::add_sign_settings settings{0.25};
  const Eigen::ArrayXf grad = Eigen::ArrayXf::LinSpaced(1000000, -1.0f, 1.0f);
  Eigen::ArrayXf var = Eigen::ArrayXf::Ones(1000000), m = Eigen::ArrayXf::Zero(1000000);

  signopt::apply_add_sign(standard_parallel(), var, m, settings, grad);

  Eigen::ArrayXf other_var = Eigen::ArrayXf::Ones(1000000), other_m = Eigen::ArrayXf::Zero(1000000);
  signopt::apply_add_sign(other_var, other_m, settings, grad);
  std::printf("var[0] = %g on %d threads at most, %g on one\n", static_cast<double>(var[0]),
              standard_parallel().concurrency(), static_cast<double>(other_var[0]));
  return (var == other_var).all() && (m == other_m).all() && (var != 1).any() ? 0 : 1;
}
