// signopt::backend: one source, compiled for the CPU and, with SIGNOPT_ASCEND, for an NPU, which is a fake one here.
#include <gtest/gtest.h>

#include <signopt/backend.hpp>
#include <signopt/tensor.hpp>
#include <type_traits>
#include <utility>
#include <vector>

#include "host_data.hpp"
#include "support/errors.hpp"
#if defined(SIGNOPT_ASCEND)
#  include "fixture.hpp"
#endif

namespace {

using namespace signopt_test;
using Eigen::bfloat16;
using Eigen::half;
using signopt::backend;
using signopt::backend_or_cpu;

#if defined(SIGNOPT_ASCEND)
constexpr bool on_npu = true;
constexpr bool counts_users = SIGNOPT_ACL_COUNTS_USERS;
constexpr const char* finalizing_call = counts_users ? "aclFinalizeReference" : "aclFinalize";

// A backend initializes ACL where nobody has: it is the program's own choice.
class backend_test : public ::testing::Test {
 protected:
  backend_test() {
    fake::reset();
    fake::set_version(counts_users ? 15 : 13);
  }
  ~backend_test() override {
    for (const std::string& violation : fake::violations()) ADD_FAILURE() << "a rule of ACL is broken: " << violation;
    EXPECT_EQ(fake::live_objects(), fake::object_counts{});
    fake::reset();
  }
  static int launches() { return fake::launch_count(); }

 private:
  fake::application_scope is_the_application_;
};
#else
constexpr bool on_npu = false;

class backend_test : public ::testing::Test {
 protected:
  static int launches() { return 0; }
};
#endif

static_assert(backend::is_npu == on_npu && backend_or_cpu::is_npu == on_npu);
static_assert(!backend::falls_back && backend_or_cpu::falls_back);
static_assert(!std::is_same_v<backend, backend_or_cpu>);
static_assert(!std::is_copy_constructible_v<backend> && std::is_nothrow_move_constructible_v<backend>);
static_assert(!std::is_convertible_v<int, backend>);
static_assert(signopt::is_executor<backend> == !on_npu && !signopt::is_executor<const backend>);

// Counts what it is asked for.
struct counting_executor {
  mutable int asked = 0;
  int bulks = 0;
  int concurrency() const {
    ++asked;
    return 3;
  }
  std::ptrdiff_t grain_bytes() const { return 1; }
  template <class F>
  void bulk(std::ptrdiff_t tasks, F&& f) {
    ++bulks;
    for (std::ptrdiff_t i = 0; i < tasks; ++i) f(i);
  }
};

// With float32 the two agree in all bits of these.
struct documented_arrays {
  Eigen::Array22f var{{0.6f, 0.4f}, {0.1f, 0.5f}}, m{{0.6f, 0.5f}, {0.2f, 0.6f}};
  const Eigen::Array22f grad{{0.3f, 0.7f}, {0.1f, 0.8f}};

