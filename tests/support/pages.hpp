// Pages of memory that may not be touched, from Linux and from Windows.
#pragma once

#include <cstddef>
#include <new>

#include "emulated_cpu.hpp"

#if defined(_WIN32)
#  if !defined(NOMINMAX)
#    define NOMINMAX
#  endif
#  if !defined(WIN32_LEAN_AND_MEAN)
#    define WIN32_LEAN_AND_MEAN  // otherwise it defines macros named `hyper` and `small`
#  endif
#  include <windows.h>
#else
#  include <sys/mman.h>
#  include <unistd.h>
#endif

namespace signopt_test {

// `inside` bytes, or a little more, that may be read and written, between two pages that may not. Under qemu those may
// be read on x86-64: its VMASKMOVPS and VMASKMOVPD read what their masks leave out, as no CPU's do. What is written
// outside is found all the same.
class walled_pages {
 public:
  explicit walled_pages(std::size_t inside) : page_(page_size()) {
    inside_ = (inside + page_ - 1) / page_ * page_;
    allocate();
  }
  ~walled_pages() { release(); }
  walled_pages(const walled_pages&) = delete;
  walled_pages& operator=(const walled_pages&) = delete;

  unsigned char* begin() const { return whole_ + page_; }
  unsigned char* end() const { return whole_ + page_ + inside_; }

 private:
#if defined(_WIN32)
  static std::size_t page_size() {
    SYSTEM_INFO info;
    GetSystemInfo(&info);
    return info.dwPageSize;
  }
  void allocate() {
    void* const whole = VirtualAlloc(nullptr, inside_ + 2 * page_, MEM_RESERVE | MEM_COMMIT, PAGE_NOACCESS);
    if (whole == nullptr) throw std::bad_alloc();
    whole_ = static_cast<unsigned char*>(whole);
    DWORD before = 0;
    if (inside_ != 0 && !VirtualProtect(begin(), inside_, PAGE_READWRITE, &before)) throw std::bad_alloc();
  }
  void release() { VirtualFree(whole_, 0, MEM_RELEASE); }
#else
  static std::size_t page_size() { return static_cast<std::size_t>(sysconf(_SC_PAGESIZE)); }
  static int protection_of_walls() {
#  if defined(__x86_64__)
    if (cpu_is_emulated()) return PROT_READ;
#  endif
    return PROT_NONE;
  }
  void allocate() {
    void* const whole = mmap(nullptr, inside_ + 2 * page_, protection_of_walls(), MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (whole == MAP_FAILED) throw std::bad_alloc();
    whole_ = static_cast<unsigned char*>(whole);
    // Not of 0 bytes, which qemu refuses.
    if (inside_ != 0 && mprotect(begin(), inside_, PROT_READ | PROT_WRITE) != 0) throw std::bad_alloc();
  }
  void release() { munmap(whole_, inside_ + 2 * page_); }
#endif

  std::size_t page_;
  std::size_t inside_ = 0;
  unsigned char* whole_ = nullptr;
};

}  // namespace signopt_test
