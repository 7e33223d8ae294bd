// The first thing to run on a machine with an Ascend NPU, and to send to whom it does not work for. It prints what is
// there, compares the NPU's steps with the CPU's bit by bit, and where a launch fails, finds out what helps.
//
//     ascend_step [--json] [--device N] [--ladder]
//
// --json: one JSON object, and on stderr what is tried. --ladder: what to try where a launch fails, and if none has.
// Exit status 0: all is as it should be, or there is no device, which one line says, and JSON by a device and is_good
// that are null; 1: something is not; 2: these are not its arguments.
#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "comparison.hpp"
#include "ladder.hpp"

namespace {

using namespace ascend_step;
using Eigen::half;

struct arguments {
  bool is_json = false, climbs = false;
  int device = 0;
  std::string rung, dtype = "float32";
  int elements = 16;
  int up_to = 1 << 30;  // elements, of those that are compared
};

constexpr int invalid_arguments = 2;

// Whether it is one, and no more.
bool read_number(const std::string& word, int& into) {
  if (word.empty() || word.size() > 9 || word.find_first_not_of("0123456789") != std::string::npos) return false;
  into = std::atoi(word.c_str());
  return true;
}

int read(int count, char** words, arguments& into) {
  for (int i = 1; i < count; ++i) {
    const std::string word = words[i];
    const std::string value = i + 1 < count ? words[i + 1] : "";
    bool is_known = true;
    if (word == "--json") {
      into.is_json = true;
    } else if (word == "--ladder") {
      into.climbs = true;
    } else {
      ++i;
      if (word == "--device") {
        is_known = read_number(value, into.device);
      } else if (word == "--elements") {
        is_known = read_number(value, into.elements);
      } else if (word == "--up-to") {
        is_known = read_number(value, into.up_to);
      } else if (word == "--rung" && !value.empty()) {
        into.rung = value;
      } else if (word == "--dtype" && !value.empty()) {
        into.dtype = value;
      } else {
        is_known = false;
      }
    }
    if (!is_known) {
      std::cerr << "usage: ascend_step [--json] [--device N] [--ladder]\n";
      return invalid_arguments;
    }
  }
  return 0;
}

int say_that_there_is_no_device(const std::string& why, report& to) {
  to.line("there is no Ascend device here: nothing was run" + (why.empty() ? "" : " (" + why + ")"));
  to.facts.add("device", nullptr).add("devices", 0LL).add("message", why).add("is_good", nullptr);
  to.end();
  return 0;
}

// What can be known before a device is opened.
void tell_machine(int device, std::optional<std::uint32_t> count, report& to) {
  std::int32_t major = 0, minor = 0, patch = 0;
  const bool has_version = aclrtGetVersion(&major, &minor, &patch) == 0;
  const char* const name = aclrtGetSocName();
  const std::string chip = name == nullptr ? "of no name" : name;
  const std::string runtime =
      has_version ? std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch) : "unknown";
  const std::string headers = std::to_string(ACL_MAJOR_VERSION) + "." + std::to_string(ACL_MINOR_VERSION);
  to.line("ACL " + runtime + ", compiled with the headers of " + headers + "; chip " + chip);
  to.line("device " + std::to_string(device) + " of " + (count ? std::to_string(*count) : "an unknown number"));
  to.facts.add("acl", runtime).add("acl_headers", headers).add("chip", chip);
  to.facts.add("device", static_cast<long long>(device));
  count ? to.facts.add("devices", static_cast<long long>(*count)) : to.facts.add("devices", nullptr);
}

void tell_memory(report& to) {
  std::size_t left = 0, total = 0;
  if (aclrtGetMemInfo(ACL_HBM_MEM, &left, &total) != 0 || total == 0) {
    if (aclrtGetMemInfo(ACL_DDR_MEM, &left, &total) != 0) left = total = 0;
  }
  to.line("memory " + std::to_string(total >> 20) + " MiB, free " + std::to_string(left >> 20) + " MiB");
  to.facts.add("memory_bytes", static_cast<long long>(total)).add("free_bytes", static_cast<long long>(left));
}

struct failed_launch {
  const char* dtype;
  std::size_t elements;
};

struct findings {
  bool has_device = false;
  verdict worst = verdict::right;
  std::vector<failed_launch> failed;
};

