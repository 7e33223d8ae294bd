// The state of an optimizer object as a safetensors file: each tensor's momentum, and in the metadata the rule, the
// number of steps, and each group's settings with all of their bits.
#pragma once

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "../state/files.hpp"
#include "../state/hexfloat.hpp"
#include "../state/little_endian.hpp"
#include "../state/safetensors.hpp"
#include "fused_step.hpp"
#include "groups.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// What stands before the library's own keys of the metadata.
inline constexpr std::string_view own_prefix = "signopt.";

// use(name, number) for each number of the settings of a rule, and use(name, flag).
template <class Rule, class Settings, class Use>
void for_each_setting(Settings& settings, const Use& use) {
  const auto scalars = scalars_of<Rule>::use_members(
      settings, [](int, auto&... all) { return std::array{&all...}; }, 0);
  for (std::size_t i = 0; i < scalars.size(); ++i) use(scalars_of<Rule>::names[i], *scalars[i]);
  if constexpr (!has_own_weight_decay<Rule>()) use("weight_decay", settings.weight_decay);
  use("l2", settings.l2);
  use("flush_subnormal_momentum", settings.options.flush_subnormal_momentum);
  use("rounding", settings.options.rounding);
}

template <class Fused, class Groups, class M>
class saved_state {
  using Rule = typename Fused::rule;
  using settings = typename Rule::settings;
  using groups = Groups;

 public:
  static void save(const groups& from, std::int64_t steps, const std::filesystem::path& path, const text_pairs& extra) {
    safetensors_header header;
    header.metadata = metadata(from, steps);
    for (const auto& [key, value] : extra) {
      if (key.compare(0, own_prefix.size(), own_prefix) == 0)
        raise_error<state_error>(path.string(), ": not written: \"", key, "\" begins as the library's own pairs do");
      if (!is_utf8(key) || !is_utf8(value))
        raise_error<state_error>(path.string(), ": not written: the pair \"", key, "\" is not in UTF-8");
      header.metadata.emplace(key, value);
    }
    std::int64_t at = 0;
    for (std::ptrdiff_t i = 0; i < from.tensors().size(); ++i) {
      const std::int64_t elements = from.tensors().at(i).size;
      header.tensors.push_back({key_of(from, i), type_name(), elements, at, at + elements * element_bytes});
      at = header.tensors.back().end;
    }
    const std::string text = text_of(header);
    if (text.size() > static_cast<std::size_t>(longest_header))
      raise_error<state_error>(path.string(), ": not written: the names and pairs are too long for such a file");

    replacement_file file(path);
    file.write(text.data(), text.size());
    for (std::ptrdiff_t i = 0; i < from.tensors().size(); ++i) {
      const auto& each = from.tensors().at(i);
      write_little_endian(file, each.m, each.size);
    }
    file.commit();
  }

  // What the program gave save. All is read and checked before anything is written.
  static text_pairs load(groups& to, std::int64_t& steps, const std::filesystem::path& path) {
    input_file file(path);
    unsigned char before[header_length_bytes] = {};
    if (file.size() >= static_cast<std::int64_t>(sizeof(before))) file.read(before, sizeof(before));
    std::string text(static_cast<std::size_t>(header_length(before, file.size(), file.name())), '\0');
    file.read(text.data(), text.size());
    const std::int64_t data_bytes = file.size() - static_cast<std::int64_t>(sizeof(before) + text.size());
    safetensors_header header = header_reader(text, file.name()).read(data_bytes);

    own_vector<settings> read_settings;
    for (std::ptrdiff_t i = 0; i < to.group_count(); ++i) read_settings.push_back(to.at(i).settings);
    const std::int64_t read_steps = take_metadata(to, header.metadata, read_settings, file.name());
    const own_vector<std::int64_t> places = places_of(to, header, file.name());
    aligned_block<unsigned char> data(to_ptrdiff(data_bytes));
    if (data_bytes != 0) file.read(data.data(), static_cast<std::size_t>(data_bytes));

    for (std::ptrdiff_t i = 0; i < to.tensors().size(); ++i) {
      const auto& each = to.tensors().at(i);
      read_little_endian(each.m, data.data() + places[static_cast<std::size_t>(i)], each.size);
    }
    for (std::ptrdiff_t i = 0; i < to.group_count(); ++i)
      to.at(i).settings = read_settings[static_cast<std::size_t>(i)];
    steps = read_steps;
    return std::move(header.metadata);
  }

