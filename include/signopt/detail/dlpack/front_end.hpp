// The tensors of DLPack, whose dtypes are known at run time: the front end of apply_R on them.
#pragma once

#include <type_traits>

#include "../../dl_operand.hpp"
#include "../call/front_end.hpp"
#include "../strided/check.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

template <class Argument>
struct dl_scalar_facts {
  static constexpr bool is_supported = std::is_convertible_v<const Argument&, dl_scalar>;
  static constexpr bool is_one_element = true;
};

// The run-time half of the checks, and the step.
template <class Rule, class Context, class... Scalars>
void run_dl_tensors(const Context& context, const dl_operand& var_operand, const dl_operand& m_operand,
                    const dl_operand& grad_operand, const Scalars&... scalars) {
  const DLTensor& var = check_version(var_operand.described(), "var");
  const DLTensor& m = check_version(m_operand.described(), "m");
  const DLTensor& grad = check_version(grad_operand.described(), "grad");
  const dtype type = check_dtype(var, "var");
  const dtype m_type = check_state_dtype(m, type);
  const char* const* name = scalars_of<Rule>::names;
  const typed_scalars<Rule> typed{{dl_scalar(scalars).value_beside(type, *name++)...}};
  const dtype grad_type = check_gradient_dtype(grad, type);

  const std::ptrdiff_t size = check_shape(var, "var");
  check_shape(m, "m");
  check_shape(grad, "grad");
  check_same_shape(shape_of(m), shape_of(var), "m");
  check_same_shape(shape_of(grad), shape_of(var), "grad");
  check_writable(var_operand.described(), "var");
  check_writable(m_operand.described(), "m");
  unsigned char* const var_data = check_address(var, "var");
  unsigned char* const m_data = check_address(m, "m");
  unsigned char* const grad_data = check_address(grad, "grad");
  const walk over = walk_of(var, m, grad, size);
  check_strided({"var", var_data, element_size(var)}, {"m", m_data, element_size(m)},
                {"grad", grad_data, element_size(grad)}, over);
  run_typed(context, {type, m_type, grad_type}, var_data, m_data, grad_data, over, typed);
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
    if constexpr (tensors::is_valid && (... && dl_scalar_facts<Scalars>::is_supported)) {
      run_dl_tensors<Rule>(context, var, m, grad, scalars...);
    } else {
      tensors::report();
      static_cast<void>(typename scalars_of<Rule>::template check<dl_scalar_facts, Scalars...>());
    }
  }
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
