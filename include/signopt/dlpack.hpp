// Every rule on the tensors of DLPack, whose dtypes are known at run time: for frameworks, language bindings and files.
// Needs no Eigen. Opt-in: no other header includes this one. DLPack's header is the one that was included before this,
// or <dlpack/dlpack.h>; 0.4 and newer will do.
//
// One step of a rule R, in place, in the forms of apply_R.hpp:
//
//     void apply_R(const dl_operand& var, const dl_operand& m, const dl_scalar&... scalars, const dl_operand& grad);
//     void apply_R(const dl_operand& var, const dl_operand& m, const R_settings& settings, const dl_operand& grad);
//
//     apply_R(executor, var, m, ...)            either, on an executor (execution.hpp)
//
// Arguments
//   var, m   tensors of one shape, of float16, bfloat16, float32 or float64: of one dtype, or of two that dtype.hpp has
//            beside each other. Read and written: the const is that of the description, not of the memory. See
//            dl_operand (dl_operand.hpp): each may come in its own kind of struct.
//   scalars  see dl_scalar (dl_operand.hpp), made from numbers, 16-bit values and tensors of one element. Each may
//            have its own dtype. Where all are float16 beside a float16 var, the arithmetic is float16, likewise
//            bfloat16: see the table in dtype.hpp, which holds here at run time. T and C cannot be stated.
//   grad     a tensor of the same shape; of var's dtype, of a narrower one (float16 or bfloat16 beside float32, any
//            beside float64), or of float32 beside a 16-bit var. It is widened in registers. Only read.
//
// Tensors
//   Any number of dimensions, 0 included; any strides, counted in elements, negative ones too, or none (a null
//   pointer: contiguous, the last axis fastest); byte_offset counts. Memory of the CPU, or pinned by CUDA or ROCm
//   (kDLCPU, kDLCUDAHost, kDLROCMHost). Shapes must be equal: nothing is broadcast, and () differs from (1,). Empty
//   tensors, whose data may be null, are a no-op. The tensors, and the memory that they describe, stay the caller's.
//   Contiguous tensors of equal strides are one kernel call. Others go in contiguous runs, or through tiles on the
//   stack, with the same bits.
//
// Arithmetic: as in apply_R.hpp, with the same bits.
//
// Errors, all before the first write, so that var and m keep their bits
//   type_error        the dtype of var, grad or a scalar is not one of the four, or has lanes: "lr must be float16,
//                     bfloat16, float32 or float64, got int64" (mindspore.ops.ApplyAddSign: TypeError); or
//                     options.rounding is stochastic, and var is not bfloat16 that is computed in float32
//   conversion_error  m or grad has a dtype that dtype.hpp does not have beside var's: "var is float16 and grad is
//                     float64: var is updated in place and cannot be converted" (there: RuntimeError)
//   shape_error       shapes that differ; a negative size or ndim; a shape that is a null pointer; more elements than
//                     any array has; a scalar tensor of another shape
//   operand_error     another major version of DLPack; var or m that is marked read-only, empty or not; another
//                     device; a null pointer with elements; a misaligned address; a byte_offset or strides that lead
//                     to addresses that cannot exist; overlap, as far as apply_R.hpp says that it is checked;
//                     options.rounding is stochastic without a step (rounding.hpp)
//   target_error      see target.hpp; also for empty tensors
//   What the compiler can know is a static_assert that names the argument. With -fno-exceptions: SIGNOPT_FAIL
//   (error.hpp).
//
// A byte_offset or an extent of 2^56 bytes or more is refused, as no memory of a program is that large. Below that, it
// is the caller's duty that the memory described is there, and stays while the call runs: this cannot be checked.
//
// Threads: safe on different arrays; the arrays of one call are the caller's to guard.
// Cost: one pass over memory, O(size). Allocates nothing.
// Source: mindspore.ops.ApplyAddSign, for the errors; DLPack, github.com/dmlc/dlpack.
#pragma once

#include "detail/dlpack/front_end.hpp"
#include "dl_operand.hpp"
#include "pointer.hpp"
