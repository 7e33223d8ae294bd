// The op on contiguous memory without Eigen: what it accepts, what it refuses, and that a refusal writes nothing.
#include <signopt/pointer.hpp>

#ifdef EIGEN_CORE_H
#  error "pointer.hpp must not need Eigen"
#endif

#include <gtest/gtest.h>

#include <cctype>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <signopt/error.hpp>
#include <string>
#include <vector>

#include "support/oracle.hpp"
#include "support/targets.hpp"

namespace signopt_test {

// A user's own float16, as c10::Half or a field of a file format would be.
struct own_half {
  std::uint16_t bits;
};

struct own_bfloat16 {
  std::uint16_t bits;
};

}  // namespace signopt_test

template <>
struct signopt::dtype_of<signopt_test::own_half> : signopt::dtype_constant<signopt::dtype::float16> {};
template <>
struct signopt::dtype_of<signopt_test::own_bfloat16> : signopt::dtype_constant<signopt::dtype::bfloat16> {};

namespace {

using namespace signopt_test;

// Whether the text has the word, and not only as a part of another: "m" is no part of "must".
bool names(const std::string& text, const std::string& word) {
  const auto in_a_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    const std::size_t behind = at + word.size();
    const bool begins = at == 0 || !in_a_word(text[at - 1]);
    if (begins && (behind == text.size() || !in_a_word(text[behind]))) return true;
  }
  return false;
}

template <class T>
class pointer : public ::testing::Test {
 protected:
  // var, m and grad lie one behind the other: neighbours are no overlap.
  static constexpr std::size_t count = 24;

  pointer() : memory_((3 * count + 1) * sizeof(T)) {
    for (std::size_t i = 0; i < memory_.size(); ++i) memory_[i] = static_cast<unsigned char>(0x20 + i % 24);
    before_ = memory_;
  }

  // An address `bytes` behind the begin of the memory, which is aligned for any number.
  T* at(std::size_t bytes) { return reinterpret_cast<T*>(reinterpret_cast<std::uintptr_t>(memory_.data()) + bytes); }
  T* element(std::size_t index) { return at(index * sizeof(T)); }

  static void step(T* var, T* m, const T* grad, std::ptrdiff_t n) {
    signopt::apply_add_sign_n(var, m, 0.1, 1.0, 0.9, 0.9, grad, n);
  }

  bool untouched() const { return memory_ == before_; }

  // The call throws Error, names all of `words`, and writes nothing.
  template <class Error>
  void expect_refused(T* var, T* m, const T* grad, std::ptrdiff_t n, const std::vector<std::string>& words) {
    try {
      step(var, m, grad, n);
      ADD_FAILURE() << "accepted";
    } catch (const signopt::error& any) {
      EXPECT_NE(dynamic_cast<const Error*>(&any), nullptr) << "another kind of error: " << any.what();
      for (const std::string& word : words)
        EXPECT_TRUE(names(any.what(), word)) << word << " is missing: " << any.what();
    }
    EXPECT_TRUE(untouched()) << "written in spite of the error";
  }

 private:
  std::vector<unsigned char> memory_;
  std::vector<unsigned char> before_;
};

using storage_types = ::testing::Types<own_half, own_bfloat16, float, double>;

class type_names {
 public:
  template <class T>
  static std::string GetName(int index) {
    const char* const names[] = {"float16", "bfloat16", "float32", "float64"};
    return names[index];
  }
};

TYPED_TEST_SUITE(pointer, storage_types, type_names);

TYPED_TEST(pointer, size_zero_is_a_no_op_with_null_pointers) {
  EXPECT_NO_THROW(this->step(nullptr, nullptr, nullptr, 0));
  EXPECT_NO_THROW(this->step(this->element(0), this->element(24), this->element(48), 0));
  EXPECT_TRUE(this->untouched());
}

TYPED_TEST(pointer, neighbours_do_not_overlap) {
  EXPECT_NO_THROW(this->step(this->element(0), this->element(24), this->element(48), 24));
  EXPECT_FALSE(this->untouched());
  EXPECT_NO_THROW(this->step(this->element(48), this->element(0), this->element(24), 24));
  EXPECT_NO_THROW(this->step(this->element(24), this->element(48), this->element(0), 24));
}

TYPED_TEST(pointer, negative_size) {
  for (const std::ptrdiff_t n : {std::ptrdiff_t{-1}, std::ptrdiff_t{-24}, PTRDIFF_MIN}) {
    this->template expect_refused<signopt::shape_error>(this->element(0), this->element(24), this->element(48), n,
                                                        {std::to_string(n).substr(1)});
  }
}

TYPED_TEST(pointer, null) {
  TypeParam* const var = this->element(0);
  TypeParam* const m = this->element(24);
  const TypeParam* const grad = this->element(48);
  this->template expect_refused<signopt::operand_error>(nullptr, m, grad, 24, {"var"});
  this->template expect_refused<signopt::operand_error>(var, nullptr, grad, 24, {"m"});
  this->template expect_refused<signopt::operand_error>(var, m, nullptr, 24, {"grad"});
  this->template expect_refused<signopt::operand_error>(var, m, nullptr, 1, {"grad"});
}

