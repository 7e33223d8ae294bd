// The fuzz target: any bytes as a call of the DLPack front end, of any rule, on any target of this CPU. `./dev fuzz`
// runs it.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <signopt/target.hpp>
#include <string>

#include "call_from_bytes.hpp"
#include "checked_call.hpp"

namespace {

using namespace signopt_test::dlpack;

using clock = std::chrono::steady_clock;

// What became of the calls. A fuzzer that makes none that is valid, or never meets one of the errors, tests little.
class tally {
 public:
  tally() {
    // libFuzzer ends its program by exit().
    std::atexit([] {
      so_far().print();
      if (so_far().is_poor()) {
        std::printf("FOUND nothing, but the calls were not of all kinds: call_from_bytes.hpp makes too few\n");
        std::fflush(stdout);
        std::_Exit(1);
      }
    });
  }

  static tally& so_far() {
    static tally the_one;
    return the_one;
  }

  void count(const call_description& call, const outcome& found) {
    const bool is_computed = found.of == outcome::kind::computed;
    ++calls_;
    computed_ += is_computed;
    strided_ += is_computed && (call.var.has_strides || call.m.has_strides || call.grad.has_strides);
    if (found.of == outcome::kind::refused) ++refused_[found.error];
    if (clock::now() < next_report_) return;
    print();
    next_report_ += std::chrono::seconds(10);
  }

 private:
  void print() const {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(clock::now() - begin_).count();
    std::printf(
        "%4lld s: %lu calls, %lu computed, %lu of them with strides; refused: type_error %lu, "
        "conversion_error %lu, shape_error %lu, operand_error %lu\n",
        static_cast<long long>(seconds), calls_, computed_, strided_, refused_[type], refused_[conversion],
        refused_[shape], refused_[operand]);
    std::fflush(stdout);
  }

  bool is_poor() const {
    const unsigned long counts[] = {strided_, refused_[type], refused_[conversion], refused_[shape], refused_[operand]};
    return calls_ > 20000 && *std::min_element(std::begin(counts), std::end(counts)) < 100;
  }

  clock::time_point begin_ = clock::now(), next_report_ = begin_ + std::chrono::seconds(10);
  unsigned long calls_ = 0, computed_ = 0, strided_ = 0;
  std::array<unsigned long, operand + 1> refused_{};
};

void print(const char* name, const tensor_description& tensor) {
  std::printf(
      "  %s: dtype %d/%d/%d device %d data %d shape %d strides %d ndim %d arena %d at %d, %zu + %zu, offset %llu, to "
      "the end %d",
      name, tensor.dtype.code, tensor.dtype.bits, tensor.dtype.lanes, tensor.device, tensor.has_data, tensor.has_shape,
      tensor.has_strides, tensor.ndim, tensor.where.arena, static_cast<int>(tensor.where.at), tensor.where.position,
      tensor.where.shift, static_cast<unsigned long long>(tensor.where.byte_offset), tensor.where.leads_to_the_end);
  std::printf("\n    shape");
  for (const std::int64_t each : tensor.shape) std::printf(" %lld", static_cast<long long>(each));
  std::printf("\n    strides");
  for (const std::int64_t each : tensor.strides) std::printf(" %lld", static_cast<long long>(each));
  std::printf("\n");
}

void print(const call_description& call) {
  constexpr const char* rules[] = {"add_sign", "power_sign", "lion", "signum"};
  std::printf("  apply_%s\n", rules[static_cast<int>(call.rule)]);
  print("var", call.var);
  print("m", call.m);
  print("grad", call.grad);
  for (const scalar_description& each : call.scalars) {
    std::printf("  scalar of kind %d: number %a, integer %lld, bits 0x%llx\n", static_cast<int>(each.of), each.number,
                static_cast<long long>(each.integer), static_cast<unsigned long long>(each.bits));
    if (each.of == scalar_description::kind::tensor) print("tensor", each.tensor);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static checked_call check;
  if (size == 0) return 0;
  const signopt::target_list targets = signopt::available_targets();
  const std::string target(targets[data[0] % targets.size()]);
  signopt::use_target(target);
  const call_from_bytes read(data + 1, size - 1);
  const outcome found = check(read.call);
  if (!found.complaint.empty()) {
    std::printf("FOUND on target %s: %s\n", target.c_str(), found.complaint.c_str());
    print(read.call);
    std::fflush(stdout);
    std::abort();
  }
  tally::so_far().count(read.call, found);
  return 0;
}
