// Our headers where other people's macros have taken names that are common: Apple's AssertMacros.h and Unreal Engine
// have a check, Qt has emit, slots and signals, Windows min, max, near, far, small and interface, X11 None, Status and
// Bool, the C library I and complex. A macro acts on the tokens of a template where it is defined, so that to include
// the headers shows it; the calls show that they work. What is not ours is included before, as it does not bear such
// macros.
#include <algorithm>
#include <atomic>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>
#if defined(__x86_64__)
#  include <cpuid.h>
#  include <immintrin.h>
#elif defined(__aarch64__)
#  include <arm_neon.h>
#endif
#if defined(_OPENMP)
#  include <omp.h>
#endif
#if !defined(SIGNOPT_TEST_WITHOUT_DLPACK)
#  include <dlpack/dlpack.h>
#endif

#include <Eigen/Core>
#include <unsupported/Eigen/CXX11/Tensor>
#include <unsupported/Eigen/CXX11/ThreadPool>
#if defined(SIGNOPT_TEST_WITH_ACL)
#  include <acl/acl.h>
#  include <acl/acl_op_compiler.h>
#endif

// Those that stand for nothing, for a number or for a type, and those that take an argument, as they do where they are
// from; of whatever kind a macro is, a name of ours that is the same does not survive it.
#define check(expression)                \
  static_cast<void>(sizeof(expression)); \
  not_a_name_of_ours
#define verify(expression)               \
  static_cast<void>(sizeof(expression)); \
  not_a_name_of_ours
#define require(condition, label) not_a_name_of_ours
#define round(number) not_a_name_of_ours
#define fail(...) not_a_name_of_ours
#undef min
#undef max
#define min(a, b) (((a) < (b)) ? (a) : (b))
#define max(a, b) (((a) > (b)) ? (a) : (b))
#define emit
#define slots
#define signals public
#define small char
#define near
#define far
#define interface struct
#define ERROR 0
#undef I
#define I not_a_name_of_ours
#define None 0L
#define True 1
#define False 0
#define Always 2
#define Success 0
#define Status int
#define Bool int
#undef complex
#define complex _Complex

#include "every_public_header.hpp"  // written by CMake

int steps_among_the_macros_of_others(Eigen::ThreadPool& pool, float* data, std::ptrdiff_t n) {
  const signopt::eigen_pool executor(pool);
  Eigen::Map<Eigen::ArrayXf> var(data, n), m(data + n, n), grad(data + 2 * n, n);
  signopt::apply_add_sign(executor, var, m, 0.1F, 1, 1, 0.9, grad);
  signopt::apply_add_sign(executor, var.reverse(), m, 0.1F, 1, 1, 0.9, 2 * grad);
  signopt::apply_add_sign_n(data, data + n, 0.1F, 1, 1, 0.9, data + 2 * n, n);
  signopt::apply_power_sign(executor, var, m, 0.1F, 1, 1, 0.9, grad);
  signopt::apply_lion(executor, var, m, 0.1F, 0.9, 0.99, 0.1, grad);
  signopt::apply_signum(executor, var, m, 0.1F, 0.9, 0.1, grad);
#if !defined(SIGNOPT_TEST_WITHOUT_DLPACK)
  const DLTensor tensor{};
  signopt::apply_add_sign(executor, tensor, tensor, 0.1F, 1, 1, 0.9, tensor);
#endif
  Eigen::TensorMap<Eigen::Tensor<float, 1>> var_tensor(data, n), m_tensor(data + n, n), grad_tensor(data + 2 * n, n);
  signopt::apply_add_sign(var_tensor, m_tensor, 0.1F, 1, 1, 0.9, grad_tensor);
  signopt::parameter_set<float> model{signopt::make_parameter(var, m, grad)};
  signopt::apply_add_sign_multi(executor, model, 0.1F, 1, 1, 0.9);
#if defined(_OPENMP)
  signopt::apply_add_sign_multi(signopt::openmp(), model, 0.1F, 1, 1, 0.9);
#endif
#if defined(SIGNOPT_TEST_WITH_ACL)
  signopt::ascend::session npu(0);
  signopt::apply_add_sign(npu, var, m, 0.1F, 1, 1, 0.9, grad);
  signopt::apply_add_sign_multi(npu, model, 0.1F, 1, 1, 0.9);
#endif
  return static_cast<int>(signopt::linear_sign_decay(1, 2));
}
