// Objects to be saved and loaded, and files to do it with.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <signopt/optimizer.hpp>
#include <string>
#include <vector>

namespace signopt_test {

// A folder that is gone afterwards.
class temporary_folder {
 public:
  temporary_folder() {
    std::string made = (std::filesystem::temp_directory_path() / "signopt_state_XXXXXX").string();
    EXPECT_NE(::mkdtemp(made.data()), nullptr);
    path_ = made;
  }
  ~temporary_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;

  std::filesystem::path operator/(const char* name) const { return path_ / name; }
  std::size_t files() const {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& each : std::filesystem::directory_iterator(path_)) ++count;
    return count;
  }

 private:
  std::filesystem::path path_;
};

inline std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline void write_file(const std::filesystem::path& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
}

// The header's length, the header, the data.
inline std::string file_of(const std::string& header, const std::string& data) {
  std::string length(8, '\0');
  for (std::size_t i = 0; i < 8; ++i) length[i] = static_cast<char>(header.size() >> (8 * i) & 0xff);
  return length + header + data;
}

// Two groups of three tensors, which share their arrays with no other object.
template <class Rule, class T = float>
struct saved_object {
  explicit saved_object(std::ptrdiff_t size = 10) : var(static_cast<std::size_t>(3 * size)), grad(var) {
    for (std::size_t i = 0; i < var.size(); ++i) {
      var[i] = T(static_cast<float>(i % 7));
      grad[i] = T(static_cast<float>(i % 5) - 1.75f);
    }
    T *const v = var.data(), *const g = grad.data();
    opt.add_group({{v, nullptr, g, size}, {v + size, nullptr, g + size, size}}, {0.1, 0.7},
                  {"weights",
                   "na\xc3\xaf"
                   "ve \"q\"\n"});
    opt.add_group({{v + 2 * size, nullptr, g + 2 * size, size}}, {0.01});
    opt.settings(1).l2 = 0.1;
    opt.settings(1).options.flush_subnormal_momentum = true;
  }

  std::vector<T> momentum() const {
    std::vector<T> all;
    for (std::ptrdiff_t i = 0; i < opt.tensors(); ++i)
      all.insert(all.end(), opt.momentum(i), opt.momentum(i) + opt.tensor(i).size);
    return all;
  }

  std::vector<T> var, grad;
  signopt::optimizer<Rule, T> opt;
};

}  // namespace signopt_test
