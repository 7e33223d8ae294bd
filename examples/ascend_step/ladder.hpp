// What to try where a launch fails. Each rung is a process of its own: the options are a whole process's, and a first
// failure to set up the compiler stays for the process that it happened in.
#pragma once

#include <unistd.h>

#include <array>
#include <cstdio>
#include <string>

#include "comparison.hpp"

namespace ascend_step {

struct rung {
  const char* name;
  const char* what;
};
inline constexpr rung rungs[] = {
    {"default", "as signopt launches it"},
    {"jit", "with ACL_OP_JIT_COMPILE=enable: compiled on-line, and no prebuilt kernel"},
    {"device_scalars", "with the scalars in device memory"},
    {"precision", "with ACL_PRECISION_MODE=must_keep_origin_dtype"},
};

// In a process of its own. Throws where the rung does not work.
template <class T>
void try_rung(const std::string& name, std::size_t n, aclrtStream stream) {
  if (name == "jit") expect_success("aclSetCompileopt", aclSetCompileopt(ACL_OP_JIT_COMPILE, "enable"));
  if (name == "precision") {
    expect_success("aclSetCompileopt", aclSetCompileopt(ACL_PRECISION_MODE, "must_keep_origin_dtype"));
  }
  const host_arrays<T> before(n);
  const auto count = static_cast<std::int64_t>(n);
  device_array<T> var(before.var), m(before.m), grad(before.grad);
  hyper<T> with{T(0.01f)};
  const device_array<T> lr({with.lr}), alpha({with.alpha}), sign_decay({with.sign_decay}), beta({with.beta});
  const wait_at_end waits{stream};
  if (name == "device_scalars") {
    T* scalars[] = {lr.data(), alpha.data(), sign_decay.data(), beta.data()};
    launch(var.data(), m.data(), scalars, true, grad.data(), var.data(), m.data(), count, stream);
  } else {
    signopt::ascend::apply_add_sign_async(var.data(), m.data(), with.lr, with.alpha, with.sign_decay, with.beta,
                                          grad.data(), count, stream);
  }
  expect_success("aclrtSynchronizeStream", aclrtSynchronizeStream(stream));
  host_arrays<T> cpu = before;
  cpu.step(with);
  const difference found(before, {var.read(), m.read(), grad.read()}, cpu);
  if (!found.is_subnormals_alone()) throw std::runtime_error("it runs, and the values are not the CPU's");
}

// What the shell takes for one word.
inline std::string quoted(const std::string& text) {
  std::string word = "'";
  for (const char each : text) word += each == '\'' ? std::string("'\\''") : std::string(1, each);
  return word + "'";
}

inline std::string this_program() {
  std::array<char, 4096> path{};
  const ssize_t length = readlink("/proc/self/exe", path.data(), path.size() - 1);
  return length > 0 ? std::string(path.data(), static_cast<std::size_t>(length)) : std::string();
}

// Runs each rung on so many elements, and tells which of them work.
inline void climb(const char* dtype, std::size_t n, int device, report& to) {
  for (const rung& each : rungs) {
    to.progress(std::string("trying ") + dtype + ", " + std::to_string(n) + " elements, " + each.what);
    const std::string command = quoted(this_program()) + " --rung " + each.name + " --dtype " + dtype + " --elements " +
                                std::to_string(n) + " --device " + std::to_string(device) + " 2>&1";
    std::string output;
    std::FILE* const child = popen(command.c_str(), "r");
    std::array<char, 512> some{};
    while (child != nullptr && std::fgets(some.data(), static_cast<int>(some.size()), child) != nullptr) {
      output.append(some.data());
    }
    const bool works = child != nullptr && pclose(child) == 0;
    while (!output.empty() && output.back() == '\n') output.pop_back();
    to.line(std::string(works ? "WORKS: " : "fails: ") + dtype + ", " + each.what + (works ? "" : "\n  " + output));
    to.rungs.push_back(json_object()
                           .add("rung", each.name)
                           .add("dtype", dtype)
                           .add("elements", static_cast<long long>(n))
                           .add("works", works)
                           .add("message", works ? "" : output));
  }
}

}  // namespace ascend_step
