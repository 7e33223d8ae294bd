// Every rule on many tensors in one call: what a training step does to a model. Needs no Eigen; from Eigen objects
// make_parameter.hpp makes what it takes.
//
// One step of a rule R on every tensor of a model, with a learning rate of lr * lr_scale for each:
//
//     template <class C = void, class Tensors, class... Scalars>
//     void apply_R_multi(const Tensors& tensors, const Scalars&... scalars);
//
//     template <class C = void, class Tensors>
//     void apply_R_multi(const Tensors& tensors, const R_settings& settings);
//
//     apply_R_multi(executor, tensors, ...)     either, on an executor (execution.hpp)
//
// Arguments
//   tensors  a parameter_set; or a range of parameter<T, G, M, Copy>, of which each call makes a set: it then checks
//            all tensors, which takes some 50 to 300 ns for each, and allocates. Make a set once, before the training
//            loop, where the tensors stay where they are: for many small ones a set costs more to make than a step on
//            it. A range is for a model whose tensors move between steps. Their memory must be the host's: this is not
//            checked
//   scalars, settings, C
//            as in pointer.hpp
//
// A tensor whose grad is null is left alone: var, m and copy; lr_scale 0 is something else (parameter.hpp). Of all
// others, the bits are those of one call for each with its own learning rate, round(C(lr) * C(lr_scale)); where
// lr_scale is 1, it is lr. Rounded stochastically, tensor i of the set has the number `tensor` + i of the request, and
// its elements are numbered from `first` of the request plus `first` of the parameter (rounding.hpp).
//
// Tasks: one parallel region for all tensors. Each task has the same number of elements, to a cache line: large
// tensors are cut, small ones packed. Tensors that lie side by side in memory, as views of one buffer do, their
// copies too, and have one lr_scale, are updated as one; not where rounding is stochastic, as each has numbers of its
// own. Tensors without a gradient do not count: the work is even over what is computed. So the borders of tasks depend
// on which tensors have a gradient, beside the sizes.
//
// Errors, all before the first write: those of parameter_set, for a range; target_error (target.hpp), also where
// there are no tensors; type_error and operand_error for stochastic rounding, as in pointer.hpp. Types that do not fit
// are a static_assert that names the argument.
//
// Threads: safe on different tensors; the set is only read.
// Cost: one pass over memory, O(elements + tensors); a copy adds 2 bytes an element. With a set it allocates nothing.
#pragma once

#include "detail/call/tensor_lists.hpp"
#include "detail/rules/all.hpp"
#include "dtype.hpp"
#include "error.hpp"
#include "execution.hpp"
#include "parameter_set.hpp"
#include "settings.hpp"
#include "target.hpp"
