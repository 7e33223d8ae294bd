// The header of a safetensors file: what it says, made into text and read from it. The format: the header's length as
// eight bytes, the lowest first; the header, a JSON object; and the tensors' data, one behind the other.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "../../dtype.hpp"
#include "../base/own_vector.hpp"
#include "json.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// Pairs of text that the file may have beside its tensors.
using text_pairs = std::map<std::string, std::string>;

// Where the data of a tensor lie, counted from the header's end.
struct stored_tensor {
  std::string name, type;
  std::int64_t elements = 0, begin = 0, end = 0;
};

struct safetensors_header {
  text_pairs metadata;
  own_vector<stored_tensor> tensors;  // in the order of their data

  std::int64_t data_bytes() const noexcept { return tensors.empty() ? 0 : tensors.back().end; }
};

inline constexpr std::size_t header_length_bytes = 8;
inline constexpr std::int64_t longest_header = 100'000'000;  // of the format's own library

constexpr const char* safetensors_name(dtype type) noexcept {
  return type == dtype::float16 ? "F16" : type == dtype::bfloat16 ? "BF16" : type == dtype::float32 ? "F32" : "F64";
}

// Bytes of an element of a type with this name; 0 where such a file has no such type.
inline int safetensors_size(std::string_view type) noexcept {
  constexpr struct {
    std::string_view name;
    int size;
  } types[] = {{"F64", 8}, {"F32", 4}, {"F16", 2}, {"BF16", 2}, {"I64", 8}, {"I32", 4}, {"I16", 2},
               {"I8", 1},  {"U64", 8}, {"U32", 4}, {"U16", 2},  {"U8", 1},  {"BOOL", 1}};
  for (const auto& each : types) {
    if (each.name == type) return each.size;
  }
  return 0;
}

// With the length before it, and spaces behind it, so that the data begin at a multiple of 64 bytes.
inline std::string text_of(const safetensors_header& header) {
  std::string text(header_length_bytes, '\0');
  text.append("{\"__metadata__\":{");
  const char* separator = "";
  for (const auto& [key, value] : header.metadata) {
    text.append(separator).append(json_string(key)).append(":").append(json_string(value));
    separator = ",";
  }
  text.append("}");
  for (const stored_tensor& each : header.tensors) {
    text.append(",").append(json_string(each.name)).append(":{\"dtype\":\"").append(each.type);
    text.append("\",\"shape\":[").append(std::to_string(each.elements)).append("],\"data_offsets\":[");
    text.append(std::to_string(each.begin)).append(",").append(std::to_string(each.end)).append("]}");
  }
  text.append("}");
  text.resize((text.size() + 63) / 64 * 64, ' ');
  const std::uint64_t length = text.size() - header_length_bytes;
  for (std::size_t i = 0; i < header_length_bytes; ++i)
    text[i] = static_cast<char>(static_cast<unsigned char>(length >> (8 * i)));
  return text;
}

// What stands before the header. `file_bytes` is the size of the file.
inline std::int64_t header_length(const unsigned char* begin, std::int64_t file_bytes, std::string_view source) {
  constexpr std::int64_t before = header_length_bytes;
  if (file_bytes < before) raise_error<state_error>(source, ": no safetensors file: it has ", file_bytes, " bytes");
  std::uint64_t length = 0;
  for (std::size_t i = 0; i < header_length_bytes; ++i) length |= static_cast<std::uint64_t>(begin[i]) << (8 * i);
  if (length > static_cast<std::uint64_t>(longest_header) || static_cast<std::int64_t>(length) > file_bytes - before) {
    raise_error<state_error>(source, ": damaged, or no safetensors file: a header of ", std::to_string(length),
                             " bytes, in a file of ", file_bytes);
  }
  return static_cast<std::int64_t>(length);
}

class header_reader {
 public:
  header_reader(std::string_view text, std::string_view source) : json_(text, source), source_(source) {}

  safetensors_header read(std::int64_t data_bytes) {
    json_.object([this](const std::string& key) {
      if (key == "__metadata__") {
        if (has_metadata_) refuse("__metadata__", " is there twice");
        has_metadata_ = true;
        json_.object([this](const std::string& name) {
          if (!header_.metadata.emplace(name, json_.string()).second) refuse(name, " is there twice, in __metadata__");
        });
      } else {
        header_.tensors.push_back(tensor(key));
      }
    });
    json_.expect_end();
    check_names();
    check_places(data_bytes);
    return std::move(header_);
  }

 private:
  template <class... Parts>
  [[noreturn]] void refuse(const std::string& name, const Parts&... parts) const {
    raise_error<state_error>(source_, ": \"", name, "\"", parts...);
  }

  stored_tensor tensor(const std::string& name) {
    stored_tensor read;
    read.name = name;
    std::int64_t shape_size = 1;
    int places = 0;
    unsigned seen = 0;
    const auto once = [&](unsigned bit, const std::string& key) {
      if ((seen & bit) != 0) refuse(name, " has ", key, " twice");
      seen |= bit;
    };
    json_.object([&](const std::string& key) {
      if (key == "dtype") {
        once(1, key);
        read.type = json_.string();
      } else if (key == "shape") {
        once(2, key);
        json_.array([&] { shape_size = product(name, shape_size, json_.integer()); });
      } else if (key == "data_offsets") {
        once(4, key);
        json_.array([&] { (++places == 1 ? read.begin : read.end) = json_.integer(); });
      } else {
        refuse(name, " has an unknown \"", key, "\"");
      }
    });
    if (seen != 7 || places != 2) refuse(name, " has not all of dtype, shape and two data_offsets");
    const int size = safetensors_size(read.type);
    if (size == 0) refuse(name, " has the unknown dtype ", read.type);
    read.elements = shape_size;
    if (read.begin > read.end || read.end - read.begin != product(name, shape_size, size))
      refuse(name, " has data_offsets that are not those of its shape and dtype");
    return read;
  }

  std::int64_t product(const std::string& name, std::int64_t a, std::int64_t b) const {
    if (b != 0 && a > INT64_MAX / b) refuse(name, " has more elements than any file");
    return a * b;
  }

  void check_names() const {
    own_vector<std::string_view> names;
    for (const stored_tensor& each : header_.tensors) names.push_back(each.name);
    std::sort(names.begin(), names.end());
    const auto twice = std::adjacent_find(names.begin(), names.end());
    if (twice != names.end()) refuse(std::string(*twice), " is there twice");
  }

  void check_places(std::int64_t data_bytes) {
    auto& tensors = header_.tensors;
    std::sort(tensors.begin(), tensors.end(), [](const stored_tensor& a, const stored_tensor& b) {
      return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
    });
    std::int64_t next = 0;
    for (const stored_tensor& each : tensors) {
      if (each.begin != next) refuse(each.name, " begins at ", each.begin, ", and what is before it ends at ", next);
      next = each.end;
    }
    if (next != data_bytes)
      raise_error<state_error>(source_, ": ", data_bytes, " bytes of data, and the header speaks of ", next);
  }

  json_reader json_;
  std::string_view source_;
  safetensors_header header_;
  bool has_metadata_ = false;
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
