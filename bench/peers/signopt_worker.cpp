// This library, as a program uses it: each rule on contiguous memory and on lists of tensors, and whole steps of an
// optimizer object; compiled without -march. And the roof (bench/roof.hpp).
#include <Eigen/Core>
#include <algorithm>
#include <chrono>
#include <signopt/openmp.hpp>
#include <signopt/signopt.hpp>

#include "../roof.hpp"
#include "eigen_bits.hpp"
#include "native_arrays.hpp"

namespace signopt_peers {
namespace {

constexpr std::ptrdiff_t list_tensors = 16;  // as in worker_torch.py

using steps = std::function<void()>;
using numbers = std::vector<double>;

// The same calls in both forms, one array or a set of tensors; `on` is an executor or nothing. With plain numbers, or
// in the compute type C that the caller states.
template <class C, class T, class... On>
steps step_of_array(const std::string& rule, const numbers& s, const native_arrays<T>& a, On... on) {
  T *const var = a.var.whole(), *const m = a.m.whole(), *const grad = a.grad.whole();
  const std::ptrdiff_t n = a.size();
  const double s0 = s.at(0), s1 = s.at(1), s2 = s.at(2), s3 = s.size() > 3 ? s[3] : 0;
  if (rule == "add_sign") return [=] { signopt::apply_add_sign_n<C>(on..., var, m, s0, s1, s2, s3, grad, n); };
  if (rule == "power_sign") return [=] { signopt::apply_power_sign_n<C>(on..., var, m, s0, s1, s2, s3, grad, n); };
  if (rule == "lion") return [=] { signopt::apply_lion_n<C>(on..., var, m, s0, s1, s2, s3, grad, n); };
  if (rule == "signum") return [=] { signopt::apply_signum_n<C>(on..., var, m, s0, s1, s2, grad, n); };
  throw std::invalid_argument("no rule " + rule);
}

template <class T>
std::vector<signopt::parameter<T>> tensors_of(const native_arrays<T>& a) {
  std::vector<signopt::parameter<T>> tensors;
  for (std::size_t i = 0; i < a.var.pieces().size(); ++i)
    tensors.push_back({a.var.pieces()[i], a.m.pieces()[i], a.grad.pieces()[i], a.var.piece_size()});
  return tensors;
}

template <class T, class... On>
steps step_of_list(const std::string& rule, const numbers& s, const native_arrays<T>& a, On... on) {
  const auto set = std::make_shared<signopt::parameter_set<T>>(tensors_of(a));
  const double s0 = s.at(0), s1 = s.at(1), s2 = s.at(2), s3 = s.size() > 3 ? s[3] : 0;
  if (rule == "add_sign") return [=] { signopt::apply_add_sign_multi(on..., *set, s0, s1, s2, s3); };
  if (rule == "power_sign") return [=] { signopt::apply_power_sign_multi(on..., *set, s0, s1, s2, s3); };
  if (rule == "lion") return [=] { signopt::apply_lion_multi(on..., *set, s0, s1, s2, s3); };
  if (rule == "signum") return [=] { signopt::apply_signum_multi(on..., *set, s0, s1, s2); };
  throw std::invalid_argument("no rule " + rule);
}

// Clips by the norm of all tensors, skips where that is not finite, decays the weights: what a training step does.
template <class... On>
steps training_step(const numbers& s, const native_arrays<float>& a, On... on) {
  signopt::add_sign::settings settings;
  settings.lr = s.at(0);
  settings.weight_decay = s.at(2);
  const auto opt = std::make_shared<signopt::optimizer<signopt::add_sign>>(settings);
  opt->add_group(tensors_of(a));
  signopt::step_request request;
  request.max_grad_norm = s.at(1);
  return [=] { opt->step(on..., request); };
}

// One of the roof's loops, forth and back by turns, so that the arrays stay where they are.
template <class T>
steps pass_of_roof(const signopt_bench::roof& loop, const native_arrays<T>& a, int threads) {
  T *const var = a.var.whole(), *const m = a.m.whole(), *const grad = a.grad.whole();
  const std::ptrdiff_t n = a.size();
  const auto is_there = std::make_shared<bool>(false);
  return [=] {
    const signopt_bench::roof::pass pass = *is_there ? loop.back : loop.forth;
    in_parallel(n, threads, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
      pass(var + begin, m + begin, grad + begin, end - begin);
    });
    *is_there = !*is_there;
  };
}

// The best of all loops, which is another one for each size and CPU. The best three here take turns from timing to
// timing: the fastest is the roof.
template <class T>
prepared roof_on(const std::shared_ptr<native_arrays<T>>& arrays, int threads) {
  std::vector<std::pair<double, steps>> all;
  for (const signopt_bench::roof& loop : signopt_bench::find_roofs(sizeof(T), sizeof(T))) {
    for (int used = 1; used <= threads; ++used) {
      const steps pass = pass_of_roof(loop, *arrays, used);
      all.emplace_back(seconds_of_best(pass), pass);
    }
  }
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  all.resize(std::min<std::size_t>(all.size(), 3));
  const auto turn = std::make_shared<std::size_t>(0);
  return {[all, turn] { all[*turn].second(); }, arrays, [turn, n = all.size()] { *turn = (*turn + 1) % n; }};
}

template <class T>
class session_of : public session {
  static constexpr bool is_narrow = sizeof(T) == 2;

