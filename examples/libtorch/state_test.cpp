// torch::save and torch::load of an optimizer: a training that is resumed comes to the same bits, and what does not fit
// is refused.
#include <sstream>
#include <string>
#include <vector>

#include "checks.hpp"
#include "sign_optimizer.hpp"

namespace {

template <class Rule>
using optimizer_of = signopt_torch::sign_optimizer<Rule, signopt::serial>;

// Parameters of every dtype, one with gaps and one that never has a gradient.
struct model {
  std::vector<torch::Tensor> all;

  model() {
    torch::manual_seed(3);
    for (const auto type : {at::kFloat, at::kDouble, at::kHalf, at::kBFloat16})
      all.push_back(torch::randn({5, 7}).to(type).requires_grad_());
    all.push_back(torch::randn({6, 2}).select(1, 0).detach().requires_grad_());
    all.push_back(torch::randn({3}).requires_grad_());
  }

  // Those of one number are the same each time.
  void give_gradients(int step) {
    torch::manual_seed(100 + static_cast<std::uint64_t>(step));
    for (std::size_t i = 0; i + 1 < all.size(); ++i) all[i].mutable_grad() = torch::randn_like(all[i]).detach();
  }

  std::vector<torch::Tensor> dense() const { return {all.begin(), all.begin() + 4}; }
  std::vector<torch::Tensor> others() const { return {all.begin() + 4, all.end()}; }
};

bool same_bits_in_all(const model& a, const model& b) {
  for (std::size_t i = 0; i < a.all.size(); ++i) {
    if (!same_bits(a.all[i], b.all[i])) return false;
  }
  return true;
}

template <class Rule>
struct training {
  model parameters;
  optimizer_of<Rule> optimizer;

  explicit training(const typename Rule::settings& first, const typename Rule::settings& second)
      : optimizer(parameters.dense(), first) {
    optimizer.add_group(parameters.others(), second);
  }
  void steps(int begin, int end) {
    for (int step = begin; step < end; ++step) {
      parameters.give_gradients(step);
      optimizer.step();
    }
  }
};

template <class Optimizer>
std::string saved(const Optimizer& optimizer) {
  std::ostringstream out;
  torch::save(optimizer, out);
  return out.str();
}

template <class Optimizer>
void load(Optimizer& optimizer, const std::string& from) {
  std::istringstream in(from);
  torch::load(optimizer, in);
}

template <class Rule>
void test_resuming(checks& check) {
  typename Rule::settings first, second;
  first.lr = 1.0 / 3;  // numbers without a short decimal form; the decays are for tensors without gaps
  first.weight_decay = 0.1 / 7;
  first.l2 = 1e-3 / 3;
  first.options.flush_subnormal_momentum = true;
  second.lr = 0.2 / 3;
  training<Rule> whole(first, second), half(first, second);
  whole.steps(0, 10);
  half.steps(0, 5);
  training<Rule> resumed({}, {});
  for (std::size_t i = 0; i < half.parameters.all.size(); ++i) {
    const torch::NoGradGuard no_grad;
    resumed.parameters.all[i].copy_(half.parameters.all[i]);
  }
  resumed.steps(50, 51);  // a momentum that must not survive
  for (std::size_t i = 0; i < half.parameters.all.size(); ++i) {
    const torch::NoGradGuard no_grad;
    resumed.parameters.all[i].copy_(half.parameters.all[i]);
  }
  load(resumed.optimizer, saved(half.optimizer));
  resumed.steps(5, 10);
  check.expect(
      same_bits_in_all(whole.parameters, resumed.parameters),
      std::string(signopt_torch::name_of<Rule>) + ": ten steps, and five, saved, loaded, five more: same bits");
  const auto& options = resumed.optimizer.settings(0).options;
  check.expect(options.flush_subnormal_momentum && resumed.optimizer.settings(1).lr == second.lr,
               "    the settings of both groups came with them");
}

void test_empty_state(checks& check) {
  training<signopt::signum> stepped({.lr = 0.1}, {.lr = 0.1}), fresh({.lr = 0.1}, {.lr = 0.1});
  stepped.steps(0, 1);
  load(stepped.optimizer, saved(fresh.optimizer));
  check.expect(stepped.optimizer.state().empty(), "an optimizer without momentum is loaded as one without momentum");
}

// After the error, all is as it was: a step goes to the same bits as one of an optimizer that loaded nothing.
template <class Other>
void expect_not_loaded(checks& check, Other& other, const std::string& text, const std::string& what) {
  training<signopt::signum> tried({.lr = 0.1}, {.lr = 0.1}), untouched({.lr = 0.1}, {.lr = 0.1});
  tried.steps(0, 2);
  untouched.steps(0, 2);
  const std::string file = saved(other);
  check.expect_error(text, what + " is refused", [&] { load(tried.optimizer, file); });
  tried.steps(2, 3);
  untouched.steps(2, 3);
  check.expect(same_bits_in_all(tried.parameters, untouched.parameters), "    and the optimizer is as it was");
}

void test_what_is_refused(checks& check) {
  training<signopt::add_sign> other_rule({.lr = 0.5}, {.lr = 0.5});
  other_rule.steps(0, 2);
  expect_not_loaded(check, other_rule.optimizer, "the saved optimizer is add_sign, expected signum", "another rule");
  model parameters;
  torch::optim::SGD of_libtorch(parameters.all, torch::optim::SGDOptions(0.5));
  expect_not_loaded(check, of_libtorch, "the saved optimizer is none of signopt's, expected signum", "LibTorch's SGD");
  optimizer_of<signopt::signum> one_group(parameters.all, {.lr = 0.5});
  expect_not_loaded(check, one_group, "different number of parameter groups", "another number of groups");
  optimizer_of<signopt::signum> fewer(parameters.dense(), {.lr = 0.5});
  fewer.add_group({}, {.lr = 0.5});
  expect_not_loaded(check, fewer, "parameter group that has a different size", "a group with fewer parameters");

  torch::Tensor small = torch::randn({3}).requires_grad_(), large = torch::randn({4}).requires_grad_();
  small.mutable_grad() = torch::ones({3});
  large.mutable_grad() = torch::ones({4});
  optimizer_of<signopt::signum> of_small({small}, {.lr = 0.1}), of_large({large}, {.lr = 0.1});
  of_small.step();
  load(of_large, saved(of_small));
  const torch::Tensor before = large.detach().clone();
  check.expect_error("its momentum is of Float [3], expected Float [4]", "a momentum of another shape stops the step",
                     [&of_large] { of_large.step(); });
  check.expect(same_bits(large, before), "    and nothing was written before");
}

}  // namespace

int main() {
  checks check;
  test_resuming<signopt::add_sign>(check);
  test_resuming<signopt::power_sign>(check);
  test_resuming<signopt::lion>(check);
  test_resuming<signopt::signum>(check);
  test_empty_state(check);
  test_what_is_refused(check);
  return check.result();
}
