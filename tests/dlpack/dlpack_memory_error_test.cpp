// Errors of the DLPack door about memory, and about empty tensors: type, words, and that nothing was written.
#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <limits>
#include <signopt/dlpack.hpp>
#include <string>
#include <vector>

#include "refused_calls.hpp"

namespace signopt_test::dlpack {
namespace {

constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

TEST_F(dlpack_errors, device) {
  const struct {
    std::int32_t device;
    const char* words;
  } devices[] = {{2, "kDLCUDA (2)"},
                 {4, "kDLOpenCL (4)"},
                 {8, "kDLMetal (8)"},
                 {10, "kDLROCM (10)"},
                 {13, "kDLCUDAManaged (13)"},
                 {16, "kDLHexagon (16)"},
                 {18, "kDLTrn (18)"},
                 {0, "of the unknown type (0)"},
                 {5, "of the unknown type (5)"},
                 {19, "of the unknown type (19)"},
                 {-1, "of the unknown type (-1)"}};
  for (const auto& each : devices) {
    const auto move = [&](DLTensor& t) { std::memcpy(&t.device.device_type, &each.device, sizeof each.device); };
    const std::string words = std::string("is on device ") + each.words;
    expect_wrong_tensors<operand_error>(move, words + ", expected kDLCPU, kDLCUDAHost or kDLROCMHost");
    expect_wrong_scalars<operand_error>(move, words);
  }
}

TEST_F(dlpack_errors, null_pointers) {
  const auto forget = [](DLTensor& t) { t.data = nullptr; };
  expect_wrong_tensors<operand_error>(forget, "is a null pointer, expected 6 elements");
  expect_wrong_scalars<operand_error>(forget, "is a null pointer, expected 1 elements");
  const auto forget_and_shift = [](DLTensor& t) {
    t.data = nullptr;
    t.byte_offset = 64;
  };
  expect_wrong_tensors<operand_error>(forget_and_shift, "is a null pointer, expected 6 elements");
}

TEST_F(dlpack_errors, misaligned) {
  for (const std::uint64_t shift : {1u, 2u, 3u}) {
    const auto by_offset = [&](DLTensor& t) { t.byte_offset = shift; };
    const auto by_data = [&](DLTensor& t) { t.data = static_cast<unsigned char*>(t.data) + shift; };
    const std::string words = "is misaligned: its address must be a multiple of the element size, 4 bytes";
    expect_wrong_tensors<operand_error>(by_offset, words);
    expect_wrong_tensors<operand_error>(by_data, words);
    expect_wrong_scalars<operand_error>(by_offset, words);
  }
}

TEST_F(dlpack_errors, addresses_that_cannot_be) {
  const auto shift = [](DLTensor& t) { t.byte_offset = UINT64_MAX - 15; };
  expect_wrong_tensors<operand_error>(shift, "has a byte_offset that leads out of the address space");
  expect_wrong_scalars<operand_error>(shift, "has a byte_offset that leads out of the address space");
  for (const std::int64_t stride : {largest, -largest, INT64_MIN, std::int64_t{1} << 60}) {
    std::int64_t strides[] = {stride, 1};
    expect_wrong_tensors<operand_error>([&](DLTensor& t) { t.strides = strides; }, "has strides");
  }
}

TEST_F(dlpack_errors, overlap) {
  std::int64_t zero[] = {0, 1}, also_zero[] = {1, 0}, crossed[] = {2, 1}, backwards[] = {-3, -1};
  for (std::int64_t* strides : {zero, also_zero, crossed}) {
    DLTensor var = part(0), m = part(1);
    var.strides = strides;
    expect_refused<operand_error>(var, part(1), part(2), {"var may overlap itself"});
    m.strides = strides;
    expect_refused<operand_error>(part(0), m, part(2), {"m may overlap itself"});
  }
  expect_refused<operand_error>(part(0), part(0), part(2), {"var and m overlap"});
  expect_refused<operand_error>(part(0), part(1), part(0), {"var and grad overlap"});
  expect_refused<operand_error>(part(0), part(1), part(1), {"m and grad overlap"});
  DLTensor shifted = part(0), turned = part(0);
  shifted.byte_offset = 20;
  expect_refused<operand_error>(part(0), shifted, part(2), {"var and m overlap"});
  turned.byte_offset = 20 + 20;
  turned.strides = backwards;
  expect_refused<operand_error>(part(0), part(1), turned, {"var and grad overlap"});
}

// Nothing is computed, but a call must make sense all the same.
TEST_F(dlpack_errors, empty_tensors) {
  std::int64_t empty[] = {2, 0};
  const auto emptied = [&](int k, const DLDataType& dtype = float32) {
    DLTensor made = part(k, dtype);
    made.shape = empty;
    made.data = nullptr;
    return made;
  };
  EXPECT_NO_THROW(signopt::apply_add_sign(emptied(0), emptied(1), 0.1, 1, 1, 0.9, emptied(2)));
  EXPECT_NO_THROW(signopt::apply_add_sign(emptied(0), emptied(0), {0.1}, emptied(0)));
  expect_refused<type_error>(emptied(0), emptied(1), emptied(2, {kDLInt, 32, 1}), {"grad must be"});
  expect_refused<conversion_error>(emptied(0, float16), emptied(1, float16), emptied(2), {"var is float16"});
  DLTensor elsewhere = emptied(1);
  elsewhere.device.device_type = kDLCUDA;
  expect_refused<operand_error>(emptied(0), elsewhere, emptied(2), {"m is on device kDLCUDA"});
  expect_refused<shape_error>(emptied(0), emptied(1), part(2), {"grad has shape (2, 3), var has shape (2, 0)"});
}

}  // namespace
}  // namespace signopt_test::dlpack
