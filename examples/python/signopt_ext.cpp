// A step in Python, on whatever speaks DLPack: NumPy's arrays, PyTorch's tensors. A recipe: copy it, and bind the rules
// that you use. In place, with the GIL released; errors are TypeError and ValueError, with the library's texts.
#include <ATen/dlpack.h>  // PyTorch's copy of DLPack's header; <dlpack/dlpack.h> of 1.0 or newer is the same
#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>

#include <signopt/dlpack.hpp>

namespace nb = nanobind;
using namespace nb::literals;

// What an array exports: its own memory, or BufferError. Of the newer kind of struct, which says what is read-only. The
// capsule gives it back when it goes, under the GIL.
class exported {
 public:
  explicit exported(const nb::object& array)
      : capsule_(array.attr("__dlpack__")("max_version"_a = nb::make_tuple(1, 0), "copy"_a = false)),
        tensor_(static_cast<DLManagedTensorVersioned*>(PyCapsule_GetPointer(capsule_.ptr(), "dltensor_versioned"))) {
    if (tensor_ == nullptr) throw nb::python_error();
  }
  operator const DLManagedTensorVersioned&() const { return *tensor_; }

 private:
  nb::object capsule_;
  const DLManagedTensorVersioned* tensor_;
};

NB_MODULE(signopt_ext, module) {
  nb::exception<signopt::type_error>(module, "type_error", PyExc_TypeError);
  nb::exception<signopt::conversion_error>(module, "conversion_error", PyExc_TypeError);
  nb::exception<signopt::shape_error>(module, "shape_error", PyExc_ValueError);
  nb::exception<signopt::operand_error>(module, "operand_error", PyExc_ValueError);
  module.def("active_target", [] { return std::string(signopt::active_target()); });
  module.def(
      "apply_add_sign",
      [](nb::object var, nb::object m, double lr, double alpha, double sign_decay, double beta, nb::object grad) {
        const exported var_memory(var), m_memory(m), grad_memory(grad);
        const nb::gil_scoped_release released;
        signopt::apply_add_sign(var_memory, m_memory, lr, alpha, sign_decay, beta, grad_memory);
      },
      "var"_a, "m"_a, "lr"_a, "alpha"_a, "sign_decay"_a, "beta"_a, "grad"_a);
}
