// Every rule on contiguous memory. Needs no Eigen.
//
// One step of a rule R on n elements, in place:
//
//     template <class C = void, class T, class M, class... Scalars, class G, class Size>
//     void apply_R_n(T* var, M* m, const Scalars&... scalars, const G* grad, Size n);
//
//     template <class C = void, class T, class M, class G, class Size>
//     void apply_R_n(T* var, M* m, const R_settings& settings, const G* grad, Size n);
//
//     apply_R_n(executor, var, m, ...)          either, on an executor (execution.hpp)
//
// The header of R, apply_R.hpp, says what it does to the elements.
//
// Memory: the host's only. An address does not say whose memory it is, so this is not checked. Memory of a GPU or an
// NPU ends the program, or is slow where the driver maps it. For Ascend NPUs there is ascend.hpp.
//
// Arguments
//   var, m   n elements each: float, double, a float16 or a bfloat16 type. Of one dtype, or of two that dtype.hpp has
//            beside each other, as a bfloat16 m beside a float32 var. Read and written.
//   scalars  the hyper-parameters of R, in the order of apply_R: each a plain number, a float16 or bfloat16 value, or
//            (with apply_R.hpp) an Eigen object of one element
//   settings the same by name, with the options (settings.hpp)
//   grad     n elements of var's dtype, of a narrower one (float16 or bfloat16 beside float, any beside double), or of
//            float beside a 16-bit var. Only read.
//   n        the number of elements: any integer
//   C        the compute type, where it is not that of the table in dtype.hpp: apply_R_n<float>(...)
//
// Arithmetic: as in apply_R.hpp, with the same bits.
//
// Errors, all before the first write, so that var and m keep their bits
//   shape_error    n < 0
//   operand_error  a null pointer with n > 0; an address that is no multiple of the element size; arrays that overlap
//                  in memory, grad included; options.rounding is stochastic without a step, or from an element that
//                  is out of range (rounding.hpp)
//   target_error   see target.hpp; also where n = 0, which is a no-op otherwise
//   type_error     options.rounding is stochastic, and var is not bfloat16 that is computed in float32 (rounding.hpp)
//   Types that do not fit are a static_assert that names the argument. With -fno-exceptions: SIGNOPT_FAIL (error.hpp).
//
// Threads: safe on different arrays; the arrays of one call are the caller's to guard.
// Cost: one pass over memory, O(n). Allocates nothing.
#pragma once

#include "detail/call/pointers.hpp"
#include "detail/rules/all.hpp"
#include "dtype.hpp"
#include "error.hpp"
#include "execution.hpp"
#include "settings.hpp"
#include "target.hpp"
