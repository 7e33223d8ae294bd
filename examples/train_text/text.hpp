// The data: a text, as the numbers of its characters in its own alphabet.
#pragma once

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace text {

constexpr int context = 12;  // the characters that the next one is guessed from

struct corpus {
  std::string alphabet;  // every character that the text has, once, in order
  std::vector<int> characters;
};

// Positions in the text, [first, last); each has `context` characters before it.
struct part {
  std::size_t first = 0;
  std::size_t last = 0;
  std::size_t size() const { return last - first; }
};

struct split {
  part train;
  part validation;  // empty where none was asked for
  part test;
};

inline corpus load(const std::string& file_name) {
  std::ifstream file(file_name, std::ios::binary);
  if (!file) throw std::runtime_error("cannot open the data file '" + file_name + "'");
  std::string all(std::istreambuf_iterator<char>(file), {});
  all.erase(std::remove(all.begin(), all.end(), '\r'), all.end());

  corpus result{all, {}};
  std::sort(result.alphabet.begin(), result.alphabet.end());
  result.alphabet.erase(std::unique(result.alphabet.begin(), result.alphabet.end()), result.alphabet.end());
  for (const char c : all) result.characters.push_back(static_cast<int>(result.alphabet.find(c)));
  return result;
}

// The last tenth of the text is for the test, and where it is asked for the tenth before that for validation.
inline split hold_out_the_end(const corpus& all, bool validation) {
  const std::size_t tenth = all.characters.size() / 10, least = 10 * (context + 1);
  if (all.characters.size() < least)
    throw std::runtime_error("the text is too short: at least " + std::to_string(least) + " characters are needed");
  const std::size_t end = all.characters.size(), test = end - tenth, validated = validation ? test - tenth : test;
  return {{context, validated}, {validated, test}, {test, end}};
}

}  // namespace text
