// Values as text and back, with all of their bits: the pairs that are saved with an optimizer's state. What is saved
// names each of its values once, for both directions:
//
//     template <class Each> void for_each_value(Each each) { each("loss", loss); each("random", random); }
#pragma once

#include <cstdlib>
#include <ios>
#include <signopt/loss_scale.hpp>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "optimizer.hpp"

namespace training {

// Floating-point numbers in hexadecimal: std::to_string would lose bits.
template <class T>
std::string text_of(const T& value) {
  std::ostringstream text;
  text << std::hexfloat << value;
  return text.str();
}
template <class T>
std::string text_of(const std::vector<T>& values) {
  std::string text;
  for (const T& value : values) text += text_of(value) + ' ';
  return text;
}

inline std::string text_of(const signopt::dynamic_loss_scale& value) { return value.to_text(); }

template <class T>
bool read_text(const std::string& text, T& value) {
  std::istringstream in(text);
  return static_cast<bool>(in >> value);
}
// Streams do not read hexadecimal ones.
inline bool read_text(const std::string& text, double& value) {
  char* end = nullptr;
  value = std::strtod(text.c_str(), &end);
  return !text.empty() && *end == '\0';
}
inline bool read_text(const std::string& text, signopt::dynamic_loss_scale& value) {
  value = signopt::dynamic_loss_scale::from_text(text);
  return true;
}
// As many as there are.
template <class T>
bool read_text(const std::string& text, std::vector<T>& values) {
  std::istringstream in(text);
  for (T& value : values) in >> value;
  return static_cast<bool>(in);
}

template <class State>
void write_values(State& state, text_pairs& to) {
  state.for_each_value([&](const char* name, const auto& value) { to[name] = text_of(value); });
}

template <class State>
void read_values(const text_pairs& from, State& state) {
  state.for_each_value([&](const char* name, auto& value) {
    const auto found = from.find(name);
    if (found == from.end() || !read_text(found->second, value))
      throw std::runtime_error(std::string("no '") + name + "' is in what was saved, or none that can be read");
  });
}

}  // namespace training
