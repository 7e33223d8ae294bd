// The golden files of tests/golden: their text format (tests/golden/README.md) read into cases of bit patterns.
#pragma once

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <istream>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace signopt_test {

struct golden_scalar {
  std::string kind;  // "plain", or the dtype of a tensor
  std::uint64_t bits = 0;
};

struct golden_case {
  std::string source;  // "mindspore-2.7.2"
  std::string var_dtype, grad_dtype;
  std::vector<golden_scalar> scalars;  // in the order of the call
  std::vector<std::uint64_t> var, m, grad, new_var, new_m;
  std::string place;  // "file:line" of its header

  std::string framework() const { return source.substr(0, source.find('-')); }
};

// Groups of cases that one instantiation of the library serves: "mindspore_float16_storage_plain_scalars".
inline std::string golden_group(const std::string& framework, const std::string& var_dtype,
                                const std::string& grad_dtype, const std::vector<std::string>& kinds) {
  std::string name = framework + "_" + var_dtype + "_storage_";
  if (grad_dtype != var_dtype) name += grad_dtype + "_grad_";
  if (std::set<std::string>(kinds.begin(), kinds.end()).size() == 1) return name + kinds[0] + "_scalars";
  name += "scalars";
  for (const std::string& kind : kinds) name += "_" + kind;
  return name;
}

inline std::string golden_group(const golden_case& c) {
  std::vector<std::string> kinds;
  for (const golden_scalar& scalar : c.scalars) kinds.push_back(scalar.kind);
  return golden_group(c.framework(), c.var_dtype, c.grad_dtype, kinds);
}

class golden_reader {
 public:
  // The names of the rule's scalars, in the order of its call.
  golden_reader(std::istream& input, std::string name,
                std::vector<std::string> scalars = {"lr", "alpha", "sign_decay", "beta"})
      : input_(input), name_(std::move(name)), scalars_(std::move(scalars)) {}

  std::vector<golden_case> read_all() {
    std::vector<golden_case> cases;
    while (next_line()) cases.push_back(read_case());
    if (cases.empty()) fail("no cases");
    return cases;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const { throw std::runtime_error(place() + ": " + what); }
  std::string place() const { return name_ + ":" + std::to_string(line_number_); }

  bool next_line() {
    std::string line;
    if (!std::getline(input_, line)) return false;
    ++line_number_;
    words_.clear();
    std::istringstream split(line);
    for (std::string word; split >> word;) words_.push_back(word);
    if (words_.empty()) fail("an empty line");
    return true;
  }

  static std::size_t digits_of(const std::string& dtype) {
    static const std::map<std::string, std::size_t> digits = {
        {"float16", 4}, {"bfloat16", 4}, {"float32", 8}, {"float64", 16}, {"plain", 16}};
    const auto found = digits.find(dtype);
    return found == digits.end() ? 0 : found->second;
  }

  std::uint64_t bits_from(const std::string& word, const std::string& dtype) const {
    const std::size_t digits = digits_of(dtype);
    if (digits == 0) fail("an unknown dtype: " + dtype);
    if (word.size() != digits || word.find_first_not_of("0123456789abcdef") != std::string::npos)
      fail("expected " + std::to_string(digits) + " hexadecimal digits for " + dtype + ", got: " + word);
    return std::stoull(word, nullptr, 16);
  }

  std::string value_of(std::size_t word, const std::string& key) const {
    if (words_[word].compare(0, key.size() + 1, key + "=") != 0) fail("expected " + key + "=, got: " + words_[word]);
    return words_[word].substr(key.size() + 1);
  }

  golden_case read_case() {
    const std::size_t words = scalars_.size() + 5;
    if (words_.size() != words || words_[0] != "case")
      fail("expected a case header of " + std::to_string(words) + " words");
    golden_case c;
    c.place = place();
    c.source = words_[1];
    c.var_dtype = value_of(2, "var");
    c.grad_dtype = value_of(3, "grad");
    for (const std::string& name : scalars_) {
      const std::string value = value_of(4 + c.scalars.size(), name);
      const std::size_t colon = value.find(':');
      if (colon == std::string::npos) fail("expected kind:bits for " + name);
      const std::string kind = value.substr(0, colon);
      c.scalars.push_back({kind, bits_from(value.substr(colon + 1), kind)});
    }
    const std::string count = value_of(words - 1, "n");
    if (count.empty() || count.size() > 6 || count.find_first_not_of("0123456789") != std::string::npos)
      fail("expected a count, got: " + count);
    const std::size_t n = std::stoul(count);
    if (n == 0) fail("a case without elements");
    c.var = read_stream("var", c.var_dtype, n);
    c.m = read_stream("m", c.var_dtype, n);
    c.grad = read_stream("grad", c.grad_dtype, n);
    c.new_var = read_stream("new_var", c.var_dtype, n);
    c.new_m = read_stream("new_m", c.var_dtype, n);
    return c;
  }

  std::vector<std::uint64_t> read_stream(const std::string& name, const std::string& dtype, std::size_t n) {
    if (!next_line()) fail("the file ends where the line " + name + " should follow");
    if (words_[0] != name) fail("expected the line " + name + ", got: " + words_[0]);
    if (words_.size() != n + 1)
      fail("expected " + std::to_string(n) + " words after " + name + ", got " + std::to_string(words_.size() - 1));
    std::vector<std::uint64_t> stream;
    for (std::size_t i = 0; i < n; ++i) stream.push_back(bits_from(words_[i + 1], dtype));
    return stream;
  }

  std::istream& input_;
  std::string name_;
  std::vector<std::string> scalars_;
  std::size_t line_number_ = 0;
  std::vector<std::string> words_;
};

inline std::vector<golden_case> read_golden_file(const std::string& folder, const std::string& name,
                                                 const std::vector<std::string>& scalars = {"lr", "alpha", "sign_decay",
                                                                                            "beta"}) {
  std::ifstream input(folder + "/" + name);
  if (!input) throw std::runtime_error("cannot open the golden file " + folder + "/" + name);
  return golden_reader(input, name, scalars).read_all();
}

}  // namespace signopt_test
