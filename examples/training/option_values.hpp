// The values of options: what each takes from the command line, and the errors that a value may have.
#pragma once

#include <cstdlib>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

#include "command_line.hpp"

namespace training {

// Takes the value of the option with this name.
using take_value = std::function<void(const std::string& name, const std::string& value)>;

inline take_value text_into(std::string& to) {
  return [&to](const std::string&, const std::string& value) { to = value; };
}

// For an option without a value.
inline take_value true_into(bool& to) {
  return [&to](const std::string&, const std::string&) { to = true; };
}

inline take_value one_of_into(std::string& to, const std::vector<std::string>& names) {
  return [&to, names](const std::string& name, const std::string& value) {
    std::string list;
    for (const std::string& each : names) {
      if (each == value) to = value;
      list += (list.empty() ? "" : ", ") + each;
    }
    if (to != value) throw usage_error(name + " must be one of " + list + "; it is '" + value + "'");
  };
}

inline take_value whole_number_into(int& to, int least, int most) {
  return [&to, least, most](const std::string& name, const std::string& value) {
    const bool digits_only = !value.empty() && value.find_first_not_of("0123456789") == std::string::npos;
    if (!digits_only || value.size() > 7 || std::stoi(value) < least || std::stoi(value) > most)
      throw usage_error(name + " must be a whole number from " + std::to_string(least) + " to " + std::to_string(most) +
                        "; it is '" + value + "'");
    to = std::stoi(value);
  };
}

// A number up to `most`, from 0 on or, where that makes no sense, above 0.
inline take_value number_into(double& to, double most, bool may_be_0) {
  return [&to, most, may_be_0](const std::string& name, const std::string& value) {
    char* end = nullptr;
    const double number = std::strtod(value.c_str(), &end);
    if (value.empty() || *end != '\0' || !(number > 0 || (may_be_0 && number == 0)) || !(number <= most)) {
      std::ostringstream message;
      message << name << " must be a number " << (may_be_0 ? "from 0 to " : "above 0 and at most ") << most
              << "; it is '" << value << "'";
      throw usage_error(message.str());
    }
    to = number;
  };
}
inline take_value positive_number_into(double& to, double most) { return number_into(to, most, false); }
inline take_value number_from_0_into(double& to, double most) { return number_into(to, most, true); }

}  // namespace training
