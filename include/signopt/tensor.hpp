// Every rule on Eigen::Tensor, of Eigen's unsupported module. Opt-in: no other header includes this one.
//
// One step of a rule R on tensors, in place, in the forms of apply_R.hpp:
//
//     template <class T = void, class C = void, class Var, class M, class... Scalars, class Grad>
//     std::tuple<Var, M> apply_R(Var&& var, M&& m, const Scalars&... scalars, const Grad& grad);
//
//     template <class T = void, class C = void, class Var, class M, class Grad>
//     std::tuple<Var, M> apply_R(Var&& var, M&& m, const R_settings& settings, const Grad& grad);
//
//     apply_R(executor, var, m, ...)            either, on an executor (execution.hpp)
//
// Arguments
//   var, m   an Eigen::Tensor, TensorFixedSize or TensorMap each, of one shape, of float16, bfloat16, float32 or
//            float64: of one dtype, or of two that dtype.hpp has beside each other; of any rank, 0 included, column- or
//            row-major. Read and written.
//   scalars  as in apply_R.hpp, or a tensor or tensor expression of exactly one element, of rank 0 or any other. With
//            this header they may be tensors beside Eigen arrays and pointers too.
//   grad     any of the tensors above, const or not, or any tensor expression (`g * 0.5f`, `g + 0.01f * var`,
//            `per_image.mean(dimensions)`, `g.shuffle(order)`), of the same shape; of var's dtype, of a
//            narrower one, or of float32 beside a 16-bit var. It is widened in registers. Only read.
//   T, C     var's dtype and the compute type, as in apply_R.hpp
//
// Returns (var, m), as in apply_R.hpp: lvalues as references, maps as maps, rvalue tensors moved.
//
// Shapes
//   must agree in every dimension; nothing is broadcast. Empty tensors are a no-op. Each of the three may be column-
//   or row-major: elements are matched by their indices. Tensors that are in memory and of one layout are one kernel
//   call; otherwise tiles on the stack are filled from them. That changes no bit of a result.
//   An expression is evaluated tile by tile, each before the same elements of var and m are written: it may read var
//   and m at the same index. Reading them at other indices is the caller's error, and not found. What Eigen evaluates
//   first (reductions, contractions, eval()) it evaluates once, before the first write.
//   A part of a tensor (chip, slice) can be grad, but not var or m: these are tensors or maps.
//
// Arithmetic: as in apply_R.hpp, with the same bits.
//
// Errors, all before the first write, so that var and m keep their bits
//   shape_error    shapes that differ; a negative size; a scalar tensor of more or less than one element
//   operand_error  operands in memory that overlap, grad included; a misaligned address; a null pointer with a size;
//                  options.rounding is stochastic without a step (rounding.hpp)
//   target_error   see target.hpp; also for empty tensors
//   type_error     options.rounding is stochastic, and var is not bfloat16 that is computed in float32 (rounding.hpp)
//   What the compiler can know, ranks that differ included, is a static_assert that names the argument. With
//   -fno-exceptions: SIGNOPT_FAIL (error.hpp).
//
// Threads: safe on different tensors; the tensors of one call are the caller's to guard.
// Cost: one pass over memory, O(size). Allocates nothing, but for what Eigen evaluates first.
#pragma once

#include "detail/eigen/front_end.hpp"
#include "detail/eigen/tensor_front_end.hpp"
#include "pointer.hpp"
