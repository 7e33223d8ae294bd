// Which operands overlap: what is certain is an operand_error, and nothing is written; what shares no element is valid.
// Contiguous operands: error_test.
#include <gtest/gtest.h>

#include <Eigen/Core>
#include <cstdint>
#include <set>
#include <signopt/apply_add_sign.hpp>
#include <signopt/detail/strided/check.hpp>
#include <string>
#include <vector>

#include "support/eigen_step.hpp"
#include "support/errors.hpp"

namespace {

using namespace signopt_test;
using Eigen::MatrixXf;
using signopt::operand_error;
using row_major = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using any_stride = Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>;
using strided_map = Eigen::Map<MatrixXf, 0, any_stride>;

class overlap : public ::testing::Test {
 protected:
  overlap() : a(12, 12), other(12, 12), third(12, 12) {
    fill(a, 1);
    fill(other, 2);
    fill(third, 3);
    before = a;
  }

  template <class Var, class M, class Grad>
  void expect_refused(Var&& var, M&& m, const Grad& grad, const std::vector<std::string>& words) {
    expect_error<operand_error>([&] { signopt::apply_add_sign(var, m, 0.1, 1, 1, 0.9, grad); }, words);
    EXPECT_TRUE(same_elements(a, before)) << "written";
    a = before;
  }

  template <class Var, class M, class Grad>
  void expect_accepted(Var&& var, M&& m, const Grad& grad) {
    const MatrixXf first = grad;
    MatrixXf expected_var = var, expected_m = m;
    signopt::apply_add_sign(expected_var, expected_m, 0.1, 1, 1, 0.9, first);
    signopt::apply_add_sign(var, m, 0.1, 1, 1, 0.9, grad);
    EXPECT_TRUE(same_elements(MatrixXf(var), expected_var));
    EXPECT_TRUE(same_elements(MatrixXf(m), expected_m));
    a = before;
  }

  strided_map view(Eigen::Index offset, Eigen::Index rows, Eigen::Index cols, Eigen::Index outer, Eigen::Index inner) {
    return strided_map(a.data() + offset, rows, cols, any_stride(outer, inner));
  }

