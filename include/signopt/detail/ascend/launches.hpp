// What is launched for many tensors: those of one learning rate lie side by side in one array, and are one launch. A
// chip that compiles for each size compiles as often as there are launches of different sizes, not tensors.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "../base/own_vector.hpp"
#include "../run/learning_rate.hpp"
#include "../run/many_tensors.hpp"
#include "enqueue.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// Elements of the array, from `begin` on; lr is rounded, and scaled.
template <dtype Type>
struct ascend_launch {
  std::ptrdiff_t begin, n;
  value_of<Type> lr;
};

struct placed_tensor {
  std::ptrdiff_t tensor, begin;
};

// What a kernel may touch behind its elements, rounded up to as much, before the next one's address begins.
inline constexpr std::ptrdiff_t ascend_tail_bytes = 32;

// Where elements may begin that are another launch's, behind `end` elements.
template <dtype Type>
constexpr std::ptrdiff_t next_launch_begin(std::ptrdiff_t end) noexcept {
  constexpr std::ptrdiff_t alignment{ascend_alignment};
  const std::ptrdiff_t tail = (end * size_of(Type) + ascend_tail_bytes - 1) / ascend_tail_bytes * ascend_tail_bytes;
  return (tail + ascend_tail_bytes + alignment - 1) / alignment * alignment / size_of(Type);
}

// Of the tensors that take part in a step. None has more elements than one launch can have.
template <dtype Type>
struct launch_plan {
  own_vector<ascend_launch<Type>> launches;
  own_vector<placed_tensor> places;
  std::ptrdiff_t elements = 0;  // of the array, with what lies between launches

  template <class Parameter>
  launch_plan(const tensor_sequence<Parameter>& tensors, value_of<Type> lr) {
    own_vector<rated_tensor> order;
    order.reserve(static_cast<std::size_t>(tensors.count()));
    for (std::ptrdiff_t i = 0; i < tensors.count(); ++i) {
      const Parameter& each = tensors.parameters[i];
      if (each.size != 0 && takes_part(each)) order.push_back(rated_tensor(i, scaled<Type>(lr, each.lr_scale)));
    }
    std::sort(order.begin(), order.end());
    places.reserve(order.size());
    for (const rated_tensor& each : order) add(each, tensors.parameters[each.tensor].size);
  }

 private:
  // By the bits of the rate, which may be a NaN, and then in the caller's order.
  struct rated_tensor {
    std::ptrdiff_t tensor;
    value_of<Type> lr;
    std::uint32_t bits = 0;

    rated_tensor(std::ptrdiff_t number, value_of<Type> rate) : tensor(number), lr(rate) {
      std::memcpy(&bits, &lr, sizeof lr);
    }
    friend bool operator<(const rated_tensor& a, const rated_tensor& b) noexcept {
      return a.bits != b.bits ? a.bits < b.bits : a.tensor < b.tensor;
    }
  };

  void add(const rated_tensor& tensor, std::ptrdiff_t size) {
    const bool goes_on = !launches.empty() && std::memcmp(&launches.back().lr, &tensor.lr, sizeof tensor.lr) == 0 &&
                         size <= largest_ascend_size - launches.back().n;
    if (!goes_on) {
      if (!launches.empty()) elements = next_launch_begin<Type>(elements);
      launches.push_back({elements, 0, tensor.lr});
    }
    places.push_back({tensor.tensor, elements});
    launches.back().n += size;
    elements += size;
  }
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
