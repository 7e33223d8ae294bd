#ifndef SIGNOPT_TESTS_SUPPORT_FP16_EMULATOR_INSTRUCTION_TABLE_HPP
#define SIGNOPT_TESTS_SUPPORT_FP16_EMULATOR_INSTRUCTION_TABLE_HPP

#include <cstddef>

namespace signopt_test::fp16_emulator {

enum class action {
  add,
  subtract,
  multiply,
  divide,
  square_root,
  minimum,
  maximum,
  compare_to_opmask,
  compare_to_flags,
  classify,
  convert,
  from_integer,
  to_integer,
  load_half,       // VMOVSH from memory, or register to register
  store_half,      // VMOVSH to memory, or register to register
  word_to_vector,  // VMOVW
  word_from_vector
};

enum class element { half, single, whole_double, integer };  // integer: 4 or 8 bytes by EVEX.W

enum class shape { packed, scalar };

enum class wide { zero, one, any };  // what EVEX.W must be

// What the bits with memory operands and "broadcast" mean for a register operand.
enum class register_modifier { none, rounds, suppresses_exceptions };

struct instruction_kind {
  const char* name;
  unsigned map;
  unsigned prefix;  // 0 none, 1 is 66, 2 is F3, 3 is F2
  unsigned opcode;
  wide w;
  action does;
  shape lanes;
  element source;
  element destination;
  bool two_sources;  // EVEX.vvvv names the first
  bool immediate;
  register_modifier modifier;
};

constexpr std::size_t instruction_count = 34;

// Null where the emulator does not know the instruction.
const instruction_kind* find_instruction(unsigned map, unsigned prefix, unsigned opcode, bool w);
const instruction_kind& instruction_at(std::size_t index);
std::size_t index_of(const instruction_kind& kind);

}  // namespace signopt_test::fp16_emulator

#endif
