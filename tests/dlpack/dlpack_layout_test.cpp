// Every row of the type table, and every kind of layout in memory, on every target: bits against the oracle, and no
// byte written that is no element of var or m.
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "checked_call.hpp"
#include "support/targets.hpp"

namespace signopt_test::dlpack {
namespace {

using sizes = std::vector<std::int64_t>;

struct layout {
  const char* name;
  sizes shape, strides;  // no strides: a null pointer
};

const layout one_row{"one row", {1, 37}, {}};

tensor_description tensor(const DLDataType& dtype, const layout& of, int arena) {
  tensor_description made;
  made.dtype = dtype;
  made.ndim = static_cast<int>(of.shape.size());
  made.shape = of.shape;
  made.strides = of.strides;
  made.has_strides = !of.strides.empty();
  made.where.arena = arena;
  return made;
}

scalar_description scalar(scalar_description::kind kind, const DLDataType& dtype, double number) {
  scalar_description made;
  made.of = kind;
  made.number = number;
  made.integer = static_cast<std::int64_t>(number * 10);
  made.tensor.dtype = dtype;
  made.bits = with_format(format_of(dtype), [&](auto f) { return oracle::encode<decltype(f)::value>(number); });
  return made;
}

using scalar_kind = std::pair<scalar_description::kind, DLDataType>;
const scalar_kind plain{scalar_description::kind::number, float64};

call_description call_of(const DLDataType& var, const DLDataType& grad, const layout& of, const scalar_kind& kind) {
  call_description call{tensor(var, of, 0), tensor(var, of, 1), tensor(grad, of, 2), {}, 3};
  const double numbers[] = {0.03, 1.25, 0.7, 0.9};
  for (int i = 0; i < 4; ++i) call.scalars[i] = scalar(kind.first, kind.second, numbers[i]);
  return call;
}

class every_call {
 public:
  void expect_computed(call_description call, const std::string& what) {
    for (const placement::anchor at : {placement::anchor::start, placement::anchor::end}) {
      call.var.where.at = call.m.where.at = call.grad.where.at = at;
      const outcome found = (*check_)(call);
      EXPECT_EQ(found.complaint, "") << what;
      EXPECT_EQ(found.of, outcome::kind::computed) << what << ": " << found.message;
    }
  }

