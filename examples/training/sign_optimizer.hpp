// A rule of signopt as the optimizer of a network, by the optimizer object: weights in one group, biases in another, in
// one step on any number of threads.
#pragma once

#include <cstddef>
#include <optional>
#include <signopt/eigen_pool.hpp>
#include <signopt/make_parameter.hpp>
#include <signopt/optimizer.hpp>
#include <string>
#include <type_traits>
#include <vector>

#include "arrays.hpp"
#include "optimizer.hpp"
#include "sign_rules.hpp"
#include "step_watch.hpp"

namespace training {

template <class Rule, template <class> class Network, class T>
class sign_optimizer final : public optimizer<Network, T> {
 public:
  sign_optimizer(Network<T>& network, const Network<T>& gradient, double weight_decay, int threads) {
    std::vector<signopt::parameter<T>> weights, biases;
    std::vector<std::string> weight_names, bias_names;
    std::size_t next = 0;
    for_each_array(
        [&](auto& var, const auto& grad) {
          constexpr bool is_bias = std::decay_t<decltype(var)>::ColsAtCompileTime == 1;
          (is_bias ? biases : weights).push_back(signopt::make_parameter(var, nullptr, grad));
          (is_bias ? bias_names : weight_names).push_back(Network<T>::names()[next++]);
        },
        network, gradient);
    typename Rule::settings decayed, plain;
    decayed.weight_decay = weight_decay;
    object_.add_group(weights, decayed, weight_names);
    object_.add_group(biases, plain, bias_names);
    first_bias_ = static_cast<std::ptrdiff_t>(weights.size());
    if (threads > 1) pool_.emplace(threads);
  }

  signopt::step_report step(const moment& now, const signopt::step_request& request, update_count& count) override {
    for (std::ptrdiff_t group = 0; group < object_.groups(); ++group) set_moment(object_.settings(group), now);
    const step_watch<Rule, T> watch(object_);
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

  signopt::optimizer<Rule, T> object_;
  std::ptrdiff_t first_bias_ = 0;  // the weights' tensors stand before it
  std::optional<Eigen::ThreadPool> pool_;
};

}  // namespace training
