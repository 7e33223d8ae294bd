// Memory for the arrays of a model: zeroed, and laid out as the memory of a CPU likes it. An optimizer object
// (optimizer.hpp) keeps its momentum in such blocks; a program may keep its parameters and gradients in them too.
//
//     signopt::aligned_block<float> var(n), grad(n, 1);
//     Eigen::Map<Eigen::ArrayXf> weights(var.data(), n);
//
// Small blocks begin at a cache line, of 64 bytes. Blocks of 2 MiB and more begin at a border of 2 MiB, and Linux is
// advised to make them of pages of 2 MiB (madvise): a step beyond the caches then has fewer addresses to look up, and
// its hardware prefetching does not stop every 4 KiB. docs/performance.md says what that gains. Where the system gives
// no such pages, they are blocks like others.
//
// Arrays that a step walks through side by side are better not all at the same distance from a border of 4 KiB, where
// their addresses look alike to a CPU that compares the last twelve bits. So a large block may begin some lines behind
// its border: `stagger` is a small number, and should be another one for each of them. An object's momentum has 2.
//
// T is a type with a dtype, or any that is made of zero bytes as well as of a constructor (trivial). The block owns the
// elements, can be moved and not copied, and what points into it stays valid when it is moved.
//
// Errors: shape_error where n is negative or more than any array has; std::bad_alloc.
// Cost: O(n), for the zeros.
// Threads: as a standard container's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <type_traits>
#include <utility>

#include "detail/base/memory.hpp"
#include "detail/base/raise_error.hpp"
#include "error.hpp"
#if SIGNOPT_LINUX
#  include <sys/mman.h>
#endif

namespace signopt {
inline namespace SIGNOPT_ABI {

/// See the top of this header.
template <class T>
class aligned_block {
  static_assert(std::is_trivially_copyable_v<T>, "signopt: the elements of an aligned_block are made of zero bytes");
  static_assert(alignof(T) <= detail::cache_line_bytes, "signopt: an aligned_block begins at a cache line");

 public:
  aligned_block() = default;
  /// n elements, all zero. A stagger from 0 to 3; more begins anew.
  explicit aligned_block(std::ptrdiff_t n, unsigned stagger = 0) : size_(checked(n)) {
    if (n == 0) return;
    if (is_large()) offset_ = stagger % 4 * stagger_bytes;
    auto* const memory = static_cast<unsigned char*>(::operator new(offset_ + bytes(), alignment()));
#if SIGNOPT_LINUX && defined(MADV_HUGEPAGE)
    // Of whole pages only, and before they are touched. That it is not granted is no error.
    if (is_large()) static_cast<void>(::madvise(memory, offset_ + bytes(), MADV_HUGEPAGE));
#endif
    std::memset(memory, 0, offset_ + bytes());
    data_ = reinterpret_cast<T*>(memory + offset_);
  }
  /// Takes the elements of another, which has none then.
  aligned_block(aligned_block&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)),
        size_(std::exchange(other.size_, 0)),
        offset_(std::exchange(other.offset_, 0)) {}
  /// The same, and frees those that it had.
  aligned_block& operator=(aligned_block&& other) noexcept {
    aligned_block moved(std::move(other));  // and what this had goes with it, now and not with `other`
    std::swap(data_, moved.data_);
    std::swap(size_, moved.size_);
    std::swap(offset_, moved.offset_);
    return *this;
  }
  ~aligned_block() {
    if (data_ == nullptr) return;
    ::operator delete(reinterpret_cast<unsigned char*>(data_) - offset_, alignment());
  }

  /// Null where there are no elements.
  T* data() noexcept { return data_; }
  const T* data() const noexcept { return data_; }
  /// How many elements there are.
  std::ptrdiff_t size() const noexcept { return size_; }

  /// Element i, which must be there.
  T& operator[](std::ptrdiff_t i) noexcept { return data_[i]; }
  const T& operator[](std::ptrdiff_t i) const noexcept { return data_[i]; }
  /// The first element.
  T* begin() noexcept { return data_; }
  /// Behind the last element.
  T* end() noexcept { return data_ + size_; }
  const T* begin() const noexcept { return data_; }
  const T* end() const noexcept { return data_ + size_; }

 private:
  static constexpr std::size_t large_page = std::size_t{2} << 20;
  static constexpr std::size_t stagger_bytes = 1024 + detail::cache_line_bytes;

  static std::ptrdiff_t checked(std::ptrdiff_t n) {
    if (n < 0) detail::raise_error<shape_error>("the size n of an aligned_block must not be negative, and is ", n);
    if (n > PTRDIFF_MAX / static_cast<std::ptrdiff_t>(8 * sizeof(T)))
      detail::raise_error<shape_error>("the size n of an aligned_block is larger than any array can be: ", n);
    return n;
  }
  std::size_t bytes() const noexcept { return static_cast<std::size_t>(size_) * sizeof(T); }
  bool is_large() const noexcept { return bytes() >= large_page; }
  std::align_val_t alignment() const noexcept {
    return std::align_val_t{is_large() ? large_page : std::size_t{detail::cache_line_bytes}};
  }

  T* data_ = nullptr;
  std::ptrdiff_t size_ = 0;
  std::size_t offset_ = 0;  // in bytes, of data_ from what was allocated
};

}  // namespace SIGNOPT_ABI
}  // namespace signopt
