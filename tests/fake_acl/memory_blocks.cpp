#include "memory_blocks.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

namespace signopt_test::fake_acl::detail {
namespace {

std::size_t whole_pages(std::size_t bytes) {
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  return (bytes + page - 1) / page * page;
}

std::byte* map(std::size_t bytes, int protection, int flags, int file) {
  void* const memory = mmap(nullptr, bytes, protection, flags, file, 0);
  return memory == MAP_FAILED ? nullptr : static_cast<std::byte*>(memory);
}

constexpr std::byte canary_byte{0xc9};

}  // namespace

void fill_with_garbage(std::byte* begin, std::size_t bytes) {
  const std::byte parts[2] = {std::byte{garbage & 0xff}, std::byte{garbage >> 8}};
  for (std::size_t i = 0; i < bytes; ++i) begin[i] = parts[i % 2];
}

device_block::device_block(std::size_t bytes, int device)
    : view_(nullptr), shadow_(nullptr), mapped_(0), size_(bytes), device_(device) {
  if (bytes > (std::size_t{1} << 40)) throw std::bad_alloc();
  mapped_ = whole_pages(offset + padded_size(bytes) + canary);
  const int file = memfd_create("fake_acl", MFD_CLOEXEC);
  if (file < 0) throw std::bad_alloc();
  if (ftruncate(file, static_cast<off_t>(mapped_)) == 0) {
    view_ = map(mapped_, PROT_NONE, MAP_SHARED, file);
    shadow_ = map(mapped_, PROT_READ | PROT_WRITE, MAP_SHARED, file);
  }
  close(file);
  if (view_ == nullptr || shadow_ == nullptr) {
    if (view_ != nullptr) munmap(view_, mapped_);
    if (shadow_ != nullptr) munmap(shadow_, mapped_);
    throw std::bad_alloc();
  }
  fill_with_garbage(shadow_ + offset, padded_size(bytes));
  std::memset(shadow_ + offset + padded_size(bytes), static_cast<int>(canary_byte), canary);
}

device_block::device_block(device_block&& other) noexcept
    : view_(std::exchange(other.view_, nullptr)),
      shadow_(std::exchange(other.shadow_, nullptr)),
      mapped_(other.mapped_),
      size_(other.size_),
      device_(other.device_) {}

device_block::~device_block() {
  if (shadow_ != nullptr) munmap(shadow_, mapped_);
  if (view_ != nullptr) munmap(view_, mapped_);
}

std::uintptr_t device_block::begin() const { return reinterpret_cast<std::uintptr_t>(view_) + offset; }

bool device_block::canary_stands() const {
  const std::byte* const first = shadow_ + offset + padded_size(size_);
  return std::all_of(first, first + canary, [](std::byte found) { return found == canary_byte; });
}

void device_block::free() {
  munmap(std::exchange(shadow_, nullptr), mapped_);
  // Anonymous instead of the file, whose memory this gives back.
  mmap(view_, mapped_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0);
}

pinned_block::pinned_block(std::size_t bytes) : memory_(nullptr), mapped_(0), size_(bytes) {
  if (bytes > (std::size_t{1} << 40)) throw std::bad_alloc();
  mapped_ = whole_pages(bytes);
  memory_ = map(mapped_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
  if (memory_ == nullptr) throw std::bad_alloc();
  fill_with_garbage(memory_, bytes);
}

pinned_block::pinned_block(pinned_block&& other) noexcept
    : memory_(std::exchange(other.memory_, nullptr)), mapped_(other.mapped_), size_(other.size_), live_(other.live_) {}

pinned_block::~pinned_block() {
  if (memory_ != nullptr) munmap(memory_, mapped_);
}

void pinned_block::free() {
  live_ = false;
  mmap(memory_, mapped_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0);
}

}  // namespace signopt_test::fake_acl::detail
