// Errors of the DLPack front end about memory, and about empty tensors: type, words, and that nothing was written.
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

// No two bytes of a program are so far apart: some of these wrap, some end just before the address space does, others
// lie far in the part of it that no CPU translates.
TEST_F(dlpack_errors, byte_offsets_that_no_memory_has) {
  const std::string words = "has a byte_offset that leads to an address that cannot exist";
  for (const std::uint64_t offset : {UINT64_MAX, UINT64_MAX - 15, std::uint64_t{1} << 63, (std::uint64_t{1} << 63) - 64,
                                     std::uint64_t{1} << 62, std::uint64_t{1} << 56}) {
    const auto shift = [&](DLTensor& t) { t.byte_offset = offset; };
    expect_wrong_tensors<operand_error>(shift, words);
    expect_wrong_scalars<operand_error>(shift, words);
  }
  for (const std::uint64_t left : {0u, 4u, 8u, 64u, 4096u}) {
    const auto to_the_end = [&](DLTensor& t) {
      t.byte_offset = UINT64_MAX - 3 - left - reinterpret_cast<std::uintptr_t>(t.data);
    };
    expect_wrong_tensors<operand_error>(to_the_end, words);
    expect_wrong_scalars<operand_error>(to_the_end, words);
  }
  DLTensor var = part(0);
  var.byte_offset = std::uint64_t{1} << 62;
  expect_refused<operand_error>(var, part(1), part(2), {"var " + words + ": 4611686018427387904 bytes past data"});
}

// As a number: no such pointer can be made.
void place_at(DLTensor& tensor, std::uintptr_t address) { std::memcpy(&tensor.data, &address, sizeof tensor.data); }

TEST_F(dlpack_errors, data_at_the_ends_of_the_address_space) {
  std::int64_t backwards[] = {-3, -1}, down[] = {3, -1};
  const std::string words = "has strides that reach outside of the memory that any program has";
  for (const std::uintptr_t left : {3u, 19u, 23u}) {  // there are 24 bytes of elements, and their end is an address too
    expect_wrong_tensors<operand_error>([&](DLTensor& t) { place_at(t, UINTPTR_MAX - left); }, words);
    expect_wrong_tensors<operand_error>(
        [&](DLTensor& t) {
          place_at(t, UINTPTR_MAX - 4095);
          t.byte_offset = 4095 - left;
        },
        words);
  }
  expect_wrong_scalars<operand_error>([](DLTensor& t) { place_at(t, UINTPTR_MAX - 3); },
                                      "has an address that cannot exist");
  for (const std::uintptr_t address : {4u, 8u, 16u, 20u}) {
    expect_wrong_tensors<operand_error>(
        [&](DLTensor& t) {
          place_at(t, address);
          t.strides = backwards;
        },
        words);
  }
  expect_wrong_tensors<operand_error>(
      [&](DLTensor& t) {
        place_at(t, 8);
        t.strides = down;
      },
      words);
}

TEST_F(dlpack_errors, extents_that_no_memory_has) {
  const std::string words = "has strides that reach outside of the memory that any program has";
  for (const std::int64_t stride : {largest, -largest, INT64_MIN, std::int64_t{1} << 60, std::int64_t{1} << 54}) {
    std::int64_t strides[] = {stride, 1}, inner[] = {1, stride}, both[] = {stride, -stride / 2};
    for (std::int64_t* each : {strides, inner, both}) {
      expect_wrong_tensors<operand_error>([&](DLTensor& t) { t.strides = each; }, words);
    }
  }
  // The steps fit one by one, and not together; a shape alone is too large for memory, and not for a number.
  std::int64_t many[] = {1 << 20, 1 << 20}, apart[] = {1 << 20, std::int64_t{1} << 34};
  std::int64_t large[] = {std::int64_t{1} << 29, std::int64_t{1} << 29};
  const auto spread = [&](DLTensor tensor, std::int64_t* shape, std::int64_t* strides) {
    tensor.shape = shape;
    tensor.strides = strides;
    return tensor;
  };
  expect_refused<operand_error>(spread(part(0), many, apart), spread(part(1), many, apart),
                                spread(part(2), many, apart), {"var " + words});
  expect_refused<operand_error>(spread(part(0), large, nullptr), spread(part(1), large, nullptr),
                                spread(part(2), large, nullptr), {"var " + words});
}

// There is no element that would lie anywhere.
TEST_F(dlpack_errors, byte_offsets_of_empty_tensors) {
  std::int64_t empty[] = {0, 3};
  DLTensor tensor = part(0);
  tensor.shape = empty;
  for (const bool has_data : {true, false}) {
    if (!has_data) tensor.data = nullptr;
    tensor.byte_offset = (std::uint64_t{1} << 56) - 4096;
    EXPECT_NO_THROW(signopt::apply_add_sign(tensor, tensor, {0.1}, tensor));
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
  expect_refused<conversion_error>(emptied(0, float16), emptied(1, float16), emptied(2, float64), {"var is float16"});
  DLTensor elsewhere = emptied(1);
  elsewhere.device.device_type = kDLCUDA;
  expect_refused<operand_error>(emptied(0), elsewhere, emptied(2), {"m is on device kDLCUDA"});
  expect_refused<shape_error>(emptied(0), emptied(1), part(2), {"grad has shape (2, 3), var has shape (2, 0)"});
}

}  // namespace
}  // namespace signopt_test::dlpack
