// Steps such as any program makes, through every front end and on every target of this CPU: a sanitizer that reports
// one of them would report it in every program. clang's -fsanitize=integer stops at unsigned numbers that wrap and at
// values that a conversion changes, both of which C++ allows.
#include <Eigen/Core>
#include <cstdint>
#include <cstdio>
#include <signopt/eigen_pool.hpp>
#include <signopt/signopt.hpp>
#include <signopt/tensor.hpp>
#include <vector>
#if !defined(SIGNOPT_TEST_WITHOUT_DLPACK)
#  include <signopt/dlpack.hpp>
#endif

namespace {

template <class T>
using array = Eigen::Array<T, Eigen::Dynamic, 1>;
using matrix = Eigen::Array<float, Eigen::Dynamic, Eigen::Dynamic>;

template <class T>
array<T> some(Eigen::Index n) {
  return Eigen::ArrayXf::Random(n).cast<T>();
}

// Arrays that lie in memory in this order and in the opposite one: a difference of addresses is positive and negative.
template <class T, class G, class Scalar, class Executor>
void contiguous(Executor&& executor, Eigen::Index n, const Scalar& scalar) {
  array<T> state = some<T>(2 * n);
  const array<G> grad = some<G>(n);
  T* const low = state.data();
  T* const high = low + n;
  signopt::apply_add_sign_n(low, high, scalar, scalar, scalar, scalar, grad.data(), n);
  signopt::apply_add_sign_n(executor, high, low, scalar, scalar, scalar, scalar, grad.data(), n);
  signopt::apply_add_sign(executor, state.head(n), state.tail(n), scalar, scalar, scalar, scalar, grad);
  const signopt::add_sign_settings flushing{0.5, 0.5, 0.5, 0.5, {true}};
  signopt::apply_add_sign(executor, state.tail(n), state.head(n), flushing, grad);
  signopt::apply_add_sign<T, T>(executor, state.tail(n), state.head(n), flushing, grad);
  signopt::parameter_set<T, G> model{{low, high, grad.data(), n / 2, 1},
                                     {low + n / 2, high + n / 2, grad.data(), 3, 1}};
  model.grad(1, grad.data() + 5);
  signopt::apply_add_sign_multi(executor, model, scalar, scalar, scalar, scalar);
  const std::vector<signopt::parameter<T, G>> range{{high, low, grad.data(), n, 0.5}};
  signopt::apply_add_sign_multi(executor, range, scalar, scalar, scalar, scalar);
}

template <class Executor>
void strided(Executor&& executor) {
  matrix var = matrix::Random(40, 60), m = matrix::Random(60, 40), grad = matrix::Random(40, 60);
  signopt::apply_add_sign(executor, var, m.transpose(), 0.1F, 1, 1, 0.9, grad);
  signopt::apply_add_sign(executor, var.topRows(20), var.bottomRows(20), 0.1F, 1, 1, 0.9, grad.topRows(20));
  signopt::apply_add_sign(executor, var.bottomRows(20), var.topRows(20), 0.1F, 1, 1, 0.9, grad.topRows(20));
  signopt::apply_add_sign(executor, var.rowwise().reverse(), m.transpose(), 0.1F, 1, 1, 0.9, grad.colwise().reverse());
  signopt::apply_add_sign(executor, var, m.transpose(), 0.1F, 1, 1, 0.9, 2 * grad + 1);
}

template <class Executor>
void tensors(Executor&& executor) {
  Eigen::Tensor<float, 3> var(5, 6, 7), m(5, 6, 7), grad(5, 6, 7);
  var.setRandom();
  m.setRandom();
  grad.setRandom();
  signopt::apply_add_sign(executor, var, m, 0.1F, 1, 1, 0.9, grad);
  signopt::apply_add_sign(executor, var, m, 0.1F, 1, 1, 0.9, grad + grad);
}

#if !defined(SIGNOPT_TEST_WITHOUT_DLPACK)
template <class Executor>
void dlpack(Executor&& executor) {
  array<float> data = some<float>(3 * 64);
  std::int64_t shape[] = {8, 8}, transposed[] = {1, 8}, backwards[] = {-8, -1};
  const auto tensor = [&](Eigen::Index first, std::int64_t* strides) {
    DLTensor made{};
    made.data = data.data() + first;
    made.device.device_type = kDLCPU;
    made.dtype = {kDLFloat, 32, 1};
    made.ndim = 2;
    made.shape = shape;
    made.strides = strides;
    return made;
  };
  const DLTensor var = tensor(128, nullptr), m = tensor(0, nullptr), grad = tensor(64, nullptr);
  signopt::apply_add_sign(executor, var, m, 0.1F, 1, 1, 0.9, grad);
  signopt::apply_add_sign(executor, var, tensor(0, transposed), 0.1F, 1, 1, 0.9, tensor(64 + 63, backwards));
}
#endif

template <class Executor>
void every_step(Executor&& executor) {
  contiguous<float, float>(executor, 1003, 0.5F);
  contiguous<float, Eigen::half>(executor, 1003, 0.5F);
  contiguous<float, Eigen::bfloat16>(executor, 1003, Eigen::half(0.5F));
  contiguous<double, float>(executor, 1003, 0.5F);
  contiguous<double, double>(executor, 1003, 1);
  contiguous<Eigen::half, Eigen::half>(executor, 1003, Eigen::half(0.5F));
  contiguous<Eigen::half, Eigen::half>(executor, 1003, Eigen::Array<double, 1, 1>(0.5));
  contiguous<Eigen::bfloat16, Eigen::bfloat16>(executor, 1003, Eigen::bfloat16(0.5F));
  contiguous<Eigen::bfloat16, Eigen::bfloat16>(executor, 1003, 0.5);
  strided(executor);
  tensors(executor);
#if !defined(SIGNOPT_TEST_WITHOUT_DLPACK)
  dlpack(executor);
#endif
}

}  // namespace

int main() {
  Eigen::ThreadPool pool(2);
  for (const auto& target : signopt::available_targets()) {
    signopt::use_target(target);
    every_step(signopt::serial());
    every_step(signopt::eigen_pool(pool, 512));
    std::printf("%s: no report\n", std::string(target).c_str());
  }
}
