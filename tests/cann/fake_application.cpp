// Makes a program that knows nothing of the fake runtime one that is held to its rules: at the end, every misuse and
// all that is still alive is told, and the exit status is 1. SIGNOPT_FAKE_DEVICES says how many devices there are.
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
