#include "execution.hpp"

#include "platform.hpp"

#if SIGNOPT_FP16_EMULATOR
#  include <limits>

namespace signopt_test::fp16_emulator {
namespace {

// One instruction at work: where its operands come from and which lanes it may touch.
class operands {
 public:
  operands(const evex_instruction& instruction, const signal_frame& frame)
      : instruction_(instruction),
        first_(frame.vector(instruction.first_source)),
        mode_(instruction.has_rounding ? instruction.mode : frame.rounding_mode()),
        flush_wide_denormals_(frame.denormals_are_zero()),
        mask_(instruction.opmask == 0 ? ~std::uint64_t{0} : frame.opmask(instruction.opmask)) {
    if (instruction.memory == nullptr) second_ = frame.vector(instruction.second_source);
  }

  rounding mode() const { return mode_; }
  bool enabled(std::size_t lane) const { return ((mask_ >> lane) & 1u) != 0; }
  const vector_register& first() const { return first_; }
  binary16 first_half(std::size_t lane) const { return first_.lane<binary16>(lane); }
  binary16 second_half(std::size_t lane) const { return second<binary16>(lane); }

  // Memory is read here and only here, lane by lane: a lane that the mask turns off must not be touched.
  template <class Element>
  Element second(std::size_t lane) const {
    if (instruction_.memory == nullptr) return second_.lane<Element>(lane);
    Element value;
    std::memcpy(&value, instruction_.memory + (instruction_.broadcast ? 0 : lane * sizeof value), sizeof value);
    return value;
  }

  // The source of a conversion. Half-precision denormals are always kept; wider ones follow MXCSR.DAZ.
  double second_as_double(std::size_t lane) const {
    if (instruction_.kind->source == element::half) return widen(second_half(lane));
    if (instruction_.kind->source == element::single) return flushed(second<float>(lane));
    return flushed(second<double>(lane));
  }

 private:
  template <class Float>
  double flushed(Float value) const {
    const bool denormal = value < std::numeric_limits<Float>::min() && value > -std::numeric_limits<Float>::min();
    return static_cast<double>(flush_wide_denormals_ && denormal ? value * Float{0} : value);
  }

