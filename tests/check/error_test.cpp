// Errors at run time, by the front end for Eigen objects and by the one for pointers: the type, the words, and that
// var, m and grad keep every bit. Overlap of strided operands: overlap_test. Scalars: scalar_error_test. Targets:
// dispatch_test. More of the pointers: pointer_test.
#include <gtest/gtest.h>

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <signopt/apply_add_sign.hpp>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "support/errors.hpp"

namespace {

using namespace signopt_test;
using signopt::operand_error;
using signopt::shape_error;

static_assert(std::is_base_of_v<std::runtime_error, signopt::error>);
template <class Error>
constexpr bool is_an_error = std::is_base_of_v<signopt::error, Error> && !std::is_same_v<signopt::error, Error>;
static_assert(is_an_error<signopt::type_error> && is_an_error<signopt::conversion_error> && is_an_error<shape_error> &&
              is_an_error<operand_error> && is_an_error<signopt::target_error>);

// Operands are views of one memory, which is compared whole after each refusal.
class errors : public ::testing::Test {
 protected:
  using vector = Eigen::Map<Eigen::VectorXf>;
  using matrix = Eigen::Map<Eigen::MatrixXf>;
  static constexpr std::ptrdiff_t n = 40;

  errors() : memory_(200) {
    for (std::size_t i = 0; i < memory_.size(); ++i) memory_[i] = 0.25f + static_cast<float>(i) * 0.125f;
    before_ = memory_;
  }

  float* at(std::ptrdiff_t element) { return memory_.data() + element; }
  float* at_byte(std::ptrdiff_t byte) {
    return reinterpret_cast<float*>(reinterpret_cast<unsigned char*>(memory_.data()) + byte);
  }
  vector n_at(float* data) { return vector(data, n); }

  // Refused as lvalues and as rvalues, with settings and with positional scalars.
  template <class Error, class Var, class M, class Grad>
  void expect_refused(Var var, M m, const Grad& grad, const std::vector<std::string>& words) {
    expect_error<Error>([&] { signopt::apply_add_sign(var, m, 0.1, 1.0, 0.9, 0.9, grad); }, words);
    expect_error<Error>([&] { signopt::apply_add_sign(Var(var), M(m), 0.1f, 1, 1, 0, grad); }, words);
    expect_error<Error>([&] { signopt::apply_add_sign(var, m, signopt::add_sign_settings{0.1}, grad); }, words);
    expect_untouched();
  }

  template <class Error>
  void expect_pointers_refused(float* var, float* m, const float* grad, std::ptrdiff_t size,
                               const std::vector<std::string>& words) {
    expect_error<Error>([&] { signopt::apply_add_sign_n(var, m, 0.1, 1.0, 0.9, 0.9, grad, size); }, words);
    expect_error<Error>([&] { signopt::apply_add_sign_n(var, m, signopt::add_sign_settings{0.1}, grad, size); }, words);
    expect_untouched();
  }

  // Both front ends.
  template <class Error>
  void expect_both_refused(float* var, float* m, float* grad, const std::vector<std::string>& words) {
    expect_refused<Error>(n_at(var), n_at(m), n_at(grad), words);
    expect_pointers_refused<Error>(var, m, grad, n, words);
  }

  void expect_untouched() {
    EXPECT_EQ(std::memcmp(memory_.data(), before_.data(), memory_.size() * sizeof(float)), 0) << "memory was written";
    memory_ = before_;
  }

  void expect_both_accepted(float* var, float* m, const float* grad) {
    EXPECT_NO_THROW(
        signopt::apply_add_sign(n_at(var), n_at(m), 0.1, 1.0, 0.9, 0.9, Eigen::Map<const Eigen::VectorXf>(grad, n)));
    EXPECT_NO_THROW(signopt::apply_add_sign_n(var, m, 0.1, 1.0, 0.9, 0.9, grad, n));
    EXPECT_NE(std::memcmp(memory_.data(), before_.data(), memory_.size() * sizeof(float)), 0);
    memory_ = before_;
  }