  template <class On>
  void step(On& on) {
    signopt::apply_add_sign(on, var, m, 0.001, 1.0, 0.99, 0.9, grad);
  }
  void expect_step() const {
    documented_arrays expected;
    signopt::apply_add_sign(expected.var, expected.m, 0.001, 1.0, 0.99, 0.9, expected.grad);
    EXPECT_TRUE((var == expected.var).all() && (m == expected.m).all()) << var << "\n" << m;
  }
};

TEST_F(backend_test, one_source) {
  backend on;
  documented_arrays arrays, listed;
  arrays.step(on);
  arrays.expect_step();
  EXPECT_EQ(launches(), on_npu ? 1 : 0);

  const std::vector<signopt::parameter<float>> model{signopt::make_parameter(listed.var, listed.m, listed.grad)};
  signopt::apply_add_sign_multi(on, model, 0.001, 1.0, 0.99, 0.9);
  listed.expect_step();
  EXPECT_EQ(launches(), on_npu ? 2 : 0);

  documented_arrays named;
  signopt::apply_add_sign(on, named.var, named.m, signopt::add_sign_settings{0.001, 1.0, 0.99, 0.9}, named.grad);
  named.expect_step();
  signopt::apply_power_sign(on, named.var, named.m, {0.1}, named.grad);
  EXPECT_EQ(launches(), on_npu ? 4 : 0);
  on.synchronize();
  on.finalize();
}

// On the CPU the executor runs the step; on an NPU it is there for the rest.
TEST_F(backend_test, with_an_executor) {
  counting_executor executor;
  backend on(executor);
  host_data<float> data(5000);
  auto var = data.var_view(), m = data.m_view();
  signopt::apply_add_sign(on, var, m, 0.1, 1, 1, 0.9, data.grad_view());
  EXPECT_EQ(executor.bulks, on_npu ? 0 : 1);
  EXPECT_EQ(on.cpu().concurrency(), 3);
  EXPECT_EQ(on.cpu().grain_bytes(), 1);
  const Eigen::ArrayXf ones = Eigen::ArrayXf::Ones(5000);
  executor.bulks = 0;
  EXPECT_TRUE(signopt::all_finite(on.cpu(), ones));
  EXPECT_EQ(executor.bulks, 1);
  backend moved = std::move(on);
  executor.asked = 0;
  EXPECT_EQ(moved.cpu().concurrency(), 3);
  EXPECT_EQ(executor.asked, 1);
  moved.finalize();
}

// What an NPU cannot do runs on the CPU, by the executor; all else does not.
template <class T, class G = T, class Step>
void expect_fallback(counting_executor& executor, Step step) {
  host_data<T, G> data(5000);
  executor.bulks = 0;
  step(data);
  EXPECT_EQ(executor.bulks, 1);
}

TEST_F(backend_test, falls_back) {
  counting_executor executor;
  backend_or_cpu on(executor);
  const auto call = [&](auto& data) {
    auto var = data.var_view(), m = data.m_view();
    signopt::apply_add_sign(on, var, m, 0.1, 1, 1, 0.9, data.grad_view());
  };
  expect_fallback<bfloat16>(executor, call);
  expect_fallback<double>(executor, call);
  expect_fallback<float, bfloat16>(executor, call);
  expect_fallback<half>(executor, [&](auto& data) {
    auto var = data.var_view(), m = data.m_view();
    signopt::apply_add_sign<half, float>(on, var, m, 0.1, 1, 1, 0.9, data.grad_view());
  });
  expect_fallback<float>(executor, [&](auto& data) {
    auto var = data.var_view(), m = data.m_view();
    signopt::apply_lion(on, var, m, {0.1}, data.grad_view());
  });
  signopt::add_sign_settings with_option{0.1};
  with_option.options.flush_subnormal_momentum = true;
  expect_fallback<float>(executor, [&](auto& data) {
    auto var = data.var_view(), m = data.m_view();
    signopt::apply_add_sign(on, var, m, with_option, data.grad_view());
  });
  expect_fallback<float>(executor, [&](auto& data) {
    const signopt::parameter_set<float> set{{data.var.data(), data.m.data(), data.grad.data(), data.size()}};
    signopt::apply_add_sign_multi(on, set, with_option);
  });
  expect_fallback<double>(executor, [&](auto& data) {
    const std::vector<signopt::parameter<double>> range{
        {data.var.data(), data.m.data(), data.grad.data(), data.size()}};
    signopt::apply_add_sign_multi(on, range, 0.1, 1, 1, 0.9);
  });
  expect_fallback<float>(executor, [&](auto& data) {
    signopt::apply_add_sign_n(on, data.var.data(), data.m.data(), 0.1, 1, 1, 0.9, data.grad.data(), data.size());
  });
  Eigen::Tensor<float, 2> tensor(50, 100);
  tensor.setConstant(1.0f);
  Eigen::Tensor<float, 2> tensor_m = tensor;
  const Eigen::Tensor<float, 2> tensor_grad = tensor;
  executor.bulks = 0;
  signopt::apply_add_sign(on, tensor, tensor_m, 0.1, 1, 1, 0.9, tensor_grad);
  EXPECT_EQ(executor.bulks, 1);
  EXPECT_EQ(launches(), 0);

  // these the NPU can do
  documented_arrays arrays;
  arrays.step(on);
  arrays.expect_step();
  host_data<half> halves(40);
  const signopt::parameter_set<half> set{{halves.var.data(), halves.m.data(), halves.grad.data(), halves.size()}};
  signopt::apply_add_sign_multi(on, set, signopt::add_sign_settings{0.1});
  EXPECT_EQ(launches(), on_npu ? 2 : 0);
  on.finalize();
}

// Bits of the CPU, where it falls back.
TEST_F(backend_test, falls_back_to_the_same_bits) {
  backend_or_cpu on;
  host_data<double> data(100), expected = data;
  auto var = data.var_view(), m = data.m_view();
  signopt::apply_add_sign(on, var, m, 0.1, 1, 1, 0.9, data.grad_view());
  auto expected_var = expected.var_view(), expected_m = expected.m_view();
  signopt::apply_add_sign(expected_var, expected_m, 0.1, 1, 1, 0.9, expected.grad_view());
  EXPECT_TRUE(same_bits(data.var, expected.var));
  EXPECT_TRUE(same_bits(data.m, expected.m));
  on.finalize();
}

#if defined(SIGNOPT_ASCEND)
TEST_F(backend_test, an_option_is_an_error_where_nothing_falls_back) {
  backend on;
  host_data<float> data(5);
  const host_data<float> before = data;
  signopt::add_sign_settings settings{0.1};
  settings.options.flush_subnormal_momentum = true;
  auto var = data.var_view(), m = data.m_view();
  expect_error<signopt::operand_error>([&] { signopt::apply_add_sign(on, var, m, settings, data.grad_view()); },
                                       {"flush_subnormal_momentum", "NPU"});
  expect_untouched(data, before);
  on.finalize();
}

TEST_F(backend_test, device_and_stream) {
  fake::set_device_count(2);
  backend first, second(1);
  counting_executor executor;
  backend third(executor, 1);
  EXPECT_EQ(fake::calls_of("aclInit"), 1) << "one reference for all backends";
  std::int32_t device = -1;
  second.session().run([&](aclrtStream) { EXPECT_EQ(aclrtGetDevice(&device), 0); });
  EXPECT_EQ(device, 1);
  third.session().run([&](aclrtStream) { EXPECT_EQ(aclrtGetDevice(&device), 0); });
  EXPECT_EQ(device, 1);
  {
    const device_scope zero(0);
    const stream_scope own;
    backend borrowing(0, own.stream);
    EXPECT_EQ(borrowing.session().stream(), own.stream);
    documented_arrays arrays;
    arrays.step(borrowing);
    arrays.expect_step();
    backend with_both(executor, 0, own.stream);
    EXPECT_EQ(with_both.session().stream(), own.stream);
  }
  EXPECT_THROW(backend(7), signopt::ascend::error);
  expect_error<signopt::operand_error>([&] { backend borrowing(0, aclrtStream{nullptr}); }, {"borrow", "default"});
  // The last one that is alive gives ACL back.
  expect_error<signopt::operand_error>([&] { first.finalize(); }, {"finalize", "2", "other", "alive"});
  documented_arrays still;
  still.step(first);
  still.expect_step();
  { backend ends = std::move(second); }
  { backend ends = std::move(third); }
  first.finalize();
  EXPECT_FALSE(fake::initialised());
  first.finalize();
  const auto refuses = [](auto call) { expect_error<signopt::operand_error>(call, {"backend", "finalized"}); };
  refuses([&] { still.step(first); });
  refuses([&] { first.synchronize(); });
  backend again;
  EXPECT_TRUE(fake::initialised());
  still.step(again);
  again.finalize();
  EXPECT_EQ(fake::calls_of(finalizing_call), 2);
}

// A framework has initialized ACL: it stays so.
TEST_F(backend_test, beside_a_framework) {
  ASSERT_EQ(aclInit(nullptr), 0);
  backend on;
  documented_arrays arrays;
  arrays.step(on);
  on.finalize();
  EXPECT_TRUE(fake::initialised());
  EXPECT_EQ(fake::init_references(), 1u);
  EXPECT_EQ(aclFinalize(), 0);
}

TEST_F(backend_test, a_failing_end_can_be_repeated) {
  backend on;
  fake::fail_call(finalizing_call, 1, 507899);
  EXPECT_THROW(on.finalize(), signopt::ascend::error);
  EXPECT_TRUE(fake::initialised());
  on.finalize();
  EXPECT_FALSE(fake::initialised());
}
#endif

}  // namespace
