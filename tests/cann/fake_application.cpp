// Makes a program that knows nothing of the fake runtime one that is held to its rules: at the end, every misuse and
// all that is still alive is told, and the exit status is 1. SIGNOPT_FAKE_DEVICES says how many devices there are; the
// others below, by number, what fake_acl.hpp has names for.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

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
    fake_acl::refuse_separate_outputs(std::getenv("SIGNOPT_FAKE_REFUSES_SEPARATE_OUTPUTS") != nullptr);
    const char* const kernels = std::getenv("SIGNOPT_FAKE_KERNELS");
    if (kernels != nullptr) fake_acl::set_kernels(static_cast<fake_acl::kernels>(std::atoi(kernels)));
    const char* const fails = std::getenv("SIGNOPT_FAKE_FAILS");  // call:its number, from 1, of this name:code
    if (fails != nullptr) order_failure(fails);
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
    const std::vector<std::string> failed = fake_acl::failed_calls();
    const bool may_be_left = std::any_of(failed.begin(), failed.end(),
                                         [](const std::string& call) { return call.rfind("aclFinalize", 0) == 0; });
    if (fake_acl::initialised() && !may_be_left) complain("the runtime was not finalized");
    std::cerr.flush();
    if (!is_clean) std::_Exit(1);
  }
  whole_program(const whole_program&) = delete;
  whole_program& operator=(const whole_program&) = delete;

 private:
  static void order_failure(const std::string& text) {
    const std::size_t first = text.find(':'), second = text.find(':', first + 1);
    fake_acl::fail_call(text.substr(0, first), std::atoi(text.c_str() + first + 1),
                        std::atoi(text.c_str() + second + 1));
  }

  fake_acl::application_scope is_the_application_;
};

const whole_program watched;

}  // namespace
