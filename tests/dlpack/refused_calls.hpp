// What the tests of the DLPack front end's errors share: valid tensors, of which each test spoils one.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <signopt/dlpack.hpp>
#include <string>
#include <vector>

#include "call.hpp"
#include "support/errors.hpp"

namespace signopt_test::dlpack {

using signopt::conversion_error;
using signopt::operand_error;
using signopt::shape_error;
using signopt::type_error;

class dlpack_errors : public ::testing::Test {
 protected:
  dlpack_errors() {
    for (std::size_t i = 0; i < sizeof memory_; ++i) memory_[i] = static_cast<unsigned char>(i * 7 + 1);
    std::memcpy(before_, memory_, sizeof memory_);
  }

  // A tensor of shape (2, 3), whose memory is the k-th part of one array. Each test changes what it is about.
  DLTensor part(int k, const DLDataType& dtype = float32) {
    DLTensor made{};
    made.data = memory_ + 256 * k;
    made.device = {kDLCPU, 0};
    made.ndim = 2;
    made.dtype = dtype;
    made.shape = shape_;
    return made;
  }
  DLTensor number(const DLDataType& dtype = float32) {
    DLTensor made = part(3, dtype);
    made.ndim = 0;
    return made;
  }

  template <class Error>
  void expect_refused(const DLTensor& var, const DLTensor& m, const signopt::dl_scalar (&s)[4], const DLTensor& grad,
                      const std::vector<std::string>& words) {
    expect_error<Error>([&] { signopt::apply_add_sign(var, m, s[0], s[1], s[2], s[3], grad); }, words);
    expect_untouched();
  }
  template <class Error>
  void expect_refused(const DLTensor& var, const DLTensor& m, const DLTensor& grad,
                      const std::vector<std::string>& words) {
    expect_refused<Error>(var, m, {0.1, 1, 1, 0.9}, grad, words);
    expect_error<Error>([&] { signopt::apply_add_sign(var, m, {0.1}, grad); }, words);
    expect_untouched();
  }

  // change(tensor) is wrong of var, m, grad and of each of the scalars; the words stand behind its name.
  template <class Error, class Change>
  void expect_wrong_tensors(Change change, const std::string& words) {
    const auto wrong = [&](DLTensor tensor) {
      change(tensor);
      return tensor;
    };
    expect_refused<Error>(wrong(part(0)), part(1), part(2), {"var " + words});
    expect_refused<Error>(part(0), wrong(part(1)), part(2), {"m " + words});
    expect_refused<Error>(part(0), part(1), wrong(part(2)), {"grad " + words});
  }
  template <class Error, class Change>
  void expect_wrong_scalars(Change change, const std::string& words) {
    const char* const names[] = {"lr", "alpha", "sign_decay", "beta"};
    for (int i = 0; i < 4; ++i) {
      DLTensor wrong = number();
      change(wrong);
      signopt::dl_scalar scalars[] = {0.1, 1, 1, 0.9};
      scalars[i] = wrong;
      expect_refused<Error>(part(0), part(1), scalars, part(2), {names[i] + (" " + words)});
    }
  }

  void expect_untouched() {
    EXPECT_EQ(std::memcmp(memory_, before_, sizeof memory_), 0) << "memory was written";
    std::memcpy(memory_, before_, sizeof memory_);
  }

  std::int64_t shape_[2] = {2, 3};

 private:
  alignas(64) unsigned char memory_[1024];
  unsigned char before_[1024];
};

}  // namespace signopt_test::dlpack
