// The three arrays of a group of rows. They are allocated once and shared by all rows that are compared, so that all of
// them see the same pages.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <type_traits>

#include "placement.hpp"

namespace signopt_bench {

// What every step takes, whoever does it: arrays of T and G, scalars of the compute type C.
template <class T, class G, class C>
struct arrays {
  T* var;
  T* m;
  const G* grad;
  std::ptrdiff_t n;
  C lr, alpha, sign_decay, beta;
};

template <class T, class G, class C>
using step = void (*)(const arrays<T, G, C>&);

// Elements, where they are asked for, and room for one more, so that all of them can be shifted by one.
template <class T>
class aligned_array {
  static_assert(std::is_trivially_copyable_v<T>, "the elements are never destroyed");
  struct release {
    std::align_val_t alignment;
    void operator()(void* memory) const { ::operator delete(memory, alignment); }
  };

 public:
  explicit aligned_array(std::ptrdiff_t n, const array_place& where = {})
      : offset_(where.offset),
        memory_(::operator new (bytes(n), std::align_val_t{where.alignment}),
                release{std::align_val_t{where.alignment}}) {
    if (where.has_huge_pages) ask_for_huge_pages(memory_.get(), bytes(n));
  }
  T* begin() const { return reinterpret_cast<T*>(static_cast<unsigned char*>(memory_.get()) + offset_); }

 private:
  std::size_t bytes(std::ptrdiff_t n) const { return offset_ + (static_cast<std::size_t>(n) + 1) * sizeof(T); }

  std::size_t offset_;
  std::unique_ptr<void, release> memory_;
};

// Reproducible numbers without a state, so that any element can be computed again: the finalizer of a 64-bit hash.
inline std::uint64_t scrambled(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

// Either sign; magnitudes from 1.125 to 1.875 times `scale`, which keeps a step away from the borders of the binades.
template <class T>
T ordinary_value(std::uint64_t stream, std::ptrdiff_t i, double scale) {
  const std::uint64_t random = scrambled(stream << 56 | static_cast<std::uint64_t>(i));
  const double magnitude = scale * (1.125 + 0.75 * static_cast<double>(random >> 12) * 0x1p-52);
  const double value = (random & 1) != 0 ? magnitude : -magnitude;
  if constexpr (std::is_floating_point_v<T>) {
    return static_cast<T>(value);
  } else {
    return static_cast<T>(static_cast<float>(value));
  }
}

template <class T, class G>
class array_memory {
 public:
  explicit array_memory(std::ptrdiff_t n, placement where = placement::small)
      : n_(n), var_(n, place_of(where, 0)), m_(n, place_of(where, 1)), grad_(n, place_of(where, 2)) {
    // The element behind the last one is there for the misaligned rows.
    for (std::ptrdiff_t i = 0; i <= n; ++i) {
      var_.begin()[i] = initial_var(i);
      m_.begin()[i] = initial_m(i);
      grad_.begin()[i] = ordinary_value<G>(3, i, 0.5);
    }
  }

  template <class C>
  arrays<T, G, C> shifted_by(std::ptrdiff_t offset, C lr, C alpha, C sign_decay, C beta) const {
    return {var_.begin() + offset, m_.begin() + offset, grad_.begin() + offset, n_, lr, alpha, sign_decay, beta};
  }

  // Whether the steps left the operands as they were, as they should (see resting_scalars).
  bool is_unchanged() const {
    for (std::ptrdiff_t i = 0; i <= n_; ++i) {
      if (var_.begin()[i] != initial_var(i) || m_.begin()[i] != initial_m(i)) return false;
    }
    return true;
  }

 private:
  static T initial_var(std::ptrdiff_t i) { return ordinary_value<T>(1, i, 1.0); }
  static T initial_m(std::ptrdiff_t i) { return ordinary_value<T>(2, i, 0.5); }

  std::ptrdiff_t n_;
  aligned_array<T> var_, m_;
  aligned_array<G> grad_;
};

// Scalars with which a step leaves the operands as they are: m is kept whole, and a parameter moves by less than half
// its last place. So millions of steps in place do the same work each, on signs that agree half of the time, as those
// of noisy gradients do; nothing wanders off to infinity, and nothing is ever denormal.
template <class C>
struct resting_scalars {
  C lr = static_cast<C>(std::is_same_v<C, double> ? 0x1p-56f : std::is_same_v<C, Eigen::half> ? 0x1p-12f : 0x1p-27f);
  C alpha = static_cast<C>(1.0f), sign_decay = static_cast<C>(0.5f), beta = static_cast<C>(1.0f);
};

}  // namespace signopt_bench
