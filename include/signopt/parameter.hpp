// One tensor of a model, for multi_tensor.hpp.
//
//     parameter<T, G, M, Copy>{var, m, grad, size, lr_scale, name}        then rows, is_row_major, copy, first
//
// `size` elements of var, m and grad each, contiguous, in one order, whatever its shape is. It points to them, and owns
// none. Made without braces, it is an empty tensor. T is the type of var's elements, G of grad's, M of m's: the same as
// T unless another is named (dtype.hpp has the pairs). Copy is a float16 or bfloat16 type, or void.
//
// grad     Null where the tensor has no gradient in this step: it is frozen, was not reached by the backward pass, or
//          belongs to a branch that did not run. The step then leaves it alone: no element of var, m or copy is read
//          or written, and it costs no work. It takes part again as soon as it has a gradient.
// lr_scale The learning rate of this tensor is lr * lr_scale: both as values of the compute type, the product rounded
//          once. lr_scale 0 does not freeze a tensor: var moves by 0 * grad, which is nothing where grad is finite and
//          NaN where grad is infinite or NaN, and m moves, and a copy is written, as always. To freeze it, set its grad
//          to null.
// name     Null, or what messages call the tensor beside its number, as "decoder.bias". It lives as long as the
//          parameter and what was made of it. An optimizer object saves the tensor's momentum by it.
// copy     Of a parameter with a Copy, beside a float32 var: null, or where each step leaves what it made of var,
//          rounded to nearest, `size` elements, in the pass in which var is updated: what the next forward pass reads.
//          An element is 2 bytes more to write, and a pass of its own, which reads var again, is saved. A tensor
//          without a gradient is left alone, its copy too. It overlaps nothing else in a set. Without a Copy it must be
//          null.
// first    Where this is a part of a tensor, the number of its first element there: stochastic rounding counts from it
//          (rounding.hpp). From 0 to 2^60.
// rows, is_row_major
//          Where the tensor is a matrix and known to be one, how it lies: parameter_set::grad(i, Eigen object)
//          compares. make_parameter writes them. rows 0: nothing is known but the size.
//
// Across the borders of libraries. parameter, the settings of the rules, dtype and the classes of errors are one type
// in the whole program, however its parts were compiled (-march, exceptions, the compiler): they may be arguments,
// results and exceptions of functions of a library's own. parameter_set, the executors and all functions of signopt
// have other names in code that was compiled for other instruction sets. So each part of a program runs its own; a
// function that takes a `parameter_set&` links only with callers that were compiled as it was. Pass parameters, or
// pointers, and let each side make its set.
//
// That is so for optimised code. At -O0 a compiler may make a constructor of these structs as a function of its own,
// which all parts share: compile such parts with one -march, or make the structs with braces (`parameter<float> p{}`).
//
// What the standard library makes of these types is a matter of its own: std::vector<signopt::parameter<float>>, as
// std::vector<float>, is one class in the whole program. Where two translation units that differ in -march use it, the
// linker keeps one copy of each of its functions that were not inlined, which may be the one with instructions that
// the CPU lacks. To see it:
//
//     g++ -std=c++17 -O2 -Iinclude -march=x86-64-v3 -c library.cpp    # both with model.push_back(...)
//     g++ -std=c++17 -O2 -Iinclude -c main.cpp
//     g++ library.o main.o && objdump -dC a.out                       # one _M_realloc_insert, with vmovdqu
//
// That holds for every template outside this library that both parts instantiate, and is no more than a program that
// mixes -march has to take care of anyway. Three ways out: compile all parts that share such a type with one -march,
// which costs nothing here, as kernels are chosen at run time; use an array, std::array, or the parameter_list of
// parameter_set.hpp, a std::vector that belongs to the code it was compiled with; or hide the other part's symbols in
// a shared library.
#pragma once

#include <cstddef>
#include <cstdint>

namespace signopt {

/// One tensor of a model: see the top of this header.
template <class T, class G = T, class M = T, class Copy = void>
struct parameter {
  T* var = nullptr;            ///< what is trained
  M* m = nullptr;              ///< its momentum; null where an optimizer object is to hold it
  const G* grad = nullptr;     ///< its gradient; null where it has none in this step
  std::ptrdiff_t size = 0;     ///< the number of elements of each of these
  double lr_scale = 1;         ///< the learning rate is lr * lr_scale
  const char* name = nullptr;  ///< what messages call it; null for its number alone
  std::ptrdiff_t rows = 0;     ///< of a matrix that is known to be one, otherwise 0
  bool is_row_major = false;   ///< how that matrix lies
  Copy* copy = nullptr;        ///< where a step leaves var in 16 bits, or null
  std::int64_t first = 0;      ///< the number of the first element, where this is a part of a tensor
};

}  // namespace signopt
