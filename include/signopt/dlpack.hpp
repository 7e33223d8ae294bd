// AddSign on the tensors of DLPack, whose dtypes are known at run time: for frameworks, language bindings and files.
// Needs no Eigen. Opt-in: no other header includes this one. DLPack's header is the one that was included before this,
// or <dlpack/dlpack.h>; 0.4 and newer will do.
#pragma once

#include <type_traits>

#include "detail/check_dlpack.hpp"
#include "detail/check_strided.hpp"
#include "detail/dlpack_tensor.hpp"
#include "detail/run_time_types.hpp"
#include "options.hpp"
#include "pointer.hpp"

namespace signopt {
inline namespace SIGNOPT_ABI {

/// var, m or grad of the call below; made implicitly, from
///   a DLTensor                  whose memory counts as writable: it cannot say that it is not
///   a DLManagedTensor           its dl_tensor, likewise
///   a DLManagedTensorVersioned  its dl_tensor, where DLPack's header has this struct (DLPack 1.0 and newer). Of another
///                               major version than the header's, nothing but the version is read. Marked read-only,
///                               it may be grad, or a scalar. Its other flags change nothing: var and m may be copies
///                               that the producer made (it does not see the step), and what is packed has none of the
///                               four dtypes
///   a framework's own class     that is derived from one of these, or converts to one
/// A capsule named "dltensor" holds a DLManagedTensor, one named "dltensor_versioned" the other; pass what its pointer
/// points to. The descriptions are copied, the memory is not. No deleter is called, also where a call throws: whoever
/// got the tensor gives it back, after the call.
class dl_operand {
 public:
  template <class Tensor, class = std::enable_if_t<detail::is_dl_tensor<Tensor>>>
  dl_operand(const Tensor& tensor) : described_(detail::describe_as_any_of(tensor, detail::all_kinds_of_tensor())) {}

  /// As the struct described it.
  const detail::described_tensor& described() const noexcept { return described_; }

 private:
  detail::described_tensor described_;
};

/// lr, alpha, sign_decay or beta of the call below; made implicitly, from
///   a plain number  float, double or an integer, but no bool. It counts as float32, as float64 where var is float64.
///   a value         of any type with a dtype (dtype_of, in dtype.hpp), such as a framework's own float16
///   a tensor        of any kind that dl_operand takes, of one element: shape () or (1,), in memory of the CPU, of a
///                   supported dtype, which it keeps. It is checked and its element read when the call is made, so its
///                   memory must live until then.
class scalar {
 public:
  template <class Value, class = std::enable_if_t<detail::is_scalar_value<Value>>>
  scalar(Value value) noexcept
      : beside_float64_(detail::make_scalar_value<dtype::float64>(value)),
        beside_others_(detail::make_scalar_value<dtype::float32>(value)) {}

  template <class Tensor, std::enable_if_t<detail::is_dl_operand<Tensor> && !detail::is_scalar_value<Tensor>, int> = 0>
  scalar(const Tensor& tensor) : is_tensor_(true), tensor_(dl_operand(tensor).described()) {}

  template <class Value, std::enable_if_t<std::is_same_v<Value, bool>, int> = 0>
  scalar(Value) = delete;

  /// Beside a variable of this dtype. Throws as the call does.
  detail::typed_value value_beside(dtype var, const char* name) const {
    if (is_tensor_) return detail::read_one_element(detail::check_version(tensor_, name), name);
    return var == dtype::float64 ? beside_float64_ : beside_others_;
  }

 private:
  detail::typed_value beside_float64_{}, beside_others_{};
  bool is_tensor_ = false;
  detail::described_tensor tensor_{};
};

}  // namespace SIGNOPT_ABI

namespace detail {
inline namespace SIGNOPT_ABI {

template <class Launch>
void apply_to_dl_tensors(const Launch& how, const dl_operand& var_operand, const dl_operand& m_operand,
                         const signopt::scalar& lr, const signopt::scalar& alpha, const signopt::scalar& sign_decay,
                         const signopt::scalar& beta, const dl_operand& grad_operand) {
  const DLTensor& var = check_version(var_operand.described(), "var");
  const DLTensor& m = check_version(m_operand.described(), "m");
  const DLTensor& grad = check_version(grad_operand.described(), "grad");
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
  check_writable(var_operand.described(), "var");
  check_writable(m_operand.described(), "m");
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
///            that of the description, not of the memory. See dl_operand, above: each may come in its own kind of
///            struct.
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
///   operand_error     another major version of DLPack; var or m that is marked read-only, empty or not; another
///                     device; a null pointer with elements; a misaligned address; a byte_offset or strides that lead
///                     to addresses that cannot exist; var or m that names an element twice (a stride of 0); tensors
///                     that surely share an element. Views of one array that are interleaved and share none are valid;
///                     whether views of different strides cross in the middle is the caller's to know
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
inline void apply_add_sign(const dl_operand& var, const dl_operand& m, scalar lr, scalar alpha, scalar sign_decay,
                           scalar beta, const dl_operand& grad) {
  detail::apply_to_dl_tensors(detail::plainly, var, m, lr, alpha, sign_decay, beta, grad);
}

/// The same with hyper-parameters by name (settings.hpp).
inline void apply_add_sign(const dl_operand& var, const dl_operand& m, const add_sign_settings& settings,
                           const dl_operand& grad) {
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
