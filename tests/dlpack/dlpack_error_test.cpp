// Errors of the DLPack front end about dtypes and shapes: type, words, and that nothing was written.
#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <signopt/dlpack.hpp>
#include <string>
#include <vector>

#include "refused_calls.hpp"

namespace signopt_test::dlpack {
namespace {

constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

TEST_F(dlpack_errors, good_calls_are_accepted) {
  const signopt::dl_scalar scalars[] = {number(), number(float16), number(float64), number(bfloat16)};
  EXPECT_NO_THROW(signopt::apply_add_sign(part(0), part(1), scalars[0], scalars[1], scalars[2], scalars[3], part(2)));
}

TEST_F(dlpack_errors, unsupported_dtype) {
  const struct {
    DLDataType dtype;
    const char* name;
  } dtypes[] = {{{kDLInt, 64, 1}, "int64"},
                {{kDLInt, 8, 1}, "int8"},
                {{kDLUInt, 16, 1}, "uint16"},
                {{kDLFloat, 8, 1}, "float8"},
                {{kDLFloat, 128, 1}, "float128"},
                {{kDLBfloat, 32, 1}, "bfloat32"},
                {{kDLComplex, 64, 1}, "complex64"},
                {{kDLOpaqueHandle, 64, 1}, "opaque handle 64"},
                {{6, 8, 1}, "bool"},
                {{12, 8, 1}, "float8_e5m2"},
                {{17, 4, 1}, "float4_e2m1fn"},
                {{18, 16, 1}, "type code 18 of 16 bits"},
                {{255, 32, 1}, "type code 255 of 32 bits"},
                {{kDLFloat, 32, 4}, "float32 with 4 lanes"},
                {{kDLFloat, 32, 0}, "float32 with 0 lanes"},
                {{kDLBfloat, 16, 2}, "bfloat16 with 2 lanes"}};
  for (const auto& each : dtypes) {
    const std::string words = std::string("must be float16, bfloat16, float32 or float64, got ") + each.name;
    expect_refused<type_error>(part(0, each.dtype), part(1, each.dtype), part(2), {"var " + words});
    expect_refused<type_error>(part(0), part(1), part(2, each.dtype), {"grad " + words});
    expect_wrong_scalars<type_error>([&](DLTensor& tensor) { tensor.dtype = each.dtype; }, words);
    expect_refused<conversion_error>(part(0), part(1, each.dtype), part(2),
                                     {std::string("m is ") + each.name + " and var is float32"});
  }
}

TEST_F(dlpack_errors, var_or_m_would_have_to_be_converted) {
  const DLDataType dtypes[] = {float16, bfloat16, float32, float64};
  const char* const names[] = {"float16", "bfloat16", "float32", "float64"};
  const bool grad_goes[4][4] = {{true, false, true, false},  // with a var of float16: a grad of float16 or float32
                                {false, true, true, false},
                                {true, true, true, false},
                                {true, true, true, true}};
  for (int v = 0; v < 4; ++v) {
    for (int other = 0; other < 4; ++other) {
      const std::string of_var = std::string("is ") + names[v], of_other = std::string("is ") + names[other];
      if (!grad_goes[v][other]) {
        expect_refused<conversion_error>(
            part(0, dtypes[v]), part(1, dtypes[v]), part(2, dtypes[other]),
            {"var " + of_var + " and grad " + of_other + ": var is updated in place and cannot be converted"});
      }
      if ((other == 3) == (v == 3)) continue;
      expect_refused<conversion_error>(
          part(0, dtypes[v]), part(1, dtypes[other]), part(2, dtypes[v]),
          {"m " + of_other + " and var " + of_var + ": m is updated in place and cannot be converted"});
    }
  }
}

TEST_F(dlpack_errors, shapes_differ) {
  std::int64_t other[] = {3, 2}, longer[] = {2, 3, 1}, empty[] = {0, 3};
  const auto reshaped = [this](int k, std::int64_t* shape, int ndim) {
    DLTensor made = part(k);
    made.shape = shape;
    made.ndim = ndim;
    return made;
  };
  expect_refused<shape_error>(part(0), reshaped(1, other, 2), part(2), {"m has shape (3, 2), var has shape (2, 3)"});
  expect_refused<shape_error>(part(0), part(1), reshaped(2, other, 2), {"grad has shape (3, 2), var has shape (2, 3)"});
  expect_refused<shape_error>(part(0), reshaped(1, longer, 3), part(2), {"m has shape (2, 3, 1), var has shape"});
  expect_refused<shape_error>(part(0), part(1), reshaped(2, shape_, 1), {"grad has shape (2,), var has shape (2, 3)"});
  expect_refused<shape_error>(part(0), part(1), reshaped(2, nullptr, 0), {"grad has shape (), var has shape (2, 3)"});
  expect_refused<shape_error>(part(0), reshaped(1, empty, 2), part(2), {"m has shape (0, 3), var has shape (2, 3)"});
  expect_refused<shape_error>(reshaped(0, empty, 2), part(1), part(2), {"m has shape (2, 3), var has shape (0, 3)"});
}

TEST_F(dlpack_errors, shapes_that_no_array_has) {
  std::int64_t negative[] = {2, -3}, huge[] = {largest, 3}, product[] = {std::int64_t{1} << 31, std::int64_t{1} << 30};
  std::vector<std::int64_t> many(40, 1);
  many[3] = -1;
  expect_wrong_tensors<shape_error>([&](DLTensor& t) { t.shape = negative; }, "has a negative size: shape (2, -3)");
  expect_wrong_tensors<shape_error>([&](DLTensor& t) { t.shape = huge; }, "is larger than any array can be: shape");
  expect_wrong_tensors<shape_error>([&](DLTensor& t) { t.shape = product; }, "is larger than any array can be: shape");
  expect_wrong_tensors<shape_error>([&](DLTensor& t) { t.ndim = -1; }, "has a negative ndim: -1");
  expect_wrong_tensors<shape_error>([&](DLTensor& t) { t.shape = nullptr; },
                                    "has ndim 2 and a null pointer as its shape");
  expect_wrong_tensors<shape_error>(
      [&](DLTensor& t) {
        t.ndim = 40;
        t.shape = many.data();
      },
      "has a negative size: shape (1, 1, 1, -1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, ... 40 in all)");
  expect_wrong_scalars<shape_error>([&](DLTensor& t) { t.ndim = INT32_MIN; }, "has a negative ndim");
  expect_wrong_scalars<shape_error>(
      [&](DLTensor& t) {
        t.ndim = 1;
        t.shape = nullptr;
      },
      "has ndim 1 and a null pointer as its shape");
}

TEST_F(dlpack_errors, scalars_have_one_element) {
  std::int64_t one[] = {1, 1}, two[] = {2}, none[] = {0};
  const auto reshape = [](std::int64_t* shape, int ndim) {
    return [shape, ndim](DLTensor& t) {
      t.shape = shape;
      t.ndim = ndim;
    };
  };
  const std::string words = "must have one element, and shape () or (1,), and has shape ";
  expect_wrong_scalars<shape_error>(reshape(two, 1), words + "(2,)");
  expect_wrong_scalars<shape_error>(reshape(none, 1), words + "(0,)");
  expect_wrong_scalars<shape_error>(reshape(one, 2), words + "(1, 1)");
}

}  // namespace
}  // namespace signopt_test::dlpack
