// The registers of the interrupted code, as Linux saved them on the stack and will restore them when the handler
// returns. Vector registers and opmasks lie in an XSAVE area in the standard format.
#pragma once

#include "emulator.hpp"

#if SIGNOPT_FP16_EMULATOR
#  include <cpuid.h>
#  include <ucontext.h>

#  include <array>
#  include <cstddef>
#  include <cstdint>
#  include <cstring>

#  include "binary16.hpp"

namespace signopt_test::fp16_emulator {

struct vector_register {
  std::array<unsigned char, 64> bytes{};

  binary16 lane(std::size_t index) const {
    binary16 value;
    std::memcpy(&value, bytes.data() + index * sizeof value, sizeof value);
    return value;
  }
  void set_lane(std::size_t index, std::uint64_t bits) {
    const auto value = static_cast<binary16>(bits);
    std::memcpy(bytes.data() + index * sizeof value, &value, sizeof value);
  }
};

class signal_frame {
 public:
  // Asks CPUID where the AVX-512 state lies. Call it once before the first signal: CPUID is slow in a virtual machine.
  static void find_layout() {
    places_[sse] = {160, 256};  // fixed by the architecture
    for (const unsigned number : {avx, opmasks, upper_256, upper_16_registers}) {
      unsigned size = 0, offset = 0, flags = 0, reserved = 0;
      __get_cpuid_count(0xd, number, &size, &offset, &flags, &reserved);
      places_[number] = {offset, size};
    }
  }

  explicit signal_frame(void* context)  // the third argument of an SA_SIGINFO handler
      : machine_(&static_cast<ucontext_t*>(context)->uc_mcontext),
        area_(reinterpret_cast<unsigned char*>(machine_->fpregs)) {}

  // Why the emulator cannot work on it, or null where it can.
  const char* defect() const {
    // The legacy region and the XSAVE header are the architecture's; its words at 464 and 472 are Linux's frame ABI.
    constexpr std::size_t mxcsr = 24, linux_magic = 464, linux_features = 472, compaction = 520;
    if (area_ == nullptr) return "the signal frame has no vector registers";
    if (read<std::uint32_t>(linux_magic) != 0x46505853) return "the signal frame has no XSAVE area";
    if ((read<std::uint64_t>(linux_features) & 0xe6) != 0xe6) return "the signal frame has no AVX-512 registers";
    if (read<std::uint64_t>(compaction) >> 63 != 0) return "the signal frame is in the compacted XSAVE format";
    for (const unsigned number : {avx, opmasks, upper_256, upper_16_registers})
      if (places_[number].offset == 0) return "CPUID names no place for the AVX-512 registers";
    const bool masked_and_to_nearest = (read<std::uint32_t>(mxcsr) & 0x7f80u) == 0x1f80u;
    return masked_and_to_nearest ? nullptr : "MXCSR unmasks exceptions or does not round to nearest";
  }

  std::uintptr_t instruction_pointer() const { return static_cast<std::uintptr_t>(machine_->gregs[REG_RIP]); }
  void set_instruction_pointer(std::uintptr_t address) { machine_->gregs[REG_RIP] = static_cast<greg_t>(address); }

  vector_register vector(unsigned number) const {
    vector_register value;
    for_each_part(number, [&](component part, std::size_t at, std::size_t offset, std::size_t size) {
      if (in_use(part)) std::memcpy(value.bytes.data() + at, area_ + offset, size);
    });
    return value;
  }

  void set_vector(unsigned number, const vector_register& value) {
    for_each_part(number, [&](component part, std::size_t at, std::size_t offset, std::size_t size) {
      make_used(part);
      std::memcpy(area_ + offset, value.bytes.data() + at, size);
    });
  }

  void set_opmask(unsigned number, std::uint64_t value) {
    make_used(opmasks);
    std::memcpy(area_ + places_[opmasks].offset + number * 8, &value, sizeof value);
  }

 private:
  enum component : unsigned { sse = 1, avx = 2, opmasks = 5, upper_256 = 6, upper_16_registers = 7, component_count };

  struct component_place {
    std::size_t offset, size;
  };
  static inline std::array<component_place, component_count> places_{};

  static constexpr std::size_t used_components_offset = 512;

  // Calls with the component, the byte of the register where the part begins, and the part's place in the area.
  template <class Function>
  static void for_each_part(unsigned number, Function function) {
    if (number >= 16) {
      function(upper_16_registers, 0, places_[upper_16_registers].offset + (number - 16) * 64, 64);
    } else {
      function(sse, 0, places_[sse].offset + number * 16, 16);
      function(avx, 16, places_[avx].offset + number * 16, 16);
      function(upper_256, 32, places_[upper_256].offset + number * 32, 32);
    }
  }

  bool in_use(component part) const { return (read<std::uint64_t>(used_components_offset) >> part & 1u) != 0; }

  // A component in its initial state has zeros in its registers whatever the memory says, and would be restored so.
  void make_used(component part) {
    if (in_use(part)) return;
    std::memset(area_ + places_[part].offset, 0, places_[part].size);
    const std::uint64_t used = read<std::uint64_t>(used_components_offset) | std::uint64_t{1} << part;
    std::memcpy(area_ + used_components_offset, &used, sizeof used);
  }

  template <class Word>
  Word read(std::size_t offset) const {
    Word word;
    std::memcpy(&word, area_ + offset, sizeof word);
    return word;
  }

  mcontext_t* machine_;
  unsigned char* area_;
};

}  // namespace signopt_test::fp16_emulator
#endif
