// Where the steps of a program run, decided by its build: on an Ascend NPU where SIGNOPT_ASCEND is defined as 1, which
// the CMake target signopt::ascend does for its users, and on the CPU where it is not defined; any other value is an
// error. The source is the same:
//
//     signopt::backend on;
//     apply_R(on, var, m, scalars..., grad)              of any rule R, on Eigen objects
//     apply_R(on, var, m, settings, grad)
//     apply_R_multi(on, tensors, scalars...)             on many tensors
//     apply_R_multi(on, tensors, settings)
//
// What is one            built for an NPU                         built for the CPU
//   backend on;            device 0, and a stream of its own        the calling thread
//   backend on(1);         device 1                                 the calling thread
//   backend on(executor);  device 0; a second argument is another   the executor: eigen_pool, openmp (execution.hpp)
//   backend on(1, stream); as a session has it (ascend_session.hpp) is not there
//   on.session()           the session, for ascend.hpp              is not there
//   on.cpu()               the executor that it was given, or the calling thread: for what an NPU does not do, as
//                          all_finite and the optimizer object, whose step is opt.step(on.cpu())
//   on.synchronize()       waits for the session                    does nothing
//   on.finalize()          gives ACL back (below)                   does nothing
//   backend::is_npu        true                                     false
//
// What an NPU cannot do: dtypes other than float32 and float16, a gradient of bfloat16 or wider than var, an m of
// another dtype than var, a copy of var, a compute type other than that of var, rules without an operator (Lion,
// Signum), other kinds of operand than those two, and options. With `backend` each is an error in a build for an NPU,
// when the call is compiled, but for an option that is set in settings: that is an operand_error. With `backend_or_cpu`
// these calls, and no others, run on the CPU, by on.cpu(): a program says so once, by the type. Everything else that is
// wrong is an error in both: no device, a chip without the operator (Ascend 950), no memory. On empty arrays nothing is
// launched, whatever the chip.
//
// Bits: the NPU's are its kernel's (ascend.hpp): beside float16 arrays and plain numbers as scalars it computes in
// float16, and the CPU in float32.
// ACL: the first backend of a program initializes it, where nobody has; one that cannot be made gives back what it has
// taken. finalize() waits for a step at work on another thread, ends this backend, and then ACL as far as backends have
// initialized it; it is an operand_error while any other session or backend is alive, and inside run() of its own
// session. Call it before main() ends; a second call does nothing, or what the first could not. The destructor
// finalizes nothing, and ends the session: not for static objects.
// Errors: those of the calls; constructing throws ascend::error, and operand_error as a session does. After finalize()
// any other call is an operand_error, and after it was moved from any call is (built for the CPU, nothing).
// Threads: as a session, and as the executor. A backend is movable, and a step takes a variable. The executor that it
// was given must outlive it.
#pragma once

#include "signopt.hpp"

// ON, say, would be 0 to the preprocessor: a program for an NPU that silently runs on the CPU.
#if defined(SIGNOPT_ASCEND) && SIGNOPT_ASCEND + 0 != 1
#  error "signopt: SIGNOPT_ASCEND must be defined as 1, or not at all"
#endif

#if defined(SIGNOPT_ASCEND)
#  include "ascend.hpp"
#  include "detail/ascend/backend_front_end.hpp"
#else
#  include "detail/run/cpu_backend.hpp"
#endif

namespace signopt {
inline namespace SIGNOPT_ABI {

#if defined(SIGNOPT_ASCEND)
/// Where steps run: see the top of this header.
using backend = detail::npu_backend<false>;
/// The same, and on the CPU what an NPU cannot do.
using backend_or_cpu = detail::npu_backend<true>;
#else
/// Where steps run: see the top of this header.
using backend = detail::cpu_backend<false>;
/// The same, and on the CPU what an NPU cannot do.
using backend_or_cpu = detail::cpu_backend<true>;
#endif

}  // namespace SIGNOPT_ABI
}  // namespace signopt