  const evex_instruction& instruction_;
  vector_register first_;
  vector_register second_;
  rounding mode_;
  bool flush_wide_denormals_;
  std::uint64_t mask_;
};

binary16 compute_half(action does, const operands& from, std::size_t lane) {
  const binary16 a = from.first_half(lane);
  const binary16 b = from.second_half(lane);
  switch (does) {
    case action::add:
      return add(a, b, from.mode());
    case action::subtract:
      return subtract(a, b, from.mode());
    case action::multiply:
      return multiply(a, b, from.mode());
    case action::divide:
      return divide(a, b, from.mode());
    case action::square_root:
      return square_root(b, from.mode());
    case action::minimum:
      return minimum(a, b);
    case action::maximum:
      return maximum(a, b);
    default:
      return b;  // a move
  }
}

void compute_lane(const evex_instruction& instruction, const operands& from, std::size_t lane,
                  vector_register& result) {
  const instruction_kind& kind = *instruction.kind;
  if (kind.does != action::convert) {
    result.set_lane(lane, compute_half(kind.does, from, lane));
  } else if (kind.destination == element::half) {
    result.set_lane(lane, narrow(from.second_as_double(lane), from.mode()));
  } else if (kind.destination == element::single) {
    result.set_lane(lane, static_cast<float>(from.second_as_double(lane)));
  } else {
    result.set_lane(lane, from.second_as_double(lane));
  }
}

void execute_on_vector(const evex_instruction& instruction, signal_frame& frame) {
  const operands from(instruction, frame);
  const vector_register before = frame.vector(instruction.destination);
  const bool scalar = instruction.kind->lanes == shape::scalar;
  vector_register result;  // zeros above what is written
  if (scalar && !(instruction.kind->does == action::load_half && instruction.memory != nullptr))
    std::memcpy(result.bytes.data(), from.first().bytes.data(), 16);
  for (std::size_t lane = 0; lane < instruction.lane_count; ++lane) {
    const std::size_t at = lane * instruction.destination_bytes;
    if (from.enabled(lane)) {
      compute_lane(instruction, from, lane, result);
    } else if (instruction.zeroing) {
      std::memset(result.bytes.data() + at, 0, instruction.destination_bytes);
    } else {
      std::memcpy(result.bytes.data() + at, before.bytes.data() + at, instruction.destination_bytes);
    }
  }
  frame.set_vector(instruction.destination, result);
}

void execute_on_opmask(const evex_instruction& instruction, signal_frame& frame) {
  const operands from(instruction, frame);
  const bool comparison = instruction.kind->does == action::compare_to_opmask;
  std::uint64_t result = 0;
  for (std::size_t lane = 0; lane < instruction.lane_count; ++lane) {
    if (!from.enabled(lane)) continue;
    const bool bit = comparison ? compare(from.first_half(lane), from.second_half(lane), instruction.immediate)
                                : has_class(from.second_half(lane), instruction.immediate);
    result |= std::uint64_t{bit} << lane;
  }
  frame.set_opmask(instruction.destination, result);
}

void execute_store(const evex_instruction& instruction, signal_frame& frame) {
  const binary16 value = frame.vector(instruction.destination).lane<binary16>(0);
  const bool enabled = instruction.opmask == 0 || (frame.opmask(instruction.opmask) & 1u) != 0;
  if (enabled) std::memcpy(const_cast<unsigned char*>(instruction.memory), &value, sizeof value);
}

// The register form of the store opcode: the operands change places, nothing else.
void execute_half_move_to_rm(const evex_instruction& instruction, signal_frame& frame) {
  evex_instruction mirrored = instruction;
  mirrored.destination = instruction.second_source;
  mirrored.second_source = instruction.destination;
  execute_on_vector(mirrored, frame);
}

void execute_word_to_vector(const evex_instruction& instruction, signal_frame& frame) {
  vector_register result;
  const std::uint64_t word = instruction.memory == nullptr ? frame.general(instruction.general_operand)
                                                           : operands(instruction, frame).second_half(0);
  result.set_lane(0, static_cast<std::uint16_t>(word));
  frame.set_vector(instruction.destination, result);
}

// No 64-bit integer beyond 2^53 is near a finite half: rounding to double on the way cannot show.
void execute_from_integer(const evex_instruction& instruction, signal_frame& frame) {
  const operands from(instruction, frame);
  const std::uint64_t bits = instruction.memory == nullptr   ? frame.general(instruction.general_operand)
                             : instruction.source_bytes == 8 ? from.second<std::uint64_t>(0)
                                                             : from.second<std::uint32_t>(0);
  const std::int64_t value =
      instruction.source_bytes == 8 ? static_cast<std::int64_t>(bits) : static_cast<std::int32_t>(bits);
  vector_register result;
  std::memcpy(result.bytes.data(), from.first().bytes.data(), 16);
  result.set_lane(0, narrow(static_cast<double>(value), from.mode()));
  frame.set_vector(instruction.destination, result);
}

void execute_to_integer(const evex_instruction& instruction, signal_frame& frame) {
  const binary16 half = operands(instruction, frame).second_half(0);
  const bool representable = (half & 0x7c00u) != 0x7c00u;
  const std::int64_t value = representable ? static_cast<std::int64_t>(widen(half)) : 0;
  if (instruction.destination_bytes == 8) {
    frame.set_general(instruction.destination, representable ? static_cast<std::uint64_t>(value) : 0x8000000000000000u);
  } else {
    frame.set_general(instruction.destination, representable ? static_cast<std::uint32_t>(value) : 0x80000000u);
  }
}

}  // namespace

void execute(const evex_instruction& instruction, signal_frame& frame) {
  switch (instruction.kind->does) {
    case action::compare_to_opmask:
    case action::classify:
      return execute_on_opmask(instruction, frame);
    case action::compare_to_flags:
      return frame.set_comparison_flags(compare(frame.vector(instruction.destination).lane<binary16>(0),
                                                operands(instruction, frame).second_half(0)));
    case action::store_half:
      return instruction.memory != nullptr ? execute_store(instruction, frame)
                                           : execute_half_move_to_rm(instruction, frame);
    case action::word_to_vector:
      return execute_word_to_vector(instruction, frame);
    case action::word_from_vector:
      if (instruction.memory != nullptr) return execute_store(instruction, frame);
      return frame.set_general(instruction.general_operand, frame.vector(instruction.destination).lane<binary16>(0));
    case action::from_integer:
      return execute_from_integer(instruction, frame);
    case action::to_integer:
      return execute_to_integer(instruction, frame);
    default:
      return execute_on_vector(instruction, frame);
  }
}

}  // namespace signopt_test::fp16_emulator
#endif
