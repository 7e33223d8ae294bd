// What the tables at the end are printed with.
#pragma once

#include <cstddef>
#include <cstdio>
#include <ostream>
#include <string>
#include <vector>

namespace signopt_bench {

// As printf has it, in at most 159 characters.
template <class... Arguments>
std::string formatted(const char* format, Arguments... arguments) {
  char text[160];
  std::snprintf(text, sizeof(text), format, arguments...);
  return text;
}

// A number right-aligned in a column, or a dash where it is none, which 0 stands for.
inline std::string cell(int width, int decimals, double value) {
  return value > 0 ? formatted("%*.*f", width, decimals, value) : formatted("%*s", width, "-");
}

// A heading, and the items behind it with commas, in lines of at most 80 characters; nothing where there is none.
inline void print_list(std::ostream& out, const std::string& heading, const std::vector<std::string>& items) {
  if (items.empty()) return;
  out << heading;
  std::size_t width = heading.size();
  for (const std::string& item : items) {
    const bool is_last = &item == &items.back();
    const std::size_t needed = 1 + item.size() + (is_last ? 0 : 1);
    const bool is_full = width + needed > 80;
    out << (is_full ? "\n  " : " ") << item << (is_last ? "\n" : ",");
    width = (is_full ? 1 : width) + needed;
  }
}

}  // namespace signopt_bench
