// The DLPack door as a shared library with a C interface, as a language binding would make one: for numpy_test.py.
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

// A scalar: `kind` says which of the members it is.
struct signopt_test_scalar {
  char kind;  // 'f' float, 'd' double, 'i' integer, 'h' float16, 'b' bfloat16, 't' tensor
  double number;
  std::int64_t integer;
  std::uint16_t bits;
  const DLTensor* tensor;
};

// Null, or the error: its type, a colon, its message.
const char* signopt_test_apply(const DLTensor* var, const DLTensor* m, const signopt_test_scalar* scalars,
                               const DLTensor* grad);

// The i-th target of this CPU, or null behind the last; it is the one that runs from now on.
const char* signopt_test_use_target(std::size_t i);
}

namespace {

signopt::dlpack_scalar make_scalar(const signopt_test_scalar& scalar) {
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
      return *scalar.tensor;
  }
}

const char* keep(const char* type, const std::exception& error) {
  thread_local std::string text;
  text = std::string(type) + ": " + error.what();
  return text.c_str();
}

}  // namespace

const char* signopt_test_apply(const DLTensor* var, const DLTensor* m, const signopt_test_scalar* scalars,
                               const DLTensor* grad) {
  try {
    signopt::apply_add_sign(*var, *m, make_scalar(scalars[0]), make_scalar(scalars[1]), make_scalar(scalars[2]),
                            make_scalar(scalars[3]), *grad);
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
