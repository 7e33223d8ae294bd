// Options as a table: each is described once, for --help and for the command line.
#pragma once

#include <sstream>
#include <string>
#include <vector>

#include "command_line.hpp"
#include "option_values.hpp"

namespace training {

struct option {
  std::string name;
  std::string value;  // what --help calls its value; empty: it has none
  std::string help;
  take_value take;
};

using option_table = std::vector<option>;

// Words in lines of at most 79 columns, all but the first line indented.
inline std::string wrapped(const std::string& words, std::size_t first_column, std::size_t indentation) {
  constexpr std::size_t columns = 79;
  std::istringstream rest(words);
  std::string text;
  std::size_t column = first_column;
  for (std::string word; rest >> word; column += word.size()) {
    if (text.empty()) {
      text = word;
    } else if (column + 1 + word.size() <= columns) {
      text += ' ' + word;
      ++column;
    } else {
      text += '\n' + std::string(indentation, ' ') + word;
      column = indentation;
    }
  }
  return text + '\n';
}

inline std::string usage_of(const option_table& table) {
  constexpr std::size_t help_column = 22;
  std::string text;
  for (const option& each : table) {
    std::string line = "  " + each.name + (each.value.empty() ? "" : " " + each.value);
    line.resize(help_column, ' ');
    text += line + wrapped(each.help, help_column, help_column);
  }
  return text;
}

// Takes all words of the command line.
inline void read_options(const option_table& table, command_line line) {
  while (!line.ended()) {
    const std::string name = line.option();
    const option* found = nullptr;
    for (const option& each : table)
      if (each.name == name) found = &each;
    if (found == nullptr) throw usage_error("unknown option '" + name + "'");
    found->take(name, found->value.empty() ? "" : line.value());
  }
}

}  // namespace training
