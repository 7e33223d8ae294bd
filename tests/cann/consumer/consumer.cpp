#include <iostream>
#include <signopt/ascend.hpp>
#include <signopt/backend.hpp>

static_assert(SIGNOPT_ASCEND == 1 && signopt::backend::is_npu, "the target has not said what is built for");

int main() {
  signopt::ascend::runtime acl;
  if (!signopt::ascend::is_available()) return 1;
  {
    signopt::ascend::session npu(0);
    Eigen::ArrayXf var = Eigen::ArrayXf::Constant(1, 0.6f), m = Eigen::ArrayXf::Constant(1, 0.6f);
    const Eigen::ArrayXf grad = Eigen::ArrayXf::Constant(1, 0.3f);
    signopt::apply_add_sign(npu, var, m, 0.001, 1.0, 0.99, 0.9, grad);
    std::cout << "var " << var << '\n';
  }
  acl.finalize();
}
