#include "instruction_table.hpp"

namespace signopt_test::fp16_emulator {
namespace {

constexpr auto half = element::half;
constexpr auto single = element::single;
constexpr auto whole_double = element::whole_double;
constexpr auto integer = element::integer;
constexpr auto packed = shape::packed;
constexpr auto scalar = shape::scalar;
constexpr auto none = register_modifier::none;
constexpr auto rounds = register_modifier::rounds;
constexpr auto quiet = register_modifier::suppresses_exceptions;

// clang-format off
constexpr instruction_kind instructions[instruction_count] = {
  // name         map pfx opcode w           action                     lanes   source        destination   two    imm    modifier
  {"vaddph",       5,  0, 0x58, wide::zero, action::add,               packed, half,         half,         true,  false, rounds},
  {"vaddsh",       5,  2, 0x58, wide::zero, action::add,               scalar, half,         half,         true,  false, rounds},
  {"vsubph",       5,  0, 0x5c, wide::zero, action::subtract,          packed, half,         half,         true,  false, rounds},
  {"vsubsh",       5,  2, 0x5c, wide::zero, action::subtract,          scalar, half,         half,         true,  false, rounds},
  {"vmulph",       5,  0, 0x59, wide::zero, action::multiply,          packed, half,         half,         true,  false, rounds},
  {"vmulsh",       5,  2, 0x59, wide::zero, action::multiply,          scalar, half,         half,         true,  false, rounds},
  {"vdivph",       5,  0, 0x5e, wide::zero, action::divide,            packed, half,         half,         true,  false, rounds},
  {"vdivsh",       5,  2, 0x5e, wide::zero, action::divide,            scalar, half,         half,         true,  false, rounds},
  {"vsqrtph",      5,  0, 0x51, wide::zero, action::square_root,       packed, half,         half,         false, false, rounds},
  {"vsqrtsh",      5,  2, 0x51, wide::zero, action::square_root,       scalar, half,         half,         true,  false, rounds},
  {"vminph",       5,  0, 0x5d, wide::zero, action::minimum,           packed, half,         half,         true,  false, quiet},
  {"vminsh",       5,  2, 0x5d, wide::zero, action::minimum,           scalar, half,         half,         true,  false, quiet},
  {"vmaxph",       5,  0, 0x5f, wide::zero, action::maximum,           packed, half,         half,         true,  false, quiet},
  {"vmaxsh",       5,  2, 0x5f, wide::zero, action::maximum,           scalar, half,         half,         true,  false, quiet},
  {"vcmpph",       3,  0, 0xc2, wide::zero, action::compare_to_opmask, packed, half,         half,         true,  true,  quiet},
  {"vcmpsh",       3,  2, 0xc2, wide::zero, action::compare_to_opmask, scalar, half,         half,         true,  true,  quiet},
  {"vfpclassph",   3,  0, 0x66, wide::zero, action::classify,          packed, half,         half,         false, true,  none},
  {"vfpclasssh",   3,  0, 0x67, wide::zero, action::classify,          scalar, half,         half,         false, true,  none},
  {"vucomish",     5,  0, 0x2e, wide::zero, action::compare_to_flags,  scalar, half,         half,         false, false, quiet},
  {"vcomish",      5,  0, 0x2f, wide::zero, action::compare_to_flags,  scalar, half,         half,         false, false, quiet},
  {"vcvtph2psx",   6,  1, 0x13, wide::zero, action::convert,           packed, half,         single,       false, false, quiet},
  {"vcvtsh2ss",    6,  0, 0x13, wide::zero, action::convert,           scalar, half,         single,       true,  false, quiet},
  {"vcvtps2phx",   5,  1, 0x1d, wide::zero, action::convert,           packed, single,       half,         false, false, rounds},
  {"vcvtss2sh",    5,  0, 0x1d, wide::zero, action::convert,           scalar, single,       half,         true,  false, rounds},
  {"vcvtph2pd",    5,  0, 0x5a, wide::zero, action::convert,           packed, half,         whole_double, false, false, quiet},
  {"vcvtsh2sd",    5,  2, 0x5a, wide::zero, action::convert,           scalar, half,         whole_double, true,  false, quiet},
  {"vcvtpd2ph",    5,  1, 0x5a, wide::one,  action::convert,           packed, whole_double, half,         false, false, rounds},
  {"vcvtsd2sh",    5,  3, 0x5a, wide::one,  action::convert,           scalar, whole_double, half,         true,  false, rounds},
  {"vcvtsi2sh",    5,  2, 0x2a, wide::any,  action::from_integer,      scalar, integer,      half,         true,  false, rounds},
  {"vcvttsh2si",   5,  2, 0x2c, wide::any,  action::to_integer,        scalar, half,         integer,      false, false, quiet},
  {"vmovsh",       5,  2, 0x10, wide::zero, action::load_half,         scalar, half,         half,         true,  false, none},
  {"vmovsh store", 5,  2, 0x11, wide::zero, action::store_half,        scalar, half,         half,         true,  false, none},
  {"vmovw",        5,  1, 0x6e, wide::any,  action::word_to_vector,    scalar, half,         half,         false, false, none},
  {"vmovw store",  5,  1, 0x7e, wide::any,  action::word_from_vector,  scalar, half,         half,         false, false, none},
};
// clang-format on

}  // namespace

const instruction_kind* find_instruction(unsigned map, unsigned prefix, unsigned opcode, bool w) {
  for (const instruction_kind& kind : instructions) {
    if (kind.map != map || kind.prefix != prefix || kind.opcode != opcode) continue;
    if (kind.w == wide::any || (kind.w == wide::one) == w) return &kind;
  }
  return nullptr;
}

const instruction_kind& instruction_at(std::size_t index) { return instructions[index]; }

std::size_t index_of(const instruction_kind& kind) { return static_cast<std::size_t>(&kind - instructions); }

}  // namespace signopt_test::fp16_emulator
