// Every rule on Eigen objects: the part of the contract that all rules share. The header of each rule R, apply_R.hpp,
// adds the formula and the scalars. Each of them also brings make_parameter.hpp, and lets pointer.hpp and
// multi_tensor.hpp take Eigen's types and objects.
//
// One step of a rule R, in place:
//
//     template <class T = void, class C = void, class Var, class M, class... Scalars, class Grad>
//     std::tuple<Var, M> apply_R(Var&& var, M&& m, const Scalars&... scalars, const Grad& grad);
//
//     template <class T = void, class C = void, class Var, class M, class Grad>
//     std::tuple<Var, M> apply_R(Var&& var, M&& m, const R_settings& settings, const Grad& grad);
//
//     apply_R(executor, var, m, ...)            either, on an executor (execution.hpp)
//
// For other kinds of operand: pointer.hpp, multi_tensor.hpp, tensor.hpp, dlpack.hpp; on an NPU, rules that it has an
// operator for: ascend.hpp.
//
// Arguments
//   var, m   writable Eigen objects of one shape, each of float16, bfloat16, float32 or float64: mostly of one dtype,
//            and otherwise of two that dtype.hpp has beside each other, as a bfloat16 m beside a float32 var. Array,
//            Matrix, Map, Ref, Block and whatever else Eigen can assign to, x.transpose(), x.diagonal(), x.reverse(),
//            x(indices, Eigen::all) and views of these included; fixed-size or dynamic, with any strides, row- or
//            column-major, each in an order of its own. Read and written.
//   scalars  the hyper-parameters of R, in the order that apply_R.hpp has: each a plain number (float, double, an
//            integer), a float16 or bfloat16 value, or an Eigen object of exactly one element of a supported dtype.
//            Each may have its own type. Where all are float16, beside a float16 var, the arithmetic is float16: see
//            the table in dtype.hpp.
//   settings the same by name, with the options (settings.hpp): {0.1}, or in C++20 {.lr = 0.1}
//   grad     any of the Eigen objects above, const or not, or any expression (g1 + g2, g.cast<float>() * inv_scale,
//            g + wd * var, (x.transpose() * d) * 0.01f), of the same shape; of var's dtype, of a narrower one, or of
//            float32 beside a 16-bit var (dtype.hpp). It is widened in registers. Only read.
//   T, C     var's dtype and the compute type, where they are to be stated: `apply_R<Eigen::half, float>(...)`.
//            T is checked; C takes the place of the table's.
//
// Returns (var, m): lvalues as references, views as views (valid as long as what they view), rvalue arrays moved, so
// that `auto [v, mm] = apply_R(Eigen::ArrayXf(v0), Eigen::ArrayXf(m0), ...)` leaves v0 and m0 alone.
//
// Shapes
//   (rows, cols) must agree: a row and a column vector differ, and there is no broadcasting. Empty objects are a
//   no-op.
//
// Memory
//   Three contiguous objects are one call of the kernel (in each task of an executor). Where all three have contiguous
//   runs (blocks of columns), it runs on these. Where two have them and the third has another storage order, it runs on
//   those of the two, and the third is transposed, part by part, into a tile of 34 KiB on the stack. Otherwise it runs
//   on tiles that stay in the first-level cache, into which the elements are gathered and from which they are
//   scattered. Both are slower than contiguous memory, and several times as fast as the expression in Eigen. A gradient
//   that is an expression is evaluated tile by tile, without a temporary of its size, by one evaluator, which is made
//   before the first write. It allocates what Eigen allocates for what it evaluates ahead (matrix products), and
//   coefficient-wise expressions nothing.
//
// Overlap: var, m and grad must not share elements, and var and m must not name one twice.
//   Always checked
//     - two objects that are both contiguous;
//     - var and m that name an element twice: a stride of 0, or one that does not reach past the smaller strides. (A
//       few of the latter name no element twice, and are refused all the same.)
//   Checked where the memory that two objects span meets
//     - whether the first or the last element of one is an element of the other;
//     - whether any is, if both have the same strides. Interleaved views of one matrix that share none are valid.
//   The caller's duty
//     - views of different strides that cross somewhere else;
//     - views without strides: x.reverse(), and x(indices, Eigen::all), in which an index may not come twice;
//     - what an expression reads. It may read var and m at the coefficient that is computed (g + wd * var), since a
//       tile is evaluated before it is written. var.reverse(), shifted segments and var.transpose() read others, which
//       may have been written already. A product of matrices that Eigen evaluates into a temporary may read anything:
//       that is done before the first write. Lazy, diagonal and small fixed-size products are not, nor is the diagonal
//       of a product: .eval() those that read var or m.
//   An expression that throws while it is evaluated leaves var and m updated in part.
//
// Arithmetic
//   Every operation of the formula on elements is rounded on its own in the compute type, to nearest even, unfused. m
//   and var are rounded once, on store, to nearest, or var as settings.options.rounding says (rounding.hpp); a sign is
//   taken before that. The sign of zeros and NaNs is 0. The bits are the same on every target; those of a NaN are free.
//   NaN, infinity and any hyper-parameter are accepted. An expression in grad has the bits that Eigen gives it, which
//   may depend on how a vectorised exp, say, falls into packets. Floating-point flags: invalid, division by zero and
//   overflow are raised only where an operation of the formula raises them. What is derived from the scalars is made by
//   such operations. A thread that traps on these (feenableexcept) traps.
//
// Errors, all before the first write, so that var and m keep their bits
//   shape_error    shapes that differ; a negative size; a scalar object of more or less than one element
//   operand_error  overlap, as above; a misaligned address; options.rounding is stochastic without a step, or from an
//                  element that is out of range (rounding.hpp)
//   target_error   see target.hpp; also for empty objects
//   type_error     options.rounding is stochastic, and var is not bfloat16 that is computed in float32 (rounding.hpp)
//   What the compiler can know is a static_assert that names the argument. With -fno-exceptions: SIGNOPT_FAIL
//   (error.hpp).
//
// Threads: safe on different arrays; the arrays of one call are the caller's to guard.
// Cost: one pass over memory, O(size). Allocates nothing, but for the products above.
#pragma once

#include "all_finite.hpp"
#include "detail/eigen/finite.hpp"
#include "detail/eigen/front_end.hpp"
#include "make_parameter.hpp"
#include "pointer.hpp"
