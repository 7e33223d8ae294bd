// PyTorch from C++: the rules as expressions of LibTorch's operators, and its AdamW with its clip_grad_norm_. As
// torch_rules.py has them for Python, pass by pass, with buffers that are there before.
#include <torch/nn/utils/clip_grad.h>
#include <torch/torch.h>
#include <torch/version.h>

#include <fstream>
#include <stdexcept>

#include "peer_data.hpp"
#include "worker.hpp"

namespace signopt_peers {
namespace {

constexpr std::ptrdiff_t list_tensors = 16;  // as in worker_torch.py

using numbers = std::vector<double>;

class tensors : public peer_arrays {
 public:
  tensors(at::ScalarType type, std::ptrdiff_t n, unsigned fraction_bits)
      : start_var_(filled(stream::var, type, n, fraction_bits)),
        start_m_(filled(stream::m, type, n, fraction_bits)),
        var(start_var_.clone()),
        m(start_m_.clone()),
        grad(filled(stream::grad, type, n, fraction_bits)),
        a(at::empty_like(var)),
        b(at::empty_like(var)) {}

  void reset() override {
    var.copy_(start_var_);
    m.copy_(start_m_);
  }
  void write(const std::string& prefix) override {
    write_tensor(var, prefix + ".var");
    write_tensor(m, prefix + ".m");
  }
  std::string compared_with(const std::string&) override {
    throw std::logic_error("LibTorch is compared, it does not compare");
  }

 private:
  static at::Tensor filled(stream of, at::ScalarType type, std::ptrdiff_t n, unsigned fraction_bits) {
    at::Tensor exact = at::empty({n}, at::kDouble);
    double* const elements = exact.mutable_data_ptr<double>();
    for (std::ptrdiff_t i = 0; i < n; ++i) elements[i] = value_of(of, i, fraction_bits);
    return exact.to(type);
  }
  static void write_tensor(const at::Tensor& tensor, const std::string& path) {
    std::ofstream file(path, std::ios::binary);
    file.write(static_cast<const char*>(tensor.const_data_ptr()), static_cast<std::ptrdiff_t>(tensor.nbytes()));
    if (!file.flush()) throw std::runtime_error("cannot write " + path);
  }

  at::Tensor start_var_, start_m_;

 public:
  at::Tensor var, m, grad, a, b;
};

// a = sign(grad) * sign(m), of the new m.
void signs_into_a(tensors& t, double beta) {
  t.m.lerp_(t.grad, 1 - beta);
  at::sign_out(t.a, t.grad);
  t.a.mul_(at::sign_out(t.b, t.m));
}

std::function<void()> step_of(const std::string& rule, const numbers& s, tensors& t) {
  const double lr = s.at(0), s1 = s.at(1), s2 = s.at(2), s3 = s.size() > 3 ? s[3] : 0;
  if (rule == "add_sign") {
    return [=, &t] {
      signs_into_a(t, s3);
      t.a.mul_(lr * s2).add_(lr * s1);
      t.var.addcmul_(t.a, t.grad, -1);
    };
  }
  if (rule == "power_sign") {
    return [=, &t] {
      signs_into_a(t, s3);
      t.a.mul_(s1 * s2).exp_();
      t.var.addcmul_(t.a, t.grad, -lr);
    };
  }
  if (rule == "lion") {
    return [=, &t] {
      at::lerp_out(t.a, t.m, t.grad, 1 - s1);
      t.a.sign_();
      t.var.mul_(1 - lr * s3).add_(t.a, -lr);
      t.m.lerp_(t.grad, 1 - s2);
    };
  }
  if (rule == "signum") {
    return [=, &t] {
      t.m.lerp_(t.grad, 1 - s1);
      t.var.mul_(1 - lr * s2).add_(at::sign_out(t.a, t.m), -lr);
    };
  }
  throw std::invalid_argument("no rule " + rule);
}

// Clips the norm of a list of tensors, in its gradients, and steps with AdamW.
std::function<void()> training_step(const numbers& s, const tensors& t) {
  std::vector<at::Tensor> parameters;
  const std::ptrdiff_t size = t.var.numel() / list_tensors;
  for (std::ptrdiff_t i = 0; i < list_tensors; ++i) {
    at::Tensor parameter = t.var.slice(0, i * size, (i + 1) * size).clone().set_requires_grad(true);
    parameter.mutable_grad() = t.grad.slice(0, i * size, (i + 1) * size).clone();
    parameters.push_back(parameter);
  }
  const double max_norm = s.at(1);
  const auto options = torch::optim::AdamWOptions(s.at(0)).weight_decay(s.at(2));
  const auto opt = std::make_shared<torch::optim::AdamW>(parameters, options);
  return [=] {
    torch::nn::utils::clip_grad_norm_(parameters, max_norm);
    opt->step();
  };
}

class torch_session : public session {
 public:
  torch_session(at::ScalarType type, std::ptrdiff_t n, unsigned fraction_bits)
      : type_(type), n_(n), fraction_bits_(fraction_bits) {}

  std::vector<peer_and_rule> peers() const override {
    std::vector<peer_and_rule> all;
    for (const char* const rule : {"add_sign", "power_sign", "lion", "signum"}) all.push_back({"libtorch", rule});
    if (type_ == at::kFloat && n_ % list_tensors == 0) all.push_back({"libtorch", "step"});
    return all;
  }
  prepared prepare(const peer_and_rule& which, const numbers& scalars) override {
    if (!arrays_) arrays_ = std::make_shared<tensors>(type_, n_, fraction_bits_);
    if (which.second == "step") return {training_step(scalars, *arrays_), arrays_};
    return {step_of(which.second, scalars, *arrays_), arrays_};
  }

 private:
  at::ScalarType type_;
  std::ptrdiff_t n_;
  unsigned fraction_bits_;
  std::shared_ptr<tensors> arrays_;
};

std::unique_ptr<session> load(const std::string& dtype, std::ptrdiff_t n, int threads) {
  at::set_num_threads(threads);
  if (dtype == "float32") return std::make_unique<torch_session>(at::kFloat, n, 23);
  if (dtype == "float64") return std::make_unique<torch_session>(at::kDouble, n, 52);
  if (dtype == "float16") return std::make_unique<torch_session>(at::kHalf, n, 10);
  if (dtype == "bfloat16") return std::make_unique<torch_session>(at::kBFloat16, n, 7);
  return nullptr;
}

}  // namespace
}  // namespace signopt_peers

int main() {
  using namespace signopt_peers;
  const torch::NoGradGuard without_grad;
  serve({"libtorch", {{"libtorch", TORCH_VERSION}, {"compiler", SIGNOPT_PEERS_COMPILER}}, &load});
}
