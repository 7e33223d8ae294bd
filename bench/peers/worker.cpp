#include "worker.hpp"

#include <chrono>
#include <exception>
#include <iostream>
#include <map>
#include <sstream>
#include <stdexcept>

namespace signopt_peers {
namespace {

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return result + '"';
}

// A list of two strings each, in these brackets.
std::string pairs(const std::vector<std::pair<std::string, std::string>>& all, const char* open, const char* between,
                  const char* close) {
  std::string result;
  for (const auto& [first, second] : all) {
    if (!result.empty()) result += ", ";
    result += open + quoted(first) + between + quoted(second) + close;
  }
  return result;
}

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

std::string seconds_as_json(double seconds) {
  std::ostringstream text;
  text.precision(9);
  text << "{\"seconds\": " << seconds << "}";
  return text.str();
}

class server {
 public:
  explicit server(const family& of) : of_(of) {}

  std::string answer(const std::string& line) {
    std::istringstream words(line);
    std::string command;
    words >> command;
    if (command == "hello")
      return "{\"family\": " + quoted(of_.name) + ", \"versions\": {" + pairs(of_.versions, "", ": ", "") + "}}";
    if (command == "load") return load(words);
    if (command == "drop") {
      prepared_.clear();
      return "{}";
    }
    peer_and_rule which;
    words >> which.first >> which.second;
    if (command == "prepare") return prepare(which, words);
    const auto found = prepared_.find(which);
    if (found == prepared_.end()) throw std::invalid_argument("'" + line + "' is of nothing that was prepared");
    return answer_of_prepared(command, found->second, words);
  }

 private:
  std::string load(std::istream& words) {
    std::string dtype;
    std::ptrdiff_t n = 0;
    int threads = 0;
    words >> dtype >> n >> threads;
    prepared_.clear();
    session_.reset();
    session_ = of_.load(dtype, n, threads);
    return "{\"peers\": [" + (session_ ? pairs(session_->peers(), "[", ", ", "]") : std::string()) + "]}";
  }

  std::string prepare(const peer_and_rule& which, std::istream& words) {
    if (!session_) throw std::invalid_argument("nothing was loaded");
    std::vector<double> scalars;
    for (double scalar = 0; words >> scalar;) scalars.push_back(scalar);
    const auto begin = std::chrono::steady_clock::now();
    const prepared& made = prepared_[which] = session_->prepare(which, scalars);
    for (int i = 0; i < 2; ++i) made.step();
    return seconds_as_json(seconds_since(begin));
  }

  static std::string answer_of_prepared(const std::string& command, const prepared& made, std::istream& words) {
    int first = 0;
    words >> first;
    if (command == "time") {
      int warm = 0;
      words >> warm;
      reset(made);
      for (int i = 0; i < warm; ++i) made.step();
      const auto begin = std::chrono::steady_clock::now();
      for (int i = 0; i < first; ++i) made.step();
      return seconds_as_json(seconds_since(begin));
    }
    std::string prefix;
    words >> prefix;
    if (command != "check" && command != "compare") throw std::invalid_argument("unknown command " + command);
    reset(made);
    for (int i = 0; i < first; ++i) made.step();
    if (command == "compare") return made.arrays->compared_with(prefix);
    made.arrays->write(prefix);
    return "{}";
  }

  static void reset(const prepared& made) {
    made.arrays->reset();
    made.reset_more();
  }

  const family& of_;
  std::unique_ptr<session> session_;
  std::map<peer_and_rule, prepared> prepared_;
};

}  // namespace

void serve(const family& of) {
  server answers(of);
  for (std::string line; std::getline(std::cin, line);) {
    std::string reply;
    try {
      reply = answers.answer(line);
    } catch (const std::exception& error) {
      reply = "{\"error\": " + quoted(error.what()) + "}";
    }
    std::cout << reply << std::endl;
  }
}

}  // namespace signopt_peers
