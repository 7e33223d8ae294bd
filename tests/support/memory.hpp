// Memory that notices when something is touched that should not be.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "pages.hpp"

namespace signopt_test {

// Elements at a chosen offset from a page border, with a fence of known bytes on both sides: finds writes outside.
template <class T>
class fenced_array {
  static constexpr std::size_t page = 4096;
  static constexpr std::size_t fence = 512;
  static constexpr unsigned char pattern = 0xa5;

 public:
  explicit fenced_array(std::size_t capacity) : storage_(3 * page + (capacity + 64) * sizeof(T)) {
    const auto address = reinterpret_cast<std::uintptr_t>(storage_.data());
    border_ = storage_.data() + (2 * page - address % page);
  }

  // Copies `count` elements to `offset` elements after the border and fences them.
  T* place(const T* values, std::size_t count, std::size_t offset) {
    begin_ = border_ + offset * sizeof(T);
    size_ = count * sizeof(T);
    std::memset(begin_ - fence, pattern, fence);
    std::memset(begin_ + size_, pattern, fence);
    if (count != 0) std::memcpy(begin_, values, size_);
    return reinterpret_cast<T*>(begin_);
  }

  bool fence_stands() const {
    static const std::vector<unsigned char> untouched(fence, pattern);
    return std::memcmp(begin_ - fence, untouched.data(), fence) == 0 &&
           std::memcmp(begin_ + size_, untouched.data(), fence) == 0;
  }

 private:
  std::vector<unsigned char> storage_;
  unsigned char* border_ = nullptr;
  unsigned char* begin_ = nullptr;
  std::size_t size_ = 0;
};

// Elements between two pages that nobody may read or write: finds reads outside too, by a crash.
template <class T>
class walled_array {
 public:
  explicit walled_array(std::size_t capacity) : pages_(capacity * sizeof(T)) {}

  // The last element is the last before the far wall.
  T* place_at_end(const T* values, std::size_t count) { return place(values, count, pages_.end() - count * sizeof(T)); }
  // The first element is the first after the near wall.
  T* place_at_start(const T* values, std::size_t count) { return place(values, count, pages_.begin()); }

 private:
  static T* place(const T* values, std::size_t count, unsigned char* where) {
    if (count != 0) std::memcpy(where, values, count * sizeof(T));
    return reinterpret_cast<T*>(where);
  }

  walled_pages pages_;
};

}  // namespace signopt_test
