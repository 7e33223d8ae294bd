// Random numbers that are the same everywhere: the standard fixes the output of std::mt19937, but not that of
// std::shuffle and of the distributions.
#pragma once

#include <algorithm>
#include <cstddef>
#include <istream>
#include <ostream>
#include <random>
#include <vector>

namespace training {

class random_source {
 public:
  explicit random_source(unsigned seed) : engine_(seed) {}

  // A number in [-limit, limit).
  double uniform(double limit) { return limit * (static_cast<double>(engine_()) * 0x1p-31 - 1); }

  // A whole number from 0 to count - 1; count is far below 2^32, and so the small ones are hardly favoured.
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(engine_()) % count; }

  template <class T>
  void shuffle(std::vector<T>& items) {
    for (std::size_t left = items.size(); left > 1; --left) std::swap(items[left - 1], items[below(left)]);
  }

  // What is still to come, as text: the standard fixes that too.
  friend std::ostream& operator<<(std::ostream& out, const random_source& of) { return out << of.engine_; }
  friend std::istream& operator>>(std::istream& in, random_source& of) { return in >> of.engine_; }

 private:
  std::mt19937 engine_;
};

}  // namespace training
