// A checksum of bytes, FNV-1a of 64 bits: by it, what is not what it was is told apart. It protects from mistakes, and
// not from anybody.
#pragma once

#include <cstdint>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>

namespace training {

// As 16 hexadecimal digits.
inline std::string checksum_of(std::string_view bytes) {
  std::uint64_t sum = 0xcbf29ce484222325;
  for (const char byte : bytes) sum = (sum ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
  std::string text;
  for (int shift = 60; shift >= 0; shift -= 4) text += "0123456789abcdef"[sum >> shift & 0xf];
  return text;
}

inline std::string checksum_of_file(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error("cannot open '" + file + "'");
  return checksum_of(std::string(std::istreambuf_iterator<char>(in), {}));
}

}  // namespace training
