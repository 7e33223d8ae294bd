// A description of a tensor brought into memory: where each of its elements lies, found by going through all of them.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "call.hpp"
#include "support/memory.hpp"

namespace signopt_test::dlpack {

// Memory between two pages that nobody may touch.
class arena {
 public:
  static constexpr std::size_t size = 16384;

  // Only the end of it stands at a wall where a page is larger.
  unsigned char* begin() const { return begin_; }
  unsigned char* end() const { return begin() + size; }

 private:
  walled_array<unsigned char> memory_{size};
  unsigned char* begin_ = memory_.place_at_end(std::vector<unsigned char>(size).data(), size);
};

// What the shape and the strides of a description amount to. In doubles: sizes that no integer holds are among them.
struct reach {
  bool is_sound = false;  // there is a shape, and no size in it is negative
  double count = 0;       // elements
  double below = 0;       // how far the lowest and the highest element lie from the first, in elements
  double above = 0;

  explicit reach(const tensor_description& tensor) {
    if (tensor.ndim < 0 || (tensor.ndim > 0 && !tensor.has_shape)) return;
    const std::size_t rank = static_cast<std::size_t>(tensor.ndim);
    is_sound = std::all_of(tensor.shape.begin(), tensor.shape.begin() + tensor.ndim, [](auto n) { return n >= 0; });
    count = 1;
    double contiguous = 1;
    for (std::size_t i = rank; i-- > 0;) {
      const double size = static_cast<double>(tensor.shape[i]);
      count *= size;
      const double stride = tensor.has_strides ? static_cast<double>(tensor.strides[i]) : contiguous;
      if (size > 1) (stride < 0 ? below : above) += (size - 1) * stride;
      contiguous *= size;
    }
    if (count == 0 || !is_sound) below = above = 0;
  }

  bool is_empty() const { return is_sound && count == 0; }
  double span(const tensor_description& tensor) const {
    return (above - below + 1) * static_cast<double>(tensor.element_size());
  }
};

// The offsets of all elements from the first, in elements, in the order of a row-major array.
inline std::vector<std::ptrdiff_t> element_offsets(const tensor_description& tensor) {
  std::vector<std::ptrdiff_t> offsets{0};
  std::ptrdiff_t contiguous = 1;
  for (std::size_t i = static_cast<std::size_t>(tensor.ndim); i-- > 0;) {
    const std::ptrdiff_t size = tensor.shape[i];
    // An axis of one element has a stride that is never taken.
    const std::ptrdiff_t stride = size == 1 ? 0 : tensor.has_strides ? tensor.strides[i] : contiguous;
    contiguous *= size;
    std::vector<std::ptrdiff_t> longer;
    for (std::ptrdiff_t k = 0; k < size; ++k) {
      for (const std::ptrdiff_t inner : offsets) longer.push_back(k * stride + inner);
    }
    offsets = longer;
  }
  return offsets;
}

class placed_tensor {
 public:
  // `tensor` must outlive it.
  placed_tensor(const tensor_description& tensor, const arena* arenas)
      : tensor_(tensor), reach_(tensor), home_(arenas[tensor.where.arena].begin()), first_(home_ + arena::size / 2) {
    const double span = reach_.span(tensor);
    const double room = static_cast<double>(arena::size);
    if (!reach_.is_sound || reach_.is_empty() || reach_.count > room || span + 16 > room) return;
    const auto bytes = [&](double elements) {
      return static_cast<std::ptrdiff_t>(elements) * static_cast<std::ptrdiff_t>(tensor.element_size());
    };
    const std::ptrdiff_t shift = static_cast<std::ptrdiff_t>(tensor.where.shift % 8);
    const std::ptrdiff_t lowest = -bytes(reach_.below);
    const std::ptrdiff_t last = static_cast<std::ptrdiff_t>(arena::size) - bytes(reach_.above + 1);
    std::ptrdiff_t at = lowest + shift;
    if (tensor.where.at == placement::anchor::end) at = last - shift;
    if (tensor.where.at == placement::anchor::position) {
      at = std::min(std::max(static_cast<std::ptrdiff_t>(tensor.where.position) + shift, lowest), last);
    }
    first_ = home_ + at;
    for (const std::ptrdiff_t offset : element_offsets(tensor)) {
      elements_.push_back(first_ + offset * static_cast<std::ptrdiff_t>(tensor.element_size()));
    }
  }

  // Its elements, in the order of a row-major array: none where it is empty, unsound, or larger than an arena.
  const std::vector<unsigned char*>& elements() const { return elements_; }
  // The arena that it lies in.
  const unsigned char* home() const { return home_; }
  const reach& how_far() const { return reach_; }
  const tensor_description& description() const { return tensor_; }
  bool is_misaligned() const { return reinterpret_cast<std::uintptr_t>(first_) % tensor_.element_size() != 0; }

  std::uint64_t read(std::size_t element) const {
    std::uint64_t bits = 0;
    std::memcpy(&bits, elements_[element], tensor_.element_size());
    return bits;
  }
  void write(std::size_t element, std::uint64_t bits) const {
    std::memcpy(elements_[element], &bits, tensor_.element_size());
  }

  DLTensor make() const { return make(tensor_, first_); }

  static DLTensor make(const tensor_description& tensor, unsigned char* first) {
    DLTensor made{};
    const std::uintptr_t address = reinterpret_cast<std::uintptr_t>(first);
    const bool leads_away = tensor.where.leads_to_the_end;
    const std::uint64_t offset =
        leads_away ? UINT64_MAX - address - tensor.where.byte_offset : tensor.where.byte_offset;
    const std::uintptr_t data = leads_away ? address : address - static_cast<std::uintptr_t>(offset);
    made.data = tensor.has_data ? reinterpret_cast<void*>(data) : nullptr;
    std::memcpy(&made.device.device_type, &tensor.device, sizeof made.device.device_type);
    made.ndim = tensor.ndim;
    made.dtype = tensor.dtype;
    made.shape = tensor.has_shape ? const_cast<std::int64_t*>(tensor.shape.data()) : nullptr;
    made.strides = tensor.has_strides ? const_cast<std::int64_t*>(tensor.strides.data()) : nullptr;
    made.byte_offset = offset;
    return made;
  }

 private:
  const tensor_description& tensor_;
  reach reach_;
  unsigned char* home_;
  unsigned char* first_;
  std::vector<unsigned char*> elements_;
};

}  // namespace signopt_test::dlpack
