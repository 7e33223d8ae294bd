// Where a step is cut: at lines of var, evenly, at the same places in every call, and with nothing left out; and how
// many tasks there are.
#include <gtest/gtest.h>

#include <Eigen/Core>
#include <climits>
#include <cstddef>
#include <cstdint>
#include <signopt/apply_add_sign.hpp>
#include <signopt/pointer.hpp>
#include <vector>

#include "support/special_values.hpp"
#include "support/watched_tasks.hpp"

namespace {

using namespace signopt_test;
using signopt::detail::even_parts;

void expect_even(const even_parts& parts) {
  ASSERT_EQ(parts.border(0), 0);
  ASSERT_EQ(parts.border(parts.count), parts.size);
  ASSERT_EQ(parts.border(parts.count + 1), parts.size);
  std::ptrdiff_t least = PTRDIFF_MAX, most = 0;
  const std::ptrdiff_t step = parts.count < 5000 ? 1 : parts.count / 1013;
  for (std::ptrdiff_t i = 0; i < parts.count; i += step) {
    const std::ptrdiff_t begin = parts.border(i), end = parts.border(i + 1);
    ASSERT_LE(begin, end) << i;
    ASSERT_GE(begin, 0) << i;
    ASSERT_LE(end, parts.size) << i;
    ASSERT_TRUE(begin % parts.unit == 0 || begin == parts.size) << i;
    if (end == parts.size) continue;  // the last line may be a part of one, and none may be left
    least = end - begin < least ? end - begin : least;
    most = end - begin > most ? end - begin : most;
  }
  if (least <= most) {
    ASSERT_LE(most - least, parts.unit);
  }
}

TEST(chunk_border, parts_are_even_and_whole) {
  for (std::ptrdiff_t size = 0; size <= 300; ++size) {
    for (const std::ptrdiff_t unit : {1, 8, 16, 32}) {
      for (const std::ptrdiff_t count : {1, 2, 3, 4, 7, 64, 1000}) expect_even({size, unit, count});
    }
  }
}

TEST(chunk_border, sizes_that_only_just_exist) {
  for (const std::ptrdiff_t size : {PTRDIFF_MAX, PTRDIFF_MAX - 1, PTRDIFF_MAX / 2, PTRDIFF_MAX / 8}) {
    for (const std::ptrdiff_t unit : {1, 8, 32}) {
      for (const std::ptrdiff_t count : {1, 2, 3, 7, 1000, INT_MAX}) expect_even({size, unit, count});
    }
  }
  random_bits random(1);
  for (int i = 0; i < 20000; ++i) {
    expect_even({static_cast<std::ptrdiff_t>(random() >> (1 + random.below(62))),
                 static_cast<std::ptrdiff_t>(1 + random.below(64)),
                 static_cast<std::ptrdiff_t>(1 + random.below(i % 2 == 0 ? 16 : INT_MAX))});
  }
}

template <class T>
std::vector<std::vector<std::ptrdiff_t>> tasks_of_step(std::ptrdiff_t n, int concurrency, std::size_t offset) {
  const auto size = static_cast<std::size_t>(n);
  std::vector<T> var(size + offset, T(4)), m(size, T(0)), grad(size, T(1));
  watching_executor<T> executor{concurrency, m};
  signopt::apply_add_sign_n(executor, var.data() + offset, m.data(), visible_lr, visible_alpha, visible_sign_decay,
                            visible_beta, grad.data(), n);
  for (std::size_t i = 0; i < size; ++i) EXPECT_EQ(static_cast<float>(var[i + offset]), 3.0f) << i;
  return executor.updated;
}

// The elements that a task gets, and no others are left.
template <class T>
void test_contiguous() {
  constexpr auto line = static_cast<std::ptrdiff_t>(64 / sizeof(T));
  for (const std::ptrdiff_t n : {2, 31, 64, 65, 100, 127, 128, 129, 1000, 4096, 4097}) {
    for (const int concurrency : {2, 3, 4, 7, 30}) {
      const auto tasks = tasks_of_step<T>(n, concurrency, 0);
      const std::ptrdiff_t count = concurrency < n ? concurrency : n;
      ASSERT_EQ(static_cast<std::ptrdiff_t>(tasks.size()), count);
      const even_parts even{n, line, count};
      std::ptrdiff_t next = 0;
      for (const auto& task : tasks) {
        if (!task.empty()) {
          EXPECT_EQ(next % line, 0) << "a border at element " << next << " of " << n;
        }
        EXPECT_LE(static_cast<std::ptrdiff_t>(task.size()), (n / line / count + 1) * line);
        EXPECT_EQ(static_cast<std::ptrdiff_t>(task.size()),
                  even.border(&task - tasks.data() + 1) - even.border(&task - tasks.data()));
        for (const std::ptrdiff_t element : task) ASSERT_EQ(element, next++);
      }
      EXPECT_EQ(next, n);
      EXPECT_EQ(tasks, tasks_of_step<T>(n, concurrency, 0)) << "in the second call";
      EXPECT_EQ(tasks, tasks_of_step<T>(n, concurrency, 5)) << "at another address";
    }
  }
}

TEST(chunk_border, contiguous_memory) {
  test_contiguous<Eigen::half>();
  test_contiguous<Eigen::bfloat16>();
  test_contiguous<float>();
  test_contiguous<double>();
}

// Not contiguous: each element once, the same ones in every call, and no task with much more than the others.
TEST(chunk_border, strided_memory) {
  for (const int rows : {1, 3, 40, 500}) {
    for (const int cols : {1, 5, 90, 600}) {
      for (const int concurrency : {2, 4}) {
        const auto tasks_of_block = [&](bool m_is_transposed) {
          const auto size = static_cast<std::size_t>((rows + 3) * (cols + 3));
          std::vector<float> m(size);
          Eigen::MatrixXf var = Eigen::MatrixXf::Ones(rows, cols);
          const Eigen::MatrixXf grad = Eigen::MatrixXf::Ones(rows, cols);
          watching_executor<float> executor{concurrency, m};
          if (m_is_transposed) {
            Eigen::Map<Eigen::MatrixXf> parent(m.data(), cols + 3, rows + 3);
            signopt::apply_add_sign(executor, var, parent.topLeftCorner(cols, rows).transpose(), visible_lr,
                                    visible_alpha, visible_sign_decay, visible_beta, grad);
          } else {
            Eigen::Map<Eigen::MatrixXf> parent(m.data(), rows + 3, cols + 3);
            signopt::apply_add_sign(executor, var, parent.topLeftCorner(rows, cols), visible_lr, visible_alpha,
                                    visible_sign_decay, visible_beta, grad);
          }
          EXPECT_TRUE((var.array() == 0.0f).all());
          return executor.updated;
        };
        for (const bool m_is_transposed : {false, true}) {
          const auto tasks = tasks_of_block(m_is_transposed);
          std::size_t all = 0, most = 0;
          for (const auto& task : tasks) {
            all += task.size();
            most = task.size() > most ? task.size() : most;
          }
          const auto elements = static_cast<std::size_t>(rows * cols);
          EXPECT_EQ(all, elements > 1 ? elements : 0);
          const std::size_t even = elements / static_cast<std::size_t>(concurrency);
          EXPECT_LE(most, elements < 100000 ? elements : even + even / 8);
          EXPECT_EQ(tasks, tasks_of_block(m_is_transposed));
        }
      }
    }
  }
}

}  // namespace
