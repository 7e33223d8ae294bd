// What a user could write instead, compiled with -O3 -march=native, all of this program: Eigen's expression of each
// rule, and plain loops that the compiler vectorises. bench/auto_loops.cpp has those of AddSign, for all dtypes; the
// others are here, for float and double.
#include <Eigen/Core>

#include "../auto_loops.hpp"
#include "eigen_bits.hpp"
#include "native_arrays.hpp"

namespace signopt_peers {
namespace {

using numbers = std::vector<double>;

// What 16-bit types are computed in.
template <class T>
using computed = std::conditional_t<std::is_floating_point_v<T>, T, float>;

template <class T>
auto map_of(T* data, std::ptrdiff_t n) {
  return Eigen::Map<Eigen::Array<T, Eigen::Dynamic, 1>>(data, n);
}
template <class T>
auto map_of(const T* data, std::ptrdiff_t n) {
  return Eigen::Map<const Eigen::Array<T, Eigen::Dynamic, 1>>(data, n);
}

// The elements from `begin` to `end` of a step, whoever makes it.
template <class T>
using part = std::function<void(T* var, T* m, const T* grad, std::ptrdiff_t n)>;

template <class T, class New>
void eigen_momentum(T* m, const T* grad, std::ptrdiff_t n, New beta) {
  using C = computed<T>;
  const auto g = map_of(grad, n).template cast<C>();
  map_of(m, n) = (beta * map_of(m, n).template cast<C>() + (C(1) - beta) * g).template cast<T>();
}

template <class T>
part<T> eigen_add_sign(const numbers& s) {
  using C = computed<T>;
  const C lr = C(s.at(0)), alpha = C(s.at(1)), sign_decay = C(s.at(2)), beta = C(s.at(3));
  return [=](T* var, T* m, const T* grad, std::ptrdiff_t n) {
    eigen_momentum(m, grad, n, beta);
    const auto g = map_of(grad, n).template cast<C>();
    const auto step = lr * (alpha + sign_decay * g.sign() * map_of(m, n).template cast<C>().sign());
    map_of(var, n) = (map_of(var, n).template cast<C>() - step * g).template cast<T>();
  };
}

template <class T>
part<T> eigen_power_sign(const numbers& s) {
  using C = computed<T>;
  const C lr = C(s.at(0)), k = C(s.at(1) * s.at(2)), beta = C(s.at(3));
  return [=](T* var, T* m, const T* grad, std::ptrdiff_t n) {
    eigen_momentum(m, grad, n, beta);
    const auto g = map_of(grad, n).template cast<C>();
    const auto factor = (k * (g.sign() * map_of(m, n).template cast<C>().sign())).exp();
    map_of(var, n) = (map_of(var, n).template cast<C>() - lr * (factor * g)).template cast<T>();
  };
}

template <class T>
part<T> eigen_lion(double lr_, double beta1_, double beta2_, double weight_decay) {
  using C = computed<T>;
  const C lr = C(lr_), keep = C(1 - lr_ * weight_decay);
  const C beta1 = C(beta1_), omb1 = C(1 - beta1_), beta2 = C(beta2_), omb2 = C(1 - beta2_);
  return [=](T* var, T* m, const T* grad, std::ptrdiff_t n) {
    const auto g = map_of(grad, n).template cast<C>();
    const auto old = map_of(m, n).template cast<C>();
    const auto direction = (beta1 * old + omb1 * g).sign();
    map_of(var, n) = (keep * map_of(var, n).template cast<C>() - lr * direction).template cast<T>();
    map_of(m, n) = (beta2 * old + omb2 * g).template cast<T>();
  };
}

template <class T>
part<T> eigen_of(const std::string& rule, const numbers& s) {
  if (rule == "add_sign") return eigen_add_sign<T>(s);
  if (rule == "power_sign") return eigen_power_sign<T>(s);
  if (rule == "lion") return eigen_lion<T>(s.at(0), s.at(1), s.at(2), s.at(3));
  return eigen_lion<T>(s.at(0), s.at(1), s.at(1), s.at(2));
}

// Not inlined, since GCC trusts only the restrict of parameters. `factors`: for signs that differ, are 0, and agree.
template <class T>
__attribute__((noinline)) void three_factor_loop(T* __restrict var, T* __restrict m, const T* __restrict grad,
                                                 std::ptrdiff_t n, T beta, T differ, T zero, T agree) {
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    const T g = grad[i], new_m = beta * m[i] + (1 - beta) * g;
    const T if_positive = new_m > 0 ? agree : new_m < 0 ? differ : zero;
    const T if_negative = new_m > 0 ? differ : new_m < 0 ? agree : zero;
    m[i] = new_m;
    var[i] -= (g > 0 ? if_positive : g < 0 ? if_negative : zero) * g;
  }
}

template <class T>
struct lion_constants {
  T lr, beta1, omb1, beta2, omb2, keep;
};

template <class T>
__attribute__((noinline)) void lion_loop(T* __restrict var, T* __restrict m, const T* __restrict grad, std::ptrdiff_t n,
                                         const lion_constants<T> s) {
  const T lr = s.lr, beta1 = s.beta1, omb1 = s.omb1, beta2 = s.beta2, omb2 = s.omb2, keep = s.keep;
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    const T direction = beta1 * m[i] + omb1 * grad[i];
    var[i] = keep * var[i] - (direction > 0 ? lr : direction < 0 ? -lr : T(0));
    m[i] = beta2 * m[i] + omb2 * grad[i];
  }
}

