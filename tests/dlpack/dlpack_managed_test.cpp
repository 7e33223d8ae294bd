// The structs that capsules hold, as operands and as scalars: what they say besides their tensor, and that they stay
// the caller's. With a header of version 1: DLPack 0 has only one of them.
#include "dlpack_1_header.hpp"
//
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <signopt/dlpack.hpp>
#include <string>
#include <vector>

#include "refused_calls.hpp"
#include "support/memory.hpp"

namespace signopt_test::dlpack {
namespace {

int deleted = 0;

class dlpack_managed : public dlpack_errors {
 protected:
  dlpack_managed() { deleted = 0; }
  ~dlpack_managed() override { EXPECT_EQ(deleted, 0) << "a deleter was called"; }

  static DLManagedTensor managed(const DLTensor& tensor) {
    return {tensor, nullptr, [](DLManagedTensor*) { ++deleted; }};
  }
  static DLManagedTensorVersioned versioned(const DLTensor& tensor, std::uint64_t flags = 0) {
    return {{1, 0}, nullptr, [](DLManagedTensorVersioned*) { ++deleted; }, flags, tensor};
  }
  DLManagedTensorVersioned read_only(const DLTensor& tensor) const {
    return versioned(tensor, DLPACK_FLAG_BITMASK_READ_ONLY);
  }
};

constexpr std::int64_t count = 3;
struct three_arrays {
  float var[count] = {1, 1, 1}, m[count] = {0, 0, 0}, grad[count] = {1, 1, 1};
  std::int64_t shape[1] = {count};

