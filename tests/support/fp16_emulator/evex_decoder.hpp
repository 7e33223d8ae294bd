#ifndef SIGNOPT_TESTS_SUPPORT_FP16_EMULATOR_EVEX_DECODER_HPP
#define SIGNOPT_TESTS_SUPPORT_FP16_EMULATOR_EVEX_DECODER_HPP

#include <cstddef>
#include <cstdint>

#include "instruction_table.hpp"
#include "signal_frame.hpp"

namespace signopt_test::fp16_emulator {

struct evex_instruction {
  const instruction_kind* kind = nullptr;
  std::size_t length = 0;  // in bytes, immediate included
  std::size_t lane_count = 1;
  std::size_t source_bytes = 2;  // of one element
  std::size_t destination_bytes = 2;
  unsigned destination = 0;    // ModRM.reg: a vector register, an opmask or a general register (of a store: its source)
  unsigned first_source = 0;   // EVEX.vvvv
  unsigned second_source = 0;  // ModRM.rm where it is a vector register
  unsigned general_operand = 0;           // ModRM.rm where it is a general register
  const unsigned char* memory = nullptr;  // ModRM.rm where it is memory
  bool broadcast = false;
  unsigned opmask = 0;  // 0: no mask
  bool zeroing = false;
  bool has_rounding = false;  // the instruction itself names a rounding mode
  rounding mode = rounding::nearest_even;
  unsigned immediate = 0;
};

// False where the bytes are not an instruction of the table in an encoding that the architecture defines. The frame
// gives the registers that make an address.
bool decode(const unsigned char* code, const signal_frame& frame, evex_instruction& instruction);

}  // namespace signopt_test::fp16_emulator

#endif
