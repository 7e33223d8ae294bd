// The rows of one combination of dtypes: the library on every target, the roof, and what a user could run instead.
#pragma once

#include <signopt/apply_add_sign.hpp>
#include <signopt/pointer.hpp>
#include <string>
#include <type_traits>
#include <vector>

#include "arrays.hpp"
#include "auto_loops.hpp"
#include "baselines.hpp"
#include "roof.hpp"

namespace signopt_bench {

// Of another rule: the library too, but another step.
enum class row_kind { library, other_rule, baseline, roof };

inline bool is_of_library(row_kind kind) { return kind == row_kind::library || kind == row_kind::other_rule; }

template <class T, class G, class C>
struct kernel_row {
  std::string name;
  row_kind kind;
  step<T, G, C> call;        // null for the roof
  std::string target;        // forced, for the library, whatever the rule
  std::ptrdiff_t offset;     // all three arrays begin so many elements later
  signopt_bench::roof roof;  // for the roof
};

template <class T, class G, class C>
void library_step(const arrays<T, G, C>& a) {
  signopt::apply_add_sign_n<C>(a.var, a.m, a.lr, a.alpha, a.sign_decay, a.beta, a.grad, a.n);
}

// The other rules with the same scalars, as far as they have them.
template <class T, class G, class C>
void power_sign_step(const arrays<T, G, C>& a) {
  signopt::apply_power_sign_n<C>(a.var, a.m, a.lr, a.alpha, a.sign_decay, a.beta, a.grad, a.n);
}
template <class T, class G, class C>
void lion_step(const arrays<T, G, C>& a) {
  signopt::apply_lion_n<C>(a.var, a.m, a.lr, a.beta, a.beta, C(0.0f), a.grad, a.n);
}

// The auto-vectorised loops know 16-bit values as their bits.
template <class Value>
auto as_bits(Value value) {
  if constexpr (std::is_floating_point_v<Value>) {
    return value;
  } else {
    return Eigen::numext::bit_cast<bits16>(value);
  }
}
template <class T>
using bits_of = decltype(as_bits(T()));

template <class T, class G, class C>
using auto_loop_of = auto_loop<bits_of<T>, bits_of<G>, bits_of<C>>;

template <const auto& Loop, bool Select, class T, class G, class C>
void auto_step(const arrays<T, G, C>& a) {
  (Select ? Loop.select : Loop.arithmetic)(reinterpret_cast<bits_of<T>*>(a.var), reinterpret_cast<bits_of<T>*>(a.m),
                                           reinterpret_cast<const bits_of<G>*>(a.grad), a.n, as_bits(a.lr),
                                           as_bits(a.alpha), as_bits(a.sign_decay), as_bits(a.beta));
}

// `avx512_fp16` has code of its own only for float16 that is computed in float16, and `portable` none for float64 where
// the vectors have no such arithmetic.
template <class T, class G, class C>
std::vector<std::string> targets_with_kernels() {
  std::vector<std::string> names;
  for (const std::string_view name : signopt::available_targets()) {
    if (name == "avx512_fp16" && !std::is_same_v<C, Eigen::half>) continue;
    if (name == "portable" && std::is_same_v<C, double> && !SIGNOPT_HAS_PORTABLE_FLOAT64) continue;
    names.emplace_back(name);
  }
  return names;
}

template <class T, class G, class C, const auto_loop_of<T, G, C>& Loop>
std::vector<kernel_row<T, G, C>> kernel_rows() {
  std::vector<kernel_row<T, G, C>> rows;
  const std::vector<std::string> targets = targets_with_kernels<T, G, C>();
  for (const std::string& target : targets)
    rows.push_back({target, row_kind::library, &library_step<T, G, C>, target, 0, {}});
  const std::string& best = targets.front();
  rows.push_back({best + "_misaligned", row_kind::library, &library_step<T, G, C>, best, 1, {}});
  rows.push_back({best + "_power_sign", row_kind::other_rule, &power_sign_step<T, G, C>, best, 0, {}});
  rows.push_back({best + "_lion", row_kind::other_rule, &lion_step<T, G, C>, best, 0, {}});
  for (const roof& loop : find_roofs(sizeof(T), sizeof(G)))
    rows.push_back({loop.name, row_kind::roof, nullptr, {}, 0, loop});
  rows.push_back({"eigen", row_kind::baseline, &eigen_expression<T, G, C>, {}, 0, {}});
  rows.push_back({"plain_loop", row_kind::baseline, &plain_loop<T, G, C>, {}, 0, {}});
  rows.push_back({"auto_select", row_kind::baseline, &auto_step<Loop, true, T, G, C>, {}, 0, {}});
  rows.push_back({"auto_arithmetic", row_kind::baseline, &auto_step<Loop, false, T, G, C>, {}, 0, {}});
  return rows;
}

// Runs a row. The roof goes there and back by turns.
template <class T, class G, class C>
class row_runner {
 public:
  row_runner(const kernel_row<T, G, C>& row, const arrays<T, G, C>& on) : row_(row), on_(on) {}

  void call() {
    if (row_.kind == row_kind::roof) {
      (is_there_ ? row_.roof.back : row_.roof.forth)(on_.var, on_.m, on_.grad, on_.n);
      is_there_ = !is_there_;
    } else {
      row_.call(on_);
    }
  }

  // Leaves the arrays as they were.
  void finish() {
    if (is_there_) call();
  }

 private:
  const kernel_row<T, G, C>& row_;
  const arrays<T, G, C>& on_;
  bool is_there_ = false;
};

}  // namespace signopt_bench