  DLTensor tensor(float* data) { return {data, {kDLCPU, 0}, 1, {kDLFloat, 32, 1}, shape, nullptr, 0}; }
  // Of the call with lr 0.5, alpha 1, sign_decay 0 and beta 0.
  void expect_one_step() {
    for (const float each : var) EXPECT_EQ(each, 0.5f);
    for (const float each : m) EXPECT_EQ(each, 1.0f);
    for (const float each : grad) EXPECT_EQ(each, 1.0f);
  }
};

TEST_F(dlpack_managed, every_kind_beside_every_other) {
  three_arrays arrays;
  const auto with_each_kind = [](const DLTensor& tensor, auto use) {
    use(tensor);
    use(managed(tensor));
    use(versioned(tensor));
    use(signopt::dl_operand(versioned(tensor)));
  };
  int calls = 0;
  with_each_kind(arrays.tensor(arrays.var), [&](const auto& var) {
    with_each_kind(arrays.tensor(arrays.m), [&](const auto& m) {
      with_each_kind(arrays.tensor(arrays.grad), [&](const auto& grad) {
        const auto expect_step = [&](auto call) {
          arrays = {};
          call();
          arrays.expect_one_step();
          ++calls;
        };
        expect_step([&] { signopt::apply_add_sign(var, m, 0.5, 1, 0, 0, grad); });
        expect_step([&] { signopt::apply_add_sign(var, m, {0.5, 1, 0, 0}, grad); });
        expect_step([&] { signopt::apply_add_sign(signopt::serial(), var, m, {0.5, 1, 0, 0}, grad); });
        expect_step([&] { signopt::apply_add_sign(signopt::serial(), var, m, 0.5, 1, 0, 0, grad); });
      });
    });
  });
  EXPECT_EQ(calls, 4 * 4 * 4 * 4);
}

TEST_F(dlpack_managed, what_is_not_const_and_what_is_temporary) {
  three_arrays arrays;
  DLManagedTensorVersioned var = versioned(arrays.tensor(arrays.var));
  DLManagedTensor grad = managed(arrays.tensor(arrays.grad));
  signopt::apply_add_sign(var, managed(arrays.tensor(arrays.m)), 0.5, 1, 0, 0, grad);
  arrays.expect_one_step();
}

TEST_F(dlpack_managed, scalars_of_every_kind) {
  three_arrays arrays;
  float half = 0.5f, one = 1, zero = 0;
  const auto number = [](float& value) {
    return DLTensor{&value, {kDLCPU, 0}, 0, {kDLFloat, 32, 1}, nullptr, nullptr, 0};
  };
  signopt::apply_add_sign(arrays.tensor(arrays.var), arrays.tensor(arrays.m), managed(number(half)),
                          versioned(number(one)), read_only(number(zero)), signopt::dl_operand(managed(number(zero))),
                          arrays.tensor(arrays.grad));
  arrays.expect_one_step();
}

TEST_F(dlpack_managed, read_only_var_and_m_are_refused) {
  const auto expect_both = [&](const auto& var, const auto& m, const auto& grad, const std::string& name) {
    const std::string words = name + " is marked read-only (DLPACK_FLAG_BITMASK_READ_ONLY), and is updated in place";
    expect_error<operand_error>([&] { signopt::apply_add_sign(var, m, 0.1, 1, 1, 0.9, grad); }, {words});
    expect_error<operand_error>([&] { signopt::apply_add_sign(var, m, {0.1}, grad); }, {words});
    expect_error<operand_error>([&] { signopt::apply_add_sign(signopt::serial(), var, m, {0.1}, grad); }, {words});
    expect_untouched();
  };
  expect_both(read_only(part(0)), part(1), part(2), "var");
  expect_both(part(0), read_only(part(1)), read_only(part(2)), "m");
  expect_both(read_only(part(0)), read_only(part(1)), part(2), "var");
  const std::uint64_t all_flags = ~std::uint64_t{0};
  expect_both(versioned(part(0), all_flags), versioned(part(1)), part(2), "var");
  std::int64_t empty[] = {0};
  DLTensor nothing{nullptr, {kDLCPU, 0}, 1, {kDLFloat, 32, 1}, empty, nullptr, 0};
  expect_both(read_only(nothing), nothing, nothing, "var");
}

// In memory that is read-only indeed, where a write would end the program.
TEST_F(dlpack_managed, read_only_memory_is_read_only) {
  const std::size_t bytes = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  void* const page = mmap(nullptr, bytes, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(page, MAP_FAILED);
  three_arrays arrays;
  const DLManagedTensorVersioned zeros = read_only(arrays.tensor(static_cast<float*>(page)));
  const DLTensor var = arrays.tensor(arrays.var), m = arrays.tensor(arrays.m);
  expect_error<operand_error>([&] { signopt::apply_add_sign(zeros, m, {0.5}, var); }, {"var is marked read-only"});
  expect_error<operand_error>([&] { signopt::apply_add_sign(var, zeros, {0.5}, m); }, {"m is marked read-only"});
  signopt::apply_add_sign(var, m, {0.5}, zeros);
  EXPECT_EQ(arrays.var[0], 1.0f);
  munmap(page, bytes);
}

TEST_F(dlpack_managed, other_flags_change_nothing) {
  for (int bit = 1; bit < 64; ++bit) {
    three_arrays arrays;
    const std::uint64_t flags = std::uint64_t{1} << bit;
    signopt::apply_add_sign(versioned(arrays.tensor(arrays.var), flags), versioned(arrays.tensor(arrays.m), flags), 0.5,
                            1, 0, 0, versioned(arrays.tensor(arrays.grad), flags));
    arrays.expect_one_step();
  }
}

TEST_F(dlpack_managed, every_minor_version_is_taken) {
  for (const std::uint32_t minor : {0u, 1u, 3u, UINT32_MAX}) {
    three_arrays arrays;
    DLManagedTensorVersioned var = versioned(arrays.tensor(arrays.var));
    var.version.minor = minor;
    signopt::apply_add_sign(var, arrays.tensor(arrays.m), 0.5, 1, 0, 0, arrays.tensor(arrays.grad));
    arrays.expect_one_step();
  }
}

// Behind the version begins memory that nobody may read.
TEST_F(dlpack_managed, of_another_major_version_nothing_else_is_read) {
  walled_array<DLPackVersion> memory(1);
  for (const DLPackVersion& version : {DLPackVersion{0, 0}, DLPackVersion{2, 7}, DLPackVersion{UINT32_MAX, 1}}) {
    const auto& other = *reinterpret_cast<const DLManagedTensorVersioned*>(memory.place_at_end(&version, 1));
    const std::string words = "is a DLManagedTensorVersioned of DLPack " + std::to_string(version.major) + "." +
                              std::to_string(version.minor) + ", expected major version 1";
    const auto expect_words = [&](const std::string& name, const auto& var, const auto& m, const auto& grad) {
      expect_error<operand_error>([&] { signopt::apply_add_sign(var, m, 0.1, 1, 1, 0.9, grad); }, {name + " " + words});
      expect_error<operand_error>([&] { signopt::apply_add_sign(var, m, {0.1}, grad); }, {name + " " + words});
    };
    expect_words("var", other, part(1), part(2));
    expect_words("m", part(0), other, part(2));
    expect_words("grad", part(0), managed(part(1)), other);
    for (int i = 0; i < 4; ++i) {
      const char* const names[] = {"lr", "alpha", "sign_decay", "beta"};
      signopt::dl_scalar scalars[] = {0.1, 1, 1, 0.9};
      scalars[i] = other;
      expect_refused<operand_error>(part(0), part(1), scalars, part(2), {names[i] + (" " + words)});
    }
    expect_untouched();
  }
}

// What is wrong of the tensor inside is as wrong as of one that comes alone.
TEST_F(dlpack_managed, tensors_inside_are_checked) {
  DLTensor elsewhere = part(0);
  elsewhere.device.device_type = kDLCUDA;
  expect_error<operand_error>([&] { signopt::apply_add_sign(versioned(elsewhere), part(1), {0.1}, part(2)); },
                              {"var is on device kDLCUDA"});
  expect_error<operand_error>([&] { signopt::apply_add_sign(managed(part(0)), versioned(part(0)), {0.1}, part(2)); },
                              {"var and m overlap"});
  expect_error<type_error>(
      [&] {
        signopt::apply_add_sign(managed(part(0, {kDLInt, 32, 1})), part(1), {0.1}, read_only(part(2)));
      },
      {"var must be float16, bfloat16, float32 or float64, got int32"});
  expect_untouched();
}

// A framework's own classes.
struct derived : DLManagedTensorVersioned {};
struct holder {
  DLManagedTensorVersioned held;
  operator const DLTensor&() const { return held.dl_tensor; }
  operator const DLManagedTensorVersioned&() const { return held; }
};
struct maker {
  DLTensor tensor;
  operator DLManagedTensor() const { return {tensor, nullptr, nullptr}; }
};

TEST_F(dlpack_managed, what_is_or_becomes_one) {
  three_arrays arrays;
  signopt::apply_add_sign(derived{versioned(arrays.tensor(arrays.var))}, maker{arrays.tensor(arrays.m)}, 0.5, 1, 0, 0,
                          holder{read_only(arrays.tensor(arrays.grad))});
  arrays.expect_one_step();
  const auto call = [&](const auto& var) { signopt::apply_add_sign(var, part(1), {0.1}, part(2)); };
  expect_error<operand_error>([&] { call(derived{read_only(part(0))}); }, {"var is marked read-only"});
  expect_error<operand_error>([&] { call(holder{read_only(part(0))}); }, {"var is marked read-only"});
}

}  // namespace
}  // namespace signopt_test::dlpack
