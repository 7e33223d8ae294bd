// How many elements come before each tensor of a model, where tensors drop out and come back: a binary indexed tree
// (Fenwick, "A New Data Structure for Cumulative Frequency Tables", 1994), in which both a change and a search take
// time in the logarithm of the number of tensors.
#pragma once

#include <cstddef>

#include "../base/config.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// A tensor, and how far into it.
struct element_place {
  std::ptrdiff_t tensor, offset;
};

// A view of the tree: count + 1 numbers. tree[k], for k from 1 on, is the number of elements of the last `lowest bit of
// k` tensors among the first k; tree[0], which such trees leave unused, that of all tensors.
struct element_counts {
  const std::ptrdiff_t* tree;
  std::ptrdiff_t count;

  std::ptrdiff_t total() const noexcept { return tree[0]; }

  // How many elements the first `tensors` tensors have.
  std::ptrdiff_t elements_of_first(std::ptrdiff_t tensors) const noexcept {
    std::ptrdiff_t sum = 0;
    for (std::ptrdiff_t k = tensors; k > 0; k -= k & -k) sum += tree[k];
    return sum;
  }

  // Where an element is: 0 <= element < total(). Tensors that have none are passed over.
  element_place place_of(std::ptrdiff_t element) const noexcept {
    std::ptrdiff_t power = 1;
    while (power <= count / 2) power *= 2;
    element_place place{0, element};
    for (; power > 0; power /= 2) {
      const std::ptrdiff_t next = place.tensor + power;
      if (next <= count && tree[next] <= place.offset) {
        place.tensor = next;
        place.offset -= tree[next];
      }
    }
    return place;
  }
};

// Tensor `tensor` has so many elements more, or fewer.
inline void add_elements(std::ptrdiff_t* tree, std::ptrdiff_t count, std::ptrdiff_t tensor,
                         std::ptrdiff_t elements) noexcept {
  tree[0] += elements;
  for (std::ptrdiff_t k = tensor + 1; k <= count; k += k & -k) tree[k] += elements;
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
