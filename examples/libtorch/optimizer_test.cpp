// What an optimizer must do around a step in LibTorch: tensors without a gradient, the version counter, groups,
// schedulers, closures, and what is refused.
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "checks.hpp"
#include "sign_optimizer.hpp"

namespace {

using add_sign = signopt_torch::sign_optimizer<signopt::add_sign, signopt::serial>;

torch::Tensor parameter(at::IntArrayRef shape) { return torch::randn(shape).requires_grad_(); }

void give_gradient(torch::Tensor& parameter) { parameter.mutable_grad() = torch::randn_like(parameter).detach(); }

void test_undefined_gradients(checks& check) {
  torch::Tensor moving = parameter({5}), still = parameter({7});
  const torch::Tensor before = still.detach().clone();
  add_sign optimizer({moving, still}, {.lr = 0.1, .weight_decay = 0.5});
  give_gradient(moving);
  optimizer.step();
  check.expect(same_bits(still, before) && still._version() == 0 && optimizer.state().size() == 1,
               "a parameter without a gradient is left alone, and has no momentum");
  give_gradient(still);
  optimizer.step();
  check.expect(!same_bits(still, before) && optimizer.state().size() == 2, "it moves as soon as it has one");
}

void test_version_counter(checks& check) {
  torch::Tensor dense = parameter({4}), gaps = torch::randn({4, 2}).select(1, 0).detach().requires_grad_();
  add_sign optimizer({dense, gaps}, {.lr = 0.1});
  const torch::Tensor loss = (dense * dense * gaps * gaps).sum();
  loss.backward({}, true);
  optimizer.step();
  check.expect(dense._version() == 1 && gaps._version() == 1, "a step raises the version counters by one");
  check.expect_error("modified by an inplace operation", "a backward pass through a graph from before a step fails",
                     [&loss] { loss.backward(); });
  check.expect(dense.is_leaf() && dense.requires_grad() && !dense.grad_fn(), "a step is no part of a graph");
}

void test_groups(checks& check) {
  torch::Tensor a = parameter({6}), b = parameter({6});
  give_gradient(a);
  give_gradient(b);
  torch::Tensor alone = b.detach().clone().requires_grad_();
  alone.mutable_grad() = b.grad();

  // What the second group asks for are the numbers with which settings are made.
  signopt::add_sign::settings defaults;
  defaults.lr = 0.5;
  defaults.beta = 0.1;
  signopt::add_sign::settings as_made;
  as_made.lr = 0.25;
  add_sign both({a}, defaults);
  both.add_group({b}, as_made);
  both.add_param_group(torch::optim::OptimizerParamGroup({}));
  both.add_param_group({{}, std::make_unique<add_sign::options_type>(as_made)});
  check.expect(both.settings(1).beta == 0.9 && both.settings(1).lr == 0.25, "a group keeps a number that is a default");
  check.expect(both.settings(3).beta == 0.9 && both.settings(3).lr == 0.25, "so does one that comes with its options");
  check.expect(both.settings(2).beta == 0.1 && both.settings(2).lr == 0.5, "a group without settings has the defaults");
  check.expect_error("not those of signopt's add_sign", "options of another optimizer are refused", [&both] {
    both.add_param_group({{}, std::make_unique<torch::optim::SGDOptions>(0.1)});
  });
  add_sign separate({alone}, as_made);
  both.step();
  separate.step();
  check.expect(same_bits(b, alone), "a group steps as an optimizer of its own does");

  torch::optim::StepLR schedule(both, 1, 0.5);
  for (int step = 0; step < 2; ++step) schedule.step();  // the first is the one before training
  check.expect(both.settings(0).lr == 0.25 && both.settings(1).lr == 0.125, "LibTorch's schedulers change lr");
}

void test_infinities(checks& check) {
  torch::Tensor weight = parameter({3});
  weight.mutable_grad() = torch::tensor({1.0f, std::numeric_limits<float>::infinity(), 1.0f});
  const torch::Tensor before = weight.detach().clone();
  add_sign({weight}, {.lr = 0.1}).step();
  check.expect(torch::equal(weight.detach().isfinite(), torch::tensor({true, false, true})) &&
                   !torch::equal(weight[0], before[0]),
               "a step with an infinity in a gradient is made, as LibTorch's are");
}

void test_closure(checks& check) {
  torch::Tensor weight = torch::full({1}, 2.0).requires_grad_();
  add_sign optimizer({weight}, {.lr = 0.25, .sign_decay = 0, .beta = 0});
  const torch::NoGradGuard outside;
  const torch::Tensor loss = optimizer.step([&weight, &optimizer] {
    optimizer.zero_grad();
    torch::Tensor squares = (weight * weight).sum();
    squares.backward();
    return squares;
  });
  check.expect(loss.item<float>() == 4 && weight.item<float>() == 1, "a closure computes its gradients, and its loss");
}

// One bad parameter behind a good one: the error names it, and the good one keeps its bits.
void expect_refused(checks& check, torch::Tensor bad, const torch::Tensor& grad, const std::string& text,
                    const std::string& what, const signopt::add_sign::settings& settings = {.lr = 0.1}) {
  torch::Tensor good = parameter({5});
  give_gradient(good);
  bad.mutable_grad() = grad;
  const torch::Tensor before = good.detach().clone();
  add_sign optimizer({good, bad}, settings);
  check.expect_error(text, what + " is refused", [&optimizer] { optimizer.step(); });
  check.expect(same_bits(good, before) && good._version() == 0, "    and nothing was written before");
}

void test_what_is_refused(checks& check) {
  const torch::Tensor sparse = torch::eye(3).to_sparse();
  expect_refused(check, parameter({3, 3}), sparse, "parameter 1 of group 0: its gradient is Sparse on cpu",
                 "a sparse gradient");
  const torch::Tensor nowhere = torch::empty({3}, at::kMeta);
  expect_refused(check, nowhere.clone(), nowhere, "its memory is Strided on meta", "a tensor that is not on the CPU");
  for (const auto type : {at::kInt, at::kComplexFloat, at::kBool}) {
    const torch::Tensor zeros = torch::zeros({3}, type);
    expect_refused(check, zeros.clone(), zeros, std::string("is of ") + toString(type) + ", expected Float, Double",
                   std::string("a parameter of ") + toString(type));
  }
  expect_refused(check, parameter({3}), torch::ones({3}, at::kDouble), "its gradient is of Double [3], expected Float",
                 "a gradient of another dtype");
  expect_refused(check, parameter({3}), torch::ones({1}), "its gradient is of Float [1], expected Float [3]",
                 "a gradient of another shape");
  expect_refused(check, parameter({3}), torch::_neg_view(torch::ones({3})), "negated by a view",
                 "a gradient that a view negates");
  torch::Tensor shared = parameter({3});
  expect_refused(check, shared, shared.detach(), "shares memory with its gradient",
                 "a gradient that is its parameter's memory");
  const torch::Tensor one = torch::ones({1, 2}).select(1, 0).expand({3}).detach();
  expect_refused(check, one, torch::ones({3}), "elements of it share memory", "a parameter that is one element");
  std::vector<char> bytes(64);
  char* const odd = bytes.data() + (reinterpret_cast<std::uintptr_t>(bytes.data()) % 2 == 0 ? 1 : 0);
  expect_refused(check, torch::from_blob(odd, {3}, at::kFloat), torch::ones({3}), "expected a multiple of 4",
                 "a parameter at an odd address");

  const torch::Tensor gaps = torch::randn({3, 2}).select(1, 0).detach();
  const std::string has_decays = "parameter 1 of group 0 or its gradient has gaps";
  expect_refused(check, gaps.clone().set_requires_grad(true), gaps, has_decays, "l2 of a gradient with gaps",
                 {.lr = 0.1, .l2 = 0.1});
  expect_refused(check, gaps.detach(), torch::ones({3}), has_decays, "weight decay of a parameter with gaps",
                 {.lr = 0.1, .weight_decay = 0.1});
  signopt::add_sign::settings stochastic;
  stochastic.options.rounding = signopt::stochastic{1};
  expect_refused(check, parameter({3}), torch::ones({3}), "signopt::optimizer", "stochastic rounding", stochastic);

  torch::Tensor twice = parameter({3});
  give_gradient(twice);
  add_sign optimizer({twice}, {.lr = 0.1});
  optimizer.add_group({twice}, {.lr = 0.1});
  check.expect_error("parameters 0 and 1 of those that have gradients share memory",
                     "a parameter in two groups is refused", [&optimizer] { optimizer.step(); });
  torch::Tensor halves = twice.detach().view(at::kHalf);
  halves.mutable_grad() = torch::ones_like(halves);
  add_sign of_both({twice, halves}, {.lr = 0.1});
  const torch::Tensor before = twice.detach().clone();
  check.expect_error("share memory", "the same memory in two dtypes is refused", [&of_both] { of_both.step(); });
  check.expect(same_bits(twice, before), "    and nothing was written before");
}

void test_groups_at_once(checks& check) {
  torch::Tensor a = parameter({3}), b = parameter({3});
  signopt::add_sign::settings of_b;
  of_b.lr = 0.125;
  std::vector<torch::optim::OptimizerParamGroup> groups;
  groups.emplace_back(std::vector<torch::Tensor>{a});
  groups.emplace_back(std::vector<torch::Tensor>{b}, std::make_unique<add_sign::options_type>(of_b));
  add_sign optimizer(groups, {.lr = 0.5});
  check.expect(optimizer.param_groups().size() == 2 && optimizer.settings(0).lr == 0.5 &&
                   optimizer.settings(1).lr == 0.125 && optimizer.param_groups()[1].params()[0].is_same(b),
               "groups may come at once, with options or without");
}

}  // namespace

int main() {
  torch::manual_seed(1);
  checks check;
  test_undefined_gradients(check);
  test_version_counter(check);
  test_groups(check);
  test_groups_at_once(check);
  test_infinities(check);
  test_closure(check);
  test_what_is_refused(check);
  return check.result();
}