 private:
  static constexpr std::int64_t element_bytes = sizeof(M);
  static constexpr const char* type_name() noexcept { return safetensors_name(dtype_of<M>::value); }
  static std::string key_of(const groups& of, std::ptrdiff_t tensor) {
    return std::string(of.name(tensor)).append(".m");
  }
  static std::string own_key(std::string_view name) { return std::string(own_prefix).append(name); }
  static std::string group_key(std::ptrdiff_t group, std::string_view name) {
    return own_key("group.").append(std::to_string(group)).append(".").append(name);
  }

  static std::string text_of_setting(double number) { return hexfloat(number); }
  static std::string text_of_setting(bool flag) { return flag ? "true" : "false"; }
  static bool read_setting(const std::string& text, double& number) { return read_hexfloat(text, number); }
  static bool read_setting(const std::string& text, bool& flag) {
    flag = text == "true";
    return flag || text == "false";
  }

  // Of stochastic rounding the seed, and the number of the first tensor: the step is the object's.
  static constexpr std::string_view before_seed = "stochastic ";
  static std::string text_of_setting(const var_rounding& rounding) {
    if (!rounding.is_stochastic) return "nearest";
    const stochastic& random = rounding.random;
    return std::string(before_seed)
        .append(std::to_string(random.seed))
        .append(" ")
        .append(std::to_string(random.tensor));
  }
  static bool read_setting(const std::string& text, var_rounding& rounding) {
    rounding = nearest;
    if (text.compare(0, before_seed.size(), before_seed) == 0) {
      stochastic random;
      const char* const begin = text.data() + before_seed.size();
      const char* const end = text.data() + text.size();
      const auto seed = std::from_chars(begin, end, random.seed);
      if (seed.ec == std::errc() && seed.ptr != end) {
        if (std::from_chars(seed.ptr + 1, end, random.tensor).ec == std::errc()) rounding = random;
      }
    }
    return text_of_setting(rounding) == text;
  }

  // A group's tensors: each name behind its length, so that no other list of names has the same text.
  static std::string names_of(const groups& of, std::ptrdiff_t group) {
    std::string text;
    for (std::ptrdiff_t i = of.at(group).first; i < of.at(group).end; ++i) {
      const std::string& name = of.name(i);
      text.append(std::to_string(name.size())).append(":").append(name).append(",");
    }
    return text;
  }

  // What the object to be loaded into must have in common with the one that was saved.
  static own_vector<std::pair<std::string, std::string>> shared_metadata(const groups& of) {
    own_vector<std::pair<std::string, std::string>> pairs{{own_key("format"), "1"},
                                                          {own_key("rule"), scalars_of<Rule>::rule_name},
                                                          {own_key("groups"), std::to_string(of.group_count())}};
    for (std::ptrdiff_t i = 0; i < of.group_count(); ++i) pairs.emplace_back(group_key(i, "tensors"), names_of(of, i));
    return pairs;
  }

  static text_pairs metadata(const groups& of, std::int64_t steps) {
    text_pairs pairs;
    for (auto& pair : shared_metadata(of)) pairs.insert(pair);
    pairs.emplace(own_key("steps"), std::to_string(steps));
    for (std::ptrdiff_t i = 0; i < of.group_count(); ++i) {
      for_each_setting<Rule>(std::as_const(of.at(i).settings), [&pairs, i](const char* name, const auto& setting) {
        pairs.emplace(group_key(i, name), text_of_setting(setting));
      });
    }
    return pairs;
  }

