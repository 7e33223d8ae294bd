// DLTensors, whose dtypes are known at run time: the front end of apply_R on them.
#pragma once

#include <type_traits>

#include "../call/front_end.hpp"
#include "../strided/check.hpp"
#include "scalar.hpp"
#include "tensor.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// A DLTensor, or what converts to one: a framework's own class.
template <class Argument>
inline constexpr bool is_dl_tensor =
    std::is_convertible_v<std::add_lvalue_reference_t<const std::remove_reference_t<Argument>>, const DLTensor&>;

// What is meant to be one: also a pointer, and what a framework hands out. Both are refused with a message of ours.
template <class Argument>
using pointee = std::remove_cv_t<std::remove_pointer_t<std::decay_t<Argument>>>;
template <class Argument>
inline constexpr bool is_dlpack = is_dl_tensor<Argument> || std::is_same_v<pointee<Argument>, DLTensor> ||
                                  std::is_same_v<pointee<Argument>, DLManagedTensor>;

// The compile-time half of the checks.
template <class Var, class M, class Grad>
struct check_dl_tensors {
  static constexpr bool is_valid = is_dl_tensor<Var> && is_dl_tensor<M> && is_dl_tensor<Grad>;
  static void report() {
    static_assert(is_dl_tensor<Var>, "signopt: var" SIGNOPT_MUST_BE_A_DL_TENSOR);
    static_assert(is_dl_tensor<M>, "signopt: m" SIGNOPT_MUST_BE_A_DL_TENSOR);
    static_assert(is_dl_tensor<Grad>, "signopt: grad" SIGNOPT_MUST_BE_A_DL_TENSOR);
  }
};

// The run-time half, and the step.
template <class Rule, class Context, class... Scalars>
void run_dl_tensors(const Context& context, const DLTensor& var, const DLTensor& m, const DLTensor& grad,
                    const Scalars&... scalars) {
  const dtype type = check_dtype(var, "var");
  check_state_dtype(m, type);
  const char* const* name = scalars_of<Rule>::names;
  const typed_scalars<Rule> typed{{dlpack_scalar(scalars).value_beside(type, *name++)...}};
  const dtype grad_type = check_gradient_dtype(grad, type);

  const std::ptrdiff_t size = check_shape(var, "var");
  check_shape(m, "m");
  check_shape(grad, "grad");
  check_same_shape(shape_of(m), shape_of(var), "m");
  check_same_shape(shape_of(grad), shape_of(var), "grad");
  unsigned char* const var_data = check_address(var, "var");
  unsigned char* const m_data = check_address(m, "m");
  unsigned char* const grad_data = check_address(grad, "grad");
  const walk steps = walk_of(var, m, grad, size);
  check_strided({"var", var_data, element_size(var)}, {"m", m_data, element_size(m)},
                {"grad", grad_data, element_size(grad)}, steps);
  run_typed(context, type, grad_type, var_data, m_data, grad_data, steps, typed);
}

struct dl_tensors {
  template <class Var, class M>
  using result = void;
};

template <class Var>
struct kind_of_bare<Var, std::enable_if_t<is_dlpack<Var>>> {
  using type = dl_tensors;
};

template <>
struct front_end<dl_tensors, on_cpu> {
  static constexpr bool exists = true;

  template <class Rule, class T, class C, class Context, class Var, class M, class Grad, class... Scalars>
  static void step(const Context& context, const Var& var, const M& m, const Grad& grad, const Scalars&... scalars) {
    static_assert(std::is_void_v<T> && std::is_void_v<C>,
                  "signopt: the dtypes of a DLTensor are known at run time: T and C cannot be stated");
    using tensors = check_dl_tensors<Var, M, Grad>;
    if constexpr (tensors::is_valid && (... && dlpack_scalar_facts<Scalars>::is_supported)) {
      run_dl_tensors<Rule>(context, var, m, grad, scalars...);
    } else {
      tensors::report();
      static_cast<void>(typename scalars_of<Rule>::template check<dlpack_scalar_facts, Scalars...>());
    }
  }
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
