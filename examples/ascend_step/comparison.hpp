// A step on the device beside the same on the CPU, bit by bit.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <signopt/ascend.hpp>
#include <string>
#include <type_traits>
#include <vector>

#include "device.hpp"
#include "report.hpp"

namespace ascend_step {

template <class T>
const char* name_of() {
  return std::is_same_v<T, float> ? "float32" : "float16";
}

// The scalars are of the arrays' own type: so the CPU computes in it, as the NPU does.
template <class T>
struct hyper {
  T lr, alpha{1}, sign_decay{0.99f}, beta{0.9f};
};

template <class T>
struct host_arrays {
  std::vector<T> var, m, grad;

  // Of both signs and of sizes from 2^-8 to 2; one in sixteen is a zero, of either sign.
  explicit host_arrays(std::size_t n) {
    std::uint32_t state = 0x9e3779b9;
    const auto next = [&] {
      state = state * 1664525 + 1013904223;
      const float size =
          (static_cast<float>(state >> 16 & 0xff) + 1) / 256 * static_cast<float>(1 << (state >> 24 & 7));
      const bool is_zero = (state >> 12 & 15) == 0;
      return T((state >> 31 != 0 ? -1.0f : 1.0f) * (is_zero ? 0.0f : size / 64));
    };
    for (std::size_t i = 0; i < n; ++i) {
      var.push_back(next());
      m.push_back(next());
      grad.push_back(next());
    }
  }
  void step(const hyper<T>& with) {
    signopt::apply_add_sign_n(var.data(), m.data(), with.lr, with.alpha, with.sign_decay, with.beta, grad.data(),
                              static_cast<std::ptrdiff_t>(var.size()));
  }
};

struct difference {
  long long elements = 0, zeros = 0;  // zeros: of another sign, and equal otherwise

  template <class T>
  void add(const std::vector<T>& npu, const std::vector<T>& cpu) {
    for (std::size_t i = 0; i < npu.size(); ++i) {
      if (std::memcmp(&npu[i], &cpu[i], sizeof(T)) == 0) continue;
      npu[i] == T(0) && cpu[i] == T(0) ? ++zeros : ++elements;
    }
  }
};

inline const char* text_of(tail behind) {
  return behind == tail::untouched ? "untouched" : behind == tail::used ? "used where it may be" : "CHANGED";
}

// Whether all is as it should be: one step, then two steps of different rates with one synchronization.
template <class T>
bool compare(std::size_t n, aclrtStream stream, report& to) {
  using clock = std::chrono::steady_clock;
  const hyper<T> first{T(0.01f)}, second{T(0.003f)};
  host_arrays<T> cpu(n);
  device_array<T> var(cpu.var), m(cpu.m), grad(cpu.grad);
  const wait_at_end waits{stream};
  const auto enqueue = [&](const hyper<T>& with) {
    signopt::ascend::apply_add_sign_async(var.data(), m.data(), with.lr, with.alpha, with.sign_decay, with.beta,
                                          grad.data(), static_cast<std::int64_t>(n), stream);
  };
  const auto wait = [&] { expect_success("aclrtSynchronizeStream", aclrtSynchronizeStream(stream)); };

  const auto begin = clock::now();
  enqueue(first);
  wait();
  const double seconds = std::chrono::duration<double>(clock::now() - begin).count();
  difference once, twice;
  tail behind_var, behind_m, behind_grad;
  cpu.step(first);
  once.add(var.read(&behind_var), cpu.var);
  once.add(m.read(&behind_m), cpu.m);
  once.add(grad.read(&behind_grad), cpu.grad);
  const tail behind = std::max({behind_var, behind_m, behind_grad});

  var.write(cpu.var);
  m.write(cpu.m);
  enqueue(first);
  enqueue(second);
  wait();
  cpu.step(first);
  cpu.step(second);
  twice.add(var.read(), cpu.var);
  twice.add(m.read(), cpu.m);

  to.line(std::string(name_of<T>()) + ", " + std::to_string(n) + " elements: " + std::to_string(once.elements) +
          " differ, " + std::to_string(once.zeros) + " zeros have another sign; two launches: " +
          std::to_string(twice.elements) + ", " + std::to_string(twice.zeros) +
          "; behind the tail: " + text_of(behind) + "; first launch " + std::to_string(seconds) + " s");
  to.comparisons.push_back(json_object()
                               .add("dtype", name_of<T>())
                               .add("elements", static_cast<long long>(n))
                               .add("differ", once.elements)
                               .add("zeros_of_another_sign", once.zeros)
                               .add("two_launches_differ", twice.elements)
                               .add("two_launches_zeros_of_another_sign", twice.zeros)
                               .add("behind_the_tail", text_of(behind))
                               .add("first_launch_seconds", seconds));
  return once.elements == 0 && twice.elements == 0 && behind != tail::changed;
}

// Where the operator writes if its outputs are not its inputs: signopt does not depend on it, and others might.
template <class T>
void see_where_outputs_go(aclrtStream stream, report& to) {
  const host_arrays<T> before(1023);
  device_array<T> var(before.var), m(before.m), grad(before.grad), var_out(before.var), m_out(before.m);
  const wait_at_end waits{stream};
  hyper<T> with{T(0.5f)};
  T* scalars[] = {&with.lr, &with.alpha, &with.sign_decay, &with.beta};
  launch(var.data(), m.data(), scalars, false, grad.data(), var_out.data(), m_out.data(), 1023, stream);
  expect_success("aclrtSynchronizeStream", aclrtSynchronizeStream(stream));
  const auto is_written = [&](const device_array<T>& which) {
    difference found;
    found.add(which.read(), before.var);
    return found.elements != 0;
  };
  const bool in = is_written(var), out = is_written(var_out);
  const char* const where = in && out ? "both" : in ? "the inputs" : out ? "the outputs" : "neither";
  to.line(std::string(name_of<T>()) + ", outputs apart from the inputs: written to " + where);
  to.facts.add((std::string(name_of<T>()) + "_outputs_apart_are_written_to").c_str(), where);
}

}  // namespace ascend_step
