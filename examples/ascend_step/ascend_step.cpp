// The first thing to run on a machine with an Ascend NPU, and to send to whom it does not work for. It prints what is
// there, compares the NPU's steps with the CPU's bit by bit, and where a launch fails, finds out what helps.
//
//     ascend_step [--json] [--device N] [--ladder]
//
// --json: one JSON object. --ladder: what to try where a launch fails, and if none has. Exit status 0: all is as it
// should be, or there is no device, which one line says; 1: something is not.
#include <cstdlib>
#include <iostream>
#include <string>

#include "comparison.hpp"
#include "ladder.hpp"

namespace {

using namespace ascend_step;
using Eigen::half;

struct arguments {
  bool is_json = false, climbs = false;
  int device = 0;
  std::string rung, dtype = "float32";
};

constexpr int invalid_arguments = 2;

int read(int count, char** words, arguments& into) {
  for (int i = 1; i < count; ++i) {
    const std::string word = words[i];
    const bool has_value = i + 1 < count;
    if (word == "--json") {
      into.is_json = true;
    } else if (word == "--ladder") {
      into.climbs = true;
    } else if (word == "--device" && has_value) {
      into.device = std::atoi(words[++i]);
    } else if (word == "--rung" && has_value) {
      into.rung = words[++i];
    } else if (word == "--dtype" && has_value) {
      into.dtype = words[++i];
    } else {
      std::cerr << "usage: ascend_step [--json] [--device N] [--ladder]\n";
      return invalid_arguments;
    }
  }
  return 0;
}

int say_that_there_is_no_device(const std::string& why, report& to) {
  to.line("there is no Ascend device here: nothing was run" + why);
  to.facts.add("device", "none").add("message", why);
  to.end();
  return 0;
}

void tell_machine(int device, report& to) {
  std::uint32_t count = 0;
  std::int32_t major = 0, minor = 0, patch = 0;
  std::size_t left = 0, total = 0;
  expect_success("aclrtGetDeviceCount", aclrtGetDeviceCount(&count));
  aclrtGetVersion(&major, &minor, &patch);
  if (aclrtGetMemInfo(ACL_HBM_MEM, &left, &total) != 0 || total == 0) aclrtGetMemInfo(ACL_DDR_MEM, &left, &total);
  const char* const name = aclrtGetSocName();
  const std::string chip = name == nullptr ? "of no name" : name;
  const std::string runtime = std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
  const std::string headers = std::to_string(ACL_MAJOR_VERSION) + "." + std::to_string(ACL_MINOR_VERSION);
  to.line("ACL " + runtime + ", compiled with the headers of " + headers + "; chip " + chip);
  to.line("device " + std::to_string(device) + " of " + std::to_string(count) + "; memory " +
          std::to_string(total >> 20) + " MiB, free " + std::to_string(left >> 20) + " MiB");
  to.facts.add("acl", runtime).add("acl_headers", headers).add("chip", chip);
  to.facts.add("device", static_cast<long long>(device)).add("devices", static_cast<long long>(count));
  to.facts.add("memory_bytes", static_cast<long long>(total)).add("free_bytes", static_cast<long long>(left));
}

template <class T>
bool compare_all(aclrtStream stream, report& to) {
  bool is_good = true;
  for (const std::size_t n : {1, 7, 8, 15, 16, 17, 1023, 10000, (1 << 20) + 3}) {
    is_good = compare<T>(n, stream, to) && is_good;
  }
  see_where_outputs_go<T>(stream, to);
  return is_good;
}

// The dtype that could not be launched; null where both could.
const char* compare_dtypes(int device, bool& is_good, report& to) {
  const char* dtype = name_of<float>();
  try {
    signopt::ascend::session npu(device);
    npu.run([&](aclrtStream stream) {
      tell_machine(device, to);
      is_good = compare_all<float>(stream, to);
      dtype = name_of<half>();
      is_good = compare_all<half>(stream, to) && is_good;
    });
    return nullptr;
  } catch (const std::exception& error) {
    to.line(std::string(dtype) + ": " + error.what());
    to.facts.add("error", error.what());
    return dtype;
  }
}

int run_rung(const arguments& given) {
  signopt::ascend::runtime acl;
  bool works = true;
  try {
    signopt::ascend::session npu(given.device);
    npu.run([&](aclrtStream stream) {
      given.dtype == name_of<half>() ? try_rung<half>(given.rung, stream) : try_rung<float>(given.rung, stream);
    });
  } catch (const std::exception& error) {
    std::cout << error.what() << std::endl;
    works = false;
  }
  acl.finalize();
  return works ? 0 : 1;
}

int make_report(const arguments& given) {
  report to(given.is_json);
  try {
    signopt::ascend::runtime acl;
    if (!signopt::ascend::is_available()) {
      acl.finalize();
      return say_that_there_is_no_device("", to);
    }
    bool is_good = false;
    const char* const failed = compare_dtypes(given.device, is_good, to);
    acl.finalize();
    if (failed != nullptr || given.climbs) climb(failed != nullptr ? failed : name_of<float>(), given.device, to);
    is_good = is_good && failed == nullptr;
    to.line(is_good ? "the NPU's steps are the CPU's, but for the signs of zeros"
                    : "NOT as it should be: please send all of this, and what CANN has logged (~/ascend/log)");
    to.facts.add("is_good", is_good);
    to.end();
    return is_good ? 0 : 1;
  } catch (const signopt::ascend::error& error) {
    constexpr int no_chip = 500000;  // of aclInit, where no chip answers
    if (error.call() == std::string("aclInit") && error.code() == no_chip) {
      return say_that_there_is_no_device(" (" + std::string(error.what()) + ")", to);
    }
    to.line(error.what());
    to.facts.add("is_good", false).add("error", error.what());
    to.end();
    return 1;
  }
}

}  // namespace

int main(int count, char** words) {
  arguments given;
  const int status = read(count, words, given);
  if (status != 0) return status;
  return given.rung.empty() ? make_report(given) : run_rung(given);
}