  MatrixXf a, other, third, before;
};

TEST_F(overlap, blocks_of_one_matrix) {
  expect_refused(a.topRows(4), a.topRows(4), other.topRows(4), {"var and m overlap", "0 bytes"});
  expect_refused(a.topRows(4), a.middleRows(3, 4), other.topRows(4),
                 {"var and m overlap", "m begins 12 bytes after var"});
  expect_refused(a.middleRows(3, 4), a.topRows(4), other.topRows(4),
                 {"var and m overlap", "m begins 12 bytes before var"});
  expect_refused(a.topRows(4), other.topRows(4), a.middleRows(1, 4), {"var and grad overlap"});
  expect_refused(other.topRows(4), a.topRows(4), a.middleRows(1, 4), {"m and grad overlap"});
  // a corner in common, which is the last element of one and the first of the other; and one that is neither
  expect_refused(a.block(0, 0, 4, 4), a.block(3, 3, 4, 4), other.topLeftCorner(4, 4), {"var and m overlap"});
  expect_refused(a.block(0, 3, 4, 4), a.block(3, 0, 4, 4), other.topLeftCorner(4, 4), {"var and m overlap"});
  expect_accepted(a.topRows(4), a.middleRows(4, 4), a.bottomRows(4));
  expect_accepted(a.topRows(4), a.bottomRows(4), a.middleRows(4, 4));
  expect_accepted(a.block(0, 0, 4, 4), a.block(4, 4, 4, 4), a.block(0, 4, 4, 4));
  expect_accepted(a.block(2, 3, 4, 4), a.block(6, 3, 4, 4), a.block(2, 7, 4, 4));
}

TEST_F(overlap, interleaved_views) {
  expect_accepted(a.row(0), a.row(1), a.row(2));
  expect_accepted(view(0, 6, 4, 12, 2), view(1, 6, 4, 12, 2), other.topLeftCorner(6, 4));
  expect_accepted(view(0, 6, 4, 12, 2), other.topLeftCorner(6, 4), view(1, 6, 4, 12, 2));
  expect_accepted(view(0, 12, 4, 36, 1), view(12, 12, 4, 36, 1), view(24, 12, 4, 36, 1));
  expect_refused(view(0, 6, 4, 12, 2), view(2, 6, 4, 12, 2), other.topLeftCorner(6, 4), {"var and m overlap"});
  expect_refused(view(0, 12, 4, 36, 1), view(36, 12, 4, 36, 1), other.topLeftCorner(12, 4), {"var and m overlap"});
}

TEST_F(overlap, views_of_different_strides) {
  expect_refused(a, a.transpose(), other, {"var and m overlap"});
  expect_refused(a, other, a.transpose(), {"var and grad overlap"});
  expect_refused(a.topRows(6), other.topRows(6), a.leftCols(6).transpose(), {"var and grad overlap"});
  expect_refused(a.diagonal(), a.col(0), other.col(0), {"var and m overlap"});
  expect_refused(a.diagonal(), a.col(11), other.col(0), {"var and m overlap"});
  expect_refused(view(143, 12, 12, -12, -1), a, other, {"var and m overlap"});
  expect_refused(view(11, 12, 1, 1, -1), a.col(0), other.col(0), {"var and m overlap"});
  // the first or the last element of one, somewhere in the other
  const auto column = other.col(0).head(4);
  expect_refused(a.col(3).segment(2, 4), a.row(4).head(4).transpose(), column, {"var and m overlap"});
  expect_refused(a.col(3).segment(2, 4), a.row(4).segment(3, 4).transpose(), column, {"var and m overlap"});
  expect_refused(a.row(4).head(4).transpose(), a.col(3).segment(2, 4), column, {"var and m overlap"});
  expect_refused(a.row(4).segment(3, 4).transpose(), a.col(3).segment(2, 4), column, {"var and m overlap"});
  expect_accepted(a.diagonal(1), a.col(0).head(11), a.diagonal(-1).reverse());
  expect_accepted(view(11, 12, 1, 1, -1), a.col(1), a.col(2));
}

TEST_F(overlap, operands_that_overlap_themselves) {
  for (const auto& [outer, inner] : {std::pair{0, 1}, {12, 0}, {0, 0}, {2, 1}, {-2, 1}, {1, 1}, {3, -2}}) {
    auto bad = view(40, 3, 3, outer, inner);
    expect_refused(bad, other.topLeftCorner(3, 3), third.topLeftCorner(3, 3), {"var may overlap itself"});
    expect_refused(other.topLeftCorner(3, 3), bad, third.topLeftCorner(3, 3), {"m may overlap itself"});
    expect_accepted(other.topLeftCorner(3, 3), third.topLeftCorner(3, 3), bad);
  }
  // strides along a dimension of one element, or of none, do not matter
  expect_accepted(view(0, 1, 3, 2, 0), other.topLeftCorner(1, 3), third.topLeftCorner(1, 3));
  expect_accepted(view(0, 3, 1, 0, 1), other.topLeftCorner(3, 1), third.topLeftCorner(3, 1));
  expect_accepted(view(0, 0, 3, 0, 0), other.topLeftCorner(0, 3), third.topLeftCorner(0, 3));
}

// var and m are checked beside an expression, which has no memory of its own, too.
TEST_F(overlap, beside_an_expression) {
  const auto sum = other.topRows(4) + third.topRows(4);
  expect_refused(a.topRows(4), a.topRows(4), sum, {"var and m overlap"});
  expect_refused(view(0, 4, 12, 12, 0), a.topRows(4), sum, {"var may overlap itself"});
  expect_refused(a, a, other + third, {"var and m overlap"});
  expect_accepted(a.topRows(4), a.bottomRows(4), sum);
}

TEST_F(overlap, bad_addresses) {
  float* const odd = reinterpret_cast<float*>(reinterpret_cast<unsigned char*>(a.data()) + 2);
  strided_map bad(odd, 3, 3, any_stride(12, 1)), null(nullptr, 3, 3, any_stride(12, 1));
  auto good = other.topLeftCorner(3, 3), grad = third.topLeftCorner(3, 3);
  expect_refused(bad, good, grad, {"var is misaligned", "4 bytes"});
  expect_refused(good, bad, grad, {"m is misaligned"});
  expect_refused(good, grad, bad, {"grad is misaligned"});
  expect_refused(null, good, grad, {"var is a null pointer", "9 elements"});
  expect_refused(good, null, grad, {"m is a null pointer"});
  expect_refused(null, good, grad + grad, {"var is a null pointer"});
  const Eigen::Index far = PTRDIFF_MAX / 4;
  expect_refused(view(0, 3, 3, far, 1), good, grad, {"var has strides that reach outside"});
  expect_refused(view(0, 3, 3, -far, 1), good, grad, {"var has strides that reach outside"});
  expect_refused(view(0, 3, 3, -(far >> 12), 1), good, grad, {"var has strides that reach outside"});
  expect_refused(good, grad, view(0, 3, 3, 1, PTRDIFF_MAX), {"grad has strides that reach outside"});
}

// Small operands of any strides beside the truth: the elements that each has.
TEST(footprint, is_never_wrong_where_it_is_sure) {
  namespace detail = signopt::detail;
  random_bits random(1);
  const auto between = [&](int low, int high) {
    return static_cast<std::ptrdiff_t>(random.below(static_cast<std::uint64_t>(high - low + 1))) + low;
  };
  int meeting = 0, apart = 0, injective = 0;
  for (int round = 0; round < 40000; ++round) {
    detail::walk over;
    const int reach = round % 2 == 0 ? 4 : 15;
    const bool same_strides = random.below(2) == 0;
    for (int k = static_cast<int>(random.below(4)); k > 0; --k) {
      const std::ptrdiff_t stride = between(-reach, reach);
      over.push_back({between(1, 4), stride, same_strides ? stride : between(-reach, reach), 1});
    }
    const std::uintptr_t m_size = random.below(3) == 0 ? 2 : 4, var_address = 100000;
    const std::uintptr_t m_address = var_address + m_size * static_cast<std::uintptr_t>(between(-30, 30));
    const detail::memory_operand var{"var", reinterpret_cast<const void*>(var_address), 4};
    const detail::memory_operand m{"m", reinterpret_cast<const void*>(m_address), m_size};
    const detail::footprint var_memory(var, over, &detail::axis::var), m_memory(m, over, &detail::axis::m);
    ASSERT_TRUE(var_memory.is_possible() && m_memory.is_possible());

    const auto bytes_of = [&](const detail::memory_operand& operand, std::ptrdiff_t detail::axis::*stride) {
      std::multiset<std::uintptr_t> elements = {operand.address()};
      for (const detail::axis& each : over) {
        std::multiset<std::uintptr_t> more;
        for (std::ptrdiff_t i = 0; i < each.size; ++i) {
          for (const std::uintptr_t element : elements)
            more.insert(element + static_cast<std::uintptr_t>(i * each.*stride) * operand.element_size);
        }
        elements = more;
      }
      std::multiset<std::uintptr_t> bytes;
      for (const std::uintptr_t element : elements) {
        for (std::uintptr_t byte = 0; byte < operand.element_size; ++byte) bytes.insert(element + byte);
      }
      return bytes;
    };
    const std::multiset<std::uintptr_t> var_bytes = bytes_of(var, &detail::axis::var),
                                        m_bytes = bytes_of(m, &detail::axis::m);
    const bool is_injective = std::set<std::uintptr_t>(var_bytes.begin(), var_bytes.end()).size() == var_bytes.size();
    bool meet = false;
    for (const std::uintptr_t byte : m_bytes) meet = meet || var_bytes.count(byte) != 0;

    ASSERT_TRUE(is_injective || !var_memory.is_injective()) << round;
    const bool surely_meet = detail::footprint::surely_meet(var_memory, m_memory);
    ASSERT_TRUE(meet || !surely_meet) << round;
    const bool is_decidable = same_strides && m_size == 4 && var_memory.is_injective() && m_memory.is_injective();
    ASSERT_TRUE(surely_meet == meet || !is_decidable) << round;
    injective += var_memory.is_injective();
    meeting += surely_meet;
    apart += is_decidable && !meet;
  }
  EXPECT_GT(injective, 10000);
  EXPECT_GT(meeting, 3000);
  EXPECT_GT(apart, 3000);
}

}  // namespace
