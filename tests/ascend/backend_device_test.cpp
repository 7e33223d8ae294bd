// signopt::backend in a build for an NPU: its device, its stream, and who gives ACL back.
#include <gtest/gtest.h>

#include <signopt/backend.hpp>
#include <utility>

#include "backend_fixture.hpp"
#include "host_data.hpp"
#include "support/errors.hpp"

namespace {

using namespace signopt_test;
using signopt::backend;

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

}  // namespace
