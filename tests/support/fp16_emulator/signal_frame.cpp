#include "signal_frame.hpp"

#include "platform.hpp"

#if SIGNOPT_FP16_EMULATOR
#  include <cpuid.h>
#  include <ucontext.h>

namespace signopt_test::fp16_emulator {
namespace {

enum component : unsigned { sse = 1, avx = 2, opmasks = 5, upper_256 = 6, upper_16_registers = 7, component_count = 8 };

struct component_place {
  std::size_t offset;
  std::size_t size;
};

// Legacy region of the XSAVE area: fixed by the architecture. The words that Linux adds are in its signal frame ABI.
constexpr std::size_t mxcsr_offset = 24;
constexpr std::size_t xmm_offset = 160;
constexpr std::size_t linux_magic_offset = 464;
constexpr std::size_t linux_features_offset = 472;
constexpr std::size_t used_components_offset = 512;
constexpr std::size_t compaction_offset = 520;
constexpr std::uint32_t linux_magic = 0x46505853;
constexpr std::uint64_t needed_components = 0xe6;

component_place places[component_count];

constexpr int general_registers[16] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
                                       REG_R8,  REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15};

greg_t& register_at(void* context, int index) { return static_cast<ucontext_t*>(context)->uc_mcontext.gregs[index]; }

}  // namespace

void signal_frame::find_layout() {
  places[sse] = {xmm_offset, 256};
  for (const unsigned number : {avx, opmasks, upper_256, upper_16_registers}) {
    unsigned size = 0, offset = 0, flags = 0, reserved = 0;
    __get_cpuid_count(0xd, number, &size, &offset, &flags, &reserved);
    places[number] = {offset, size};
  }
}

signal_frame::signal_frame(void* context)
    : context_(context),
      area_(reinterpret_cast<unsigned char*>(static_cast<ucontext_t*>(context)->uc_mcontext.fpregs)) {}

const char* signal_frame::defect() const {
  if (area_ == nullptr) return "the signal frame has no vector registers";
  std::uint32_t magic;
  std::memcpy(&magic, area_ + linux_magic_offset, sizeof magic);
  if (magic != linux_magic) return "the signal frame has no XSAVE area";
  if ((xsave_word(linux_features_offset) & needed_components) != needed_components)
    return "the signal frame has no AVX-512 registers";
  if (xsave_word(compaction_offset) >> 63 != 0) return "the signal frame is in the compacted XSAVE format";
  for (const unsigned number : {avx, opmasks, upper_256, upper_16_registers})
    if (places[number].offset == 0) return "CPUID names no place for the AVX-512 registers";
  return nullptr;
}

std::uint64_t signal_frame::instruction_pointer() const {
  return static_cast<std::uint64_t>(register_at(context_, REG_RIP));
}
void signal_frame::set_instruction_pointer(std::uint64_t address) {
  register_at(context_, REG_RIP) = static_cast<greg_t>(address);
}

std::uint64_t signal_frame::general(unsigned number) const {
  return static_cast<std::uint64_t>(register_at(context_, general_registers[number]));
}
void signal_frame::set_general(unsigned number, std::uint64_t value) {
  register_at(context_, general_registers[number]) = static_cast<greg_t>(value);
}

void signal_frame::set_comparison_flags(relation found) {
  constexpr greg_t carry = 0x001, parity = 0x004, adjust = 0x010, zero = 0x040, sign = 0x080, overflow = 0x800;
  greg_t flags = register_at(context_, REG_EFL) & ~(carry | parity | adjust | zero | sign | overflow);
  if (found == relation::less) flags |= carry;
  if (found == relation::equal) flags |= zero;
  if (found == relation::unordered) flags |= carry | parity | zero;
  register_at(context_, REG_EFL) = flags;
}

vector_register signal_frame::vector(unsigned number) const {
  vector_register value;
  unsigned char* const bytes = value.bytes.data();
  if (number >= 16) {
    if (in_use(upper_16_registers))
      std::memcpy(bytes, area_ + places[upper_16_registers].offset + (number - 16) * 64, 64);
    return value;
  }
  if (in_use(sse)) std::memcpy(bytes, area_ + places[sse].offset + number * 16, 16);
  if (in_use(avx)) std::memcpy(bytes + 16, area_ + places[avx].offset + number * 16, 16);
  if (in_use(upper_256)) std::memcpy(bytes + 32, area_ + places[upper_256].offset + number * 32, 32);
  return value;
}

void signal_frame::set_vector(unsigned number, const vector_register& value) {
  const unsigned char* const bytes = value.bytes.data();
  if (number >= 16) {
    make_used(upper_16_registers);
    std::memcpy(area_ + places[upper_16_registers].offset + (number - 16) * 64, bytes, 64);
    return;
  }
  make_used(sse);
  make_used(avx);
  make_used(upper_256);
  std::memcpy(area_ + places[sse].offset + number * 16, bytes, 16);
  std::memcpy(area_ + places[avx].offset + number * 16, bytes + 16, 16);
  std::memcpy(area_ + places[upper_256].offset + number * 32, bytes + 32, 32);
}

std::uint64_t signal_frame::opmask(unsigned number) const {
  return in_use(opmasks) ? xsave_word(places[opmasks].offset + number * 8) : 0;
}
void signal_frame::set_opmask(unsigned number, std::uint64_t value) {
  make_used(opmasks);
  std::memcpy(area_ + places[opmasks].offset + number * 8, &value, sizeof value);
}

rounding signal_frame::rounding_mode() const { return static_cast<rounding>((mxcsr() >> 13) & 3u); }
bool signal_frame::denormals_are_zero() const { return (mxcsr() & 0x0040u) != 0; }
bool signal_frame::exceptions_are_masked() const { return (mxcsr() & 0x1f80u) == 0x1f80u; }

bool signal_frame::in_use(unsigned component) const {
  return ((xsave_word(used_components_offset) >> component) & 1u) != 0;
}

void signal_frame::make_used(unsigned component) {
  if (in_use(component)) return;
  std::memset(area_ + places[component].offset, 0, places[component].size);
  const std::uint64_t used = xsave_word(used_components_offset) | std::uint64_t{1} << component;
  std::memcpy(area_ + used_components_offset, &used, sizeof used);
}

std::uint64_t signal_frame::xsave_word(std::size_t offset) const {
  std::uint64_t word;
  std::memcpy(&word, area_ + offset, sizeof word);
  return word;
}

std::uint32_t signal_frame::mxcsr() const {
  std::uint32_t word;
  std::memcpy(&word, area_ + mxcsr_offset, sizeof word);
  return word;
}

}  // namespace signopt_test::fp16_emulator
#endif
