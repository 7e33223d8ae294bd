// What the rules say of a call before it is made: which errors it deserves, found by looking at every element and at
// nothing of the library.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "expected_step.hpp"
#include "placed_tensor.hpp"

namespace signopt_test::dlpack {

enum error_kind : unsigned { no_error = 0, type = 1, conversion = 2, shape = 4, operand = 8 };

struct verdict {
  unsigned deserved = no_error;   // one of these must be thrown
  unsigned tolerated = no_error;  // one of these may be thrown
  bool can_be_made = true;        // the memory that it names can be there
  bool has_result = true;         // what it computes is defined
};

inline bool is_supported(const DLDataType& dtype) {
  return dtype.lanes == 1 && ((dtype.code == kDLFloat && (dtype.bits == 16 || dtype.bits == 32 || dtype.bits == 64)) ||
                              (dtype.code == kDLBfloat && dtype.bits == 16));
}

inline bool same_shape(const tensor_description& a, const tensor_description& b) {
  return a.ndim == b.ndim && (a.ndim <= 0 || std::equal(a.shape.begin(), a.shape.begin() + a.ndim, b.shape.begin()));
}

class judge {
 public:
  judge(const call_description& call, const placed_tensor& var, const placed_tensor& m, const placed_tensor& grad) {
    look_at_types(call);
    look_at_shapes(call, var, m, grad);
    for (const placed_tensor* each : {&var, &m, &grad}) look_at_memory(*each);
    for (int i = 0; i < call.scalar_count(); ++i) {
      const scalar_description& each = call.scalars[i];
      if (each.of == scalar_description::kind::tensor) look_at_scalar(each.tensor);
    }
    if (var.elements().empty() || m.elements().empty() || grad.elements().empty()) return;
    look_for_overlap(var);
    look_for_overlap(m);
    look_for_overlap(var, m);
    look_for_overlap(var, grad);
    look_for_overlap(m, grad);
  }

  verdict result() const { return verdict_; }

 private:
  void deserve(bool is_wrong, error_kind kind) {
    if (is_wrong) verdict_.deserved |= kind;
  }

  void look_at_types(const call_description& call) {
    deserve(!is_supported(call.var.dtype) || !is_supported(call.grad.dtype), type);
    deserve(!is_supported(call.m.dtype), conversion);
    if (!is_supported(call.var.dtype)) return;
    const format var = format_of(call.var.dtype);
    if (is_supported(call.m.dtype)) deserve(!m_goes_with(format_of(call.m.dtype), var), conversion);
    if (is_supported(call.grad.dtype)) deserve(!grad_goes_with(format_of(call.grad.dtype), var), conversion);
  }

  void look_at_shapes(const call_description& call, const placed_tensor& var, const placed_tensor& m,
                      const placed_tensor& grad) {
    bool are_sound = true;
    for (const placed_tensor* each : {&var, &m, &grad}) {
      deserve(!each->how_far().is_sound || each->how_far().count > 0x1p61, shape);
      are_sound = are_sound && each->how_far().is_sound;
    }
    if (are_sound) deserve(!same_shape(call.m, call.var) || !same_shape(call.grad, call.var), shape);
  }

  static bool is_host(std::int32_t device) {
    return device == kDLCPU || device == kDLCUDAHost || device == kDLROCMHost;
  }

  void look_at_address(const tensor_description& tensor, const DLTensor& made, bool has_elements) {
    deserve(!is_host(tensor.device), operand);
    const bool leads_out = made.byte_offset >= std::uint64_t{1} << 56 ||
                           made.byte_offset > UINTPTR_MAX - reinterpret_cast<std::uintptr_t>(made.data);
    deserve(has_elements && (made.data == nullptr || leads_out), operand);
    if (leads_out) verdict_.tolerated |= operand;
  }

  void look_at_memory(const placed_tensor& tensor) {
    const reach& how_far = tensor.how_far();
    const bool has_elements = how_far.is_sound && !how_far.is_empty();
    look_at_address(tensor.description(), tensor.make(), has_elements);
    deserve(has_elements && tensor.is_misaligned(), operand);
    deserve(has_elements && how_far.span(tensor.description()) > 0x1p62, operand);
    if (has_elements && tensor.elements().empty()) {
      verdict_.can_be_made = false;
      verdict_.tolerated |= shape | operand;  // between what an arena holds and what no memory holds
    }
  }

  void look_at_scalar(const tensor_description& tensor) {
    deserve(!is_supported(tensor.dtype), type);
    const reach how_far(tensor);
    const bool is_one = how_far.is_sound && (tensor.ndim == 0 || (tensor.ndim == 1 && tensor.shape[0] == 1));
    deserve(!is_one, shape);
    alignas(16) unsigned char home[16] = {};  // where else it may lie is of no matter here
    look_at_address(tensor, placed_tensor::make(tensor, home), true);
    deserve(tensor.where.shift % tensor.element_size() != 0, operand);
  }

  // The strides, each above the reach of all smaller ones: what may be asked of an array that is written.
  static bool has_plain_strides(const tensor_description& tensor) {
    struct axis {
      std::ptrdiff_t stride, steps;
    };
    std::vector<axis> axes;
    for (std::size_t i = 0; tensor.has_strides && i < static_cast<std::size_t>(tensor.ndim); ++i) {
      if (tensor.shape[i] > 1) axes.push_back({std::abs(tensor.strides[i]), tensor.shape[i] - 1});
    }
    std::sort(axes.begin(), axes.end(), [](const axis& a, const axis& b) { return a.stride < b.stride; });
    std::ptrdiff_t reached = 0;
    for (const axis& each : axes) {
      if (each.stride <= reached) return false;
      reached += each.steps * each.stride;
    }
    return true;
  }

  // Whether a byte belongs to two elements: of the two tensors, or of the one.
  static bool meet(const placed_tensor& a, const placed_tensor& b) {
    if (a.description().where.arena != b.description().where.arena) return false;
    std::vector<char> is_taken(arena::size);
    for (const placed_tensor* each : {&a, &b}) {
      std::vector<char> is_mine = is_taken;
      for (const unsigned char* element : each->elements()) {
        const std::ptrdiff_t at = element - each->home();
        for (std::size_t i = 0; i < each->description().element_size(); ++i) {
          const std::size_t byte = static_cast<std::size_t>(at) + i;
          if (is_taken[byte] != 0 || (&a == &b && is_mine[byte] != 0)) return true;
          is_mine[byte] = 1;
        }
      }
      if (&a == &b) return false;
      is_taken = is_mine;
    }
    return false;
  }

  void look_for_overlap(const placed_tensor& tensor) {
    deserve(meet(tensor, tensor), operand);
    if (!has_plain_strides(tensor.description())) verdict_.tolerated |= operand;
  }

  void look_for_overlap(const placed_tensor& a, const placed_tensor& b) {
    if (!meet(a, b)) return;
    deserve((is_dense(a) && is_dense(b)) || lowest(a) == lowest(b), operand);
    verdict_.tolerated |= operand;  // elsewhere it is the caller's duty
    verdict_.has_result = false;
  }

  static unsigned char* lowest(const placed_tensor& tensor) {
    return *std::min_element(tensor.elements().begin(), tensor.elements().end());
  }

  static bool is_dense(const placed_tensor& tensor) {
    return tensor.how_far().above - tensor.how_far().below + 1 <= static_cast<double>(tensor.elements().size());
  }

  verdict verdict_;
};

}  // namespace signopt_test::dlpack
