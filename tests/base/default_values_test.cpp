// The public structs of plain data, made without braces in memory that was used before: no member is what lay there.
#include <gtest/gtest.h>

#include <cstddef>
#include <new>
#include <signopt/signopt.hpp>
#include <type_traits>

namespace {

// `new (memory) T`, without parentheses, leaves members without an initializer as they are. The compiler must not know
// what was in the memory, or that anything was: it may drop plain stores before the constructor, and take what it likes
// for a value that nobody has set.
template <class T>
class in_used_memory {
  static_assert(std::is_aggregate_v<T>, "braces set the members, in C++20 by name too");
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

 public:
  explicit in_used_memory(unsigned char before) {
    volatile unsigned char* const bytes = memory_;
    for (std::size_t i = 0; i < sizeof(T); ++i) bytes[i] = before;
    void* place = memory_;
    __asm__ volatile("" : "+r"(place) : : "memory");
    made_ = new (place) T;
    __asm__ volatile("" : "+r"(made_) : : "memory");
  }
  const T* operator->() const { return made_; }

 private:
  alignas(T) unsigned char memory_[sizeof(T)];
  T* made_;
};

// As bytes they are far from every default, in every type.
constexpr unsigned char used_bytes[] = {0x41, 0xa5, 0xff};

// The check itself: what it is there to find, it finds.
TEST(default_values, of_a_struct_without_any_are_found_out) {
  struct forgotten {
    double lr;
    double alpha = 1;
  };
  for (const unsigned char before : used_bytes) {
    const in_used_memory<forgotten> made(before);
    EXPECT_NE(made->lr, 0);
    EXPECT_EQ(made->alpha, 1);
  }
}

// Those of a rule, and nothing beside them.
TEST(default_values, of_the_settings_of_groups) {
  for (const unsigned char before : used_bytes) {
    const in_used_memory<signopt::add_sign::settings> add_sign(before);
    EXPECT_EQ(add_sign->lr, 0);
    EXPECT_EQ(add_sign->alpha, 1);
    EXPECT_EQ(add_sign->sign_decay, 1);
    EXPECT_EQ(add_sign->beta, 0.9);
    EXPECT_EQ(add_sign->weight_decay, 0);
    EXPECT_EQ(add_sign->l2, 0);
    EXPECT_FALSE(add_sign->options.flush_subnormal_momentum);
    const in_used_memory<signopt::power_sign::settings> power_sign(before);
    EXPECT_EQ(power_sign->lr, 0);
    EXPECT_EQ(power_sign->logbase, 1);
    EXPECT_EQ(power_sign->sign_decay, 1);
    EXPECT_EQ(power_sign->beta, 0.9);
    EXPECT_EQ(power_sign->weight_decay, 0);
    EXPECT_EQ(power_sign->l2, 0);
    EXPECT_FALSE(power_sign->options.flush_subnormal_momentum);
    const in_used_memory<signopt::lion::settings> lion(before);
    EXPECT_EQ(lion->lr, 0);
    EXPECT_EQ(lion->beta1, 0.9);
    EXPECT_EQ(lion->beta2, 0.99);
    EXPECT_EQ(lion->weight_decay, 0);
    EXPECT_EQ(lion->l2, 0);
    EXPECT_FALSE(lion->options.flush_subnormal_momentum);
    const in_used_memory<signopt::signum::settings> signum(before);
    EXPECT_EQ(signum->lr, 0);
    EXPECT_EQ(signum->beta, 0.9);
    EXPECT_EQ(signum->weight_decay, 0);
    EXPECT_EQ(signum->l2, 0);
    EXPECT_FALSE(signum->options.flush_subnormal_momentum);
  }
}

TEST(default_values, of_what_stands_around_a_step) {
  for (const unsigned char before : used_bytes) {
    const in_used_memory<signopt::step_request> request(before);
    EXPECT_EQ(request->scale, 1);
    EXPECT_EQ(request->max_grad_norm, 0);
    EXPECT_TRUE(request->skip_non_finite);
    const in_used_memory<signopt::step_report> report(before);
    EXPECT_FALSE(report->applied);
    EXPECT_EQ(report->clip, 1);
    EXPECT_EQ(report->step, 0);
    const in_used_memory<signopt::gradient_report> gradients(before);
    EXPECT_EQ(gradients->norm, 0);
    EXPECT_TRUE(gradients->is_finite);
    const in_used_memory<signopt::lr_schedule> schedule(before);
    EXPECT_EQ(schedule->peak, 0);
    EXPECT_EQ(schedule->warmup, 0);
    EXPECT_EQ(schedule->total, 0);
    EXPECT_EQ(schedule->final_fraction, 0);
    EXPECT_EQ(schedule->decay_fraction, 0.1);
    const in_used_memory<signopt::dynamic_loss_scale> scale(before);
    EXPECT_EQ(scale->scale, 65536);
    EXPECT_EQ(scale->growth, 2);
    EXPECT_EQ(scale->backoff, 0.5);
    EXPECT_EQ(scale->interval, 2000);
    EXPECT_EQ(scale->applied_in_a_row, 0);
  }
}

TEST(default_values, of_settings) {
  for (const unsigned char before : used_bytes) {
    const in_used_memory<signopt::add_sign_settings> made(before);
    EXPECT_EQ(made->lr, 0);
    EXPECT_EQ(made->alpha, 1);
    EXPECT_EQ(made->sign_decay, 1);
    EXPECT_EQ(made->beta, 0.9);
    EXPECT_FALSE(made->options.flush_subnormal_momentum);
  }
}

TEST(default_values, of_the_settings_of_other_rules) {
  for (const unsigned char before : used_bytes) {
    const in_used_memory<signopt::power_sign_settings> power(before);
    EXPECT_EQ(power->lr, 0);
    EXPECT_EQ(power->logbase, 1);
    EXPECT_EQ(power->sign_decay, 1);
    EXPECT_EQ(power->beta, 0.9);
    EXPECT_FALSE(power->options.flush_subnormal_momentum);
    const in_used_memory<signopt::lion_settings> lion(before);
    EXPECT_EQ(lion->lr, 0);
    EXPECT_EQ(lion->beta1, 0.9);
    EXPECT_EQ(lion->beta2, 0.99);
    EXPECT_EQ(lion->weight_decay, 0);
    EXPECT_FALSE(lion->options.flush_subnormal_momentum);
    const in_used_memory<signopt::signum_settings> signum(before);
    EXPECT_EQ(signum->lr, 0);
    EXPECT_EQ(signum->beta, 0.9);
    EXPECT_EQ(signum->weight_decay, 0);
    EXPECT_FALSE(signum->options.flush_subnormal_momentum);
  }
}

TEST(default_values, of_options) {
  for (const unsigned char before : used_bytes) {
    const in_used_memory<signopt::step_options> made(before);
    EXPECT_FALSE(made->flush_subnormal_momentum);
  }
}

template <class T, class G>
void expect_parameter_of_nothing() {
  for (const unsigned char before : used_bytes) {
    const in_used_memory<signopt::parameter<T, G>> made(before);
    EXPECT_EQ(made->var, nullptr);
    EXPECT_EQ(made->m, nullptr);
    EXPECT_EQ(made->grad, nullptr);
    EXPECT_EQ(made->size, 0);
    EXPECT_EQ(made->lr_scale, 1);
    EXPECT_EQ(made->name, nullptr);
    EXPECT_EQ(made->rows, 0);
    EXPECT_FALSE(made->is_row_major);
  }
}

TEST(default_values, of_parameters) {
  expect_parameter_of_nothing<float, float>();
  expect_parameter_of_nothing<double, float>();
  expect_parameter_of_nothing<Eigen::half, Eigen::half>();
}

// Braces as before, whole or in part.
TEST(default_values, give_way_to_braces) {
  float numbers[3] = {};
  constexpr signopt::add_sign_settings settings{0.1, 2};
  static_assert(settings.lr == 0.1 && settings.alpha == 2 && settings.sign_decay == 1);
  const signopt::parameter<float> whole{numbers, numbers + 1, numbers + 2, 1, 0.5}, part{numbers, numbers + 1};
  EXPECT_EQ(whole.grad, numbers + 2);
  EXPECT_EQ(whole.size, 1);
  EXPECT_EQ(whole.lr_scale, 0.5);
  EXPECT_EQ(part.m, numbers + 1);
  EXPECT_EQ(part.grad, nullptr);
  EXPECT_EQ(part.lr_scale, 1);
}

}  // namespace
