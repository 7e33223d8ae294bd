// var, m and grad as plain memory, in one piece or as a list of tensors that do not touch; and cutting a loop over them
// into as many parts as there are threads.
#pragma once

#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <fstream>
#include <functional>
#include <limits>
#include <memory>
#include <new>
#include <sstream>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include "peer_data.hpp"
#include "worker.hpp"

namespace signopt_peers {

inline constexpr std::size_t line_bytes = 64;

// bits_of<T>::fraction: how many bits a significand has behind its first one.
template <class T>
struct bits_of;

template <>
struct bits_of<float> {
  static constexpr unsigned fraction = 23;
};
template <>
struct bits_of<double> {
  static constexpr unsigned fraction = 52;
};

template <class T>
double as_double(T value) {
  if constexpr (std::is_floating_point_v<T>) {
    return value;
  } else {
    return static_cast<float>(value);
  }
}
template <class T>
T from_double(double value) {
  if constexpr (std::is_floating_point_v<T>) {
    return static_cast<T>(value);
  } else {
    return static_cast<T>(static_cast<float>(value));
  }
}

// One array: `pieces` tensors of equal size, a cache line and more apart.
template <class T>
class array_in_pieces {
 public:
  array_in_pieces(std::ptrdiff_t n, std::ptrdiff_t pieces)
      : size_(n / pieces), distance_(pieces == 1 ? n : (size_ + in_line - 1) / in_line * in_line + 2 * in_line) {
    if (n % pieces != 0) throw std::invalid_argument("the pieces are not of one size");
    const std::size_t bytes = static_cast<std::size_t>(distance_ * pieces) * sizeof(T);
    memory_.reset(static_cast<T*>(::operator new (bytes, std::align_val_t{line_bytes})));
    for (std::ptrdiff_t i = 0; i < pieces; ++i) pieces_.push_back(memory_.get() + i * distance_);
  }

  const std::vector<T*>& pieces() const { return pieces_; }
  std::ptrdiff_t piece_size() const { return size_; }
  T* whole() const { return memory_.get(); }  // where there is one piece

 private:
  static constexpr std::ptrdiff_t in_line = line_bytes / sizeof(T);
  struct release {
    void operator()(T* memory) const { ::operator delete (memory, std::align_val_t{line_bytes}); }
  };
  std::ptrdiff_t size_, distance_;
  std::unique_ptr<T, release> memory_;
  std::vector<T*> pieces_;
};

template <class T>
class native_arrays : public peer_arrays {
 public:
  native_arrays(std::ptrdiff_t n, std::ptrdiff_t pieces = 1)
      : n_(n), var(n, pieces), m(n, pieces), grad(n, pieces), start_var_(n, 1), start_m_(n, 1) {
    fill(start_var_, stream::var);
    fill(start_m_, stream::m);
    fill(grad, stream::grad);
    native_arrays::reset();
  }

  void reset() override {
    copy(start_var_, var);
    copy(start_m_, m);
  }
  void write(const std::string& prefix) override {
    write_array(var, prefix + ".var");
    write_array(m, prefix + ".m");
  }
  std::string compared_with(const std::string& prefix) override {
    return "{\"var\": " + compared(var, prefix + ".var") + ", \"m\": " + compared(m, prefix + ".m") + "}";
  }
  std::ptrdiff_t size() const { return n_; }

 private:
  std::ptrdiff_t n_;

 public:
  array_in_pieces<T> var, m, grad;

 private:
  static void fill(const array_in_pieces<T>& to, stream of) {
    std::ptrdiff_t at = 0;
    for (T* const piece : to.pieces())
      for (std::ptrdiff_t i = 0; i < to.piece_size(); ++i)
        piece[i] = from_double<T>(value_of(of, at++, bits_of<T>::fraction));
  }
  static void copy(const array_in_pieces<T>& from, const array_in_pieces<T>& to) {
    const T* next = from.whole();
    for (T* const piece : to.pieces()) {
      std::memcpy(static_cast<void*>(piece), next, static_cast<std::size_t>(to.piece_size()) * sizeof(T));
      next += to.piece_size();
    }
  }
  static void write_array(const array_in_pieces<T>& from, const std::string& path) {
    std::ofstream file(path, std::ios::binary);
    for (const T* const piece : from.pieces())
      file.write(reinterpret_cast<const char*>(piece), from.piece_size() * static_cast<std::ptrdiff_t>(sizeof(T)));
    if (!file.flush()) throw std::runtime_error("cannot write " + path);
  }

  // How many elements differ, and by how many last places at most: those of our element, or of 1/4 where a sum has
  // cancelled to less than that. What is no number on one side only counts as the most there is.
  std::string compared(const array_in_pieces<T>& own, const std::string& path) const {
    std::vector<T> other(static_cast<std::size_t>(n_));
    std::ifstream file(path, std::ios::binary);
    file.read(reinterpret_cast<char*>(other.data()), n_ * static_cast<std::ptrdiff_t>(sizeof(T)));
    if (!file || file.peek() != std::ifstream::traits_type::eof())
      throw std::runtime_error(path + " does not have the elements of this array");
    std::ptrdiff_t differ = 0;
    double most = 0;
    const T* next = other.data();
    for (const T* const piece : own.pieces()) {
      for (std::ptrdiff_t i = 0; i < own.piece_size(); ++i, ++next) {
        if (std::memcmp(piece + i, next, sizeof(T)) == 0) continue;
        ++differ;
        const double ours = as_double(piece[i]), theirs = as_double(*next);
        const double ulp = std::ldexp(1.0, std::ilogb(std::fmax(std::fabs(ours), 0.25)) - int{bits_of<T>::fraction});
        const double ulps = std::fabs(ours - theirs) / ulp;
        most = std::fmax(most, std::isfinite(ulps) ? ulps : std::numeric_limits<double>::max());
      }
    }
    std::ostringstream text;
    text << "{\"differ\": " << differ << ", \"ulps\": " << most << "}";
    return text.str();
  }

  array_in_pieces<T> start_var_, start_m_;
};

// part(begin, end) for each thread's elements: even parts, cut at cache lines of the narrowest dtype.
template <class Part>
void in_parallel(std::ptrdiff_t n, int threads, const Part& part) {
  if (threads == 1) {
    part(std::ptrdiff_t{0}, n);
    return;
  }
  const std::ptrdiff_t each = (n / threads + 31) / 32 * 32;
#pragma omp parallel for num_threads(threads) schedule(static, 1)
  for (int i = 0; i < threads; ++i) {
    const std::ptrdiff_t begin = i * each < n ? i * each : n;
    const std::ptrdiff_t end = i + 1 == threads || begin + each > n ? n : begin + each;
    if (begin < end) part(begin, end);
  }
}

// Of one call, the best of three times a millisecond: to choose between ways to do the same.
inline double seconds_of_best(const std::function<void()>& step) {
  const auto seconds_of = [&](int calls) {
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < calls; ++i) step();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() / calls;
  };
  const double first = std::fmin(seconds_of(1), seconds_of(1));
  const int calls = first > 1e-3 ? 1 : static_cast<int>(1e-3 / std::fmax(first, 1e-7));
  double best = first;
  for (int i = 0; i < 3; ++i) best = std::fmin(best, seconds_of(calls));
  return best;
}

}  // namespace signopt_peers
