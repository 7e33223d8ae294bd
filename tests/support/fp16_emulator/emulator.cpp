// The SIGILL handler: it decodes the four instructions and carries them out on the saved registers.
#include "emulator.hpp"

#if SIGNOPT_FP16_EMULATOR
#  include <cpuid.h>
#  include <signal.h>
#  include <unistd.h>

#  include <array>
#  include <atomic>
#  include <cstdio>
#  include <cstdlib>
#  include <stdexcept>

#  include "signal_frame.hpp"

namespace signopt_test::fp16_emulator {
namespace {

enum operation : unsigned { vaddph, vsubph, vmulph, vfpclassph, operation_count };

struct encoding {
  const char* name;
  unsigned map, opcode;
};
constexpr encoding encodings[operation_count] = {
    {"vaddph", 5, 0x58}, {"vsubph", 5, 0x5c}, {"vmulph", 5, 0x59}, {"vfpclassph", 3, 0x66}};

struct instruction {
  unsigned what;         // an operation
  unsigned destination;  // a vector register; of VFPCLASSPH an opmask
  unsigned first, second;
  unsigned classes;
  std::size_t length;
};

std::array<std::atomic<std::uint64_t>, operation_count> counts{};
struct sigaction previous_action;

[[noreturn]] void give_up(const char* reason, const unsigned char* code) {
  // An instruction is at most 15 bytes, but the page behind a shorter one may not be readable.
  const std::uintptr_t to_page_end = 4096 - reinterpret_cast<std::uintptr_t>(code) % 4096;
  dprintf(STDERR_FILENO, "fp16_emulator: %s, at the bytes", reason);
  for (std::size_t i = 0; i < 15 && i < to_page_end; ++i) dprintf(STDERR_FILENO, " %02x", unsigned{code[i]});
  dprintf(STDERR_FILENO, "\n");
  std::abort();
}

// EVEX: 62, three bytes of fields, opcode, ModRM and, for VFPCLASSPH, the classes. False where it is anything else.
bool decode(const unsigned char* code, instruction& decoded) {
  if (code[0] != 0x62) return false;
  const unsigned first = code[1] ^ 0xf0u;   // R X B R' are stored inverted
  const unsigned second = code[2] ^ 0x78u;  // so is vvvv
  const unsigned third = code[3] ^ 0x08u;   // and V'
  const unsigned modrm = code[5];
  const bool no_prefix_and_narrow = (first & 0x08u) == 0 && (second & 0x87u) == 0x04u;
  const bool plain_512_bits = (third & 0xf7u) == 0x40u;  // no zeroing, broadcast, rounding or mask
  const bool only_registers = modrm >= 0xc0u;
  if (!no_prefix_and_narrow || !plain_512_bits || !only_registers) return false;
  decoded.what = 0;
  while (encodings[decoded.what].map != (first & 7u) || encodings[decoded.what].opcode != code[4])
    if (++decoded.what == operation_count) return false;
  decoded.destination = (modrm >> 3 & 7u) | (first & 0x80u) >> 4 | (first & 0x10u);
  decoded.first = (second >> 3 & 15u) | (third & 0x08u) << 1;
  decoded.second = (modrm & 7u) | (first & 0x20u) >> 2 | (first & 0x40u) >> 2;
  decoded.length = decoded.what == vfpclassph ? 7 : 6;
  decoded.classes = decoded.what == vfpclassph ? code[6] : 0u;
  return decoded.what != vfpclassph || (decoded.destination < 8 && decoded.first == 0);
}

binary16 compute(unsigned what, binary16 a, binary16 b) {
  return what == vaddph ? add(a, b) : what == vsubph ? subtract(a, b) : multiply(a, b);
}

void execute(const instruction& decoded, signal_frame& frame) {
  const vector_register a = frame.vector(decoded.first);
  const vector_register b = frame.vector(decoded.second);
  vector_register result;
  std::uint64_t opmask = 0;
  for (std::size_t lane = 0; lane < 32; ++lane) {
    result.set_lane(lane, compute(decoded.what, a.lane(lane), b.lane(lane)));
    opmask |= std::uint64_t{has_class(b.lane(lane), decoded.classes)} << lane;
  }
  if (decoded.what == vfpclassph) {
    frame.set_opmask(decoded.destination, opmask);
  } else {
    frame.set_vector(decoded.destination, result);
  }
}

void handle_illegal_instruction(int, siginfo_t*, void* context) {
  signal_frame frame(context);
  const std::uintptr_t address = frame.instruction_pointer();
  const auto* const code = reinterpret_cast<const unsigned char*>(address);
  if (const char* const defect = frame.defect()) give_up(defect, code);
  instruction decoded;
  if (!decode(code, decoded)) give_up("an illegal instruction that it does not know", code);
  execute(decoded, frame);
  frame.set_instruction_pointer(address + decoded.length);
  counts[decoded.what].fetch_add(1, std::memory_order_relaxed);
}

bool cpu_has_avx512() {
  return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
         __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512vl") != 0;
}

// Not asked of the compiler: clang 14 does not know the name.
bool cpu_has_avx512_fp16() {
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  return cpu_has_avx512() && __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) != 0 && (edx >> 23 & 1u) != 0;
}

}  // namespace

std::string reason_not_to_run() {
  if (cpu_has_avx512()) return {};
  return "this CPU has no AVX-512 F, BW, DQ and VL, which the emulation of AVX512-FP16 stands on";
}

installed_emulator::installed_emulator() : active_(!cpu_has_avx512_fp16()) {
  if (!active_) return;
  signal_frame::find_layout();
  struct sigaction action {};
  action.sa_sigaction = handle_illegal_instruction;
  action.sa_flags = SA_SIGINFO;
  sigemptyset(&action.sa_mask);
  if (sigaction(SIGILL, &action, &previous_action) != 0) throw std::runtime_error("cannot handle SIGILL");
}

installed_emulator::~installed_emulator() {
  if (active_) sigaction(SIGILL, &previous_action, nullptr);
}

std::uint64_t emulated_instructions() {
  std::uint64_t sum = 0;
  for (const auto& count : counts) sum += count.load(std::memory_order_relaxed);
  return sum;
}

std::string emulated_instructions_by_name() {
  std::string text;
  for (unsigned what = 0; what < operation_count; ++what) {
    const std::uint64_t count = counts[what].load(std::memory_order_relaxed);
    if (count != 0)
      text += (text.empty() ? "" : ", ") + std::string(encodings[what].name) + " " + std::to_string(count);
  }
  return text;
}

}  // namespace signopt_test::fp16_emulator
#endif
