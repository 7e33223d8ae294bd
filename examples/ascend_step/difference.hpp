// Arrays for a step, the same on every machine, and how what an NPU makes of them differs from what the CPU does.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <signopt/ascend.hpp>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "report.hpp"

namespace ascend_step {

template <class T>
const char* name_of() {
  return std::is_same_v<T, float> ? "float32" : "float16";
}

template <class T>
using bits_of = std::conditional_t<std::is_same_v<T, float>, std::uint32_t, std::uint16_t>;

template <class T>
bits_of<T> to_bits(T value) {
  bits_of<T> bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}
template <class T>
T from_bits(bits_of<T> bits) {
  T value;
  std::memcpy(static_cast<void*>(&value), &bits, sizeof bits);
  return value;
}

template <class T>
double number(T value) {
  return static_cast<double>(static_cast<float>(value));
}

// Of the numbers of T.
template <class T>
bool is_subnormal(double value) {
  return value != 0 && std::abs(value) < (std::is_same_v<T, float> ? 0x1p-126 : 0x1p-14);
}

// The scalars are of the arrays' own type: so the CPU computes in it, as the NPU does.
template <class T>
struct hyper {
  T lr, alpha{1}, sign_decay{0.9f}, beta{0.9f};
};

template <class T>
struct host_arrays {
  std::vector<T> var, m, grad;
  std::vector<bool> met_subnormals;  // whether the steps of this element have: as an operand, on the way, as a result

  // Of both signs and of sizes from 2^-14 to 2; one in sixteen is a zero, and one in sixteen is subnormal. Not so the
  // first of each array: every step changes that element.
  explicit host_arrays(std::size_t n) : met_subnormals(n) {
    std::uint32_t state = 0x9e3779b9;
    const auto next = [&](bool is_ordinary) {
      constexpr int fraction_bits = std::is_same_v<T, float> ? 23 : 10;
      state = state * 1664525 + 1013904223;
      const bool is_negative = state >> 31 != 0;
      const std::uint32_t kind = is_ordinary ? 2 : state >> 12 & 15;
      if (kind == 0) return T(is_negative ? -0.0f : 0.0f);
      if (kind == 1) {
        const std::uint32_t fraction = (state >> 16 & ((1u << fraction_bits) - 1)) | 1;
        return from_bits<T>(static_cast<bits_of<T>>(fraction | (is_negative ? 1u << (sizeof(T) * 8 - 1) : 0u)));
      }
      const float size =
          (static_cast<float>(state >> 16 & 0xff) + 1) / 256 * static_cast<float>(1 << (state >> 24 & 7)) / 64;
      return T(is_negative ? -size : size);
    };
    for (std::size_t i = 0; i < n; ++i) {
      var.push_back(next(i == 0));
      m.push_back(next(i == 0));
      grad.push_back(next(i == 0));
    }
  }
  host_arrays(std::vector<T> from_var, std::vector<T> from_m, std::vector<T> from_grad)
      : var(std::move(from_var)), m(std::move(from_m)), grad(std::move(from_grad)) {}