template <class T>
part<T> lion_part(double lr, double beta1, double beta2, double weight_decay) {
  const lion_constants<T> s{T(lr), T(beta1), T(1 - beta1), T(beta2), T(1 - beta2), T(1 - lr * weight_decay)};
  return [s](T* var, T* m, const T* grad, std::ptrdiff_t n) { lion_loop(var, m, grad, n, s); };
}

// AddSign's loop, from either of its two sources.
template <class T, class Bits, class Loop>
part<T> add_sign_loop(Loop loop, const numbers& s) {
  using C = computed<T>;
  const C lr = C(s.at(0)), alpha = C(s.at(1)), sign_decay = C(s.at(2)), beta = C(s.at(3));
  return [=](T* var, T* m, const T* grad, std::ptrdiff_t n) {
    loop(reinterpret_cast<Bits*>(var), reinterpret_cast<Bits*>(m), reinterpret_cast<const Bits*>(grad), n, lr, alpha,
         sign_decay, beta);
  };
}

template <class T>
std::vector<part<T>> loops_of(const std::string& rule, const numbers& s) {
  if (rule == "add_sign") {
    const auto both = [&](const auto& loop, auto bits) {
      using Bits = decltype(bits);
      return std::vector<part<T>>{add_sign_loop<T, Bits>(loop.select, s), add_sign_loop<T, Bits>(loop.arithmetic, s)};
    };
    using signopt_bench::bits16;
    if constexpr (std::is_same_v<T, float>) return both(signopt_bench::auto_float32, float());
    if constexpr (std::is_same_v<T, double>) return both(signopt_bench::auto_float64, double());
    if constexpr (std::is_same_v<T, Eigen::half>) return both(signopt_bench::auto_float16, bits16());
    if constexpr (std::is_same_v<T, Eigen::bfloat16>) return both(signopt_bench::auto_bfloat16, bits16());
  }
  if constexpr (std::is_floating_point_v<T>) {
    if (rule == "lion") return {lion_part<T>(s.at(0), s.at(1), s.at(2), s.at(3))};
    if (rule == "signum") return {lion_part<T>(s.at(0), s.at(1), s.at(1), s.at(2))};
    const T lr = T(s.at(0)), k = T(s.at(1) * s.at(2)), beta = T(s.at(3));
    const T differ = lr * std::exp(-k), agree = lr * std::exp(k);
    return {[=](T* var, T* m, const T* grad, std::ptrdiff_t n) {
      three_factor_loop(var, m, grad, n, beta, differ, lr, agree);
    }};
  }
  throw std::invalid_argument("no loop for " + rule);
}

template <class T>
class session_of : public session {
 public:
  session_of(std::ptrdiff_t n, int threads) : n_(n), threads_(threads) {}

  std::vector<peer_and_rule> peers() const override {
    std::vector<peer_and_rule> all;
    for (const char* const rule : {"add_sign", "power_sign", "lion", "signum"}) {
      all.push_back({"eigen", rule});
      if (std::is_floating_point_v<T> || std::string("add_sign") == rule) all.push_back({"compiler", rule});
    }
    return all;
  }

  // The fastest way here: on one thread or on all of them, and by either loop, where there are two.
  prepared prepare(const peer_and_rule& which, const numbers& scalars) override {
    if (!arrays_) arrays_ = std::make_shared<native_arrays<T>>(n_);
    const auto& [peer, rule] = which;
    const std::vector<part<T>> ways =
        peer == "eigen" ? std::vector<part<T>>{eigen_of<T>(rule, scalars)} : loops_of<T>(rule, scalars);
    std::function<void()> best;
    double least = 0;
    for (const part<T>& way : ways) {
      for (int used = 1; used <= threads_; ++used) {
        const auto step = [=, a = arrays_.get(), n = n_] {
          in_parallel(n, used, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
            way(a->var.whole() + begin, a->m.whole() + begin, a->grad.whole() + begin, end - begin);
          });
        };
        const double seconds = seconds_of_best(step);
        if (!best || seconds < least) {
          best = step;
          least = seconds;
        }
      }
    }
    return {best, arrays_};
  }

 private:
  std::ptrdiff_t n_;
  int threads_;
  std::shared_ptr<native_arrays<T>> arrays_;  // of all peers: each begins from the start
};

std::string eigen_version() {
  return std::to_string(EIGEN_WORLD_VERSION) + "." + std::to_string(EIGEN_MAJOR_VERSION) + "." +
         std::to_string(EIGEN_MINOR_VERSION);
}

}  // namespace
}  // namespace signopt_peers

int main() {
  using namespace signopt_peers;
  serve({"loops",
         {{"Eigen", eigen_version()}, {"compiler", SIGNOPT_PEERS_COMPILER}, {"flags", "-O3 -march=native -DNDEBUG"}},
         &load_session<session_of>});
}
