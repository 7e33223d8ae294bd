// What the tests of this folder are written with: checks that say what they have seen, and how many failed.
#pragma once

#include <torch/torch.h>

#include <cstdio>
#include <exception>
#include <string>

class checks {
 public:
  void expect(bool holds, const std::string& what) {
    std::printf("%s  %s\n", holds ? "ok    " : "FAILED", what.c_str());
    ++(holds ? passed_ : failed_);
  }

  /// That f throws, and says `text`.
  template <class F>
  void expect_error(const std::string& text, const std::string& what, const F& f) {
    std::string said = "nothing was thrown";
    try {
      f();
    } catch (const std::exception& error) {
      said = error.what();
    }
    const bool holds = said.find(text) != std::string::npos;
    expect(holds, what);
    if (!holds) std::printf("        expected: %s\n        came: %s\n", text.c_str(), said.c_str());
  }

  /// What main returns.
  int result() const {
    std::printf("%d checks passed, %d failed\n", passed_, failed_);
    return failed_ == 0 && passed_ > 0 ? 0 : 1;
  }

 private:
  int passed_ = 0, failed_ = 0;
};

/// Shape, dtype and each bit: 0 and -0 differ.
inline bool same_bits(const torch::Tensor& a, const torch::Tensor& b) {
  if (a.scalar_type() != b.scalar_type() || a.sizes() != b.sizes()) return false;
  const auto bits = a.element_size() == 8 ? at::kLong : a.element_size() == 4 ? at::kInt : at::kShort;
  return torch::equal(a.detach().view(bits), b.detach().view(bits));
}
