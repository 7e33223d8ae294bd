// What the program finds, as lines of text while it runs, or as one JSON object at its end.
#pragma once

#include <cstddef>
#include <cstdio>
#include <iostream>
#include <string>
#include <vector>

namespace ascend_step {

inline std::string json_text(const std::string& text) {
  std::string quoted = "\"";
  for (const char each : text) {
    const auto code = static_cast<unsigned char>(each);
    if (each == '"' || each == '\\') {
      quoted.append(1, '\\').append(1, each);
    } else if (code < 0x20 || code > 0x7e) {  // bytes of other encodings too: what is pasted must stay JSON
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned>(code));
      quoted.append(escaped);
    } else {
      quoted.append(1, each);
    }
  }
  return quoted.append(1, '"');
}

// The members of an object, each a name and JSON.
class json_object {
 public:
  json_object& add(const char* name, const std::string& text) { return add_json(name, json_text(text)); }
  json_object& add(const char* name, const char* text) { return add(name, std::string(text)); }
  json_object& add(const char* name, long long number) { return add_json(name, std::to_string(number)); }
  json_object& add(const char* name, double number) { return add_json(name, std::to_string(number)); }
  json_object& add(const char* name, bool value) { return add_json(name, value ? "true" : "false"); }
  json_object& add(const char* name, std::nullptr_t) { return add_json(name, "null"); }
  json_object& add(const char* name, const json_object& object) { return add_json(name, object.json()); }
  json_object& add(const char* name, const std::vector<json_object>& objects) {
    std::string list;
    for (const json_object& each : objects) list.append(list.empty() ? "" : ", ").append(each.json());
    return add_json(name, "[" + list + "]");
  }
  std::string json() const { return "{" + members_ + "}"; }

 private:
  json_object& add_json(const char* name, const std::string& json) {
    members_.append(members_.empty() ? "" : ", ").append(json_text(name)).append(": ").append(json);
    return *this;
  }

  std::string members_;
};

// What steps are beside the CPU's; the last is the worst.
enum class verdict { right, wrong_with_subnormals, wrong };

class report {
 public:
  explicit report(bool is_json) : is_json_(is_json) {}

  // A line of text.
  void line(const std::string& text) const {
    if (!is_json_) std::cout << text << std::endl;
  }
  // What is tried next, at once: where it hangs, the last line says so, beside JSON as well.
  void progress(const std::string& text) const { (is_json_ ? std::cerr : std::cout) << text << std::endl; }

  void error(const std::string& where, const std::string& message) {
    line(where + ": " + message);
    errors_.push_back(json_object().add("where", where).add("message", message));
  }
  void end() {
    facts.add("comparisons", comparisons).add("errors", errors_).add("ladder", rungs);
    if (is_json_) std::cout << facts.json() << std::endl;
  }

  json_object facts;
  std::vector<json_object> comparisons, rungs;

 private:
  bool is_json_;
  std::vector<json_object> errors_;
};

}  // namespace ascend_step
