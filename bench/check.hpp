// Before anything is timed: the library gives the same bits on every target, aligned or not, in each rule; the
// baselines compute the same step, up to a rounding or two, since they may fuse; and the roof reads and writes all that
// it claims to.
#pragma once

#include <cmath>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

#include "arrays.hpp"
#include "rows.hpp"

namespace signopt_bench {

template <class T, class G, class C>
class row_check {
 public:
  // Throws std::runtime_error.
  static void all(const std::string& operands, const std::vector<kernel_row<T, G, C>>& rows) {
    signopt::use_target("scalar");
    const outcome expected = after(&library_step<T, G, C>, 0, scalars);
    if (agree(after(&library_step<T, G, C>, 0, swapped_scalars), expected))
      throw std::runtime_error(operands + ": the check sees no difference where there is one");
    for (const kernel_row<T, G, C>& row : rows) {
      signopt::use_target("scalar");
      const outcome own = row.kind == row_kind::other_rule ? after(row.call, row.offset, scalars) : expected;
      if (row.kind == row_kind::other_rule && agree(own, expected))
        throw std::runtime_error(operands + "/" + row.name + " is AddSign");
      if (is_of_library(row.kind)) signopt::use_target(row.target);
      const bool is_good = row.kind == row_kind::roof ? is_good_roof(row.roof)
                           : is_of_library(row.kind)  ? same_bits(after(row.call, row.offset, scalars), own)
                                                      : agree(after(row.call, row.offset, scalars), expected);
      if (!is_good) throw std::runtime_error(operands + "/" + row.name + " does not compute what it should");
    }
  }

 private:
  static constexpr std::ptrdiff_t n = 4099;  // leaves a tail for every size of vectors
  struct outcome {
    std::vector<T> var, m;
  };
  struct scalar_values {
    float lr, alpha, sign_decay, beta;
  };
  static constexpr scalar_values scalars{0.25f, 1.0f, 0.5f, 0.75f};
  static constexpr scalar_values swapped_scalars{0.25f, 0.5f, 1.0f, 0.75f};

  // Ordinary values, a grad of 0, and, where i % 32 is 11 or 21, an m and a grad of either sign that make the new m 0:
  // signs that are 0.
  static T var_at(std::ptrdiff_t i) { return ordinary_value<T>(1, i, 1.0); }
  static T m_at(std::ptrdiff_t i) {
    return i % 32 == 11 ? T(-0.25f) : i % 32 == 21 ? T(0.25f) : ordinary_value<T>(2, i, 0.5);
  }
  static G grad_at(std::ptrdiff_t i) {
    return i % 32 == 5 ? G(0.0f) : i % 32 == 11 ? G(0.75f) : i % 32 == 21 ? G(-0.75f) : ordinary_value<G>(3, i, 0.5);
  }

  static outcome after(step<T, G, C> call, std::ptrdiff_t offset, const scalar_values& with) {
    const aligned_array<T> var(n), m(n);
    const aligned_array<G> grad(n);
    for (std::ptrdiff_t i = 0; i < n; ++i) {
      var.begin()[offset + i] = var_at(i);
      m.begin()[offset + i] = m_at(i);
      grad.begin()[offset + i] = grad_at(i);
    }
    call({var.begin() + offset, m.begin() + offset, grad.begin() + offset, n, static_cast<C>(with.lr),
          static_cast<C>(with.alpha), static_cast<C>(with.sign_decay), static_cast<C>(with.beta)});
    return {std::vector<T>(var.begin() + offset, var.begin() + offset + n),
            std::vector<T>(m.begin() + offset, m.begin() + offset + n)};
  }

  static bool same_bits(const outcome& a, const outcome& b) {
    const auto same = [](const std::vector<T>& x, const std::vector<T>& y) {
      return std::memcmp(x.data(), y.data(), x.size() * sizeof(T)) == 0;
    };
    return same(a.var, b.var) && same(a.m, b.m);
  }

  // All values are below 2, so this is a few units in the last place; a wrong sign or constant makes a difference of
  // 0.06 at least.
  static bool agree(const outcome& a, const outcome& b) {
    const double tolerance = std::is_same_v<T, Eigen::bfloat16> ? 0.016
                             : sizeof(T) == 2                   ? 0.004
                             : sizeof(T) == 4                   ? 1e-6
                                                                : 1e-15;
    const auto near = [tolerance](const std::vector<T>& x, const std::vector<T>& y) {
      for (std::size_t i = 0; i < x.size(); ++i) {
        if (!(std::abs(static_cast<double>(x[i]) - static_cast<double>(y[i])) <= tolerance)) return false;
      }
      return true;
    };
    return near(a.var, b.var) && near(a.m, b.m);
  }

  // There: every bit of var and m is the sum that it should be. And back.
  static bool is_good_roof(const roof& roof) {
    std::vector<bits<T>> var(n), m(n);
    std::vector<bits<G>> grad(n);
    for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i) {
      var[i] = static_cast<bits<T>>(scrambled(3 * i));
      m[i] = static_cast<bits<T>>(scrambled(3 * i + 1));
      grad[i] = static_cast<bits<G>>(scrambled(3 * i + 2));
    }
    const std::vector<bits<T>> var_before = var, m_before = m;
    roof.forth(var.data(), m.data(), grad.data(), n);
    for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i) {
      if (var[i] != static_cast<bits<T>>(var_before[i] + grad[i])) return false;
      if (m[i] != static_cast<bits<T>>(m_before[i] + grad[i])) return false;
    }
    roof.back(var.data(), m.data(), grad.data(), n);
    return var == var_before && m == m_before;
  }

  template <class Element>
  using bits = std::conditional_t<sizeof(Element) == 2, std::uint16_t,
                                  std::conditional_t<sizeof(Element) == 4, std::uint32_t, std::uint64_t>>;
};

}  // namespace signopt_bench