 private:
  std::vector<float> memory_;
  std::vector<float> before_;
};

TEST_F(errors, shapes_must_be_equal) {
  const matrix good(at(0), 2, 3), m(at(20), 2, 3), grad(at(40), 2, 3);
  const std::pair<int, int> others[] = {{3, 2}, {2, 2}, {2, 4}, {1, 6}, {6, 1}, {1, 1}, {0, 0}, {0, 3}, {2, 0}};
  for (const auto& [rows, cols] : others) {
    const std::string shape = "(" + std::to_string(rows) + ", " + std::to_string(cols) + ")";
    const matrix bad(at(60), rows, cols), also_bad(at(80), rows, cols);
    expect_refused<shape_error>(good, bad, grad, {"m has shape " + shape, "var has shape (2, 3)"});
    expect_refused<shape_error>(good, m, bad, {"grad has shape " + shape, "var has shape (2, 3)"});
    expect_refused<shape_error>(bad, m, also_bad, {"m has shape (2, 3)", "var has shape " + shape});
    expect_refused<shape_error>(bad, also_bad, grad, {"grad has shape (2, 3)", "var has shape " + shape});
    expect_refused<shape_error>(good, bad, also_bad, {"m has shape " + shape, "var has shape (2, 3)"});
    expect_refused<shape_error>(bad, m, grad, {"m has shape (2, 3)", "var has shape " + shape});
  }
}

// With strides, and beside an expression, too.
TEST_F(errors, shapes_of_views_must_be_equal) {
  matrix parent(at(0), 6, 8);
  const matrix m(at(60), 2, 3), grad(at(80), 2, 3), bad(at(100), 3, 2);
  auto var = parent.topLeftCorner(2, 3);
  auto wide = parent.topLeftCorner(2, 4);
  expect_refused<shape_error>(var, bad, grad, {"m has shape (3, 2)", "var has shape (2, 3)"});
  expect_refused<shape_error>(var, m, bad, {"grad has shape (3, 2)", "var has shape (2, 3)"});
  expect_refused<shape_error>(wide, m, grad, {"m has shape (2, 3)", "var has shape (2, 4)"});
  expect_refused<shape_error>(m, grad, wide, {"grad has shape (2, 4)", "var has shape (2, 3)"});
  expect_refused<shape_error>(var, m, bad + bad, {"grad has shape (3, 2)", "var has shape (2, 3)"});
  expect_refused<shape_error>(var, m, grad * bad, {"grad has shape (2, 2)", "var has shape (2, 3)"});
  expect_refused<shape_error>(var.reverse(), bad, grad, {"m has shape (3, 2)", "var has shape (2, 3)"});
  expect_refused<shape_error>(var.transpose(), m, grad, {"m has shape (2, 3)", "var has shape (3, 2)"});
}

TEST_F(errors, lengths_must_be_equal) {
  const vector good(at(0), 8), m(at(20), 8), longer(at(40), 9), shorter(at(60), 7);
  expect_refused<shape_error>(good, m, longer, {"grad has shape (9, 1)", "var has shape (8, 1)"});
  expect_refused<shape_error>(good, m, shorter, {"grad has shape (7, 1)", "var has shape (8, 1)"});
  expect_refused<shape_error>(good, longer, m, {"m has shape (9, 1)", "var has shape (8, 1)"});
  expect_refused<shape_error>(vector(at(0), 1), vector(at(20), 1), vector(at(40), 0), {"grad has shape (0, 1)"});
  expect_refused<shape_error>(vector(at(0), 0), vector(at(20), 0), vector(at(40), 1), {"grad has shape (1, 1)"});
}

TEST_F(errors, a_row_is_no_column) {
  const matrix row(at(0), 1, 8), column(at(20), 8, 1);
  const vector vector_8(at(40), 8);
  expect_refused<shape_error>(vector_8, column, row, {"grad has shape (1, 8)", "var has shape (8, 1)"});
  expect_refused<shape_error>(row, column, vector_8, {"m has shape (8, 1)", "var has shape (1, 8)"});
  expect_refused<shape_error>(column, vector_8, row, {"grad has shape (1, 8)", "var has shape (8, 1)"});
}

TEST_F(errors, empty_objects_with_null_pointers_are_a_no_op) {
  const vector none(nullptr, 0);
  EXPECT_NO_THROW(signopt::apply_add_sign(vector(none), vector(none), 0.1, 1, 1, 1, none));
  const matrix no_rows(nullptr, 0, 5);
  EXPECT_NO_THROW(signopt::apply_add_sign(matrix(no_rows), matrix(no_rows), 0.1, 1, 1, 1, no_rows));
  EXPECT_NO_THROW(signopt::apply_add_sign(vector(at(3), 0), vector(at(3), 0), 0.1, 1, 1, 1, vector(at(3), 0)));
  expect_untouched();
}

TEST_F(errors, operands_must_not_overlap) {
  for (const std::ptrdiff_t shift : {0, 1, 20, 39}) {
    const std::string distance = std::to_string(4 * shift) + " bytes after";
    const std::string back = shift == 0 ? distance : std::to_string(4 * shift) + " bytes before";
    float* const low = at(60);
    float* const high = at(60 + shift);
    float* const apart = at(145);
    expect_both_refused<operand_error>(low, high, apart, {"var and m overlap", "m begins " + distance, "160 bytes"});
    expect_both_refused<operand_error>(high, low, apart, {"var and m overlap", "m begins " + back, "160 bytes"});
    expect_both_refused<operand_error>(low, apart, high, {"var and grad overlap", "grad begins " + distance});
    expect_both_refused<operand_error>(high, apart, low, {"var and grad overlap", "grad begins " + back});
    expect_both_refused<operand_error>(apart, low, high, {"m and grad overlap", "grad begins " + distance});
    expect_both_refused<operand_error>(apart, high, low, {"m and grad overlap", "grad begins " + back});
  }
  expect_both_refused<operand_error>(at(0), at(0), at(0), {"var and m overlap"});
}

TEST_F(errors, neighbours_do_not_overlap) {
  expect_both_accepted(at(0), at(40), at(80));
  expect_both_accepted(at(80), at(40), at(0));
  expect_both_accepted(at(40), at(0), at(80));
}

TEST_F(errors, an_object_beside_itself) {
  Eigen::ArrayXf a = Eigen::ArrayXf::Constant(5, 2), b = Eigen::ArrayXf::Constant(5, 3);
  const auto step = [](auto& var, auto& m, auto& grad) {
    return [&] { signopt::apply_add_sign(var, m, 0.1, 1, 1, 0.9, grad); };
  };
  expect_error<operand_error>(step(a, a, b), {"var and m overlap"});
  expect_error<operand_error>(step(a, b, a), {"var and grad overlap"});
  expect_error<operand_error>(step(a, b, b), {"m and grad overlap"});
  EXPECT_TRUE((a == 2).all() && (b == 3).all());
}

TEST_F(errors, addresses_must_be_multiples_of_the_element_size) {
  for (const std::ptrdiff_t off : {1, 2, 3}) {
    const std::vector<std::string> tail = {"misaligned", "4 bytes", std::to_string(off) + " past"};
    const auto words = [&](const char* name) {
      std::vector<std::string> all = tail;
      all.push_back(std::string(name) + " is misaligned");
      return all;
    };
    expect_both_refused<operand_error>(at_byte(off), at(60), at(120), words("var"));
    expect_both_refused<operand_error>(at(0), at_byte(240 + off), at(120), words("m"));
    expect_both_refused<operand_error>(at(0), at(60), at_byte(480 + off), words("grad"));
  }
}

TEST_F(errors, null_pointers) {
  expect_both_refused<operand_error>(nullptr, at(60), at(120), {"var is a null pointer", "40 elements"});
  expect_both_refused<operand_error>(at(0), nullptr, at(120), {"m is a null pointer", "40 elements"});
  expect_both_refused<operand_error>(at(0), at(60), nullptr, {"grad is a null pointer", "40 elements"});
}

TEST_F(errors, sizes_that_no_array_has) {
  for (const std::ptrdiff_t size : {std::ptrdiff_t{-1}, PTRDIFF_MIN}) {
    expect_pointers_refused<shape_error>(at(0), at(60), at(120), size, {"negative", std::to_string(size)});
    expect_pointers_refused<shape_error>(nullptr, nullptr, nullptr, size, {"negative", std::to_string(size)});
  }
  for (const std::ptrdiff_t size : {PTRDIFF_MAX, PTRDIFF_MAX / 8 + 1}) {
    expect_pointers_refused<shape_error>(at(0), at(60), at(120), size, {"larger", std::to_string(size)});
  }
  // as many elements as could be: these overlap
  expect_pointers_refused<operand_error>(at(0), at(60), at(120), PTRDIFF_MAX / 8, {"overlap"});
}

// Whatever else is wrong, one of the errors is found, and before the first write.
TEST_F(errors, several_at_once) {
  const vector good(at(0), 8), longer(at(20), 9), over(at(4), 8), odd(at_byte(241), 8), none(nullptr, 8);
  const vector all[] = {good, longer, over, odd, none};
  for (const vector& var : all) {
    for (const vector& m : all) {
      for (const vector& grad : all) {
        EXPECT_THROW(signopt::apply_add_sign(vector(var), vector(m), 0.1, 1, 1, 0.9, grad), signopt::error);
        expect_untouched();
      }
    }
  }
}

}  // namespace
