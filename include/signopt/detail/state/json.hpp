// The JSON that a safetensors header is made of: objects, strings, and arrays of integers; strict, and without
// recursion.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "../base/raise_error.hpp"
#include "../base/utf8.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// What is not as it is asked for is a state_error that begins with `source`, and says where.
class json_reader {
 public:
  json_reader(std::string_view text, std::string_view source) noexcept : text_(text), source_(source) {}

  bool accept(char c) noexcept {
    skip_space();
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void expect(char c) {
    if (!accept(c)) refuse(std::string("'").append(1, c).append("'"));
  }
  void expect_end() {
    skip_space();
    if (at_ != text_.size()) refuse("its end");
  }

  // member(key), which reads the value, for each member of an object.
  template <class Member>
  void object(const Member& member) {
    expect('{');
    if (accept('}')) return;
    do {
      const std::string key = string();
      expect(':');
      member(key);
    } while (accept(','));
    expect('}');
  }

  // element(), which reads it, for each of an array.
  template <class Element>
  void array(const Element& element) {
    expect('[');
    if (accept(']')) return;
    do element();
    while (accept(','));
    expect(']');
  }

  // Without a sign, a fraction or an exponent.
  std::int64_t integer() {
    skip_space();
    const std::size_t begin = at_;
    std::int64_t value = 0;
    for (; at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_) {
      const int digit = text_[at_] - '0';
      if (value > (INT64_MAX - digit) / 10) refuse("an integer below 2^63");
      value = 10 * value + digit;
    }
    if (at_ == begin || (text_[begin] == '0' && at_ - begin > 1)) refuse("an integer");
    return value;
  }

  std::string string() {
    expect('"');
    std::string value;
    for (;;) {
      if (at_ == text_.size() || static_cast<unsigned char>(text_[at_]) < 0x20) refuse("the end of a string");
      if (text_[at_] == '"') break;
      if (text_[at_] == '\\') {
        ++at_;
        append_escaped(value);
        continue;
      }
      const std::size_t length = utf8_length(text_, at_);
      if (length == 0) refuse("UTF-8");
      value.append(text_.substr(at_, length));
      at_ += length;
    }
    ++at_;
    return value;
  }

  [[noreturn]] void refuse(std::string_view expected) const {
    raise_error<state_error>(source_, ": its header is no such JSON as safetensors has: expected ", expected,
                             " at byte ", static_cast<long long>(at_), " of it");
  }

 private:
  void skip_space() noexcept {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r'))
      ++at_;
  }

  void append_escaped(std::string& value) {
    constexpr std::string_view letters = "\"\\/bfnrt", meant = "\"\\/\b\f\n\r\t";
    const char letter = at_ < text_.size() ? text_[at_] : '\0';
    const std::size_t which = letters.find(letter);
    if (letter != '\0' && which != std::string_view::npos) {
      value += meant[which];
      ++at_;
    } else {
      append_character(value, code_point());
    }
  }

  // From the u on. Beyond 0xffff there are two, of which each alone is none.
  std::uint32_t code_point() {
    const std::uint32_t first = code_unit();
    if (first >= 0xdc00 && first <= 0xdfff) refuse("a first surrogate before the second");
    if (first < 0xd800 || first > 0xdbff) return first;
    const bool is_escaped = at_ < text_.size() && text_[at_] == '\\';
    if (is_escaped) ++at_;
    const std::uint32_t second = is_escaped ? code_unit() : 0;
    if (second < 0xdc00 || second > 0xdfff) refuse("a second surrogate behind the first");
    return 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
  }

  std::uint32_t code_unit() {
    if (at_ == text_.size() || text_[at_] != 'u') refuse("an escape of JSON");
    ++at_;
    std::uint32_t value = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      constexpr std::string_view lower = "0123456789abcdef", upper = "0123456789ABCDEF";
      const char c = at_ < text_.size() ? text_[at_] : ' ';
      const std::size_t digit = lower.find(c) != std::string_view::npos ? lower.find(c) : upper.find(c);
      if (digit == std::string_view::npos) refuse("four hexadecimal digits");
      value = value << 4 | static_cast<std::uint32_t>(digit);
    }
    return value;
  }

  static void append_character(std::string& value, std::uint32_t code) {
    const auto put = [&value](std::uint32_t byte) { value += static_cast<char>(static_cast<unsigned char>(byte)); };
    const auto put_rest = [&put, code](int shift) { put(0x80 | (code >> shift & 0x3f)); };
    if (code < 0x80) return put(code);
    if (code < 0x800) {
      put(0xc0 | code >> 6);
    } else if (code < 0x10000) {
      put(0xe0 | code >> 12);
      put_rest(6);
    } else {
      put(0xf0 | code >> 18);
      put_rest(12);
      put_rest(6);
    }
    put_rest(0);
  }

  std::string_view text_, source_;
  std::size_t at_ = 0;
};

// With its quotes. Of text in UTF-8.
inline std::string json_string(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string quoted("\"");
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) {
      quoted.append("\\u00").append(1, digits[byte >> 4]).append(1, digits[byte & 0xf]);
    } else {
      if (c == '"' || c == '\\') quoted += '\\';
      quoted += c;
    }
  }
  return quoted.append("\"");
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
