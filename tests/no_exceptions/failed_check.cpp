// Compiled with -fno-exceptions: a failed check ends the program through SIGNOPT_FAIL, which gets the message, or,
// where that is not defined, through std::terminate; valid calls run as ever. Each failure has a process of its own.
#include <cstdio>
#include <cstdlib>
#include <string>

#if defined(SIGNOPT_TEST_OWN_FAIL)
namespace {
constexpr int own_status = 42;
[[noreturn]] void report(const char* message) {
  std::printf("%s\n", message);
  std::fflush(stdout);
  std::_Exit(own_status);
}
}  // namespace
#  define SIGNOPT_FAIL(message) report(message)
#endif

#include <sys/wait.h>
#include <unistd.h>

#include <Eigen/Core>
#include <csignal>
#include <cstddef>
#include <signopt/eigen_pool.hpp>
#include <signopt/multi_tensor.hpp>
#include <signopt/signopt.hpp>

namespace {

using Eigen::ArrayXf;

struct failure {
  const char* expected;  // in the message
  void (*call)();
};

// Says that it has run its tasks, and has not.
struct idle_executor {
  int concurrency() const { return 2; }
  std::ptrdiff_t grain_bytes() const { return 1; }
  template <class F>
  void bulk(std::ptrdiff_t, F&&) const {}
};

ArrayXf three() { return ArrayXf::Constant(3, 0.5f); }

void step(ArrayXf var, ArrayXf m, const ArrayXf& grad) { signopt::apply_add_sign(var, m, 0.1, 1, 1, 0.9, grad); }

const failure failures[] = {
    {"m has shape (2, 1), var has shape (3, 1)", [] { step(three(), ArrayXf::Zero(2), three()); }},
    {"grad has shape (4, 1), var has shape (3, 1)", [] { step(three(), three(), ArrayXf::Zero(4)); }},
    {"beta must have exactly one element",
     [] {
       ArrayXf var = three(), m = three();
       signopt::apply_add_sign(var, m, 0.1, 1, 1, three(), three());
     }},
    {"var and m overlap",
     [] {
       ArrayXf var = three();
       signopt::apply_add_sign(var, var, 0.1, 1, 1, 0.9, three());
     }},
    {"must not be negative",
     [] {
       float one[3] = {1, 1, 1};
       signopt::apply_add_sign_n(one, one + 1, 0.1, 1, 1, 0.9, one + 2, -1);
     }},
    {"grad is a null pointer",
     [] {
       float one[2] = {1, 1};
       const float* const null = nullptr;
       signopt::apply_add_sign_n(one, one + 1, 0.1, 1, 1, 0.9, null, 1);
     }},
    {"var of parameter 0 and m of parameter 1 overlap",
     [] {
       float one[6] = {};
       signopt::parameter_set<float>{{one, one + 1, one + 2, 1}, {one + 3, one, one + 4, 1}};
     }},
    {"must call f once for each of the 2 tasks",
     [] {
       ArrayXf var = three(), m = three();
       signopt::apply_add_sign(idle_executor(), var, m, 0.1, 1, 1, 0.9, three());
     }},
    {"\"sse9\" is unknown", [] { signopt::use_target("sse9"); }},
    {"SIGNOPT_TARGET",
     [] {
       setenv("SIGNOPT_TARGET", "sse9", 1);
       step(three(), three(), three());
     }},
};

// The call in a child: how that ended, and what it wrote to its standard output.
int status_of(void (*call)(), std::string& output) {
  int ends[2];
  if (pipe(ends) != 0) std::abort();
  std::fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], STDOUT_FILENO);
    call();
    std::_Exit(0);
  }
  close(ends[1]);
  char part[256];
  for (ssize_t n = read(ends[0], part, sizeof part); n > 0; n = read(ends[0], part, sizeof part)) {
    output.append(part, static_cast<std::size_t>(n));
  }
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  return status;
}

// Without exceptions and with a plain message, or with nothing but an abort.
bool ended_as_expected(int status, const std::string& output, const char* expected) {
#if defined(SIGNOPT_TEST_OWN_FAIL)
  return WIFEXITED(status) && WEXITSTATUS(status) == own_status && output.rfind("signopt: ", 0) == 0 &&
         output.find(expected) != std::string::npos;
#else
  static_cast<void>(expected);
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT && output.empty();
#endif
}

}  // namespace

int main() {
  static_assert(SIGNOPT_EXCEPTIONS == 0, "this program is about headers compiled without exceptions");
  int wrong = 0;
  for (const failure& each : failures) {
    std::string output;
    const int status = status_of(each.call, output);
    if (ended_as_expected(status, output, each.expected)) continue;
    ++wrong;
    std::printf("expected a failure about '%s'; status %#x, output '%s'\n", each.expected,
                static_cast<unsigned>(status), output.c_str());
  }
  ArrayXf var(1), m(1), grad(1);
  var << 1, m << 0, grad << 1;
  signopt::apply_add_sign(var, m, 0.5, 1, 1, 0, grad);
  if (var(0) != 0.0f || m(0) != 1.0f) {
    ++wrong;
    std::printf("a good call computed var = %a, m = %a\n", static_cast<double>(var(0)), static_cast<double>(m(0)));
  }
  var << 1, m << 0;
  Eigen::ThreadPool pool(2);
  const signopt::parameter_set<float> set{signopt::make_parameter(var, m, grad)};
  signopt::apply_add_sign_multi(signopt::eigen_pool(pool, 1), set, 0.5, 1, 1, 0);
  if (var(0) != 0.0f || m(0) != 1.0f) {
    ++wrong;
    std::printf("a good call on a pool computed var = %a, m = %a\n", static_cast<double>(var(0)),
                static_cast<double>(m(0)));
  }
  return wrong == 0 ? 0 : 1;
}
