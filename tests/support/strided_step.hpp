// A step by run_strided on operands of any strides, beside a contiguous one.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <signopt/apply_add_sign.hpp>
#include <signopt/detail/strided/run.hpp>
#include <string>
#include <vector>

#include "bits.hpp"
#include "memory.hpp"
#include "special_values.hpp"

namespace signopt_test {

namespace detail = signopt::detail;

// One operand: how far it moves along each axis, where its first element is, and how much memory it spans.
struct layout {
  std::vector<std::ptrdiff_t> strides;
  std::ptrdiff_t first = 0, span = 1;
};

template <class Visit>
void for_each_index(const std::vector<std::ptrdiff_t>& sizes, Visit visit) {
  std::ptrdiff_t n = 1;
  for (const std::ptrdiff_t size : sizes) n *= size;
  std::vector<std::ptrdiff_t> at(sizes.size(), 0);
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    visit(static_cast<std::size_t>(i), at);
    for (std::size_t k = sizes.size(); k-- > 0;) {
      if (++at[k] < sizes[k]) break;
      at[k] = 0;
    }
  }
}

inline std::size_t offset(const layout& of, const std::vector<std::ptrdiff_t>& at) {
  std::ptrdiff_t sum = of.first;
  for (std::size_t k = 0; k < at.size(); ++k) sum += at[k] * of.strides[k];
  return static_cast<std::size_t>(sum);
}

template <class T>
std::vector<T> random_values(std::ptrdiff_t n, random_bits& random) {
  std::vector<T> made(static_cast<std::size_t>(n));
  for (T& each : made) each = from_bits<T>(mixed_bits(format_of_v<T>, random));
  return made;
}

template <class T>
bool same_bits(const std::vector<T>& a, const std::vector<T>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), same_result<T>);
}

// Whether run_strided gives every element the bits that a contiguous call gives it, and touches nothing else. T and G
// as in kernel_check; the compute type is float32, or float64 under float64. With stochastic rounding the contiguous
// call has the elements in the order of their addresses in var.
template <class T, class G, class Executor = signopt::serial>
bool is_as_contiguous(const std::vector<std::ptrdiff_t>& sizes, const layout& var_layout, const layout& m_layout,
                      const layout& grad_layout, random_bits& random, Executor executor = {},
                      const signopt::var_rounding& rounding = {}) {
  constexpr signopt::dtype type = signopt::dtype_of<T>::value, grad_type = signopt::dtype_of<G>::value;
  constexpr signopt::dtype compute = sizeof(T) == 8 ? signopt::dtype::float64 : signopt::dtype::float32;
  using number = detail::value_of<compute>;
  const signopt::add_sign::constants<compute> scalars{number(0.25), number(1.5), number(0.75), number(0.625)};
  const signopt::add_sign_settings settings{0.25, 1.5, 0.75, 0.625, {false, rounding}};
  std::vector<T> var = random_values<T>(var_layout.span, random), m = random_values<T>(m_layout.span, random);
  const std::vector<G> grad = random_values<G>(grad_layout.span, random);

  struct place {
    std::size_t var, m, grad;
  };
  std::vector<place> places;
  for_each_index(sizes, [&](std::size_t, const std::vector<std::ptrdiff_t>& at) {
    places.push_back({offset(var_layout, at), offset(m_layout, at), offset(grad_layout, at)});
  });
  std::sort(places.begin(), places.end(), [](const place& a, const place& b) { return a.var < b.var; });
  std::vector<T> packed_var, packed_m, expected_var = var, expected_m = m;
  std::vector<G> packed_grad;
  for (const place& each : places) {
    packed_var.push_back(var[each.var]);
    packed_m.push_back(m[each.m]);
    packed_grad.push_back(grad[each.grad]);
  }
  signopt::apply_add_sign_n<number>(packed_var.data(), packed_m.data(), settings, packed_grad.data(),
                                    static_cast<std::ptrdiff_t>(packed_var.size()));
  for (std::size_t i = 0; i < places.size(); ++i) {
    expected_var[places[i].var] = packed_var[i];
    expected_m[places[i].m] = packed_m[i];
  }

  detail::walk over;
  for (std::size_t k = 0; k < sizes.size(); ++k)
    over.push_back({sizes[k], var_layout.strides[k], m_layout.strides[k], grad_layout.strides[k]});
  // The last element of each is the last before a page that nobody may touch: reading too far is a crash.
  walled_array<T> var_walls(var.size()), m_walls(m.size());
  walled_array<G> grad_walls(grad.size());
  T* const walled_var = var_walls.place_at_end(var.data(), var.size());
  T* const walled_m = m_walls.place_at_end(m.data(), m.size());
  const G* const walled_grad = grad_walls.place_at_end(grad.data(), grad.size());
  using types = detail::stated_types<compute, type, type, grad_type>;
  const detail::call_context context{executor, settings.options};
  detail::run_strided(executor, context.template kernel_for<signopt::add_sign, types>(), context.constants(scalars),
                      detail::memory_of<sizeof(T)>(walled_var + var_layout.first),
                      detail::memory_of<sizeof(T)>(walled_m + m_layout.first),
                      detail::memory_of<sizeof(G)>(const_cast<G*>(walled_grad + grad_layout.first)), over);
  std::copy_n(walled_var, var.size(), var.begin());
  std::copy_n(walled_m, m.size(), m.begin());
  return same_bits(var, expected_var) && same_bits(m, expected_m);
}

inline std::string text(const std::vector<std::ptrdiff_t>& sizes, const layout& a, const layout& b, const layout& c) {
  return "sizes " + ::testing::PrintToString(sizes) + " strides " + ::testing::PrintToString(a.strides) +
         ::testing::PrintToString(b.strides) + ::testing::PrintToString(c.strides);
}

}  // namespace signopt_test
