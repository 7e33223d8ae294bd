// The bits of a step are those of LibTorch's own arithmetic: each rule and dtype, with and without decays, by pointers
// and through DLPack.
#include <string>
#include <vector>

#include "checks.hpp"
#include "sign_optimizer.hpp"
#include "torch_arithmetic.hpp"

namespace {

constexpr at::ScalarType dtypes[] = {at::kFloat, at::kDouble, at::kHalf, at::kBFloat16};

// Numbers of which some are 0 and -0, of a shape that no vector width divides.
torch::Tensor numbers(at::ScalarType type) {
  torch::Tensor made = torch::randn({37, 53});
  made.index_put_({torch::indexing::Slice(), 7}, 0.0);
  made.index_put_({torch::indexing::Slice(), 8}, -0.0);
  return made.to(type);
}

struct layout {
  const char* name;
  torch::Tensor (*of)(const torch::Tensor&);
};

torch::Tensor as_it_is(const torch::Tensor& dense) { return dense; }
torch::Tensor columns_first(const torch::Tensor& dense) { return dense.t().contiguous().t(); }
torch::Tensor with_gaps(const torch::Tensor& dense) {
  torch::Tensor wide = torch::zeros({dense.size(0), 2 * dense.size(1)}, dense.options());
  torch::Tensor every_other = wide.slice(1, 0, wide.size(1), 2);
  every_other.copy_(dense);
  return every_other;
}

// Three steps on one tensor of each dtype, all in one optimizer, whose momentum is not 0 after the first.
template <class Rule>
void expect_torchs_bits(checks& check, const typename Rule::settings& settings, const layout& var_layout,
                        const layout& grad_layout, const std::string& what) {
  torch::manual_seed(1);
  std::vector<torch::Tensor> parameters, vars, moments;
  for (const auto type : dtypes) {
    vars.push_back(numbers(type));
    moments.push_back(torch::zeros_like(vars.back()));
    parameters.push_back(var_layout.of(vars.back().clone()).detach().requires_grad_());
  }
  signopt_torch::sign_optimizer<Rule> optimizer(parameters, settings);
  for (int step = 0; step < 3; ++step) {
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      const torch::Tensor grad = numbers(dtypes[i]);
      parameters[i].mutable_grad() = grad_layout.of(grad);
      torch_step(settings, vars[i], moments[i], grad);
    }
    optimizer.step();
  }
  std::string differ;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const auto& state = *optimizer.state().at(parameters[i].unsafeGetTensorImpl());
    const torch::Tensor& m = static_cast<const signopt_torch::sign_state&>(state).m;
    if (same_bits(parameters[i], vars[i]) && same_bits(m, moments[i])) continue;
    differ += std::string(" ") + toString(dtypes[i]);
  }
  check.expect(differ.empty(), std::string(signopt_torch::name_of<Rule>) + ", " + what + ": " +
                                   (differ.empty() ? "the bits of LibTorch's arithmetic in all four dtypes"
                                                   : "other bits than LibTorch's arithmetic in" + differ));
}

template <class Rule>
void test_rule(checks& check, const typename Rule::settings& plain) {
  const layout rows{"rows", as_it_is}, columns{"columns", columns_first}, gaps{"gaps", with_gaps};
  auto decays = plain;
  decays.weight_decay = 0.1;
  decays.l2 = 0.01;
  expect_torchs_bits<Rule>(check, plain, rows, rows, "by pointers");
  expect_torchs_bits<Rule>(check, decays, rows, rows, "with decays");
  expect_torchs_bits<Rule>(check, decays, columns, columns, "columns first, with decays");
  expect_torchs_bits<Rule>(check, plain, gaps, rows, "var with gaps, through DLPack");
  auto of_call = plain;
  if (signopt_torch::call_has_weight_decay<Rule>) of_call.weight_decay = 0.1;
  expect_torchs_bits<Rule>(check, of_call, rows, columns, "grad in another order, through DLPack");
}

}  // namespace

int main() {
  std::printf("LibTorch %s, target %s\n", TORCH_VERSION, std::string(signopt::active_target()).c_str());
  checks check;
  test_rule<signopt::add_sign>(check, {.lr = 0.1, .alpha = 0.9, .sign_decay = 0.7});
  test_rule<signopt::power_sign>(check, {.lr = 0.1, .logbase = 0.7, .sign_decay = 0.9});
  test_rule<signopt::lion>(check, {.lr = 0.01, .beta2 = 0.98});
  test_rule<signopt::signum>(check, {.lr = 0.01, .beta = 0.8});
  return check.result();
}
