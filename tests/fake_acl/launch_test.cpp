// What a launch of ApplyAddSignD, or another operation, refuses, and where it writes.
#include "device_test.hpp"

namespace signopt_test::fake_acl {
namespace {

class fake_acl_launch : public launch_test {
 protected:
  // Refused with this code, and a violation and a message with these words.
  void expect_refused(const launch_call& call, int code, const std::string& words) {
    SCOPED_TRACE(words);
    const int before = launch_count();
    EXPECT_EQ(call(stream), code);
    EXPECT_NE(call.message.find(words), std::string::npos) << call.message;
    EXPECT_TRUE(one_violation("aclopCompileAndExecute", words));
    EXPECT_EQ(launch_count(), before);
  }

  // Accepted with a violation, and fails when it runs.
  void expect_failing(const launch_call& call, const std::string& words, int code = 507015) {
    SCOPED_TRACE(words);
    EXPECT_EQ(call(stream), 0) << call.message;
    EXPECT_TRUE(one_violation("aclopCompileAndExecute", words));
    EXPECT_EQ(aclrtSynchronizeStream(stream), code);
  }
};

TEST_F(fake_acl_launch, names_the_operation_with_kernels) {
  launch_call call = right();
  call.type = "ApplyAddSign";
  expect_refused(call, 500002, "ApplyAddSignD");
  call.type = "ApplyPowerSign";
  expect_refused(call, 500002, "ApplyPowerSignD");
  call.type = "ApplyLionD";
  expect_refused(call, 500002, "no operation ApplyLionD");
}

TEST_F(fake_acl_launch, has_7_inputs_and_2_outputs) {
  launch_call call = right();
  call.out.pop_back();
  expect_refused(call, 500002, "2 outputs");
  call = right();
  call.in.pop_back();
  expect_refused(call, 500002, "7 inputs");
}

TEST_F(fake_acl_launch, has_operands_of_one_dtype_and_shape) {
  launch_call call = right();
  call.in[2].dtype = ACL_FLOAT16;
  expect_refused(call, 500002, "dtype of lr");
  call = right();
  for (auto* operands : {&call.in, &call.out}) {
    for (operand& each : *operands) each.dtype = ACL_BF16;
  }
  expect_refused(call, 500002, "neither float32 nor float16");
  call = right();
  call.in[6].dims = {4, 4};
  expect_refused(call, 500002, "shape of grad");
  call = right();
  call.out[1].dims = {15};
  expect_refused(call, 500002, "shape of the output m");
  call = right();
  call.in[5].dims = {1, 1};
  expect_refused(call, 500002, "beta is not one element");
  call.in[5].dims = {2};
  expect_refused(call, 500002, "beta is not one element");
  call = right();
  call.in[0].format = ACL_FORMAT_NCHW;
  expect_refused(call, 500002, "format of var");
  call = right();
  for (operand& each : call.in) each.dims = each.dims[0] == 16 ? std::vector<std::int64_t>{4, 4} : each.dims;
  call.in[3].dims = {};  // a scalar of rank 0
  call.out = {call.in[0], call.in[1]};
  EXPECT_EQ(call(stream), 0) << call.message;
}

TEST_F(fake_acl_launch, has_buffers_large_enough) {
  launch_call call = right();
  call.in[1].bytes = 63;
  expect_refused(call, 145000, "buffer of m is too small");
  call = right();
  call.in[6].data = nullptr;
  expect_refused(call, 100000, "data of grad is null");
  call = right();
  for (operand* each : {&call.in[0], &call.in[1], &call.in[6], &call.out[0], &call.out[1]}) {
    each->dims = {std::int64_t{1} << 31};
    each->bytes = std::size_t{1} << 40;
  }
  expect_refused(call, 500002, "more than 2^31 - 1");
}

TEST_F(fake_acl_launch, is_the_usual_one) {
  launch_call call = right();
  call.engine = ACL_ENGINE_VECTOR;
  expect_refused(call, 500002, "engine");
  call = right();
  call.compile = ACL_COMPILE_UNREGISTERED;
  expect_refused(call, 200001, "ACL_COMPILE_SYS");
  call = right();
  call.path = "somewhere";
  expect_refused(call, 500002, "path");
  aclopAttr* const attr = aclopCreateAttr();
  call = right();
  call.attr = attr;
  EXPECT_EQ(call(stream), 0);
  EXPECT_EQ(aclopSetAttrBool(attr, "use_locking", 0), 0);
  EXPECT_EQ(call(stream), 0);
  EXPECT_EQ(aclopSetAttrBool(attr, "use_locking", 1), 0);
  expect_refused(call, 500002, "use_locking");
  aclopDestroyAttr(attr);
  expect_refused(call, 100000, "none any more");
  EXPECT_EQ(aclrtSynchronizeStream(stream), 0);
}

TEST_F(fake_acl_launch, knows_objects_that_are_none) {
  const std::int64_t dim = 16;
  aclTensorDesc* const desc = aclCreateTensorDesc(ACL_FLOAT, 1, &dim, ACL_FORMAT_ND);
  aclDataBuffer* const buffer = aclCreateDataBuffer(var, 64);
  const std::vector<const aclTensorDesc*> descs(7, desc);
  std::vector<aclDataBuffer*> buffers(7, buffer);
  const auto launch = [&] {
    return aclopCompileAndExecute("ApplyAddSignD", 7, descs.data(), buffers.data(), 2, descs.data(), buffers.data(),
                                  nullptr, ACL_ENGINE_SYS, ACL_COMPILE_SYS, nullptr, stream);
  };
  buffers[1] = nullptr;
  EXPECT_EQ(launch(), 100000);
  EXPECT_TRUE(one_violation("aclopCompileAndExecute", "data buffer of m"));
  aclDestroyTensorDesc(desc);
  EXPECT_EQ(launch(), 100000);
  EXPECT_TRUE(one_violation("aclopCompileAndExecute", "description of var"));
  EXPECT_EQ(aclDestroyDataBuffer(buffer), 0);
}

TEST_F(fake_acl_launch, has_its_memory_where_it_says) {
  std::vector<float> host(16);
  launch_call call = right();
  call.in[6].data = host.data();
  expect_failing(call, "grad is no device memory");
  call = right();
  call.in[2].placement = ACL_MEMTYPE_DEVICE;
  expect_failing(call, "lr is no device memory");
  call = right();
  call.in[2].data = other;
  expect_failing(call, "lr is said to be in host memory");
  call = right();
  call.in[6].data = other + 8;
  expect_failing(call, "grad reaches beyond");
  call = right();
  call.in[6].bytes = 65;
  expect_failing(call, "grad reaches beyond");
  call = right();
  call.in[6] = {other + 1, 4, ACL_FLOAT, {1}};
  for (operand* each : {&call.in[0], &call.in[1], &call.out[0], &call.out[1]}) {
    each->dims = {1};
    each->bytes = 4;
  }
  expect_failing(call, "grad is not aligned");
  EXPECT_EQ(aclrtFree(other), 0);
  call = right();
  call.in[6].data = other;
  expect_failing(call, "grad is device memory that was freed");
  call = right();
  call.in[6].placement = ACL_MEMTYPE_HOST_COMPILE_INDEPENDENT;
  expect_refused(call, 500002, "grad is not placed on the device");
}

TEST_F(fake_acl_launch, does_not_overlap_itself) {
  launch_call call = right();
  call.in[6].data = var;
  expect_failing(call, "overlap", 0);
}

// Where the outputs go that are not the inputs, depends.
TEST_F(fake_acl_launch, writes_its_outputs_as_the_mode_says) {
  struct {
    outputs mode;
    bool in, out;
  } const cases[] = {{outputs::ref, true, false}, {outputs::noref, false, true}, {outputs::both, true, true}};
  for (const auto& each : cases) {
    SCOPED_TRACE(int(each.mode));
    set_mode(each.mode);
    write_device(var, std::vector<float>(16, 1));
    write_device(other, std::vector<float>(16, 1));
    launch_call call = right();
    call.out[0].data = other;
    expect_failing(call, "the outputs are not the memory of the inputs", 0);
    EXPECT_EQ(read_device(var, 1)[0], each.in ? .5f : 1.0f);
    EXPECT_EQ(read_device(other, 1)[0], each.out ? .5f : 1.0f);
  }
}

TEST_F(fake_acl_launch, may_write_elsewhere_where_that_is_asked) {
  allow_separate_outputs(true);
  launch_call call = right();
  call.out[0].data = other;
  EXPECT_EQ(call(stream), 0);
  EXPECT_EQ(aclrtSynchronizeStream(stream), 0);
  EXPECT_EQ(violations(), std::vector<std::string>());
}

TEST_F(fake_acl_launch, leaves_rubbish_in_the_padding) {
  auto* const memory = device_memory<float>(64);
  write_device(memory, std::vector<float>(64, 1));
  const launch_call call(memory, m, scalars, grad, 3);
  EXPECT_EQ(call(stream), 0);
  EXPECT_EQ(aclrtSynchronizeStream(stream), 0);
  const std::vector<float> left = read_device(memory, 64);
  EXPECT_EQ(left[2], .5f);
  for (std::size_t i = 3; i < 16; ++i) EXPECT_NE(left[i], left[i]);
  for (std::size_t i = 16; i < 64; ++i) EXPECT_EQ(left[i], 1.0f);
}

}  // namespace
}  // namespace signopt_test::fake_acl
