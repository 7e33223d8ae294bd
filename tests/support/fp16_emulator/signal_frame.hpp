#ifndef SIGNOPT_TESTS_SUPPORT_FP16_EMULATOR_SIGNAL_FRAME_HPP
#define SIGNOPT_TESTS_SUPPORT_FP16_EMULATOR_SIGNAL_FRAME_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "binary16_arithmetic.hpp"

namespace signopt_test::fp16_emulator {

struct vector_register {
  std::array<unsigned char, 64> bytes{};

  template <class Element>
  Element lane(std::size_t index) const {
    Element value;
    std::memcpy(&value, bytes.data() + index * sizeof value, sizeof value);
    return value;
  }

  template <class Element>
  void set_lane(std::size_t index, Element value) {
    std::memcpy(bytes.data() + index * sizeof value, &value, sizeof value);
  }
};

// The registers of the interrupted code, as Linux saved them on the stack and will restore them when the handler
// returns. Vector registers and opmasks lie in an XSAVE area in the standard format.
class signal_frame {
 public:
  // Asks CPUID where the AVX-512 state lies. Call it once before the first signal: CPUID is slow in a virtual machine.
  static void find_layout();

  explicit signal_frame(void* context);  // the third argument of an SA_SIGINFO handler

  // What the frame lacks, or null where it holds all AVX-512 state.
  const char* defect() const;

  std::uint64_t instruction_pointer() const;
  void set_instruction_pointer(std::uint64_t address);

  // Numbered as in machine code: rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi, r8 to r15.
  std::uint64_t general(unsigned number) const;
  void set_general(unsigned number, std::uint64_t value);

  void set_comparison_flags(relation found);  // as VCOMISH does

  vector_register vector(unsigned number) const;
  void set_vector(unsigned number, const vector_register& value);

  std::uint64_t opmask(unsigned number) const;
  void set_opmask(unsigned number, std::uint64_t value);

  rounding rounding_mode() const;
  bool denormals_are_zero() const;
  bool exceptions_are_masked() const;

 private:
  bool in_use(unsigned component) const;
  // A component in its initial state has zeros in its registers whatever the memory says, and would be restored so.
  void make_used(unsigned component);
  std::uint64_t xsave_word(std::size_t offset) const;
  std::uint32_t mxcsr() const;

  void* context_;
  unsigned char* area_;
};

}  // namespace signopt_test::fp16_emulator

#endif
