// What optimizer_bench times: steps of an optimizer object, the same by hand, and the roof of what they move.
#pragma once

#include <benchmark/benchmark.h>

#include <Eigen/Core>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>
#include <memory>
#include <signopt/apply_add_sign.hpp>
#include <signopt/eigen_pool.hpp>
#include <signopt/multi_tensor.hpp>
#include <signopt/optimizer.hpp>
#include <string>
#include <vector>

#include "arrays.hpp"
#include "roof.hpp"

namespace signopt_bench {

using array = Eigen::Map<Eigen::ArrayXf>;
using object = signopt::optimizer<signopt::add_sign>;
inline constexpr double loss_scale = 1024, weight_decay = 0x1p-6;

// All of it: a norm that is clipped by a little.
constexpr signopt::step_request whole_request(double norm) { return {1 / loss_scale, 0.75 * norm, true}; }

// Settings that leave ordinary values about where they are.
inline signopt::add_sign_settings resting_settings() {
  const resting_scalars<float> s;
  return {double{s.lr}, double{s.alpha}, double{s.sign_decay}, double{s.beta}};
}
inline signopt::add_sign::settings resting(double decay) {
  const signopt::add_sign_settings s = resting_settings();
  return {s.lr, s.alpha, s.sign_decay, s.beta, decay};
}

// One buffer each for var, m and grad, seen as one tensor or as those of a model; in the blocks that the library has
// for it, or as operator new gives them.
class memory {
 public:
  memory(std::ptrdiff_t n, bool in_blocks) : n_(n) {
    if (in_blocks) {
      for (unsigned i = 0; i < 3; ++i) blocks_[i] = signopt::aligned_block<float>(n, i);
      place(blocks_[0].data(), blocks_[1].data(), blocks_[2].data());
    } else {
      for (auto& each : arrays_) each = std::make_unique<aligned_array<float>>(n);
      place(arrays_[0]->begin(), arrays_[1]->begin(), arrays_[2]->begin());
    }
    reset();
  }

  void reset() {
    for (std::ptrdiff_t i = 0; i < n_; ++i) {
      var[i] = ordinary_value<float>(1, i, 1.0);
      m[i] = ordinary_value<float>(2, i, 0.5);
      grad[i] = ordinary_value<float>(3, i, 0.5) * static_cast<float>(loss_scale);
    }
  }

  std::ptrdiff_t size() const { return n_; }
  double norm() const {  // as it will be clipped
    double sum = 0;
    for (std::ptrdiff_t i = 0; i < n_; ++i) sum += double{grad[i]} * double{grad[i]};
    return std::sqrt(sum) / loss_scale;
  }

  float *var = nullptr, *m = nullptr, *grad = nullptr;