 private:
  std::unique_ptr<checked_call> check_ = std::make_unique<checked_call>();
};

const std::pair<DLDataType, DLDataType> rows[] = {{float16, float16},  {bfloat16, bfloat16}, {float32, float16},
                                                  {float32, bfloat16}, {float32, float32},   {float64, float16},
                                                  {float64, bfloat16}, {float64, float32},   {float64, float64}};

std::string name_of_row(const std::pair<DLDataType, DLDataType>& row) {
  return std::string(oracle::name_of(format_of(row.first))) + " with " + oracle::name_of(format_of(row.second));
}

// Scalars of one kind, and with one of them a plain number: the compute type is var's, or float32.
void test_rows() {
  using kind = scalar_description::kind;
  const scalar_kind kinds[] = {plain,
                               {kind::single, float64},
                               {kind::integer, float64},
                               {kind::half, float16},
                               {kind::brain, bfloat16},
                               {kind::tensor, float16},
                               {kind::tensor, bfloat16},
                               {kind::tensor, float32},
                               {kind::tensor, float64}};
  every_call calls;
  for (const auto& row : rows) {
    for (const scalar_kind& each : kinds) {
      const std::string what = name_of_row(row) + ", scalars of kind " + std::to_string(static_cast<int>(each.first)) +
                               ' ' + oracle::name_of(format_of(each.second));
      call_description call = call_of(row.first, row.second, {"", {201}, {}}, each);
      calls.expect_computed(call, what);
      for (int i = 0; i < 4; ++i) {
        call.scalars[i] = scalar(kind::number, float64, 0.3);
        calls.expect_computed(call, what + ", plain at place " + std::to_string(i));
        call = call_of(row.first, row.second, {"", {201}, {}}, each);
      }
    }
  }
}

void test_sizes() {
  every_call calls;
  for (const auto& row : rows) {
    for (std::int64_t n = 0; n <= 130; ++n) {
      calls.expect_computed(call_of(row.first, row.second, {"", {n}, {}}, plain),
                            name_of_row(row) + ", " + std::to_string(n) + " elements");
    }
  }
}

// Layouts of one shape, each for var, m and grad against each other.
void test_layouts() {
  const std::vector<std::vector<layout>> shapes = {
      {{"no axes", {}, {}}},
      {{"empty", {3, 0, 2}, {}}, {"empty with strides", {3, 0, 2}, {-7, 5, 1}}},
      {{"one", {1}, {}}, {"one, far stride", {1}, {INT64_MAX}}, {"one, stride 0", {1}, {0}}},
      {{"vector", {40}, {}},
       {"by 2", {40}, {2}},
       {"by 7", {40}, {7}},
       {"backwards", {40}, {-1}},
       {"by -3", {40}, {-3}}},
      {one_row, {"row by 2", {1, 37}, {99, 2}}, {"row, first stride 0", {1, 37}, {0, 1}}},
      {{"row-major", {9, 20}, {}},
       {"column-major", {9, 20}, {1, 9}},
       {"rows with gaps", {9, 20}, {23, 1}},
       {"columns with gaps", {9, 20}, {1, 11}},
       {"inner stride", {9, 20}, {40, 2}},
       {"rows backwards", {9, 20}, {-20, 1}},
       {"all backwards", {9, 20}, {-20, -1}}},
      {{"three axes", {4, 5, 6}, {}},
       {"turned", {4, 5, 6}, {1, 4, 20}},
       {"turned and backwards", {4, 5, 6}, {6, -24, 1}},
       {"with gaps", {4, 5, 6}, {100, 14, 2}}},
      {{"ones in between", {1, 3, 1, 4, 1, 2}, {}},
       {"any strides there", {1, 3, 1, 4, 1, 2}, {-9, 8, INT64_MIN, 2, 0, 1}}},
      {{"ten axes", sizes(10, 2), {}}, {"ten turned", sizes(10, 2), {1, 2, 4, 8, 16, 32, 64, 128, 256, 512}}},
  };
  every_call calls;
  for (const auto& row : {rows[0], rows[3], rows[4], rows[5]}) {
    for (const std::vector<layout>& shape : shapes) {
      for (const layout& var : shape) {
        for (const layout& m : shape) {
          for (const layout& grad : shape) {
            call_description call = call_of(row.first, row.second, var, plain);
            call.m = tensor(row.first, m, 1);
            call.grad = tensor(row.second, grad, 2);
            calls.expect_computed(call,
                                  name_of_row(row) + ", var " + var.name + ", m " + m.name + ", grad " + grad.name);
          }
        }
      }
    }
  }
}

// More axes than an array in memory can have, were they not of size 1.
void test_many_axes() {
  layout many{"100 axes", sizes(100, 1), {}};
  many.shape[7] = 5;
  many.shape[93] = 6;
  layout turned = many;
  turned.strides = sizes(100, -3);
  turned.strides[7] = 1;
  turned.strides[93] = 5;
  every_call calls;
  call_description call = call_of(float32, float16, many, plain);
  calls.expect_computed(call, "100 axes");
  call.m = tensor(float32, turned, 1);
  calls.expect_computed(call, "100 axes, turned");
}

void test_gradient_of_stride_zero() {
  every_call calls;
  for (const sizes& strides : {sizes{0, 0}, sizes{0, 1}, sizes{1, 0}}) {
    call_description call = call_of(float32, bfloat16, {"", {30, 40}, {}}, plain);
    call.grad.strides = strides;
    call.grad.has_strides = true;
    calls.expect_computed(call, "a grad that repeats itself");
  }
}

// Columns of one array, by turns: their ranges in memory meet, and no element is shared.
void test_interleaved() {
  every_call calls;
  call_description call = call_of(float32, float32, {"", {20, 10}, {30, 3}}, plain);
  tensor_description* const tensors[] = {&call.var, &call.m, &call.grad};
  const auto check = std::make_unique<checked_call>();
  for (std::size_t i = 0; i < 3; ++i) {
    tensors[i]->where = {0, placement::anchor::position, 400 + 4 * i, 0, 0};
  }
  const outcome found = (*check)(call);
  EXPECT_EQ(found.complaint, "");
  EXPECT_EQ(found.of, outcome::kind::computed) << found.message;
}

void test_byte_offset() {
  every_call calls;
  call_description call = call_of(float64, float16, {"", {6, 7}, {-7, 1}}, plain);
  call.var.where.byte_offset = 8;
  call.m.where.byte_offset = 1001;  // data itself need not be aligned
  call.grad.where.byte_offset = 1 << 20;
  call.scalars[2] = scalar(scalar_description::kind::tensor, float32, 0.5);
  call.scalars[2].tensor.where.byte_offset = 12;
  calls.expect_computed(call, "byte_offset");
}

void test_devices() {
  every_call calls;
  for (const std::int32_t device : {kDLCPU, kDLCUDAHost, kDLROCMHost}) {
    call_description call = call_of(float32, float32, one_row, plain);
    call.var.device = call.m.device = call.grad.device = device;
    calls.expect_computed(call, "memory of the CPU");
  }
}

const bool registered = [] {
  const std::pair<const char*, void (*)()> tests[] = {{"rows", test_rows},
                                                      {"sizes", test_sizes},
                                                      {"layouts", test_layouts},
                                                      {"many_axes", test_many_axes},
                                                      {"gradient_of_stride_zero", test_gradient_of_stride_zero},
                                                      {"interleaved", test_interleaved},
                                                      {"byte_offset", test_byte_offset},
                                                      {"devices", test_devices}};
  for (const auto& [name, test] : tests) register_on_every_target("dlpack", name, __FILE__, __LINE__, test);
  return true;
}();

}  // namespace
}  // namespace signopt_test::dlpack
