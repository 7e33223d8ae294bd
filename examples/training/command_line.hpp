// A command line: its words, its values with the errors that they may have, and a program around it.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace training {

struct usage_error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// The words behind the program's name, taken one after the other.
class command_line {
 public:
  explicit command_line(std::vector<std::string> words) : words_(std::move(words)) {}

  bool ended() const { return next_ == words_.size(); }
  const std::string& option() { return words_[next_++]; }

  // The word behind the option that was taken last.
  const std::string& value() {
    if (ended()) throw usage_error(words_[next_ - 1] + " needs a value");
    return words_[next_++];
  }

 private:
  std::vector<std::string> words_;
  std::size_t next_ = 0;
};

inline std::string one_of(const std::vector<std::string>& names, const std::string& option, const std::string& text) {
  std::string list;
  for (const std::string& name : names) {
    if (name == text) return text;
    list += (list.empty() ? "" : ", ") + name;
  }
  throw usage_error(option + " must be one of " + list + "; it is '" + text + "'");
}

inline int whole_number(int least, int most, const std::string& option, const std::string& text) {
  const bool digits_only = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
  if (!digits_only || text.size() > 7 || std::stoi(text) < least || std::stoi(text) > most)
    throw usage_error(option + " must be a whole number from " + std::to_string(least) + " to " + std::to_string(most) +
                      "; it is '" + text + "'");
  return std::stoi(text);
}

// A number for which 0 < number <= most.
inline double positive_number(double most, const std::string& option, const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != '\0' || !(value > 0 && value <= most)) {
    std::ostringstream message;
    message << option << " must be a number above 0 and at most " << most << "; it is '" << text << "'";
    throw usage_error(message.str());
  }
  return value;
}

// The exit code of a program: what `run` returns for its command line, 2 where that is wrong, 1 where anything else is.
template <class Run>
int run_program(const char* name, int count, char** arguments, Run run) {
  try {
    return run(command_line(std::vector<std::string>(arguments + 1, arguments + count)));
  } catch (const usage_error& error) {
    std::fprintf(stderr, "%s: %s\nTry --help.\n", name, error.what());
    return 2;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", name, error.what());
    return 1;
  }
}

}  // namespace training
