// What a call costs before and after the loop: small arrays through each kind of call, beside the bare kernel with its
// arguments prepared. Rows are named <dtype>/<n>/<call>.
#include <benchmark/benchmark.h>

#include <array>
#include <cstdint>
#include <iostream>
#include <memory>
#include <signopt/apply_add_sign.hpp>
#include <signopt/apply_lion.hpp>
#include <signopt/apply_power_sign.hpp>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "arrays.hpp"
#include "call_summary.hpp"
#include "machine.hpp"
#include "options.hpp"
#include "runner.hpp"

namespace signopt_bench {
namespace {

using Eigen::bfloat16;
using Eigen::half;

template <class T>
constexpr signopt::dtype dtype_v = signopt::dtype_of<T>::value;

// One step's arrays, as a program would have them.
template <class T, int N>
struct operands {
  Eigen::Array<T, Eigen::Dynamic, 1> var{N}, m{N}, grad{N};
  Eigen::Array<T, N, 1> fixed_var, fixed_m, fixed_grad;

  void fill(std::ptrdiff_t seed) {
    for (std::ptrdiff_t i = 0; i < N; ++i) {
      fixed_var[i] = var[i] = ordinary_value<T>(1, seed * N + i, 1.0);
      fixed_m[i] = m[i] = ordinary_value<T>(2, seed * N + i, 0.5);
      fixed_grad[i] = grad[i] = ordinary_value<T>(3, seed * N + i, 0.5);
    }
  }
};

// The same four hyper-parameters in all kinds. lr is small enough to leave var where it is, or nearly so.
struct scalars {
  double lr = 0x1p-12, alpha = 1, sign_decay = 0.5, beta = 1;
  half half_lr{0x1p-12f}, half_alpha{1.0f}, half_sign_decay{0.5f}, half_beta{1.0f};
  bfloat16 brain_lr{0x1p-12f}, brain_alpha{1.0f}, brain_sign_decay{0.5f}, brain_beta{1.0f};
  float float_lr = 0x1p-12f;
  int int_alpha = 1;
  Eigen::Array<float, 1, 1> one_beta{1.0f};
  Eigen::ArrayXd object_lr{{0x1p-12}}, object_alpha{{1.0}}, object_sign_decay{{0.5}}, object_beta{{1.0}};
  signopt::add_sign_settings settings{0x1p-12, 1, 0.5, 1};
};

// Four operands in turn: a call does not have to wait for what the one before it has just stored.
template <class T, int N>
struct call_data {
  scalars with;
  std::array<operands<T, N>, 4> in_turn;
};

// The compiler knows nothing of the data, and forgets after each call what it has read: no check can be left out or
// moved out of the loop.
template <class T, int N, class Call>
row timed(const std::string& name, const std::shared_ptr<call_data<T, N>>& data, Call call) {
  return {name, [data, call](benchmark::State& state) {
            call_data<T, N>* hidden = data.get();
            benchmark::DoNotOptimize(hidden);
            std::size_t turn = 0;
            for (auto _ : state) {
              call(hidden->with, hidden->in_turn[turn++ % 4]);
              benchmark::ClobberMemory();
            }
            state.SetItemsProcessed(state.iterations());
          }};
}

template <class C, class T, int N>
row timed_kernel(const std::string& name, const std::shared_ptr<call_data<T, N>>& data) {
  using rule = signopt::add_sign;
  using table = signopt::detail::kernel_table<rule, false, dtype_v<C>, dtype_v<T>, dtype_v<T>, dtype_v<T>>;
  using value = signopt::detail::value_of<dtype_v<C>>;
  struct prepared {
    signopt::detail::kernel kernel;
    rule::constants<dtype_v<C>> constants;
    std::ptrdiff_t n;
  };
  const auto as_value = [](double number) {
    if constexpr (sizeof(C) == 2) {
      return Eigen::numext::bit_cast<value>(static_cast<C>(static_cast<float>(number)));
    } else {
      return static_cast<value>(number);
    }
  };
  const scalars with;
  const auto made = std::make_shared<prepared>(
      prepared{table::by_target[signopt::detail::current_target()],
               {as_value(with.lr), as_value(with.alpha), as_value(with.sign_decay), as_value(with.beta)},
               N});
  return timed(name, data, [made = made.get(), owner = made](const scalars&, operands<T, N>& on) {
    made->kernel(on.var.data(), on.m.data(), on.grad.data(), made->n, &made->constants,
                 signopt::detail::memory_access::cached);
  });
}

template <class T, int N>
std::vector<row> call_rows(const std::string& group) {
  using on = operands<T, N>;
  const auto data = std::make_shared<call_data<T, N>>();
  std::ptrdiff_t seed = 0;
  for (on& each : data->in_turn) each.fill(seed++);
  std::vector<row> rows;
  const auto add = [&](const char* name, auto call) { rows.push_back(timed<T, N>(group + "/" + name, data, call)); };

  using usual = std::conditional_t<sizeof(T) == 2, float, T>;
  rows.push_back(timed_kernel<usual>(group + "/bare_kernel", data));
  if constexpr (sizeof(T) == 2) rows.push_back(timed_kernel<T>(group + "/bare_kernel_native", data));
  add("pointer", [](const scalars& s, on& o) {
    signopt::apply_add_sign_n(o.var.data(), o.m.data(), s.lr, s.alpha, s.sign_decay, s.beta, o.grad.data(),
                              o.var.size());
  });
  add("eigen", [](const scalars& s, on& o) {
    signopt::apply_add_sign(o.var, o.m, s.lr, s.alpha, s.sign_decay, s.beta, o.grad);
  });
  add("eigen_settings", [](const scalars& s, on& o) { signopt::apply_add_sign(o.var, o.m, s.settings, o.grad); });
  add("eigen_fixed_size", [](const scalars& s, on& o) {
    signopt::apply_add_sign(o.fixed_var, o.fixed_m, s.lr, s.alpha, s.sign_decay, s.beta, o.fixed_grad);
  });
  add("eigen_map", [](const scalars& s, on& o) {
    using map = Eigen::Map<Eigen::Array<T, Eigen::Dynamic, 1>>;
    signopt::apply_add_sign(map(o.var.data(), o.var.size()), map(o.m.data(), o.m.size()), s.lr, s.alpha, s.sign_decay,
                            s.beta, map(o.grad.data(), o.grad.size()));
  });
  add("eigen_mixed_scalars", [](const scalars& s, on& o) {
    signopt::apply_add_sign(o.var, o.m, s.float_lr, s.int_alpha, s.half_sign_decay, s.one_beta, o.grad);
  });
  add("eigen_object_scalars", [](const scalars& s, on& o) {
    signopt::apply_add_sign(o.var, o.m, s.object_lr, s.object_alpha, s.object_sign_decay, s.object_beta, o.grad);
  });
  add("eigen_power_sign", [](const scalars& s, on& o) {
    signopt::apply_power_sign(o.var, o.m, s.lr, s.alpha, s.sign_decay, s.beta, o.grad);
  });
  add("eigen_lion",
      [](const scalars& s, on& o) { signopt::apply_lion(o.var, o.m, s.lr, s.beta, s.beta, 0.0, o.grad); });
  add("eigen_four_float16", [](const scalars& s, on& o) {
    signopt::apply_add_sign(o.var, o.m, s.half_lr, s.half_alpha, s.half_sign_decay, s.half_beta, o.grad);
  });
  add("eigen_four_bfloat16", [](const scalars& s, on& o) {
    signopt::apply_add_sign(o.var, o.m, s.brain_lr, s.brain_alpha, s.brain_sign_decay, s.brain_beta, o.grad);
  });
  return rows;
}

struct group {
  std::string name;
  std::vector<row> rows;
};

template <class T, int N>
void add_group(std::vector<group>& groups, const std::string& dtype) {
  const std::string name = dtype + "/" + std::to_string(N);
  group added{name, {}};
  for (row& each : call_rows<T, N>(name)) {
    if (passes_filter(each.name)) added.rows.push_back(std::move(each));
  }
  if (!added.rows.empty()) groups.push_back(std::move(added));
}

template <class T>
void add_groups(std::vector<group>& groups, const std::string& dtype) {
  add_group<T, 1>(groups, dtype);
  add_group<T, 16>(groups, dtype);
  add_group<T, 256>(groups, dtype);
}

void run(const options& chosen) {
  std::vector<group> groups;
  add_groups<float>(groups, "float32");
  add_groups<half>(groups, "float16");
  add_groups<bfloat16>(groups, "bfloat16");
  add_groups<double>(groups, "float64");
  if (chosen.list) {
    for (const group& each : groups) {
      for (const row& listed : each.rows) std::cout << listed.name << '\n';
    }
    return;
  }
  if (groups.empty()) throw std::runtime_error("no row to run");
  add_context(chosen.command);
  interleaving_runner runner(chosen, static_cast<int>(groups.size()));
  for (const group& each : groups) runner.run_group(each.name, each.rows);
  runner.finish();
  print_call_summary(std::cout, runner.measured());
  if (chosen.smoke) std::cout << smoke_note;
}

}  // namespace
}  // namespace signopt_bench

int main(int argc, char** argv) {
  return signopt_bench::run_program(
      argc, argv, signopt_bench::programs::call_bench, "call_bench",
      "usage: call_bench [OPTION...]\n\n"
      "Times calls on 1, 16 and 256 elements through each front end, beside the bare kernel with\n"
      "its arguments prepared, on the active target. Rows: <dtype>/<n>/<call>.\n",
      &signopt_bench::run);
}
