// What a call must throw: the exact type, and the words of its message.
#pragma once

#include <gtest/gtest.h>

#include <cctype>
#include <signopt/error.hpp>
#include <string>
#include <typeinfo>
#include <vector>

namespace signopt_test {

// A word stands alone: "m" is not found in "must".
inline bool contains_word(const std::string& text, const std::string& word) {
  const auto joins = [](char a, char b) {
    const auto is_letter = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
    return is_letter(a) && is_letter(b);
  };
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const bool begins = at == 0 || !joins(text[at - 1], word.front());
    const bool ends = end == text.size() || !joins(word.back(), text[end]);
    if (begins && ends) return true;
  }
  return false;
}

template <class Error, class Call>
void expect_error(Call call, const std::vector<std::string>& words) {
  try {
    call();
    ADD_FAILURE() << "accepted; expected an error about: " << ::testing::PrintToString(words);
  } catch (const signopt::error& error) {
    const std::string message = error.what();
    EXPECT_EQ(typeid(error), typeid(Error)) << message;
    EXPECT_EQ(message.rfind("signopt: ", 0), 0u) << message;
    for (const std::string& word : words) {
      EXPECT_TRUE(contains_word(message, word)) << '"' << word << "\" is missing in: " << message;
    }
  }
}

}  // namespace signopt_test
