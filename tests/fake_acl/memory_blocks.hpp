// Device memory that the host cannot touch, and host memory that is pinned.
//
// A device block is a file in memory, mapped twice. The address that the program gets belongs to a mapping that allows
// nothing: to read or write through it ends the process. The fake itself uses the other mapping, the shadow. A block
// lies as the real runtime would place it and no better: on 64 bytes but on no more, 32 bytes of padding after its size
// rounded up to 32, then a canary. Freed blocks keep their addresses, so that these never come back as another block.
#pragma once

#include <cstddef>
#include <cstdint>

namespace signopt_test::fake_acl::detail {

// Two bytes that make a NaN of float16, and twice of float32.
inline constexpr std::uint16_t garbage = 0x7fa5;
void fill_with_garbage(std::byte* begin, std::size_t bytes);

constexpr std::size_t padded_size(std::size_t bytes) { return (bytes + 31) / 32 * 32 + 32; }

class device_block {
 public:
  device_block(std::size_t bytes, int device);  // throws std::bad_alloc
  device_block(device_block&&) noexcept;
  device_block& operator=(device_block&&) = delete;
  ~device_block();

  std::uintptr_t begin() const;
  std::uintptr_t end() const { return begin() + size_; }  // of what was asked for
  std::uintptr_t padded_end() const { return begin() + padded_size(size_); }
  std::size_t size() const { return size_; }
  int device() const { return device_; }
  bool live() const { return shadow_ != nullptr; }
  std::byte* shadow(std::uintptr_t address) const { return shadow_ + (address - begin()) + offset; }
  bool canary_stands() const;
  void free();  // the addresses stay taken

 private:
  static constexpr std::size_t offset = 64, canary = 64;
  std::byte* view_;
  std::byte* shadow_;
  std::size_t mapped_, size_;
  int device_;
};

class pinned_block {
 public:
  explicit pinned_block(std::size_t bytes);  // throws std::bad_alloc
  pinned_block(pinned_block&&) noexcept;
  pinned_block& operator=(pinned_block&&) = delete;
  ~pinned_block();

  std::uintptr_t begin() const { return reinterpret_cast<std::uintptr_t>(memory_); }
  std::uintptr_t end() const { return begin() + size_; }
  std::size_t size() const { return size_; }
  bool live() const { return live_; }
  void free();  // to touch it from now on ends the process

 private:
  std::byte* memory_;
  std::size_t mapped_, size_;
  bool live_ = true;
};

}  // namespace signopt_test::fake_acl::detail