// Each pair, from all elements shared down to a single one, from either side.
TYPED_TEST(pointer, overlap) {
  for (const std::size_t shift : {std::size_t{0}, std::size_t{1}, std::size_t{12}, std::size_t{23}}) {
    SCOPED_TRACE(shift);
    TypeParam* const low = this->element(0);
    TypeParam* const high = this->element(shift);
    TypeParam* const apart = this->element(48);
    this->template expect_refused<signopt::operand_error>(low, high, apart, 24, {"var", "m"});
    this->template expect_refused<signopt::operand_error>(high, low, apart, 24, {"var", "m"});
    this->template expect_refused<signopt::operand_error>(low, apart, high, 24, {"var", "grad"});
    this->template expect_refused<signopt::operand_error>(high, apart, low, 24, {"var", "grad"});
    this->template expect_refused<signopt::operand_error>(apart, low, high, 24, {"m", "grad"});
    this->template expect_refused<signopt::operand_error>(apart, high, low, 24, {"m", "grad"});
  }
}

TYPED_TEST(pointer, misaligned_address) {
  constexpr std::size_t size = sizeof(TypeParam);
  for (std::size_t off = 1; off < size; ++off) {
    SCOPED_TRACE(off);
    TypeParam* const var = this->element(0);
    TypeParam* const m = this->element(24);
    TypeParam* const grad = this->element(48);
    this->template expect_refused<signopt::operand_error>(this->at(off), m, grad, 8, {"var"});
    this->template expect_refused<signopt::operand_error>(var, this->at(24 * size + off), grad, 8, {"m"});
    this->template expect_refused<signopt::operand_error>(var, m, this->at(48 * size + off), 8, {"grad"});
  }
}

// A grad that is narrower than var has other bytes for the same number of elements.
TEST(pointer_widths, overlap_is_a_matter_of_bytes) {
  alignas(8) unsigned char memory[8 * 24 + 2 * 24] = {};
  auto* const doubles = reinterpret_cast<double*>(memory);
  std::vector<double> m(24);
  const auto* const behind = reinterpret_cast<const own_half*>(memory + 8 * 24);
  EXPECT_NO_THROW(signopt::apply_add_sign_n(doubles, m.data(), 0.1, 1.0, 1.0, 0.9, behind, 24));
  EXPECT_THROW(signopt::apply_add_sign_n(doubles, m.data(), 0.1, 1.0, 1.0, 0.9, behind - 1, 24),
               signopt::operand_error);
  auto* const late = reinterpret_cast<double*>(memory + 2 * 24);
  const auto* const before = reinterpret_cast<const own_half*>(memory);
  EXPECT_NO_THROW(signopt::apply_add_sign_n(late, m.data(), 0.1, 1.0, 1.0, 0.9, before, 24));
  EXPECT_THROW(signopt::apply_add_sign_n(late, m.data(), 0.1, 1.0, 1.0, 0.9, before + 1, 24), signopt::operand_error);
}

// The user's type computes like the format that it was declared to be, also as a scalar and as the compute type.
TEST(pointer_own_types, one_line_declares_a_type) {
  using oracle::format;
  const auto half = [](double x) { return own_half{static_cast<std::uint16_t>(oracle::encode<format::float16>(x))}; };
  const auto value = [](own_half h) { return oracle::decode<format::float16>(h.bits); };
  const std::vector<double> numbers = {0.3, -0.7, 0.1, 0.8, 1.3, -2.9, 0.013, 17.1, -0.21};
  for (const std::string& target : target_names()) {
    const forced_target forced(target);
    SCOPED_TRACE(target);
    std::vector<own_half> var, m, grad;
    for (const double x : numbers) {
      var.push_back(half(x * 1.7));
      m.push_back(half(0.4 - x));
      grad.push_back(half(x));
    }
    const std::vector<own_half> old_var = var, old_m = m;
    const own_half lr = half(0.37), alpha = half(1.1), decay = half(0.9), beta = half(0.77);
    const auto n = static_cast<std::ptrdiff_t>(var.size());
    signopt::apply_add_sign_n(var.data(), m.data(), lr, alpha, decay, beta, grad.data(), n);
    const oracle::hyper h{value(lr), value(alpha), value(decay), value(beta)};
    const oracle::add_sign<format::float16, format::float16, format::float16> native(h);
    const oracle::add_sign<format::float16, format::float16, format::float32> wide(h);
    bool natively = true, widely = true;
    for (std::size_t i = 0; i < var.size(); ++i) {
      const oracle::result a = native(old_var[i].bits, old_m[i].bits, grad[i].bits);
      const oracle::result b = wide(old_var[i].bits, old_m[i].bits, grad[i].bits);
      natively = natively && a.var == var[i].bits && a.m == m[i].bits;
      widely = widely && b.var == var[i].bits && b.m == m[i].bits;
    }
    EXPECT_TRUE(natively) << "four float16 scalars of the user's type mean float16 arithmetic";
    EXPECT_FALSE(widely) << "the data does not tell float16 from float32 arithmetic";
    var = old_var;
    m = old_m;
    signopt::apply_add_sign_n<float>(var.data(), m.data(), lr, alpha, decay, beta, grad.data(), n);
    for (std::size_t i = 0; i < var.size(); ++i) {
      const oracle::result b = wide(old_var[i].bits, old_m[i].bits, grad[i].bits);
      EXPECT_EQ(b.var, var[i].bits);
      EXPECT_EQ(b.m, m[i].bits);
    }
  }
}

}  // namespace
