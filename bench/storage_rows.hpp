// What optimizer_bench times of 16-bit training: steps on storages of their own, with a copy of var beside them, and
// with stochastic rounding, each beside the step without.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <memory>
#include <signopt/apply_add_sign.hpp>
#include <signopt/multi_tensor.hpp>
#include <vector>

#include "arrays.hpp"
#include "optimizer_rows.hpp"

namespace signopt_bench {

// var, m, grad and a copy, of each type that a row wants.
struct storage_memory {
  template <class T>
  using memory_of = std::unique_ptr<aligned_array<T>>;
  using bfloat16 = Eigen::bfloat16;

  explicit storage_memory(std::ptrdiff_t size) : n(size) {
    const auto fill = [size](auto& wide, auto& narrow, std::uint64_t which, double centre) {
      wide = std::make_unique<aligned_array<float>>(size);
      narrow = std::make_unique<aligned_array<bfloat16>>(size);
      for (std::ptrdiff_t i = 0; i < size; ++i) {
        wide->begin()[i] = ordinary_value<float>(which, i, centre);
        narrow->begin()[i] = ordinary_value<bfloat16>(which, i, centre);
      }
    };
    fill(var, narrow_var, 1, 1.0);
    fill(m, narrow_m, 2, 0.5);
    fill(grad, narrow_grad, 3, 0.5);
    copy = std::make_unique<aligned_array<bfloat16>>(size);
    for (std::ptrdiff_t i = 0; i < size; ++i) copy->begin()[i] = bfloat16(0);
  }

  std::ptrdiff_t n;
  memory_of<float> var, m, grad;
  memory_of<bfloat16> narrow_var, narrow_m, narrow_grad, copy;
};

template <class Var, class M, class Grad>
step_row storage_row(const char* name, int bytes, const std::shared_ptr<storage_memory>& of, const Var& var, const M& m,
                     const Grad& grad, const signopt::var_rounding& rounding = {}) {
  return {name,
          [=] {
            signopt::add_sign_settings settings = resting_settings();
            settings.options.rounding = rounding;
            signopt::apply_add_sign_n(((*of).*var)->begin(), ((*of).*m)->begin(), settings, ((*of).*grad)->begin(),
                                      of->n);
          },
          bytes};
}

inline std::vector<step_row> storage_rows(const std::shared_ptr<storage_memory>& of) {
  using all = storage_memory;
  std::vector<step_row> rows{storage_row("float32", 20, of, &all::var, &all::m, &all::grad),
                             storage_row("m_bfloat16", 16, of, &all::var, &all::narrow_m, &all::grad),
                             storage_row("grad_bfloat16", 18, of, &all::var, &all::m, &all::narrow_grad),
                             storage_row("m_and_grad_bfloat16", 14, of, &all::var, &all::narrow_m, &all::narrow_grad),
                             storage_row("bfloat16", 10, of, &all::narrow_var, &all::narrow_m, &all::narrow_grad),
                             storage_row("bfloat16_stochastic", 10, of, &all::narrow_var, &all::narrow_m,
                                         &all::narrow_grad, signopt::stochastic{1, 2}),
                             storage_row("bfloat16_m_float32", 14, of, &all::narrow_var, &all::m, &all::narrow_grad),
                             storage_row("bfloat16_m_float32_stochastic", 14, of, &all::narrow_var, &all::m,
                                         &all::narrow_grad, signopt::stochastic{1, 2})};

  signopt::parameter<float, float, float, Eigen::bfloat16> copied{of->var->begin(), of->m->begin(), of->grad->begin(),
                                                                  of->n};
  copied.copy = of->copy->begin();
  const auto set = std::make_shared<signopt::parameter_set<float, float, float, Eigen::bfloat16>>(std::vector{copied});
  rows.push_back({"copy", [of, set] { signopt::apply_add_sign_multi(*set, resting_settings()); }, 22});
  rows.push_back({"copy_in_a_pass_of_its_own",
                  [of] {
                    signopt::apply_add_sign_n(of->var->begin(), of->m->begin(), resting_settings(), of->grad->begin(),
                                              of->n);
                    Eigen::Map<Eigen::Array<Eigen::bfloat16, Eigen::Dynamic, 1>>(of->copy->begin(), of->n) =
                        Eigen::Map<Eigen::ArrayXf>(of->var->begin(), of->n).cast<Eigen::bfloat16>();
                  },
                  26});
  return rows;
}

}  // namespace signopt_bench
