// The operands of a list of tensors, as one array of all their elements would have them, but each where it is in a
// program.
#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <random>
#include <signopt/multi_tensor.hpp>
#include <vector>

#include "arrays.hpp"

namespace signopt_bench {

enum class list_layout {
  side_by_side,  // in three arrays
  separate,      // each with an allocation of its own, all var, then all m, then all grad: as frameworks do
  scattered      // likewise, but allocated in an order that is as good as random
};

class tensor_list {
 public:
  using parameter = signopt::parameter<float>;

  tensor_list(const std::vector<std::ptrdiff_t>& sizes, list_layout where) : parameters_(sizes.size()) {
    const std::ptrdiff_t elements = std::accumulate(sizes.begin(), sizes.end(), std::ptrdiff_t{0});
    std::vector<float*> operands(3 * sizes.size());
    if (where == list_layout::side_by_side) {
      for (std::size_t kind = 0; kind < 3; ++kind) {
        float* next = memory_.emplace_back(elements).begin();
        for (std::size_t i = 0; i < sizes.size(); next += sizes[i++]) operands[kind * sizes.size() + i] = next;
      }
    } else {
      std::vector<std::size_t> order(operands.size());
      std::iota(order.begin(), order.end(), std::size_t{0});
      if (where == list_layout::scattered) std::shuffle(order.begin(), order.end(), std::minstd_rand(1));
      for (const std::size_t k : order) operands[k] = memory_.emplace_back(sizes[k % sizes.size()]).begin();
    }
    for (std::size_t i = 0; i < sizes.size(); ++i)
      parameters_[i] = {operands[i], operands[sizes.size() + i], operands[2 * sizes.size() + i], sizes[i]};
    fill();
  }

  std::vector<parameter>& parameters() { return parameters_; }
  const std::vector<parameter>& parameters() const { return parameters_; }

  bool is_unchanged() const {
    bool is_same = true;
    for_each_element([&is_same](const parameter& p, std::ptrdiff_t i, std::ptrdiff_t k) {
      is_same = is_same && p.var[i] == ordinary_value<float>(1, k, 1.0) && p.m[i] == ordinary_value<float>(2, k, 0.5);
    });
    return is_same;
  }

 private:
  void fill() {
    for_each_element([](const parameter& p, std::ptrdiff_t i, std::ptrdiff_t k) {
      p.var[i] = ordinary_value<float>(1, k, 1.0);
      p.m[i] = ordinary_value<float>(2, k, 0.5);
      const_cast<float*>(p.grad)[i] = ordinary_value<float>(3, k, 0.5);
    });
  }

  // visit(tensor, index in it, index among all elements)
  template <class Visit>
  void for_each_element(Visit visit) const {
    std::ptrdiff_t k = 0;
    for (const parameter& p : parameters_) {
      for (std::ptrdiff_t i = 0; i < p.size; ++i) visit(p, i, k++);
    }
  }

  std::vector<aligned_array<float>> memory_;
  std::vector<parameter> parameters_;
};

}  // namespace signopt_bench
