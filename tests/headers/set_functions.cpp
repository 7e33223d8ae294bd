// Sets and steps on them, with -DSIGNOPT_TEST_CONTROL also a std::vector of parameters: for check_own_functions.sh.
#include <cstddef>
#include <initializer_list>
#include <signopt/multi_tensor.hpp>
#include <vector>

using tensor = signopt::parameter<float>;

void step(signopt::parameter_set<float>& set, const float* grad) {
  set.grad(0, grad);
  set.grad(1, nullptr);
  signopt::apply_add_sign_multi(set, 0.1, 1, 1, 0.9);
}

signopt::parameter_set<float> copy(std::initializer_list<tensor> tensors) {
  signopt::parameter_set<float> set(tensors);
  const signopt::parameter_set<float> other(set);
  set = other;
  return set;
}

void fill(signopt::parameter_list<float>& list, const tensor& added, std::size_t size) {
  list.push_back(added);
  list.insert(list.begin(), 3, added);
  list.resize(size);
  signopt::apply_add_sign_multi(list, {0.1});
}

#if defined(SIGNOPT_TEST_CONTROL)
void fill(std::vector<tensor>& list, const tensor& added, std::size_t size) {
  list.push_back(added);
  list.insert(list.begin(), 3, added);
  list.resize(size);
  signopt::apply_add_sign_multi(list, {0.1});
}
#endif
