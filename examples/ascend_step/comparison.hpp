// A step on the device beside the same on the CPU, bit by bit.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <exception>
#include <string>

#include "device.hpp"
#include "difference.hpp"
#include "report.hpp"

namespace ascend_step {

inline const char* text_of(tail behind) {
  return behind == tail::untouched ? "untouched" : behind == tail::used ? "used where it may be" : "CHANGED";
}

template <class T>
std::string title(std::size_t n) {
  return std::string(name_of<T>()) + ", " + std::to_string(n) + " elements";
}

// One step, then two steps of different rates with one synchronization.
template <class T>
verdict compare(std::size_t n, aclrtStream stream, report& to) {
  using clock = std::chrono::steady_clock;
  to.progress(title<T>(n) + ":");
  const hyper<T> first{T(0.01f)}, second{T(0.003f)};
  const host_arrays<T> before(n);
  device_array<T> var(before.var), m(before.m), grad(before.grad);
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
  tail behind_var, behind_m, behind_grad;
  host_arrays<T> cpu = before;
  cpu.step(first);
  const difference once(before, {var.read(&behind_var), m.read(&behind_m), grad.read(&behind_grad)}, cpu);
  const tail behind = std::max({behind_var, behind_m, behind_grad});

  var.write(before.var);
  m.write(before.m);
  enqueue(first);
  enqueue(second);
  wait();
  cpu = before;
  cpu.step(first);
  cpu.step(second);
  const difference twice(before, {var.read(), m.read(), grad.read()}, cpu);

  to.line("  one launch: " + once.text());
  to.line("  two launches: " + twice.text());
  to.line(std::string("  behind the tail: ") + text_of(behind) + "; first launch " + std::to_string(seconds) + " s");
  to.comparisons.push_back(json_object()
                               .add("dtype", name_of<T>())
                               .add("elements", static_cast<long long>(n))
                               .add("one_launch", once.object())
                               .add("two_launches", twice.object())
                               .add("behind_the_tail", text_of(behind))
                               .add("first_launch_seconds", seconds));
  if (behind == tail::changed || !once.is_subnormals_alone() || !twice.is_subnormals_alone()) return verdict::wrong;
  return once.elements() + twice.elements() == 0 ? verdict::right : verdict::wrong_with_subnormals;
}

template <class T>
std::string where_outputs_go(aclrtStream stream) {
  const host_arrays<T> before(1023);
  device_array<T> var(before.var), m(before.m), grad(before.grad), var_out(before.var), m_out(before.m);
  const wait_at_end waits{stream};
  hyper<T> with{T(0.5f)};
  T* scalars[] = {&with.lr, &with.alpha, &with.sign_decay, &with.beta};
  launch(var.data(), m.data(), scalars, false, grad.data(), var_out.data(), m_out.data(), 1023, stream);
  expect_success("aclrtSynchronizeStream", aclrtSynchronizeStream(stream));
  const auto is_written = [&](const device_array<T>& which) {
    return difference(before, {which.read(), before.m, before.grad}, before).elements() != 0;
  };
  const bool in = is_written(var), out = is_written(var_out);
  return std::string("written to ") + (in && out ? "both" : in ? "the inputs" : out ? "the outputs" : "neither");
}

// Where the operator writes if its outputs are not its inputs: signopt does not depend on it, and others might. That a
// chip refuses it is an answer too.
template <class T>
void see_where_outputs_go(aclrtStream stream, report& to) {
  const std::string question = std::string(name_of<T>()) + ", outputs apart from the inputs:";
  to.progress(question);
  std::string answer;
  try {
    answer = where_outputs_go<T>(stream);
  } catch (const std::exception& error) {
    answer = std::string("refused: ") + error.what();
  }
  to.line("  " + answer);
  to.facts.add((std::string(name_of<T>()) + "_outputs_apart").c_str(), answer);
}

}  // namespace ascend_step
