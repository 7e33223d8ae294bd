// A rule of signopt as the optimizer of a network, by the optimizer object: weights in one group, biases in another, in
// one step on any number of threads. Parameters and gradients are stored as T, the momentum, which the object holds,
// as M.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <signopt/eigen_pool.hpp>
#include <signopt/optimizer.hpp>

#include "network_tensors.hpp"
#include "optimizer.hpp"
#include "options.hpp"
#include "sign_rules.hpp"
#include "step_watch.hpp"

namespace training {

template <class Rule, class T, class M>
class sign_optimizer final : public optimizer {
 public:
  sign_optimizer(const network_tensors<T>& tensors, const options& chosen) {
    typename Rule::settings plain;
    // The object counts steps and tensors itself; the seed is saved with its state.
    if (chosen.rounding == "stochastic")
      plain.options.rounding = signopt::stochastic{static_cast<std::uint64_t>(chosen.seed)};
    typename Rule::settings decayed = plain;
    decayed.weight_decay = chosen.weight_decay;
    object_.add_group(tensors.weights, decayed, tensors.weight_names);
    object_.add_group(tensors.biases, plain, tensors.bias_names);
    first_bias_ = static_cast<std::ptrdiff_t>(tensors.weights.size());
    if (chosen.threads > 1) pool_.emplace(chosen.threads);
  }

  signopt::step_report step(const moment& now, const signopt::step_request& request, update_count& count) override {
    for (std::ptrdiff_t group = 0; group < object_.groups(); ++group) set_moment(object_.settings(group), now);
    const step_watch<Rule, T, M> watch(object_);
    const signopt::step_report report =
        pool_ ? object_.step(signopt::eigen_pool(*pool_, small_grain_bytes), request) : object_.step(request);
    if (report.applied) {
      const double factor = request.scale * report.clip;
      watch.count(0, first_bias_, object_.settings(0), factor, count);
      watch.count(first_bias_, object_.tensors(), object_.settings(1), factor, count);
    }
    return report;
  }

  void save(const std::filesystem::path& file, const text_pairs& pairs) const override { object_.save(file, pairs); }
  text_pairs load(const std::filesystem::path& file) override { return object_.load(file); }

 private:
  // The whole network moves less memory in a step than a thread is worth: by the default grain all of it would stay on
  // the calling thread, and --threads would change nothing. This is for a program that shows how; it gains no time.
  static constexpr std::ptrdiff_t small_grain_bytes = 1024;

  signopt::optimizer<Rule, T, T, M> object_;
  std::ptrdiff_t first_bias_ = 0;  // the weights' tensors stand before it
  std::optional<Eigen::ThreadPool> pool_;
};

}  // namespace training
