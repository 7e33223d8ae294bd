// The data: 8 x 8 images of handwritten digits, read from the text file that data/README.md describes.
#pragma once

#include <Eigen/Core>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace digits {

constexpr int pixels = 64;
constexpr int classes = 10;

struct data_set {
  Eigen::MatrixXf images;   // one image per column, pixel values from 0 to 1
  std::vector<int> labels;  // the digit that each column shows
  Eigen::Index size() const { return images.cols(); }
};

struct split {
  data_set train;
  data_set validation;  // empty where none was asked for
  data_set test;
};

// Copies the given columns of a set, in the given order.
inline data_set select(const data_set& from, const std::vector<Eigen::Index>& columns) {
  data_set result;
  result.images.resize(pixels, static_cast<Eigen::Index>(columns.size()));
  for (Eigen::Index to = 0; to < result.size(); ++to) {
    const Eigen::Index column = columns[static_cast<std::size_t>(to)];
    result.images.col(to) = from.images.col(column);
    result.labels.push_back(from.labels[static_cast<std::size_t>(column)]);
  }
  return result;
}

// Reads lines of a label, a space and 64 characters of 0123456789abcdefg.
inline data_set load(const std::string& file_name) {
  constexpr std::string_view values = "0123456789abcdefg";
  std::ifstream file(file_name);
  if (!file) throw std::runtime_error("cannot open the data file '" + file_name + "'");

  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);

  data_set result;
  result.images.resize(pixels, static_cast<Eigen::Index>(lines.size()));
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string& line = lines[i];
    const auto bad_line = [&](const std::string& what) {
      return std::runtime_error("'" + file_name + "', line " + std::to_string(i + 1) + ": " + what);
    };
    if (line.size() != pixels + 2 || line[0] < '0' || line[0] > '9' || line[1] != ' ')
      throw bad_line("expected a digit, a space and 64 pixels");
    result.labels.push_back(line[0] - '0');
    for (int pixel = 0; pixel < pixels; ++pixel) {
      const std::size_t value = values.find(line[static_cast<std::size_t>(pixel) + 2]);
      if (value == std::string_view::npos) throw bad_line("a pixel is not one of 0123456789abcdefg");
      result.images(pixel, static_cast<Eigen::Index>(i)) = static_cast<float>(value) / 16;
    }
  }
  return result;
}

// Holds every fifth image out of training for the test, and where it is asked for another fifth for validation.
inline split hold_out_every_fifth(const data_set& all, bool validation) {
  std::vector<Eigen::Index> train, validated, test;
  for (Eigen::Index i = 0; i < all.size(); ++i)
    (i % 5 == 0 ? test : validation && i % 5 == 2 ? validated : train).push_back(i);
  if (test.empty() || train.empty() || (validation && validated.empty()))
    throw std::runtime_error("too few images: at least 5 are needed");
  return {select(all, train), select(all, validated), select(all, test)};
}

}  // namespace digits
