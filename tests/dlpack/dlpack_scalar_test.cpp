// What can be a scalar of the DLPack front end, and what becomes of it. Which dtypes lead to which compute type:
// dlpack_layout_test.
#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <signopt/dlpack.hpp>
#include <string>
#include <type_traits>
#include <vector>

#include "call.hpp"

namespace signopt_test::dlpack {
namespace {

enum unscoped { value };
enum class scoped { value };
struct converts_to_double {
  operator double() const { return 1; }
};

template <class... T>
constexpr bool all_are_scalars = (std::is_convertible_v<T, signopt::dl_scalar> && ...);
template <class... T>
constexpr bool any_is_scalar = (std::is_constructible_v<signopt::dl_scalar, T> || ...);

static_assert(all_are_scalars<float, double, char, signed char, unsigned char, short, unsigned short, int, unsigned,
                              long, unsigned long, long long, unsigned long long>);
static_assert(all_are_scalars<const float&, volatile double&, int&&, framework_half, const framework_bfloat16&>);
static_assert(all_are_scalars<DLTensor, DLTensor&, const DLTensor&, DLTensor&&>);
static_assert(all_are_scalars<DLManagedTensor, const DLManagedTensor&, signopt::dl_operand>);
static_assert(!any_is_scalar<bool, const bool&, std::vector<bool>::reference, unscoped, scoped, long double>);
static_assert(!any_is_scalar<const char*, std::string, float*, const DLTensor*, std::nullptr_t, std::vector<float>,
                             std::unique_ptr<int>, converts_to_double, DLManagedTensor*>);

template <class T>
DLTensor one_element(T& element, const DLDataType& dtype) {
  DLTensor made{};
  made.data = &element;
  made.device = {kDLCPU, 0};
  made.dtype = dtype;
  return made;
}

// With m = 0, grad = 1, alpha = 1, sign_decay = 0 and beta = 0, var goes down by lr as it was rounded.
float lr_in_float32(const signopt::dl_scalar& lr) {
  float var = 0, m = 0, grad = 1;
  signopt::apply_add_sign(one_element(var, float32), one_element(m, float32), lr, 1, 0, 0, one_element(grad, float32));
  EXPECT_EQ(m, 1);
  return -var;
}

double lr_in_float64(const signopt::dl_scalar& lr) {
  double var = 0, m = 0, grad = 1;
  signopt::apply_add_sign(one_element(var, float64), one_element(m, float64), lr, 1, 0, 0, one_element(grad, float64));
  return -var;
}

TEST(dl_scalar, plain_numbers_are_rounded_once) {
  EXPECT_EQ(lr_in_float32(0.1), 0.1f);
  EXPECT_EQ(lr_in_float32(0.1f), 0.1f);
  EXPECT_EQ(lr_in_float64(0.1), 0.1);
  EXPECT_EQ(lr_in_float64(0.1f), static_cast<double>(0.1f));
  EXPECT_EQ(lr_in_float32('\7'), 7.0f);
  // Just above the middle of two float32, and rounded to a float64 first, exactly on it.
  constexpr std::int64_t above_a_tie = (std::int64_t{1} << 54) + (std::int64_t{1} << 30) + 1;
  static_assert(static_cast<float>(above_a_tie) == 0x1.000002p54f);
  // Rounded as the CPU does it: qemu's ppc64le rounds twice in xscvsxdsp.
  const volatile std::int64_t not_known = above_a_tie;
  EXPECT_EQ(lr_in_float32(above_a_tie), static_cast<float>(not_known));
  EXPECT_EQ(lr_in_float64(above_a_tie), 0x1.000001p54);
  EXPECT_EQ(lr_in_float32(std::numeric_limits<std::uint64_t>::max()), 0x1p64f);
  EXPECT_EQ(lr_in_float64(std::numeric_limits<std::int64_t>::min()), -0x1p63);
}

TEST(dl_scalar, values_keep_their_dtype) {
  EXPECT_EQ(lr_in_float32(framework_half{0x2e66}), 0x1.998p-4f);     // 0.1
  EXPECT_EQ(lr_in_float32(framework_bfloat16{0x3dcd}), 0x1.9ap-4f);  // 0.1
  EXPECT_EQ(lr_in_float64(framework_half{0x2e66}), 0x1.998p-4);
}

TEST(dl_scalar, tensors_keep_their_dtype) {
  framework_half half{0x2e66};
  framework_bfloat16 brain{0x3dcd};
  float single = 0.1f;
  double wide = 0.1;
  EXPECT_EQ(lr_in_float32(one_element(half, float16)), 0x1.998p-4f);
  EXPECT_EQ(lr_in_float32(one_element(brain, bfloat16)), 0x1.9ap-4f);
  EXPECT_EQ(lr_in_float32(one_element(single, float32)), 0.1f);
  EXPECT_EQ(lr_in_float32(one_element(wide, float64)), 0.1f);
  EXPECT_EQ(lr_in_float64(one_element(single, float32)), static_cast<double>(0.1f));
  EXPECT_EQ(lr_in_float64(one_element(wide, float64)), 0.1);
}

TEST(dl_scalar, tensors_have_shape_none_or_one) {
  std::int64_t shape[] = {1}, far[] = {INT64_MIN};
  float numbers[] = {2, 3};
  DLTensor tensor = one_element(numbers[0], float32);
  tensor.ndim = 1;
  tensor.shape = shape;
  EXPECT_EQ(lr_in_float32(tensor), 2);
  tensor.strides = far;
  EXPECT_EQ(lr_in_float32(tensor), 2);
  tensor.byte_offset = sizeof(float);
  EXPECT_EQ(lr_in_float32(tensor), 3);
  tensor.device.device_type = kDLCUDAHost;
  EXPECT_EQ(lr_in_float32(tensor), 3);
}

TEST(dl_scalar, tensors_are_read_when_the_call_is_made) {
  float number = 2;
  const signopt::dl_scalar lr = one_element(number, float32);  // the description was a temporary
  number = 3;
  EXPECT_EQ(lr_in_float32(lr), 3);
}

// The element of a scalar may even be one of var's: it is read before anything is written.
TEST(dl_scalar, tensors_may_lie_in_var) {
  float var = 5, m = 0, grad = 1;
  const DLTensor tensor = one_element(var, float32);
  signopt::apply_add_sign(tensor, one_element(m, float32), tensor, 1, 0, 0, one_element(grad, float32));
  EXPECT_EQ(var, 0);
}

}  // namespace
}  // namespace signopt_test::dlpack
