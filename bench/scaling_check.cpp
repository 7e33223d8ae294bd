// Before anything is timed: every executor and every list gives the bits of a call per tensor on one thread, and the
// roof's chunks leave nothing out.
#include <cstring>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "step_rows.hpp"

namespace signopt_bench {
namespace {

// Large enough to be split with any threshold, small enough to be packed, and tails of all kinds.
const std::vector<std::ptrdiff_t> sizes{300007, 1, 64, 64, 15, 1048577, 64, 17, 4099, 2, 131072, 64};

using values = std::pair<std::vector<float>, std::vector<float>>;  // var, m

struct scalars {
  float lr, alpha, sign_decay, beta;
};
constexpr scalars moving{0.25f, 1.0f, 0.5f, 0.75f}, swapped{0.25f, 0.5f, 1.0f, 0.75f};

// Of all tensors, after the call.
template <class Call>
values after(const Call& call) {
  tensor_list list(sizes, list_layout::separate);
  call(list.parameters());
  values made;
  for (const tensor_list::parameter& p : list.parameters()) {
    made.first.insert(made.first.end(), p.var, p.var + p.size);
    made.second.insert(made.second.end(), p.m, p.m + p.size);
  }
  return made;
}

bool same_bits(const values& a, const values& b) {
  const auto same = [](const std::vector<float>& x, const std::vector<float>& y) {
    return std::memcmp(x.data(), y.data(), x.size() * sizeof(float)) == 0;
  };
  return same(a.first, b.first) && same(a.second, b.second);
}

using tensors = std::vector<tensor_list::parameter>;

values one_by_one(const scalars& with) {
  return after([&](tensors& all) {
    for (const tensor_list::parameter& p : all)
      signopt::apply_add_sign_n(p.var, p.m, with.lr, with.alpha, with.sign_decay, with.beta, p.grad, p.size);
  });
}

template <class Executor>
void check_executor(const std::string& name, const Executor& executor, const values& expected) {
  Executor on = executor;
  const scalars with = moving;
  const values flat = after([&](tensors& all) {
    for (const tensor_list::parameter& p : all)
      library_step_on(on, {p.var, p.m, p.grad, p.size, with.lr, with.alpha, with.sign_decay, with.beta});
  });
  const values of_set = after([&](tensors& all) {
    signopt::parameter_set<float> set(all);
    signopt::apply_add_sign_multi(on, set, with.lr, with.alpha, with.sign_decay, with.beta);
  });
  const values of_range = after(
      [&](tensors& all) { signopt::apply_add_sign_multi(on, all, with.lr, with.alpha, with.sign_decay, with.beta); });
  if (!same_bits(flat, expected)) throw std::runtime_error(name + " gives other bits than one thread");
  if (!same_bits(of_set, expected)) throw std::runtime_error(name + ": a set gives other bits than a call per tensor");
  if (!same_bits(of_range, expected))
    throw std::runtime_error(name + ": a range gives other bits than a call per tensor");
}

// The chunks of the roof, beside the roof of one thread. They are the same for all of its loops; whether each loop does
// what it should is checked where kernels are (check.hpp).
template <class Executor>
void check_roof(const std::string& name, const Executor& executor) {
  Executor on = executor;
  const roof passes = find_roofs(sizeof(float), sizeof(float)).back();
  const auto pass_of = [&](auto& by) {
    return after([&](tensors& all) {
      for (const tensor_list::parameter& p : all) run_roof(by, passes.forth, {p.var, p.m, p.grad, p.size, 0, 0, 0, 0});
    });
  };
  signopt::serial one_thread;
  if (!same_bits(pass_of(on), pass_of(one_thread)))
    throw std::runtime_error(name + ": the chunks of the roof are not the whole");
}

}  // namespace

void check_scaling(const executors& all) {
  const values expected = one_by_one(moving);
  if (same_bits(one_by_one(swapped), expected))
    throw std::runtime_error("the check sees no difference where there is one");
  for (const std::ptrdiff_t grain_bytes : {std::ptrdiff_t{1}, signopt::default_grain_bytes}) {
    all.for_each(grain_bytes, [&](const std::string& name, const auto& executor) {
      check_executor(name, executor, expected);
      check_roof(name, executor);
    });
  }
}

}  // namespace signopt_bench
