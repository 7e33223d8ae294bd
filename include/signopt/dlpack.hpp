// AddSign on DLTensors, whose dtypes are known at run time: for frameworks, language bindings and files. Needs no
// Eigen. Opt-in: no other header includes this one. DLPack's header is the one that was included before this, or
// <dlpack/dlpack.h>.
#pragma once

#include <type_traits>

#include "detail/dlpack/run_time_types.hpp"
#include "detail/dlpack/tensor.hpp"
#include "detail/strided/check.hpp"
#include "options.hpp"
#include "pointer.hpp"

namespace signopt {
inline namespace SIGNOPT_ABI {
class scalar;
}

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

template <class Value>
inline constexpr bool is_scalar_value = is_plain_number<Value> || has_dtype<Value>::value;

// The compile-time half of the checks.
template <class Var, class M, class Grad>
struct check_dl_tensors {
  static constexpr bool is_good = is_dl_tensor<Var> && is_dl_tensor<M> && is_dl_tensor<Grad>;
  static void report() {
    static_assert(is_dl_tensor<Var>, "signopt: var" SIGNOPT_MUST_BE_A_DL_TENSOR);
    static_assert(is_dl_tensor<M>, "signopt: m" SIGNOPT_MUST_BE_A_DL_TENSOR);
    static_assert(is_dl_tensor<Grad>, "signopt: grad" SIGNOPT_MUST_BE_A_DL_TENSOR);
  }
};

template <class Lr, class Alpha, class SignDecay, class Beta>
struct check_dlpack_scalars {
  template <class Argument>
  static constexpr bool is_scalar = std::is_convertible_v<const Argument&, signopt::scalar>;
  static constexpr bool is_good = is_scalar<Lr> && is_scalar<Alpha> && is_scalar<SignDecay> && is_scalar<Beta>;
  static void report() {
    static_assert(is_scalar<Lr>, "signopt: lr" SIGNOPT_MUST_BE_A_DLPACK_SCALAR);
    static_assert(is_scalar<Alpha>, "signopt: alpha" SIGNOPT_MUST_BE_A_DLPACK_SCALAR);
    static_assert(is_scalar<SignDecay>, "signopt: sign_decay" SIGNOPT_MUST_BE_A_DLPACK_SCALAR);
    static_assert(is_scalar<Beta>, "signopt: beta" SIGNOPT_MUST_BE_A_DLPACK_SCALAR);
  }
};

}  // namespace SIGNOPT_ABI
}  // namespace detail

inline namespace SIGNOPT_ABI {

/// lr, alpha, sign_decay or beta of the call below; made implicitly, from
///   a plain number  float, double or an integer, but no bool. It counts as float32, as float64 where var is float64.
///   a value         of any type with a dtype (dtype_of, in dtype.hpp), such as a framework's own float16
///   a DLTensor      of one element: shape () or (1,), in memory of the CPU, of a supported dtype, which it keeps. It
///                   is checked and its element read when the call is made, so its memory must live until then.
class scalar {
 public:
  template <class Value, class = std::enable_if_t<detail::is_scalar_value<Value>>>
  scalar(Value value) noexcept
      : beside_float64_(detail::make_scalar_value<dtype::float64>(value)),
        beside_others_(detail::make_scalar_value<dtype::float32>(value)) {}

  scalar(const DLTensor& tensor) noexcept : is_tensor_(true), tensor_(tensor) {}

  template <class Value, std::enable_if_t<std::is_same_v<Value, bool>, int> = 0>
  scalar(Value) = delete;

  /// Beside a variable of this dtype. Throws as the call does.
  detail::typed_value value_beside(dtype var, const char* name) const {
    if (is_tensor_) return detail::read_one_element(tensor_, name);
    return var == dtype::float64 ? beside_float64_ : beside_others_;
  }

 private:
  detail::typed_value beside_float64_{}, beside_others_{};
  bool is_tensor_ = false;
  DLTensor tensor_{};
};

}  // namespace SIGNOPT_ABI

namespace detail {
inline namespace SIGNOPT_ABI {

template <class Launch>
void apply_to_dl_tensors(const Launch& how, const DLTensor& var, const DLTensor& m, const signopt::scalar& lr,
                         const signopt::scalar& alpha, const signopt::scalar& sign_decay, const signopt::scalar& beta,
                         const DLTensor& grad) {
  const dtype type = check_dtype(var, "var");
  check_state_dtype(m, type);
  const typed_scalars scalars{lr.value_beside(type, "lr"), alpha.value_beside(type, "alpha"),
                              sign_decay.value_beside(type, "sign_decay"), beta.value_beside(type, "beta")};
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
  run_add_sign(how, type, grad_type, var_data, m_data, grad_data, steps, scalars);
}

template <class First>
struct door<First, std::enable_if_t<is_dlpack<First>>> {
  static constexpr bool exists = true;

  template <class T, class C, class Launch, class Var, class M, class Lr, class Alpha, class SignDecay, class Beta,
            class Grad>
  static void step(const Launch& how, const Var& var, const M& m, const Lr& lr, const Alpha& alpha,
                   const SignDecay& sign_decay, const Beta& beta, const Grad& grad) {
    static_assert(std::is_void_v<T> && std::is_void_v<C>,
                  "signopt: the dtypes of a DLTensor are known at run time: T and C cannot be stated");
    using tensors = check_dl_tensors<Var, M, Grad>;
    using scalars = check_dlpack_scalars<Lr, Alpha, SignDecay, Beta>;
    if constexpr (tensors::is_good && scalars::is_good) {
      apply_to_dl_tensors(how, var, m, lr, alpha, sign_decay, beta, grad);
    } else {
      tensors::report();
      scalars::report();
    }
  }
};

}  // namespace SIGNOPT_ABI
}  // namespace detail

