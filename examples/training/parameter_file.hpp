// The parameters of a network as a safetensors file, which Python reads:
//
//     safetensors.numpy.load_file("run.parameters-600-51c0d5e0a5e5fd4c.safetensors")["hidden_weights"]
//
// The format: eight bytes with the length of a header, the lowest first; the header, a JSON object; the numbers, each
// with its lowest byte first. A matrix lies here column by column, and Python takes an array row by row: so it is given
// the transposed matrix, whose shape the header has.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <type_traits>

#include "arrays.hpp"
#include "checksum.hpp"

namespace training {

template <class T>
constexpr const char* dtype_name = std::is_same_v<T, Eigen::half>       ? "F16"
                                   : std::is_same_v<T, Eigen::bfloat16> ? "BF16"
                                   : sizeof(T) == 4                     ? "F32"
                                                                        : "F64";

// An array's bytes as the file has them; from the file it is the same way back.
template <class T>
void swap_bytes_where_needed(T* numbers, Eigen::Index count) {
  const std::uint16_t one = 1;
  unsigned char lowest = 0;
  std::memcpy(&lowest, &one, 1);
  if (lowest == 1) return;
  auto* const bytes = reinterpret_cast<unsigned char*>(numbers);
  constexpr Eigen::Index size = sizeof(T);
  for (Eigen::Index i = 0; i < count; ++i) std::reverse(bytes + size * i, bytes + size * (i + 1));
}

// All that stands before the numbers.
template <template <class> class Network, class T>
std::string parameter_header(const Network<T>& network) {
  std::string text(8, '\0');
  std::size_t array = 0, at = 0;
  for_each_array(
      [&](const auto& each) {
        const std::size_t end = at + sizeof(T) * static_cast<std::size_t>(each.size());
        text += (array == 0 ? "{\"" : ",\"") + Network<T>::names()[array] + "\":{\"dtype\":\"" + dtype_name<T>;
        text += "\",\"shape\":[" + (each.ColsAtCompileTime == 1 ? "" : std::to_string(each.cols()) + ",");
        text += std::to_string(each.rows()) + "],\"data_offsets\":[" + std::to_string(at) + "," + std::to_string(end);
        text += "]}";
        at = end;
        ++array;
      },
      network);
  text += '}';
  text.resize((text.size() + 7) / 8 * 8, ' ');  // so that the numbers are aligned
  const std::uint64_t length = text.size() - 8;
  for (std::size_t i = 0; i < 8; ++i) text[i] = static_cast<char>(length >> (8 * i) & 0xff);
  return text;
}

// All of the file.
template <template <class> class Network, class T>
std::string parameter_file(Network<T> network) {
  std::string all = parameter_header(network);
  for_each_array(
      [&](auto& array) {
        swap_bytes_where_needed(array.data(), array.size());
        all.append(reinterpret_cast<const char*>(array.data()), sizeof(T) * static_cast<std::size_t>(array.size()));
      },
      network);
  return all;
}

// Takes what parameter_file made of such a network, and compares the header as text, so that no JSON is to be read. The
// checksum is that of the file.
template <template <class> class Network, class T>
void load_parameters(const std::filesystem::path& file, const std::string& checksum, Network<T>& network) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error("cannot open '" + file.string() + "', the parameters of the saved training");
  const std::string all(std::istreambuf_iterator<char>(in), {}), header = parameter_header(network);
  const std::size_t bytes = sizeof(T) * static_cast<std::size_t>(parameters_of(network));
  if (all.size() != header.size() + bytes || all.compare(0, header.size(), header) != 0)
    throw std::runtime_error("'" + file.string() + "' is not of this network, or not whole");
  if (checksum_of(all) != checksum)
    throw std::runtime_error("'" + file.string() + "' has other parameters than those of the saved training");
  const char* next = all.data() + header.size();
  for_each_array(
      [&](auto& array) {
        const std::size_t size = sizeof(T) * static_cast<std::size_t>(array.size());
        std::memcpy(static_cast<void*>(array.data()), next, size);
        swap_bytes_where_needed(array.data(), array.size());
        next += size;
      },
      network);
}

}  // namespace training