 private:
  void place(float* v, float* mm, float* g) {
    var = v;
    m = mm;
    grad = g;
  }
  std::ptrdiff_t n_;
  signopt::aligned_block<float> blocks_[3];
  std::unique_ptr<aligned_array<float>> arrays_[3];
};

// What a program writes by hand: a pass for each thing, with Eigen, and the library's step. The gradient is scaled up
// and clipped down to where it was, so that each step has the same work.
inline void separate_passes(memory& of, double limit) {
  array var(of.var, of.size()), m(of.m, of.size()), grad(of.grad, of.size());
  if (!grad.isFinite().all()) return;
  grad *= 4.0f / 3;
  const float norm = std::sqrt(grad.square().sum());
  if (double{norm} > limit) grad *= static_cast<float>(limit) / norm;
  const auto s = resting(0);
  var *= static_cast<float>(1 - s.lr * weight_decay);
  signopt::apply_add_sign(var, m, signopt::add_sign_settings{s.lr, s.alpha, s.sign_decay, s.beta}, grad);
}

struct step_row {
  std::string name;
  std::function<void()> run;
  int bytes;  // moved for an element
};

// The same with a list of tensors that lie one behind the other.
inline std::vector<signopt::parameter<float>> list_in(const memory& of, const std::vector<std::ptrdiff_t>& sizes) {
  std::vector<signopt::parameter<float>> all;
  std::ptrdiff_t at = 0;
  for (const std::ptrdiff_t size : sizes) {
    all.push_back({of.var + at, of.m + at, of.grad + at, size});
    at += size;
  }
  return all;
}

inline std::shared_ptr<object> object_over(const std::vector<signopt::parameter<float>>& tensors, double decay) {
  auto opt = std::make_shared<object>(resting(decay));
  opt->add_group(tensors);
  return opt;
}

// The one that reads these gradients the fastest now, of three tries each.
inline read_roof fastest_read(const memory& of) {
  read_roof fastest;
  double least = std::numeric_limits<double>::infinity();
  for (int repeat = 0; repeat < 3; ++repeat) {
    for (const read_roof& each : find_read_roofs()) {
      const auto begin = std::chrono::steady_clock::now();
      each.read(of.grad, of.size() * std::ptrdiff_t{sizeof(float)});
      const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
      if (seconds < least) fastest = each;
      if (seconds < least) least = seconds;
    }
  }
  return fastest;
}

inline std::vector<step_row> step_rows(const std::shared_ptr<memory>& of, const std::shared_ptr<memory>& blocks) {
  const double norm = of->norm();
  const signopt::step_request whole = whole_request(norm), plain{1, 0, false};
  const std::vector<signopt::parameter<float>> one{{of->var, of->m, of->grad, of->size()}};
  const auto opt = object_over(one, weight_decay), undecayed = object_over(one, 0);
  const auto in_blocks = object_over({{blocks->var, blocks->m, blocks->grad, blocks->size()}}, weight_decay);
  std::vector<step_row> rows{{"whole_step", [opt, whole] { opt->step(whole); }, 24},
                             {"whole_step_in_blocks", [in_blocks, whole] { in_blocks->step(whole); }, 24},
                             {"without_norm", [opt, plain] { opt->step(plain); }, 20},
                             {"plain", [undecayed, plain] { undecayed->step(plain); }, 20},
                             {"inspect", [opt] { benchmark::DoNotOptimize(opt->inspect()); }, 4},
                             {"eigen_passes", [of, limit = norm * loss_scale] { separate_passes(*of, limit); }, 52}};
  // One read of the gradients, and then each of the loops of the roof.
  const read_roof read = fastest_read(*of);
  for (const roof& update : find_roofs(sizeof(float), sizeof(float))) {
    rows.push_back({update.name,
                    [of, update, read, forth = std::make_shared<bool>(true)] {
                      read.read(of->grad, of->size() * std::ptrdiff_t{sizeof(float)});
                      (*forth ? update.forth : update.back)(of->var, of->m, of->grad, of->size());
                      *forth = !*forth;
                    },
                    24});
  }
  return rows;
}

// Of a model's list of tensors, on one thread and on two (_2): the whole step beside that of one array of as many
// elements, and a plain step beside the call on many tensors.
inline std::vector<step_row> list_rows(const std::shared_ptr<memory>& of, const std::vector<std::ptrdiff_t>& sizes,
                                       Eigen::ThreadPool& two) {
  const auto list = object_over(list_in(*of, sizes), weight_decay),
             flat = object_over(list_in(*of, {of->size()}), weight_decay);
  const auto undecayed = object_over(list_in(*of, sizes), 0);
  const auto set = std::make_shared<signopt::parameter_set<float>>(list_in(*of, sizes));
  const signopt::step_request whole = whole_request(of->norm()), plain{1, 0, false};
  const signopt::add_sign_settings settings = resting_settings();
  std::vector<step_row> rows;
  const auto add = [&](const std::string& threads, const auto& executor) {
    rows.push_back({"one_array" + threads, [=] { flat->step(executor, whole); }, 24});
    rows.push_back({"list" + threads, [=] { list->step(executor, whole); }, 24});
    rows.push_back({"plain" + threads, [=] { undecayed->step(executor, plain); }, 20});
    rows.push_back({"multi" + threads, [=] { signopt::apply_add_sign_multi(executor, *set, settings); }, 20});
  };
  add("", signopt::serial());
  add("_2", signopt::eigen_pool(two));
  return rows;
}

}  // namespace signopt_bench
