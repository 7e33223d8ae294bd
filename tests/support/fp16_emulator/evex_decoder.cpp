#include "evex_decoder.hpp"

#include "platform.hpp"

#if SIGNOPT_FP16_EMULATOR
namespace signopt_test::fp16_emulator {
namespace {

constexpr unsigned no_index = 4;
constexpr unsigned base_in_sib = 4;
constexpr unsigned base_is_displacement = 5;

// The fields of the four prefix bytes, the inverted ones turned upright.
struct evex_prefix {
  bool valid;
  unsigned map, prefix, length, opmask;
  unsigned reg_high, rm_high, index_high;  // what the prefix adds to ModRM.reg, ModRM.rm and SIB.index
  unsigned vector_rm_high;                 // the same for a vector register in ModRM.rm
  unsigned first_source;
  bool w, zeroing, modifier;
};

evex_prefix read_prefix(const unsigned char* code) {
  const unsigned first = code[1] ^ 0xf0u;   // R X B R' are stored inverted
  const unsigned second = code[2] ^ 0x78u;  // so is vvvv
  const unsigned third = code[3] ^ 0x08u;   // and V'
  evex_prefix prefix{};
  prefix.valid = code[0] == 0x62 && (first & 0x08u) == 0 && (second & 0x04u) != 0;
  prefix.map = first & 7u;
  prefix.prefix = second & 3u;
  prefix.length = (third >> 5) & 3u;
  prefix.opmask = third & 7u;
  prefix.reg_high = (first & 0x80u) >> 4 | (first & 0x10u);
  prefix.rm_high = (first & 0x20u) >> 2;
  prefix.index_high = (first & 0x40u) >> 3;
  prefix.vector_rm_high = prefix.rm_high | prefix.index_high << 1;
  prefix.first_source = ((second >> 3) & 15u) | ((third & 0x08u) << 1);
  prefix.w = (second & 0x80u) != 0;
  prefix.zeroing = (third & 0x80u) != 0;
  prefix.modifier = (third & 0x10u) != 0;
  return prefix;
}

std::size_t bytes_of(element type, bool w) {
  switch (type) {
    case element::half:
      return 2;
    case element::single:
      return 4;
    case element::whole_double:
      return 8;
    case element::integer:
      break;
  }
  return w ? 8 : 4;
}

std::int32_t read_displacement(const unsigned char* bytes) {
  std::int32_t value;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

struct memory_operand {
  std::uint64_t address;
  std::size_t length;  // ModRM, SIB and displacement
};

// modrm points at a ModRM byte that names memory; tail is what follows the operand (the immediate).
memory_operand read_memory_operand(const unsigned char* modrm, const evex_prefix& prefix, const signal_frame& frame,
                                   std::size_t displacement_unit, std::size_t tail) {
  const unsigned mod = modrm[0] >> 6;
  const unsigned rm = modrm[0] & 7u;
  const unsigned char* next = modrm + 1;
  std::uint64_t address = 0;
  unsigned base = rm;
  if (rm == base_in_sib) {
    const unsigned sib = *next++;
    base = sib & 7u;
    const unsigned index = ((sib >> 3) & 7u) | prefix.index_high;
    if (index != no_index) address += frame.general(index) << (sib >> 6);
  }
  const bool no_base = mod == 0 && base == base_is_displacement;
  const bool relative_to_code = no_base && rm != base_in_sib;
  if (!no_base) address += frame.general(base | prefix.rm_high);
  if (mod == 1) {
    const std::int64_t units = static_cast<signed char>(*next++);
    address += static_cast<std::uint64_t>(units * static_cast<std::int64_t>(displacement_unit));
  } else if (mod == 2 || no_base) {
    address += static_cast<std::uint64_t>(std::int64_t{read_displacement(next)});
    next += 4;
  }
  if (relative_to_code) address += reinterpret_cast<std::uintptr_t>(next) + tail;
  return {address, static_cast<std::size_t>(next - modrm)};
}

bool writes_opmask(action does) { return does == action::compare_to_opmask || does == action::classify; }
bool writes_memory(action does) { return does == action::store_half || does == action::word_from_vector; }
bool is_half_move(action does) { return does == action::load_half || does == action::store_half; }
bool can_be_masked(action does) {
  return does != action::compare_to_flags && does != action::from_integer && does != action::to_integer &&
         does != action::word_to_vector && does != action::word_from_vector;
}

// What the processor itself refuses, or what no assembler writes: better to stop than to guess.
bool is_defined(const evex_prefix& prefix, const instruction_kind& kind, bool memory) {
  const bool masked = prefix.opmask != 0;
  const bool uses_first_source = kind.two_sources && !(is_half_move(kind.does) && memory);
  if (!uses_first_source && prefix.first_source != 0) return false;
  if (masked && !can_be_masked(kind.does)) return false;
  if (prefix.zeroing && (!masked || writes_opmask(kind.does) || (memory && writes_memory(kind.does)))) return false;
  if (writes_opmask(kind.does) && prefix.reg_high != 0) return false;
  if (kind.does == action::to_integer && (prefix.reg_high & 16u) != 0) return false;
  if (prefix.modifier && memory && kind.lanes == shape::scalar) return false;
  if (prefix.modifier && !memory && kind.modifier == register_modifier::none) return false;
  const bool length_is_rounding = prefix.modifier && !memory;
  return kind.lanes == shape::scalar || length_is_rounding || prefix.length != 3;
}

}  // namespace

bool decode(const unsigned char* code, const signal_frame& frame, evex_instruction& instruction) {
  const evex_prefix prefix = read_prefix(code);
  if (!prefix.valid) return false;
  const instruction_kind* const kind = find_instruction(prefix.map, prefix.prefix, code[4], prefix.w);
  if (kind == nullptr) return false;
  const unsigned char* const modrm = code + 5;
  const bool memory = modrm[0] < 0xc0;
  if (!is_defined(prefix, *kind, memory)) return false;

  instruction = evex_instruction{};
  instruction.kind = kind;
  instruction.source_bytes = bytes_of(kind->source, prefix.w);
  instruction.destination_bytes = bytes_of(kind->destination, prefix.w);
  instruction.broadcast = prefix.modifier && memory;
  const bool register_modifier_set = prefix.modifier && !memory;
  if (kind->lanes == shape::packed) {
    const std::size_t vector_bytes = register_modifier_set ? 64 : std::size_t{16} << prefix.length;
    const std::size_t widest = instruction.source_bytes > instruction.destination_bytes ? instruction.source_bytes
                                                                                        : instruction.destination_bytes;
    instruction.lane_count = vector_bytes / widest;
  }
  instruction.has_rounding = register_modifier_set && kind->modifier == register_modifier::rounds;
  if (instruction.has_rounding) instruction.mode = static_cast<rounding>(prefix.length);
  instruction.destination = ((modrm[0] >> 3) & 7u) | prefix.reg_high;
  instruction.first_source = prefix.first_source;
  instruction.opmask = prefix.opmask;
  instruction.zeroing = prefix.zeroing;

  const std::size_t immediate_bytes = kind->immediate ? 1 : 0;
  std::size_t operand_length = 1;
  if (memory) {
    const std::size_t unit = instruction.source_bytes * (instruction.broadcast ? 1 : instruction.lane_count);
    const memory_operand operand = read_memory_operand(modrm, prefix, frame, unit, immediate_bytes);
    instruction.memory = reinterpret_cast<const unsigned char*>(operand.address);
    operand_length = operand.length;
  } else {
    instruction.second_source = (modrm[0] & 7u) | prefix.vector_rm_high;
    instruction.general_operand = (modrm[0] & 7u) | prefix.rm_high;
  }
  if (kind->immediate) instruction.immediate = modrm[operand_length];
  instruction.length = 5 + operand_length + immediate_bytes;
  return true;
}

}  // namespace signopt_test::fp16_emulator
#endif
