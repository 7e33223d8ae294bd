// Right calls of ApplyAddSignD, written by hand, in every mode: no violation, and the right bits.
#include <cfenv>
#include <cstring>
#include <thread>

#include "device_test.hpp"
#include "support/oracle.hpp"
#include "support/special_values.hpp"

namespace signopt_test::fake_acl {
namespace {

template <class T>
struct step_data {
  std::vector<T> var, m, grad;
  std::array<T, 4> scalars;  // lr, alpha, sign_decay, beta
};

// The whole way of a program: to the device, the step, back.
template <class T>
void run_step(step_data<T>& data, aclrtStream stream) {
  const std::size_t bytes = data.var.size() * sizeof(T);
  std::array<void*, 3> memory{};
  const std::array<const std::vector<T>*, 3> sources{&data.var, &data.m, &data.grad};
  for (std::size_t i = 0; i < 3; ++i) {
    ASSERT_EQ(aclrtMalloc(&memory[i], bytes, ACL_MEM_MALLOC_HUGE_FIRST), 0);
    ASSERT_EQ(aclrtMemcpy(memory[i], bytes, sources[i]->data(), bytes, ACL_MEMCPY_HOST_TO_DEVICE), 0);
  }
  {
    // The scalars, like all that describes the call, need to last no longer than the call.
    std::array<T, 4> scalars = data.scalars;
    const launch_call launch(static_cast<T*>(memory[0]), static_cast<T*>(memory[1]), scalars,
                             static_cast<T*>(memory[2]), static_cast<std::int64_t>(data.var.size()));
    ASSERT_EQ(launch(stream), 0) << launch.message;
    scalars.fill(T{});
  }
  ASSERT_EQ(aclrtSynchronizeStream(stream), 0);
  ASSERT_EQ(aclrtMemcpy(data.var.data(), bytes, memory[0], bytes, ACL_MEMCPY_DEVICE_TO_HOST), 0);
  ASSERT_EQ(aclrtMemcpy(data.m.data(), bytes, memory[1], bytes, ACL_MEMCPY_DEVICE_TO_HOST), 0);
  for (void* each : memory) ASSERT_EQ(aclrtFree(each), 0);
}

step_data<float> documented_example() {
  return {{.6f, .4f, .1f, .5f}, {.6f, .5f, .2f, .6f}, {.3f, .7f, .1f, .8f}, {.001f, 1, .99f, .9f}};
}

void expect_documented_result(const step_data<float>& data) {
  EXPECT_EQ(data.var, (std::vector<float>{0x1.32e4f4p-1f, 0x1.982c70p-2f, 0x1.98c8f0p-4f, 0x1.fe5eaap-2f}));
  EXPECT_EQ(data.m, (std::vector<float>{0x1.23d70cp-1f, 0x1.0a3d70p-1f, 0x1.851eb8p-3f, 0x1.3d70a6p-1f}));
}

template <class T>
T from_low_bits(std::uint64_t bits) {
  T value;
  const auto narrow = static_cast<std::uint32_t>(bits);
  const auto half = static_cast<std::uint16_t>(bits);
  if constexpr (sizeof(T) == 4) {
    std::memcpy(&value, &narrow, sizeof value);
  } else {
    std::memcpy(&value, &half, sizeof value);
  }
  return value;
}

template <class T>
std::uint64_t low_bits(T value) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof value);  // on a little-endian machine
  return bits;
}

template <class T, oracle::format F>
void expect_oracles_step(std::size_t count, aclrtStream stream) {
  const oracle::hyper hyper{0.3, 1.25, 0.7, 0.6};
  const auto rounded = [](double x) { return oracle::scalar<F, F>(x); };
  const auto stored = [](double x) { return from_low_bits<T>(oracle::encode<F>(x)); };
  step_data<T> data;
  data.scalars = {stored(hyper.lr), stored(hyper.alpha), stored(hyper.sign_decay), stored(hyper.beta)};
  random_bits random(7);
  for (std::size_t i = 0; i < count; ++i) {
    for (auto* operand : {&data.var, &data.m, &data.grad}) {
      operand->push_back(from_low_bits<T>(mixed_bits(F, random)));
    }
  }
  const step_data<T> before = data;
  ASSERT_NO_FATAL_FAILURE(run_step(data, stream));
  const oracle::add_sign<F, F, F> expected(
      {rounded(hyper.lr), rounded(hyper.alpha), rounded(hyper.sign_decay), rounded(hyper.beta)});
  const auto same = [](std::uint64_t got, std::uint64_t wanted) {
    return got == wanted || (oracle::is_nan(F, got) && oracle::is_nan(F, wanted));
  };
  for (std::size_t i = 0; i < count; ++i) {
    const oracle::result at = expected(low_bits(before.var[i]), low_bits(before.m[i]), low_bits(before.grad[i]));
    ASSERT_TRUE(same(low_bits(data.var[i]), at.var)) << "var at " << i;
    ASSERT_TRUE(same(low_bits(data.m[i]), at.m)) << "m at " << i;
  }
}