  void step(const hyper<T>& with) {
    const auto look = [&](std::size_t i, std::initializer_list<double> numbers) {
      for (const double each : numbers) met_subnormals[i] = met_subnormals[i] || is_subnormal<T>(each);
    };
    for (std::size_t i = 0; i < var.size(); ++i) {
      look(i, {number(var[i]), number(m[i]), number(grad[i]), number(m[i]) * number(with.beta),
               number(grad[i]) * (1 - number(with.beta))});
    }
    signopt::apply_add_sign_n(var.data(), m.data(), with.lr, with.alpha, with.sign_decay, with.beta, grad.data(),
                              static_cast<std::ptrdiff_t>(var.size()));
    for (std::size_t i = 0; i < var.size(); ++i) {
      const double product = number(grad[i]) * number(m[i]);
      const double signs = product > 0 ? 1 : product < 0 ? -1 : 0;
      const double factor = (number(with.alpha) + signs * number(with.sign_decay)) * number(with.lr);
      look(i, {number(var[i]), number(m[i]), factor, factor * number(grad[i])});
    }
  }
};

// How many numbers of T lie between the two, on a line through both zeros.
template <class T>
long long ulps_between(T a, T b) {
  const auto place = [](T value) {
    constexpr bits_of<T> sign = static_cast<bits_of<T>>(1u << (sizeof(T) * 8 - 1));
    const bits_of<T> bits = to_bits(value);
    const long long size = bits & static_cast<bits_of<T>>(~sign);
    return (bits & sign) != 0 ? -size : size;
  };
  return std::abs(place(a) - place(b));
}

template <class T>
std::string hex(T value) {
  char text[11];
  std::snprintf(text, sizeof text, "0x%0*x", static_cast<int>(sizeof(T) * 2), static_cast<unsigned>(to_bits(value)));
  return text;
}

class difference {
 public:
  long long var = 0, m = 0, grad = 0;  // elements of each that differ
  long long zeros = 0;                 // of another sign, and equal otherwise: not among these
  long long with_subnormals = 0;       // of those that differ
  long long largest_ulps = 0;
  std::string first;            // what is to be known of it, in lines
  json_object first_as_object;  // and the same as members

  template <class T>
  difference(const host_arrays<T>& before, const host_arrays<T>& npu, const host_arrays<T>& cpu) {
    add("var", var, npu.var, cpu.var, before, cpu.met_subnormals);
    add("m", m, npu.m, cpu.m, before, cpu.met_subnormals);
    add("grad", grad, npu.grad, cpu.grad, before, cpu.met_subnormals);
  }

  long long elements() const { return var + m + grad; }
  bool is_subnormals_alone() const { return elements() == with_subnormals; }

  // Lines of a terminal's width.
  std::string text() const {
    std::string text = std::to_string(elements()) + " differ, " + std::to_string(zeros) + " zeros have another sign";
    if (elements() == 0) return text;
    return text + "\n    var " + std::to_string(var) + ", m " + std::to_string(m) + ", grad " + std::to_string(grad) +
           "; with subnormal numbers " + std::to_string(with_subnormals) + "; by at most " +
           std::to_string(largest_ulps) + " ulp" + first;
  }
  json_object object() const {
    json_object made;
    made.add("differ", elements()).add("var", var).add("m", m).add("grad", grad);
    made.add("with_subnormals", with_subnormals).add("zeros_of_another_sign", zeros);
    made.add("largest_ulps", largest_ulps);
    return elements() == 0 ? made.add("first", nullptr) : made.add("first", first_as_object);
  }

 private:
  template <class T>
  void add(const char* array, long long& count, const std::vector<T>& npu, const std::vector<T>& cpu,
           const host_arrays<T>& before, const std::vector<bool>& met_subnormals) {
    for (std::size_t i = 0; i < npu.size(); ++i) {
      if (to_bits(npu[i]) == to_bits(cpu[i])) continue;
      if (npu[i] == T(0) && cpu[i] == T(0)) {
        ++zeros;
        continue;
      }
      if (elements() == 0) {
        const std::string npus = hex(npu[i]), cpus = hex(cpu[i]);
        const std::string of[] = {hex(before.var[i]), hex(before.m[i]), hex(before.grad[i])};
        first = std::string("\n    the first: ") + array + "[" + std::to_string(i) + "], NPU " + npus + ", CPU " +
                cpus + "\n      made of var " + of[0] + ", m " + of[1] + ", grad " + of[2];
        first_as_object.add("array", array).add("index", static_cast<long long>(i)).add("npu", npus).add("cpu", cpus);
        first_as_object.add("var", of[0]).add("m", of[1]).add("grad", of[2]);
      }
      ++count;
      if (met_subnormals[i]) ++with_subnormals;
      largest_ulps = std::max(largest_ulps, ulps_between(npu[i], cpu[i]));
    }
  }
};

}  // namespace ascend_step
