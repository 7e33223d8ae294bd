// The front end for DLPack as a shared library with a C interface, as a language binding would make one: for
// numpy_test.py. With a header of version 1, whichever is installed: what NumPy exports is not this machine's to say.
#include "dlpack_1_header.hpp"
//
#include <cstddef>
#include <cstdint>
#include <exception>
#include <signopt/dlpack.hpp>
#include <signopt/target.hpp>
#include <string>

#include "call.hpp"

using signopt_test::dlpack::framework_bfloat16;
using signopt_test::dlpack::framework_half;

extern "C" {

// A tensor: `kind` says which struct it is.
struct signopt_test_tensor {
  char kind;  // 't' DLTensor, 'm' DLManagedTensor, 'v' DLManagedTensorVersioned
  const void* address;
};

// A scalar: `kind` says which of the members it is.
struct signopt_test_scalar {
  char kind;  // 'f' float, 'd' double, 'i' integer, 'h' float16, 'b' bfloat16, 't' tensor
  double number;
  std::int64_t integer;
  std::uint16_t bits;
  signopt_test_tensor tensor;
};

// Null, or the error: its type, a colon, its message.
const char* signopt_test_apply(const signopt_test_tensor* var, const signopt_test_tensor* m,
                               const signopt_test_scalar* scalars, const signopt_test_tensor* grad);

// The i-th target of this CPU, or null behind the last; it is the one that runs from now on.
const char* signopt_test_use_target(std::size_t i);
}

namespace {

signopt::dl_operand make_operand(const signopt_test_tensor& tensor) {
  if (tensor.kind == 'v') return *static_cast<const DLManagedTensorVersioned*>(tensor.address);
  if (tensor.kind == 'm') return *static_cast<const DLManagedTensor*>(tensor.address);
  return *static_cast<const DLTensor*>(tensor.address);
}

signopt::dl_scalar make_scalar(const signopt_test_scalar& scalar) {
  switch (scalar.kind) {
    case 'f':
      return static_cast<float>(scalar.number);
    case 'd':
      return scalar.number;
    case 'i':
      return scalar.integer;
    case 'h':
      return framework_half{scalar.bits};
    case 'b':
      return framework_bfloat16{scalar.bits};
    default:
      return make_operand(scalar.tensor);
  }
}

const char* keep(const char* type, const std::exception& error) {
  thread_local std::string text;
  text = std::string(type) + ": " + error.what();
  return text.c_str();
}

}  // namespace

const char* signopt_test_apply(const signopt_test_tensor* var, const signopt_test_tensor* m,
                               const signopt_test_scalar* scalars, const signopt_test_tensor* grad) {
  try {
    signopt::apply_add_sign(make_operand(*var), make_operand(*m), make_scalar(scalars[0]), make_scalar(scalars[1]),
                            make_scalar(scalars[2]), make_scalar(scalars[3]), make_operand(*grad));
    return nullptr;
  } catch (const signopt::type_error& error) {
    return keep("type_error", error);
  } catch (const signopt::conversion_error& error) {
    return keep("conversion_error", error);
  } catch (const signopt::shape_error& error) {
    return keep("shape_error", error);
  } catch (const signopt::operand_error& error) {
    return keep("operand_error", error);
  } catch (const std::exception& error) {
    return keep("another error", error);
  }
}

const char* signopt_test_use_target(std::size_t i) {
  const signopt::target_list targets = signopt::available_targets();
  if (i >= targets.size()) return nullptr;
  signopt::use_target(targets[i]);
  return targets[i].data();
}
