// Makes a program that knows nothing of the fake runtime one that is held to its rules: at the end, every misuse and
// all that is still alive is told, and the exit status is 1. SIGNOPT_FAKE_DEVICES says how many devices there are; the
// others below, by number, what fake_acl.hpp has names for.
#include <cstdint>
#include <cstdlib>
#include <iostream>

#include "fake_acl/fake_acl.hpp"

namespace {

using namespace signopt_test;

class whole_program {
 public:
  whole_program() {
    fake_acl::reset();
    const char* const devices = std::getenv("SIGNOPT_FAKE_DEVICES");
    if (devices != nullptr) fake_acl::set_device_count(static_cast<std::uint32_t>(std::atoi(devices)));
    fake_acl::set_init_needs_device(std::getenv("SIGNOPT_FAKE_INIT_NEEDS_DEVICE") != nullptr);
    const char* const need = std::getenv("SIGNOPT_FAKE_LAUNCHES_NEED");
    if (need != nullptr) fake_acl::set_launches_need(static_cast<fake_acl::launches_need>(std::atoi(need)));
    const char* const chip = std::getenv("SIGNOPT_FAKE_CHIP");
    if (chip != nullptr) fake_acl::set_soc_name(chip);
    fake_acl::allow_separate_outputs(true);
    fake_acl::set_kernels_are_off(std::getenv("SIGNOPT_FAKE_KERNELS_ARE_OFF") != nullptr);
    const char* const writes = std::getenv("SIGNOPT_FAKE_WRITES");  // where outputs are others than inputs
    if (writes != nullptr) fake_acl::set_mode(static_cast<fake_acl::outputs>(std::atoi(writes)));
  }
  ~whole_program() {
    bool is_clean = true;
    const auto complain = [&](const std::string& text) {
      std::cerr << "misuse of ACL: " << text << '\n';
      is_clean = false;
    };
    for (const std::string& each : fake_acl::violations()) complain(each);
    for (const std::string& each : fake_acl::warnings()) complain(each);
    const fake_acl::object_counts left = fake_acl::live_objects();
    if (!(left == fake_acl::object_counts{})) {
      std::cerr << "left alive: " << left << '\n';
      is_clean = false;
    }
    if (fake_acl::initialised()) complain("the runtime was not finalized");
    std::cerr.flush();
    if (!is_clean) std::_Exit(1);
  }
  whole_program(const whole_program&) = delete;
  whole_program& operator=(const whole_program&) = delete;

 private:
  fake_acl::application_scope is_the_application_;
};

const whole_program watched;

}  // namespace
