// Steps on the device for operands in host memory: copies go there and come back, and only when all has gone well are
// var and m written.
#pragma once

#include <cstddef>
#include <cstring>
#include <type_traits>

#include "../base/own_vector.hpp"
#include "../eigen/core.hpp"
#include "../eigen/layout.hpp"
#include "../run/many_tensors.hpp"
#include "../strided/check.hpp"
#include "launches.hpp"
#include "session_state.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// Copies in host memory of the library's own, all of one dtype, and what is launched on them: var and m go to the
// device and come back there.
template <class Rule, dtype Type>
struct host_copies {
  void* var;
  void* m;
  const void* grad;
  std::ptrdiff_t elements;  // of each
  const own_vector<ascend_launch<Type>>& launches;
  ascend_scalars<Rule, Type> scalars;  // the rates are those of the launches
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

// What a step leaves on the device, where it fails: nothing.
class buffers_in_use {
 public:
  explicit buffers_in_use(device_buffers& buffers) noexcept : buffers_(buffers) {}
  ~buffers_in_use() {
    if (!is_kept_) buffers_.release();
  }
  buffers_in_use(const buffers_in_use&) = delete;
  buffers_in_use& operator=(const buffers_in_use&) = delete;

  void keep() noexcept { is_kept_ = true; }

 private:
  device_buffers& buffers_;
  bool is_kept_ = false;
};

// One synchronization for all of them. There is something to launch.
template <class Rule, dtype Type>
void step_on_device(const host_copies<Rule, Type>& copies, session_state& session) {
  const auto bytes = static_cast<std::size_t>(copies.elements * size_of(Type));
  device_buffers& device = session.buffers;
  buffers_in_use use(device);
  device.reserve(bytes);
  device.var.upload(copies.var, bytes);
  device.m.upload(copies.m, bytes);
  device.grad.upload(copies.grad, bytes);
  work_on_stream work(session.stream);
  for (const ascend_launch<Type>& launch : copies.launches) {
    const std::ptrdiff_t offset = launch.begin * size_of(Type);
    const auto from = [&](const device_buffer& buffer) { return static_cast<unsigned char*>(buffer.data()) + offset; };
    ascend_scalars<Rule, Type> scalars = copies.scalars;
    scalars.values[0] = launch.lr;
    work.begins();  // a launch that fails may have left something on the stream
    enqueue_step(from(device.var), from(device.m), from(device.grad), launch.n, scalars, session.stream);
  }
  work.wait(ascend_operator<Rule>);
  device.var.download(copies.var, bytes);
  device.m.download(copies.m, bytes);
  use.keep();
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

// A copy of the tensors that take part in a step, those of one learning rate side by side, and what they become on the
// device.
template <class Rule, dtype Type, class Parameter>
class host_parameters {
  static constexpr dtype grad_type =
      dtype_of<std::remove_const_t<std::remove_pointer_t<decltype(Parameter::grad)>>>::value;
  using stored = value_of<Type>;

 public:
  host_parameters(const tensor_sequence<Parameter>& tensors, const ascend_scalars<Rule, Type>& scalars)
      : tensors_(tensors),
        plan_(tensors, scalars.values[0]),
        var_(length()),
        m_(length()),
        grad_(length()),
        scalars_(scalars) {
    for (const placed_tensor& place : plan_.places) {
      const Parameter& each = tensors.parameters[place.tensor];
      std::memcpy(var_.data() + place.begin, each.var, bytes_of(each));
      std::memcpy(m_.data() + place.begin, each.m, bytes_of(each));
      stored* const grad = grad_.data() + place.begin;
      for (std::ptrdiff_t k = 0; k < each.size; ++k) {
        grad[k] = convert<Type, grad_type>(bit_cast<value_of<grad_type>>(each.grad[k]));
      }
    }
  }

  host_copies<Rule, Type> copies() noexcept {
    return {var_.data(), m_.data(), grad_.data(), plan_.elements, plan_.launches, scalars_};
  }

  void write_back() const noexcept {
    for (const placed_tensor& place : plan_.places) {
      const Parameter& each = tensors_.parameters[place.tensor];
      std::memcpy(static_cast<void*>(each.var), var_.data() + place.begin, bytes_of(each));
      std::memcpy(static_cast<void*>(each.m), m_.data() + place.begin, bytes_of(each));
    }
  }

 private:
  std::size_t length() const noexcept { return static_cast<std::size_t>(plan_.elements); }
  static std::size_t bytes_of(const Parameter& tensor) noexcept {
    return static_cast<std::size_t>(tensor.size) * sizeof(stored);
  }

  const tensor_sequence<Parameter>& tensors_;
  launch_plan<Type> plan_;
  own_vector<stored> var_, m_, grad_;
  ascend_scalars<Rule, Type> scalars_;
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
