// Failures on order.
#include "entry.hpp"

namespace signopt_test::fake_acl {
namespace detail {

int ordered_failure(failure_plan::target what, const std::string& name) {
  int code = success;
  for (failure_plan& plan : the_world().plans) {
    if (plan.what != what || (what == failure_plan::target::named_call && plan.name != name)) continue;
    if (plan.skip > 0) {
      --plan.skip;
    } else if (plan.how_many > 0) {
      --plan.how_many;
      if (code == success) code = plan.code;
    }
  }
  return code;
}

namespace {

void order(failure_plan::target what, const std::string& name, int k, int how_many, int code) {
  const std::lock_guard<std::mutex> guard(mutex);
  the_world().plans.push_back({what, name, k - 1, how_many, code});
}

}  // namespace
}  // namespace detail

void fail_call(int k, int code, int how_many) {
  detail::order(detail::failure_plan::target::call, "", k, how_many, code);
}

void fail_call(const std::string& name, int k, int code, int how_many) {
  detail::order(detail::failure_plan::target::named_call, name, k, how_many, code);
}

void fail_create(int k, int how_many) {
  detail::order(detail::failure_plan::target::create, "", k, how_many, detail::invalid_param);
}

void fail_kernel(int k, int how_many) {
  detail::order(detail::failure_plan::target::kernel, "", k, how_many, detail::vector_core_exception);
}

void fail_nothing() {
  const std::lock_guard<std::mutex> guard(detail::mutex);
  detail::the_world().plans.clear();
  detail::the_world().failed_calls.clear();
}

std::vector<std::string> failed_calls() {
  const std::lock_guard<std::mutex> guard(detail::mutex);
  return detail::the_world().failed_calls;
}

}  // namespace signopt_test::fake_acl
