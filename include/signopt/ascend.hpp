// Rules on Huawei's Ascend NPUs, through AscendCL: the operator's own fused kernel. Opt-in: no other header includes
// this one. Link ascendcl and acl_op_compiler; with CMake, signopt::ascend does it (SIGNOPT_ASCEND).
//
// A rule R is there where CANN has an operator for it: AddSign, which is ApplyAddSignD, and PowerSign, which is
// ApplyPowerSignD. A call of any other rule does not compile, and says why.
//
// What the NPU computes, and where it differs from the CPU (apply_R.hpp)
//   - float32 and float16. AddSign computes in the dtype of var: float16 arrays in float16, every operation rounded,
//     whatever the scalars are (on the CPU float16 arrays are computed in float32 unless all scalars are float16).
//     PowerSign computes float16 arrays in float32. Scalars have the dtype of var in both: beside float16, a learning
//     rate of 2^-25 or less is 0 there.
//   - The order of the operations is the kernel's own: in AddSign var + (-1) * ((sign_decay * s + alpha) * lr * grad),
//     in PowerSign var - (exp((s * sign_decay) * logbase) * grad) * lr, with the device's exponential. Results may
//     differ from the CPU's in the last places. sign(NaN) = sign(0) = 0, as there.
//   - Ascend 910 and 310P saturate: what overflows becomes the largest finite number, not infinity.
//   - Ascend 950 has no such operator: a call there is an error that says so.
// It has been compiled against the real headers of CANN and tested against a fake runtime; it has not been run on a
// device.
//
// ---- Arrays in host memory ----
// A session (ascend_session.hpp) is an executor for them, so that one line of a program moves between CPU and NPU.
//
//     apply_R(session, var, m, scalars..., grad)         Eigen objects, as in apply_R.hpp
//     apply_R(session, var, m, settings, grad)
//     apply_R_multi(session, tensors, scalars...)        as in multi_tensor.hpp
//     apply_R_multi(session, tensors, settings)
//
// Arguments, shapes, overlap: as there; var and m of float or Eigen::half, both of one, grad of the same or, beside
// float, of a float16 type, which is widened on the host; no copies. T is checked; C may only be var's dtype, which is
// what the device computes in. The session must be a variable. The operator has no options: flushing, or a rounding
// other than nearest, is an operand_error.
// Returns what the CPU's call does.
//
// Copies the operands to the device, makes the step, waits for it, copies var and m back into memory of its own, and
// then into the arrays: after any error they hold the bits that they had, nothing is left on the device, and the
// session is as it was. Many tensors lie side by side in these copies: all that have one learning rate, rounded, are
// one launch (of at most 2^31 - 1 elements), and all are waited for once. Of a tensor without a gradient nothing is
// copied, and nothing launched; where none has one, ACL is not called.
//
// Errors: shape_error, operand_error as on the CPU, and for more than 2^31 - 1 elements of a tensor; operand_error
// inside the session's own run(); ascend::error.
// Threads: calls with one session wait for each other.
// Cost: five copies over the bus for each call, and memory for them on both sides; on the device the session keeps it
// (release_buffers). What is compiled is compiled for a number of elements: a set of tensors that changes from step to
// step, in sizes or in which of them have gradients, compiles again on chips that compile for each shape.
//
// ---- Arrays in device memory ----
// One step, in place and asynchronous:
//
//     namespace signopt::ascend {
//     template <class Var, class M, class Lr, class Alpha, class SignDecay, class Beta, class Grad>
//     void apply_add_sign_async(Var* d_var, M* d_m, const Lr& lr, const Alpha& alpha, const SignDecay& sign_decay,
//                               const Beta& beta, const Grad* d_grad, std::int64_t n, aclrtStream stream);
//
//     template <class Var, class M, class Grad>
//     void apply_add_sign_async(Var* d_var, M* d_m, const add_sign_settings& settings, const Grad* d_grad,
//                               std::int64_t n, aclrtStream stream);
//     }
//
// and apply_power_sign_async, with logbase in alpha's place, and power_sign_settings.
//
// Arguments
//   d_var, d_m, d_grad
//            n elements each in memory of the device that is current: float, or a type of float16 (Eigen::half). At
//            multiples of 64 bytes, and with 32 bytes behind the elements, rounded up to 32, that the kernel may
//            touch, as aclrtMalloc gives them.
//   scalars  as in pointer.hpp, or an Eigen object of one element; each rounded once, to the dtype of var. They are
//            read before the call returns.
//   settings by name (settings.hpp). operand_error for an option.
//   n        0 to 2^31 - 1; for 0, nothing is called
//   stream   not the default stream, and used by one thread at a time
//
// Returns when the step is enqueued. Until the caller has synchronized the stream, the memory is the device's; what
// goes wrong on the device is an error of that synchronization, and then var and m are unspecified.
//
// Errors, before anything is enqueued: shape_error (n), operand_error (a null pointer, a misaligned address, arrays
// that overlap, the default stream, a chip that has no such operator), ascend::error (a call of ACL fails; a stream of
// another device, say). The first call for a dtype and size compiles the operator, which can take seconds.
#pragma once

#include <cstdint>

#include "apply_add_sign.hpp"
#include "apply_power_sign.hpp"
#include "ascend_session.hpp"
#include "detail/ascend/device_step.hpp"
#include "detail/ascend/front_end.hpp"
#include "detail/call/form_macros.hpp"
#include "multi_tensor.hpp"

#include "detail/rules/add_sign_names.inl"
#define SIGNOPT_ASCEND_OPERATOR "ApplyAddSignD"
#include "detail/ascend/forms_async.inl"

#include "detail/rules/power_sign_names.inl"
#define SIGNOPT_ASCEND_OPERATOR "ApplyPowerSignD"
#include "detail/ascend/forms_async.inl"
