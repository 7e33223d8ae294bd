// Descriptions, data buffers and attributes, and the conversions of float16.
#include <cmath>
#include <limits>

#include "device_test.hpp"

namespace signopt_test::fake_acl {
namespace {

class fake_acl_object : public device_test {};

TEST_F(fake_acl_object, is_counted_while_it_lives) {
  const object_counts before = live_objects();
  const std::int64_t dim = 4;
  aclTensorDesc* const desc = aclCreateTensorDesc(ACL_FLOAT, 1, &dim, ACL_FORMAT_ND);
  aclDataBuffer* const buffer = aclCreateDataBuffer(nullptr, 0);
  aclopAttr* const attr = aclopCreateAttr();
  EXPECT_EQ(live_objects().descs, 1);
  EXPECT_EQ(live_objects().buffers, 1);
  EXPECT_EQ(live_objects().attrs, 1);
  EXPECT_EQ(aclSetTensorPlaceMent(desc, ACL_MEMTYPE_HOST), 0);
  float value = 1;
  EXPECT_EQ(aclSetTensorConst(desc, &value, sizeof value), 0);
  EXPECT_EQ(aclopSetAttrBool(attr, "use_locking", 0), 0);
  aclDestroyTensorDesc(desc);
  EXPECT_EQ(aclDestroyDataBuffer(buffer), 0);
  aclopDestroyAttr(attr);
  EXPECT_EQ(live_objects(), before);
}

TEST_F(fake_acl_object, is_not_made_from_nothing) {
  const std::int64_t dim = 4;
  EXPECT_EQ(aclCreateTensorDesc(ACL_FLOAT, -1, &dim, ACL_FORMAT_ND), nullptr);
  EXPECT_TRUE(one_violation("aclCreateTensorDesc", "negative rank"));
  EXPECT_EQ(aclCreateTensorDesc(ACL_FLOAT, 1, nullptr, ACL_FORMAT_ND), nullptr);
  EXPECT_TRUE(one_violation("aclCreateTensorDesc", "null"));
}

TEST_F(fake_acl_object, is_not_used_after_its_end) {
  const std::int64_t dim = 4;
  aclTensorDesc* const desc = aclCreateTensorDesc(ACL_FLOAT, 1, &dim, ACL_FORMAT_ND);
  aclDestroyTensorDesc(desc);
  EXPECT_EQ(aclSetTensorPlaceMent(desc, ACL_MEMTYPE_HOST), 100000);
  EXPECT_TRUE(one_violation("aclSetTensorPlaceMent", "none any more"));
  aclDestroyTensorDesc(desc);
  EXPECT_TRUE(one_violation("aclDestroyTensorDesc", "none any more"));
  aclDestroyTensorDesc(nullptr);
  aclDataBuffer* const buffer = aclCreateDataBuffer(&stream, 8);
  EXPECT_EQ(aclDestroyDataBuffer(buffer), 0);
  EXPECT_EQ(aclDestroyDataBuffer(buffer), 100000);
  EXPECT_TRUE(one_violation("aclDestroyDataBuffer", "none any more"));
  EXPECT_EQ(aclDestroyDataBuffer(nullptr), 100000);
  EXPECT_TRUE(one_violation("aclDestroyDataBuffer", "null"));
  aclopAttr* const attr = aclopCreateAttr();
  aclopDestroyAttr(attr);
  aclopDestroyAttr(nullptr);
  EXPECT_EQ(aclopSetAttrBool(attr, "use_locking", 0), 100000);
  EXPECT_TRUE(one_violation("aclopSetAttrBool", "none any more"));
  aclopDestroyAttr(attr);
  EXPECT_TRUE(one_violation("aclopDestroyAttr", "none any more"));
}

TEST(fake_acl_float16, saturates_as_the_real_one_does) {
  const float infinity = std::numeric_limits<float>::infinity();
  EXPECT_EQ(aclFloatToFloat16(1.0f), 0x3c00);
  EXPECT_EQ(aclFloatToFloat16(-0.1f), 0xae66);
  EXPECT_EQ(aclFloatToFloat16(0x1p-24f), 1);
  EXPECT_EQ(aclFloatToFloat16(0x1p-25f), 0);
  EXPECT_EQ(aclFloatToFloat16(0x1.8p-25f), 1);
  EXPECT_EQ(aclFloatToFloat16(65519.0f), 0x7bff);
  EXPECT_EQ(aclFloatToFloat16(65520.0f), 0x7bff);
  EXPECT_EQ(aclFloatToFloat16(infinity), 0x7bff);
  EXPECT_EQ(aclFloatToFloat16(-infinity), 0xfbff);
  EXPECT_EQ(aclFloatToFloat16(std::nanf("")) & 0x7fff, 0x7bff);
  EXPECT_EQ(aclFloat16ToFloat(0x3555), 0x1.554p-2f);
  EXPECT_EQ(aclFloat16ToFloat(0x8001), -0x1p-24f);
  EXPECT_EQ(aclFloat16ToFloat(0x7c00), 65536.0f);
  EXPECT_EQ(aclFloat16ToFloat(0x7e00), 98304.0f);
}

}  // namespace
}  // namespace signopt_test::fake_acl