inline namespace SIGNOPT_ABI {

/// One AddSign step, in place:
///
///     m   <- beta * m + (1 - beta) * grad
///     var <- var - lr * (alpha + sign_decay * sign(grad) * sign(m)) * grad        with the new m
///
/// Arguments
///   var, m   tensors of one shape and one dtype: float16, bfloat16, float32 or float64. Read and written: the const is
///            that of the description, not of the memory. Of a capsule's DLManagedTensor, pass its dl_tensor.
///   lr, alpha, sign_decay, beta
///            see scalar, above. Each may have its own dtype. Four float16 scalars beside a float16 var mean float16
///            arithmetic, likewise bfloat16: see the table in dtype.hpp, which holds here at run time.
///   grad     a tensor of the same shape; of var's dtype or of a narrower one (float16 or bfloat16 beside float32, any
///            beside float64), which is widened in registers. Only read.
///
/// Tensors
///   Any number of dimensions, 0 included; any strides, counted in elements, negative ones too, or none (a null
///   pointer: contiguous, the last axis fastest); byte_offset counts. Memory of the CPU, or pinned by CUDA or ROCm
///   (kDLCPU, kDLCUDAHost, kDLROCMHost). Shapes must be equal: nothing is broadcast, and () differs from (1,). Empty
///   tensors, whose data may be null, are a no-op. The tensors, and the memory that they describe, stay the caller's.
///   Contiguous tensors of equal strides are one kernel call. Others go in contiguous runs, or through tiles on the
///   stack, with the same bits.
///
/// Arithmetic
///   Every operation is rounded on its own in the compute type, to nearest even, unfused. m and var are rounded once,
///   on store; the sign of m is taken before that. The sign of zeros and NaNs is 0. The bits are the same on every
///   target; those of a NaN are free. NaN, infinity and any hyper-parameter are accepted.
///
/// Errors, all before the first write, so that var and m keep their bits
///   type_error        the dtype of var, grad or a scalar is not one of the four, or has lanes: "lr must be float16,
///                     bfloat16, float32 or float64, got int64" (mindspore.ops.ApplyAddSign: TypeError)
///   conversion_error  m has another dtype than var; grad has one that var's does not hold: "var is float16 and grad is
///                     float32: var is updated in place and cannot be converted" (there: RuntimeError)
///   shape_error       shapes that differ; a negative size or ndim; a shape that is a null pointer; more elements than
///                     any array has; a scalar tensor of another shape
///   operand_error     another device; a null pointer with elements; a misaligned address; a byte_offset or strides
///                     that lead to addresses that cannot exist; var or m that names an element twice (a stride of 0);
///                     tensors that surely share an element. Views of one array that are interleaved and share none
///                     are good; whether views of different strides cross in the middle is the caller's to know
///   target_error      see target.hpp; also for empty tensors
///   What the compiler can know is a static_assert that names the argument. With -fno-exceptions: SIGNOPT_FAIL
///   (error.hpp).
///
/// That the memory described is there, and stays while the call runs, nobody can check: it is the caller's to see to.
///
/// An executor may come before these arguments (execution.hpp), and options behind them (options.hpp).
///
/// Threads: safe on different arrays; the arrays of one call are the caller's to guard.
/// Cost: one pass over memory, O(size). Allocates nothing.
/// Source: Bello, Zoph, Vasudevan, Le, "Neural Optimizer Search with Reinforcement Learning", ICML 2017;
/// mindspore.ops.ApplyAddSign; DLPack, github.com/dmlc/dlpack.
inline void apply_add_sign(const DLTensor& var, const DLTensor& m, scalar lr, scalar alpha, scalar sign_decay,
                           scalar beta, const DLTensor& grad) {
  detail::apply_to_dl_tensors(detail::plainly, var, m, lr, alpha, sign_decay, beta, grad);
}

/// The same with hyper-parameters by name (settings.hpp).
inline void apply_add_sign(const DLTensor& var, const DLTensor& m, const add_sign_settings& settings,
                           const DLTensor& grad) {
  apply_add_sign(var, m, settings.lr, settings.alpha, settings.sign_decay, settings.beta, grad);
}

/// Not a call that can be made: one clear message where an argument is of another kind.
template <
    class T = void, class C = void, class Var, class M, class Lr, class Alpha, class SignDecay, class Beta, class Grad,
    class = std::enable_if_t<detail::is_dlpack<Var> &&
                             !(detail::check_dl_tensors<Var, M, Grad>::is_good &&
                               detail::check_dlpack_scalars<Lr, Alpha, SignDecay, Beta>::is_good && std::is_void_v<T>)>>
void apply_add_sign(Var&& var, M&& m, const Lr& lr, const Alpha& alpha, const SignDecay& sign_decay, const Beta& beta,
                    Grad&& grad) {
  detail::door_of<Var>::template step<T, C>(detail::plainly, var, m, lr, alpha, sign_decay, beta, grad);
}

/// Not a call that can be made either: the same with settings.
template <class T = void, class C = void, class Var, class M, class Settings, class Grad,
          class = std::enable_if_t<detail::is_dlpack<Var> && detail::is_settings<Settings> &&
                                   !(detail::check_dl_tensors<Var, M, Grad>::is_good && std::is_void_v<T>)>>
void apply_add_sign(Var&& var, M&& m, const Settings&, Grad&& grad) {
  detail::door_of<Var>::template step<T, C>(detail::plainly, var, m, 0, 0, 0, 0, grad);
}

}  // namespace SIGNOPT_ABI
}  // namespace signopt
