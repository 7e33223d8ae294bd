// Steps of sets on a session, with -DSIGNOPT_TEST_CONTROL also a std::vector: for check_own_functions.sh.
#include <cstddef>
#include <signopt/ascend.hpp>
#include <vector>

void step(signopt::ascend::session& on, const signopt::parameter_set<float>& singles,
          const signopt::parameter_set<Eigen::half>& halves,
          const signopt::parameter_set<float, Eigen::half>& narrow_gradients) {
  signopt::apply_add_sign_multi(on, singles, {0.1});
  signopt::apply_add_sign_multi(on, halves, {0.1});
  signopt::apply_add_sign_multi(on, narrow_gradients, {0.1});
}

#if defined(SIGNOPT_TEST_CONTROL)
void fill(std::vector<float>& copies, float added, std::size_t size) {
  copies.push_back(added);
  copies.resize(size);
}
#endif
