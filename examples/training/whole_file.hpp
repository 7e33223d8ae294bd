// A file that is replaced as a whole.
#pragma once

#include <filesystem>
#include <fstream>
#include <ios>
#include <stdexcept>
#include <string>
#include <system_error>

namespace training {

// The new file is there as a whole, or the old one is.
inline void write_whole_file(const std::filesystem::path& file, const std::string& content) {
  std::filesystem::path part = file;
  part += ".part";
  std::ofstream out(part, std::ios::binary);
  out << content;
  out.close();
  if (!out) {
    std::error_code ignored;
    std::filesystem::remove(part, ignored);
    throw std::runtime_error("cannot write '" + part.string() + "': no space is left, or no right to");
  }
  std::filesystem::rename(part, file);
}

}  // namespace training
