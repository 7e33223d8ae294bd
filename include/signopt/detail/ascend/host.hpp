// Steps on the device for operands in host memory: copies go there and come back, and only when all has gone well are
// var and m written.
#pragma once

#include <algorithm>
#include <cstddef>
#include <type_traits>

#include "../base/own_vector.hpp"
#include "../eigen/core.hpp"
#include "../eigen/layout.hpp"
#include "../run/learning_rate.hpp"
#include "../run/many_tensors.hpp"
#include "../strided/check.hpp"
#include "enqueue.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// A tensor in host memory of the library's own, all of one dtype: var and m go to the device and come back there.
template <class Rule, dtype Type>
struct host_tensor {
  void* var;
  void* m;
  const void* grad;
  std::ptrdiff_t n;
  ascend_scalars<Rule, Type> scalars;
};

template <class Rule, dtype Type>
using host_tensors = own_vector<host_tensor<Rule, Type>>;

struct device_tensor {
  device_memory var, m, grad;

  explicit device_tensor(std::size_t bytes) : var(bytes), m(bytes), grad(bytes) {}
};

// The kernels use memory until they are done; whatever ends the scope, it is not freed before.
class work_on_stream {
 public:
  explicit work_on_stream(aclrtStream stream) noexcept : stream_(stream) {}
  ~work_on_stream() {
    if (is_pending_) static_cast<void>(aclrtSynchronizeStream(stream_));
  }
  work_on_stream(const work_on_stream&) = delete;
  work_on_stream& operator=(const work_on_stream&) = delete;

  void begins() noexcept { is_pending_ = true; }
  void wait(const char* operation) {
    check_acl(aclrtSynchronizeStream(stream_), "aclrtSynchronizeStream", " after ", operation);
    is_pending_ = false;
  }

 private:
  aclrtStream stream_;
  bool is_pending_ = false;
};

// One synchronization for all of them. None is empty.
template <class Rule, dtype Type>
void step_on_device(const host_tensors<Rule, Type>& tensors, aclrtStream stream) {
  own_vector<device_tensor> device;
  device.reserve(tensors.size());
  for (const host_tensor<Rule, Type>& each : tensors) {
    const std::size_t bytes = static_cast<std::size_t>(each.n * size_of(Type));
    device.emplace_back(bytes);
    device.back().var.upload(each.var);
    device.back().m.upload(each.m);
    device.back().grad.upload(each.grad);
  }
  work_on_stream work(stream);
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    work.begins();  // a launch that fails may have left something on the stream
    enqueue_step(device[i].var.data(), device[i].m.data(), device[i].grad.data(), tensors[i].n, tensors[i].scalars,
                 stream);
  }
  work.wait(ascend_operator<Rule>);
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    device[i].var.download(tensors[i].var);
    device[i].m.download(tensors[i].m);
  }
}

// Where an Eigen object lies, for the checks; an expression lies nowhere.
template <class Dense>
memory_operand host_operand(const Dense& dense, const char* name) {
  if constexpr (layout<Dense>::is_in_memory) {
    return {name, layout<Dense>::data(dense), sizeof(typename Dense::Scalar)};
  } else {
    return no_memory(name);
  }
}
template <class Dense>
std::ptrdiff_t host_row_stride(const Dense& dense) {
  if constexpr (layout<Dense>::is_in_memory) return layout<Dense>::row_stride(dense);
  return 0;
}
template <class Dense>
std::ptrdiff_t host_col_stride(const Dense& dense) {
  if constexpr (layout<Dense>::is_in_memory) return layout<Dense>::col_stride(dense);
  return 0;
}

template <class Var, class M, class Grad>
void check_host_operands(const Var& var, const M& m, const Grad& grad) {
  check_size(var, "var");
  check_shape(m, var, "m");
  check_shape(grad, var, "grad");
  check_ascend_size(var.size(), "the size of var");
  walk over;
  over.push_back({var.rows(), host_row_stride(var), host_row_stride(m), host_row_stride(grad)});
  over.push_back({var.cols(), host_col_stride(var), host_col_stride(m), host_col_stride(grad)});
  check_strided(host_operand(var, "var"), host_operand(m, "m"), host_operand(grad, "grad"), over);
}

// Copies of Eigen objects, in one order.
template <class Element>
struct host_arrays {
  using array = Eigen::Array<Element, Eigen::Dynamic, Eigen::Dynamic>;
  array var, m, grad;

  template <class Var, class M, class Grad>
  host_arrays(const Var& from_var, const M& from_m, const Grad& from_grad)
      : var(from_var.array()), m(from_m.array()), grad(from_grad.array().template cast<Element>()) {}
};

// A copy of the tensors that take part in a step, one behind the other, and what they become on the device.
template <class Rule, dtype Type, class Parameter>
class host_parameters {
  using element = std::remove_pointer_t<decltype(Parameter::var)>;
  static constexpr dtype grad_type =
      dtype_of<std::remove_const_t<std::remove_pointer_t<decltype(Parameter::grad)>>>::value;

 public:
  host_parameters(const tensor_sequence<Parameter>& tensors, const ascend_scalars<Rule, Type>& scalars)
      : tensors_(tensors) {
    const auto elements = static_cast<std::size_t>(tensors.elements());
    var_.reserve(elements);
    m_.reserve(elements);
    grad_.reserve(elements);
    for (std::ptrdiff_t i = 0; i < tensors.count(); ++i) {
      const Parameter& each = tensors.parameters[i];
      if (each.size == 0 || !takes_part(each)) continue;
      host_tensor<Rule, Type> copy{nullptr, nullptr, nullptr, each.size, scalars};
      copy.scalars.values[0] = scaled<Type>(scalars.values[0], each.lr_scale);
      var_.insert(var_.end(), each.var, each.var + each.size);
      m_.insert(m_.end(), each.m, each.m + each.size);
      for (std::ptrdiff_t k = 0; k < each.size; ++k) {
        grad_.push_back(convert<Type, grad_type>(bit_cast<value_of<grad_type>>(each.grad[k])));
      }
      copies_.push_back(copy);
    }
    std::ptrdiff_t at = 0;
    for (host_tensor<Rule, Type>& copy : copies_) {
      copy.var = var_.data() + at;
      copy.m = m_.data() + at;
      copy.grad = grad_.data() + at;
      at += copy.n;
    }
  }

  const host_tensors<Rule, Type>& copies() const noexcept { return copies_; }

  void write_back() const noexcept {
    const element* var = var_.data();
    const element* m = m_.data();
    for (std::ptrdiff_t i = 0; i < tensors_.count(); ++i) {
      const Parameter& each = tensors_.parameters[i];
      if (!takes_part(each)) continue;
      std::copy(var, var + each.size, each.var);
      std::copy(m, m + each.size, each.m);
      var += each.size;
      m += each.size;
    }
  }

 private:
  const tensor_sequence<Parameter>& tensors_;
  own_vector<element> var_, m_;
  own_vector<value_of<Type>> grad_;
  host_tensors<Rule, Type> copies_;
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
