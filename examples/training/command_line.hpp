// A command line: its words, and a program around it.
#pragma once

#include <cstddef>
#include <cstdio>
#include <exception>
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