 public:
  session_of(std::ptrdiff_t n, int threads) : n_(n), threads_(threads) {}

  std::vector<peer_and_rule> peers() const override {
    std::vector<peer_and_rule> all;
    for (const char* const rule : {"add_sign", "power_sign", "lion", "signum"}) {
      all.push_back({"signopt", rule});
      if (is_narrow) all.push_back({"signopt_16", rule});
      if (n_ % list_tensors == 0) all.push_back({"signopt_list", rule});
      all.push_back({"roof", rule});
    }
    if (std::is_same_v<T, float> && n_ % list_tensors == 0) all.push_back({"signopt", "step"});
    return all;
  }

  prepared prepare(const peer_and_rule& which, const numbers& scalars) override {
    if (threads_ == 1) return prepare_on(which, scalars);
    return prepare_on(which, scalars, signopt::openmp(threads_));
  }

 private:
  template <class... On>
  prepared prepare_on(const peer_and_rule& which, const numbers& scalars, On... on) {
    const auto& [peer, rule] = which;
    if (peer == "signopt_list" || rule == "step") {
      if (!list_) list_ = std::make_shared<native_arrays<T>>(n_, list_tensors);
      if constexpr (std::is_same_v<T, float>) {
        if (rule == "step") return {training_step(scalars, *list_, on...), list_};
      }
      return {step_of_list<T>(rule, scalars, *list_, on...), list_};
    }
    if (!arrays_) arrays_ = std::make_shared<native_arrays<T>>(n_);
    if (peer == "roof") {  // the same for all rules
      if (!roof_.step) roof_ = roof_on(arrays_, threads_);
      return roof_;
    }
    if (peer == "signopt") return {step_of_array<void>(rule, scalars, *arrays_, on...), arrays_};
    if constexpr (is_narrow) {
      if (peer == "signopt_16") return {step_of_array<T>(rule, scalars, *arrays_, on...), arrays_};
    }
    throw std::invalid_argument("no peer " + peer);
  }

  std::ptrdiff_t n_;
  int threads_;
  std::shared_ptr<native_arrays<T>> arrays_, list_;  // of all peers: each begins from the start
  prepared roof_;
};

std::string targets() {
  std::string names;
  for (const std::string_view name : signopt::available_targets()) names.append(names.empty() ? "" : " ").append(name);
  return names;
}

}  // namespace
}  // namespace signopt_peers

int main() {
  using namespace signopt_peers;
  const std::string version = std::to_string(SIGNOPT_VERSION_MAJOR) + "." + std::to_string(SIGNOPT_VERSION_MINOR) +
                              "." + std::to_string(SIGNOPT_VERSION_PATCH);
  serve({"signopt",
         {{"signopt", version},
          {"target", std::string(signopt::active_target())},
          {"targets", targets()},
          {"compiler", SIGNOPT_PEERS_COMPILER},
          {"flags", SIGNOPT_PEERS_FLAGS}},
         &load_session<session_of>});
}
