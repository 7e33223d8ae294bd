#include "emulator.hpp"

#if SIGNOPT_FP16_EMULATOR
#  include <cpuid.h>
#  include <signal.h>
#  include <unistd.h>

#  include <array>
#  include <atomic>
#  include <cstdlib>
#  include <stdexcept>

#  include "evex_decoder.hpp"
#  include "execution.hpp"
#  include "signal_frame.hpp"

namespace signopt_test::fp16_emulator {
namespace {

std::array<std::atomic<std::uint64_t>, instruction_count> counts{};
struct sigaction previous_action;

void print(const char* text) {
  const ssize_t written = write(STDERR_FILENO, text, std::strlen(text));
  static_cast<void>(written);
}

// An instruction is at most 15 bytes, but the page behind a shorter one may not be readable.
std::size_t readable_bytes(std::uintptr_t address) {
  constexpr std::uintptr_t page = 4096;
  const std::uintptr_t to_page_end = page - address % page;
  return to_page_end < 15 ? to_page_end : 15;
}

[[noreturn]] void give_up(const char* reason, const unsigned char* code) {
  constexpr char digits[] = "0123456789abcdef";
  char bytes[15 * 3 + 2] = {};
  std::size_t used = 0;
  for (std::size_t i = 0; i < readable_bytes(reinterpret_cast<std::uintptr_t>(code)); ++i) {
    bytes[used++] = ' ';
    bytes[used++] = digits[code[i] >> 4];
    bytes[used++] = digits[code[i] & 15u];
  }
  bytes[used] = '\n';
  print("fp16_emulator: ");
  print(reason);
  print(", at the bytes");
  print(bytes);
  std::abort();
}

// Linux starts a handler with the default MXCSR, so the emulator computes to nearest whatever the program has set.
void handle_illegal_instruction(int, siginfo_t*, void* context) {
  signal_frame frame(context);
  const auto address = static_cast<std::uintptr_t>(frame.instruction_pointer());
  const auto* const code = reinterpret_cast<const unsigned char*>(address);
  if (const char* const defect = frame.defect()) give_up(defect, code);
  if (!frame.exceptions_are_masked()) give_up("floating-point exceptions are unmasked", code);
  evex_instruction instruction;
  if (!decode(code, frame, instruction)) give_up("an illegal instruction that it does not know", code);
  execute(instruction, frame);
  frame.set_instruction_pointer(address + instruction.length);
  counts[index_of(*instruction.kind)].fetch_add(1, std::memory_order_relaxed);
}

bool cpuid(unsigned leaf, std::array<unsigned, 4>& words) {
  return __get_cpuid_count(leaf, 0, &words[0], &words[1], &words[2], &words[3]) != 0;
}

std::uint64_t enabled_state() {
  unsigned low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return std::uint64_t{high} << 32 | low;
}

bool operating_system_saves_avx512() {
  std::array<unsigned, 4> words{};
  return cpuid(1, words) && (words[2] >> 27 & 1u) != 0 && (enabled_state() & 0xe6u) == 0xe6u;
}

}  // namespace

bool cpu_has_avx512() {
  constexpr unsigned needed = 1u << 16 | 1u << 17 | 1u << 30 | 1u << 31;  // F, DQ, BW, VL
  std::array<unsigned, 4> words{};
  return operating_system_saves_avx512() && cpuid(7, words) && (words[1] & needed) == needed;
}

bool cpu_has_avx512_fp16() {
  std::array<unsigned, 4> words{};
  return cpu_has_avx512() && cpuid(7, words) && (words[3] >> 23 & 1u) != 0;
}

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

std::uint64_t emulated_instructions(std::string_view name) {
  for (std::size_t i = 0; i < instruction_count; ++i)
    if (name == instruction_at(i).name) return counts[i].load(std::memory_order_relaxed);
  throw std::invalid_argument("no such instruction: " + std::string(name));
}

std::string emulated_instructions_by_name() {
  std::string text;
  for (std::size_t i = 0; i < instruction_count; ++i) {
    const std::uint64_t count = counts[i].load(std::memory_order_relaxed);
    if (count != 0)
      text += (text.empty() ? "" : ", ") + std::string(instruction_at(i).name) + " " + std::to_string(count);
  }
  return text;
}

}  // namespace signopt_test::fp16_emulator
#endif