  static std::string take(text_pairs& pairs, const std::string& key, const std::string& source) {
    const auto found = pairs.find(key);
    if (found == pairs.end())
      raise_error<state_error>(source, ": no state of an optimizer: \"", key, "\" is missing in its metadata");
    std::string value = std::move(found->second);
    pairs.erase(found);
    return value;
  }

  [[noreturn]] static void fail_value(const std::string& key, const std::string& value, std::string_view expected,
                                      const std::string& source) {
    raise_error<state_error>(source, ": \"", key, "\" is ", value, " in it, expected ", expected);
  }

  // The steps. The pairs that are left are those of the program.
  static std::int64_t take_metadata(const groups& to, text_pairs& pairs, own_vector<settings>& read,
                                    const std::string& source) {
    for (const auto& [key, expected] : shared_metadata(to)) {
      const std::string value = take(pairs, key, source);
      if (value != expected) fail_value(key, value, std::string(expected).append(", as this object has"), source);
    }
    const std::string steps_key = own_key("steps"), steps = take(pairs, steps_key, source);
    std::int64_t read_steps = 0;
    const char* const end = steps.data() + steps.size();
    const bool is_number = std::from_chars(steps.data(), end, read_steps).ec == std::errc() && read_steps >= 0 &&
                           read_steps < (std::numeric_limits<std::int64_t>::max)();
    if (!is_number || std::to_string(read_steps) != steps) fail_value(steps_key, steps, "a number of steps", source);
    for (std::ptrdiff_t i = 0; i < to.group_count(); ++i) {
      for_each_setting<Rule>(read[static_cast<std::size_t>(i)], [&pairs, &source, i](const char* name, auto& setting) {
        const std::string key = group_key(i, name), value = take(pairs, key, source);
        if (!read_setting(value, setting)) fail_value(key, value, "as it was written: with all of its bits", source);
      });
      if (read[static_cast<std::size_t>(i)].options.rounding.is_stochastic && !Fused::may_be_stochastic) {
        raise_error<state_error>(source, ": the rounding of group ", i, " is stochastic in it, which is for a var of ",
                                 "bfloat16, and this object's is ", name_of(Fused::types::var));
      }
    }
    for (const auto& pair : pairs) {
      if (pair.first.compare(0, own_prefix.size(), own_prefix) == 0)
        raise_error<state_error>(source, ": \"", pair.first, "\" is unknown, in its metadata");
    }
    return read_steps;
  }

  // For each tensor of the object, where its data begin.
  static own_vector<std::int64_t> places_of(const groups& to, const safetensors_header& header,
                                            const std::string& source) {
    std::map<std::string_view, const stored_tensor*> by_name;
    for (const stored_tensor& each : header.tensors) by_name.emplace(each.name, &each);
    own_vector<std::int64_t> places;
    for (std::ptrdiff_t i = 0; i < to.tensors().size(); ++i) {
      const std::string key = key_of(to, i);
      const auto found = by_name.find(key);
      if (found == by_name.end()) raise_error<state_error>(source, ": \"", key, "\" is missing");
      const stored_tensor& stored = *found->second;
      if (stored.type != type_name())
        raise_error<state_error>(source, ": \"", key, "\" has dtype ", stored.type, ", expected ", type_name());
      const std::int64_t elements = to.tensors().at(i).size;
      if (stored.elements != elements) {
        raise_error<state_error>(source, ": \"", key, "\" has ", stored.elements, " elements, and this object's has ",
                                 elements);
      }
      places.push_back(stored.begin);
      by_name.erase(found);
    }
    if (!by_name.empty()) raise_error<state_error>(source, ": \"", by_name.begin()->first, "\" is unknown");
    return places;
  }
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