class fake_acl_step : public device_test {
 protected:
  template <class Body>
  void in_each_mode(Body body) {
    for (const execution how : {execution::lazy, execution::threaded}) {
      use_mode(how);
      for (const outputs where : {outputs::ref, outputs::noref, outputs::both}) {
        SCOPED_TRACE(::testing::Message() << "execution " << int(how) << ", outputs " << int(where));
        set_mode(where);
        const object_counts before = live_objects();
        body();
        EXPECT_EQ(live_objects(), before);
        EXPECT_EQ(violations(), std::vector<std::string>{});
      }
    }
  }
};

TEST_F(fake_acl_step, makes_the_documented_example_in_each_mode) {
  in_each_mode([&] {
    step_data<float> data = documented_example();
    run_step(data, stream);
    expect_documented_result(data);
  });
}

TEST_F(fake_acl_step, of_float32_has_the_oracles_bits) {
  in_each_mode([&] { expect_oracles_step<float, oracle::format::float32>(3000, stream); });
}

TEST_F(fake_acl_step, of_float16_has_the_oracles_bits) {
  in_each_mode([&] { expect_oracles_step<std::uint16_t, oracle::format::float16>(3000, stream); });
}

TEST_F(fake_acl_step, takes_its_scalars_from_the_device_too) {
  step_data<float> data = documented_example();
  auto* const memory = device_memory<float>(64);
  for (std::size_t i = 0; i < 4; ++i) write_device(memory + 16 * i, std::vector<float>{data.scalars[i]});
  auto *const var = device_memory<float>(4), *const m = device_memory<float>(4), *const grad = device_memory<float>(4);
  write_device(var, data.var);
  write_device(m, data.m);
  write_device(grad, data.grad);
  launch_call launch(var, m, data.scalars, grad, 4);
  for (std::size_t i = 0; i < 4; ++i) launch.in[2 + i] = {memory + 16 * i, 4, ACL_FLOAT, {1}};
  EXPECT_EQ(launch(stream), 0) << launch.message;
  EXPECT_EQ(aclrtSynchronizeStream(stream), 0);
  data.var = read_device(var, 4);
  data.m = read_device(m, 4);
  expect_documented_result(data);
}

TEST_F(fake_acl_step, does_not_follow_the_host_threads_rounding) {
  step_data<float> data = documented_example();
  const int before = fegetround();
  fesetround(FE_UPWARD);
  run_step(data, stream);
  EXPECT_EQ(fegetround(), FE_UPWARD);
  fesetround(before);
  expect_documented_result(data);
}

TEST_F(fake_acl_step, runs_on_several_threads_each_with_a_stream) {
  for (const execution how : {execution::lazy, execution::threaded}) {
    use_mode(how);
    set_device_count(2);
    std::vector<std::thread> threads;
    for (int number = 0; number < 4; ++number) {
      threads.emplace_back([number] {
        ASSERT_EQ(aclrtSetDevice(number % 2), 0);
        aclrtStream own = nullptr;
        ASSERT_EQ(aclrtCreateStream(&own), 0);
        for (int i = 0; i < 20; ++i) {
          step_data<float> data = documented_example();
          run_step(data, own);
          expect_documented_result(data);
        }
        ASSERT_EQ(aclrtDestroyStream(own), 0);
        ASSERT_EQ(aclrtResetDevice(number % 2), 0);
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
}

}  // namespace
}  // namespace signopt_test::fake_acl