template <class T>
void compare_all(signopt::ascend::session& npu, int up_to, findings& found, report& to) {
  std::size_t at = 0;
  try {
    npu.run([&](aclrtStream stream) {
      for (const std::size_t n : {1, 7, 8, 15, 16, 17, 1023, 10000, (1 << 20) + 3}) {
        if (n > static_cast<std::size_t>(up_to)) break;
        at = n;
        found.worst = std::max(found.worst, compare<T>(n, stream, to));
      }
      see_where_outputs_go<T>(stream, to);
    });
  } catch (const std::exception& error) {
    to.error(name_of<T>(), error.what());
    found.worst = verdict::wrong;
    found.failed.push_back({name_of<T>(), at});
  }
}

// A launch of one dtype that fails says nothing of the other.
findings run_on(const arguments& given, report& to) {
  findings found;
  try {
    signopt::ascend::session npu(given.device);
    found.has_device = true;
    npu.run([&](aclrtStream) { tell_memory(to); });
    compare_all<float>(npu, given.up_to, found, to);
    compare_all<half>(npu, given.up_to, found, to);
  } catch (const std::exception& error) {
    to.error("device " + std::to_string(given.device), error.what());
    found.worst = verdict::wrong;
  }
  return found;
}

// Whether it went well.
bool finalize(signopt::ascend::runtime& acl, report& to) {
  try {
    acl.finalize();
    return true;
  } catch (const std::exception& error) {
    to.error("finalize", error.what());
    return false;
  }
}

int conclude(verdict worst, report& to) {
  const bool is_good = worst == verdict::right;
  to.line(is_good
              ? "the NPU's steps are the CPU's, but for the signs of zeros"
              : std::string("NOT as it should be") + (worst == verdict::wrong ? "" : ", with subnormal numbers alone") +
                    ": please send all of this, and what CANN has logged\n(~/ascend/log)");
  to.facts.add("is_good", is_good);
  to.end();
  return is_good ? 0 : 1;
}

int report_on(signopt::ascend::runtime& acl, const arguments& given, report& to) {
  std::uint32_t count = 0;
  const aclError code = aclrtGetDeviceCount(&count);
  const std::string refusal = code == 0 ? "" : message_of("aclrtGetDeviceCount", code);  // gone with the next call
  if (code == 0 && count == 0) {
    if (!finalize(acl, to)) return conclude(verdict::wrong, to);
    return say_that_there_is_no_device("", to);
  }
  tell_machine(given.device, code == 0 ? std::optional<std::uint32_t>(count) : std::nullopt, to);
  if (code != 0) {
    to.error("devices", refusal);
    finalize(acl, to);
    return conclude(verdict::wrong, to);
  }
  findings found = run_on(given, to);
  if (!finalize(acl, to)) found.worst = verdict::wrong;
  for (const failed_launch& each : found.failed) climb(each.dtype, each.elements, given.device, to);
  if (found.has_device && found.failed.empty() && given.climbs) {
    for (const char* const dtype : {name_of<float>(), name_of<half>()}) {
      climb(dtype, static_cast<std::size_t>(given.elements), given.device, to);
    }
  }
  return conclude(found.worst, to);
}

int make_report(const arguments& given) {
  report to(given.is_json);
  try {
    signopt::ascend::runtime acl;
    return report_on(acl, given, to);
  } catch (const signopt::ascend::error& error) {
    constexpr int no_chip = 500000;  // of aclInit, where no chip answers
    if (error.call() == std::string("aclInit") && error.code() == no_chip) {
      return say_that_there_is_no_device(error.what(), to);
    }
    to.error("ACL", error.what());
    return conclude(verdict::wrong, to);
  }
}

int run_rung(const arguments& given) {
  try {
    signopt::ascend::runtime acl;
    std::string message;
    try {
      signopt::ascend::session npu(given.device);
      npu.run([&](aclrtStream stream) {
        const auto n = static_cast<std::size_t>(given.elements);
        given.dtype == name_of<half>() ? try_rung<half>(given.rung, n, stream) : try_rung<float>(given.rung, n, stream);
      });
    } catch (const std::exception& error) {
      message = error.what();
    }
    if (!message.empty()) std::cout << message << std::endl;
    acl.finalize();
    return message.empty() ? 0 : 1;
  } catch (const std::exception& error) {
    std::cout << error.what() << std::endl;
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
