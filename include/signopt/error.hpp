// The exceptions: a class for each kind of error, all derived from signopt::error. Every check comes before the first
// write: after any of these, var and m hold the bits that they had; only that an executor left tasks out
// (execution.hpp) shows at the end. Messages name the argument, what was expected, and what came. With -fno-exceptions
// a failed check calls SIGNOPT_FAIL(message) instead (default: std::terminate).
#pragma once

#include <stdexcept>

#include "detail/base/config.hpp"

namespace signopt {

/// The base of all: `catch (const signopt::error&)` gets every one of them. Itself it is thrown for an executor that
/// leaves tasks out or repeats them.
class SIGNOPT_VISIBLE error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A dtype, or a kind of argument, that is not supported (mindspore.ops.ApplyAddSign: TypeError). Thrown where dtypes
/// are known at run time (dlpack.hpp); where the compiler knows them, it is a static_assert instead. And thrown by
/// every call whose settings ask for stochastic rounding of a var that has none (rounding.hpp).
class SIGNOPT_VISIBLE type_error : public error {
 public:
  using error::error;
};

/// var or m, which are updated in place, would have to be converted (mindspore.ops.ApplyAddSign: RuntimeError). Thrown
/// by dlpack.hpp, as type_error is; otherwise a static_assert.
class SIGNOPT_VISIBLE conversion_error : public error {
 public:
  using error::error;
};

/// Shapes that differ, a scalar of more or less than one element, a negative size.
class SIGNOPT_VISIBLE shape_error : public error {
 public:
  using error::error;
};

/// Operands that overlap in memory, or var or m that overlaps itself; a null pointer with a size above 0; an address
/// that is no multiple of the element size, or that no program has; a device that is not the CPU; a tensor of DLPack
/// that is marked read-only as var or m, or that is of a major version that the program does not know; the number of an
/// element that is out of range; stochastic rounding without the number of a step; a copy where there can be none; a
/// tensor, group or part that is not there, or two tensors of one name; an option that an NPU does not have, and a
/// session on it that cannot be used.
class SIGNOPT_VISIBLE operand_error : public error {
 public:
  using error::error;
};

/// A target that is unknown, or that this CPU or this build cannot run; a bad SIGNOPT_TARGET or SIGNOPT_PREFETCH in the
/// environment.
class SIGNOPT_VISIBLE target_error : public error {
 public:
  using error::error;
};

/// A saved state (optimizer.hpp) that cannot be written or read, is damaged, or is of something else: another rule,
/// other tensors, other sizes or dtypes. What was to be loaded into is as it was.
class SIGNOPT_VISIBLE state_error : public error {
 public:
  using error::error;
};

}  // namespace signopt
