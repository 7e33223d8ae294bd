// AddSign on Huawei's Ascend NPUs, through AscendCL: the operator's own fused kernel, ApplyAddSignD. Opt-in: no other
// header includes this one. Link ascendcl and acl_op_compiler; with CMake, signopt::ascend does it (SIGNOPT_ASCEND).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "apply_add_sign.hpp"
#include "ascend_session.hpp"
#include "detail/ascend_host.hpp"
#include "detail/ascend_launch.hpp"
#include "detail/ascend_types.hpp"
#include "detail/pointer_step.hpp"
#include "multi_tensor.hpp"

/// What the NPU computes, and where it differs from the CPU (apply_add_sign.hpp):
///   - float32 and float16. All is computed in the dtype of var: float16 arrays in float16, every operation rounded,
///     whatever the scalars are (on the CPU float16 arrays are computed in float32 unless all four scalars are
///     float16). A learning rate of 2^-25 or less is 0 there.
///   - The order of the operations is the kernel's own: var + (-1) * ((sign_decay * s + alpha) * lr * grad). Results
///     may differ from the CPU's in the last places. sign(NaN) = sign(0) = 0, as there.
///   - Ascend 910 and 310P saturate: what overflows becomes the largest finite number, not infinity.
///   - Ascend 950 has no such operator: a call there is an error that says so.
/// It has been compiled against the real headers of CANN and tested against a fake runtime; it has not been run on a
/// device.
namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

template <class First>
inline constexpr bool is_session = std::is_same_v<std::remove_cv_t<std::remove_reference_t<First>>, ascend::session>;

// Whether these arguments have a form that a step on a session takes.
template <class Session, class... Arguments>
constexpr bool is_session_call() {
  using call = call_form<2, 3, Arguments...>;
  constexpr bool is_door = is_dense<typename call::template argument<0>>;
  return std::is_same_v<Session, ascend::session&> && is_door && call::is_good && !call::has_options;
}

}  // namespace SIGNOPT_ABI
}  // namespace detail

namespace ascend {
inline namespace SIGNOPT_ABI {

/// One AddSign step on device memory, in place and asynchronous:
///
///     m   <- beta * m + (1 - beta) * grad
///     var <- var - lr * (alpha + sign_decay * sign(grad) * sign(m)) * grad        with the new m
///
/// Arguments
///   d_var, d_m, d_grad
///            n elements each in memory of the device that is current: float, or a type of float16 (Eigen::half). At
///            multiples of 64 bytes, and with 32 bytes behind the elements, rounded up to 32, that the kernel may
///            touch, as aclrtMalloc gives them.
///   lr, alpha, sign_decay, beta
///            as in apply_add_sign_n (pointer.hpp), or an Eigen object of one element; each rounded once, to the dtype
///            of var. They are read before the call returns.
///   n        0 to 2^31 - 1; for 0, nothing is called
///   stream   not the default stream, and used by one thread at a time
///
/// Returns when the step is enqueued. Until the caller has synchronized the stream, the memory is the device's; what
/// goes wrong on the device is an error of that synchronization, and then var and m are unspecified.
///
/// Errors, before anything is enqueued: shape_error (n), operand_error (a null pointer, a misaligned address, arrays
/// that overlap, the default stream, a chip that has no such operator), ascend::error (a call of ACL fails; a stream of
/// another device, say). The first call for a dtype and size compiles the operator, which can take seconds.
template <class Var, class M, class Lr, class Alpha, class SignDecay, class Beta, class Grad>
void apply_add_sign_async(Var* d_var, M* d_m, const Lr& lr, const Alpha& alpha, const SignDecay& sign_decay,
                          const Beta& beta, const Grad* d_grad, std::int64_t n, aclrtStream stream) {
  if constexpr (detail::check_pointers<Var*, M*, const Grad*>::is_good) {
    using types = detail::ascend_types<void, void, Var, M, Lr, Alpha, SignDecay, Beta, Grad>;
    if constexpr (types::is_good) {
      static_assert(types::grad == types::var,
                    "signopt: grad has another dtype than var: in device memory nothing is widened");
      const auto scalars = types::scalars(lr, alpha, sign_decay, beta);
      detail::check_device_operands({"d_var", d_var, sizeof(Var)}, {"d_m", d_m, sizeof(M)},
                                    {"d_grad", d_grad, sizeof(Grad)}, n, stream);
      if (n == 0) return;
      detail::check_ascend_chip();
      detail::launch_add_sign<types::var>(d_var, d_m, d_grad, n, scalars, stream);
    }
  }
}

/// The same with hyper-parameters by name (settings.hpp).
template <class Var, class M, class Grad>
void apply_add_sign_async(Var* d_var, M* d_m, const add_sign_settings& settings, const Grad* d_grad, std::int64_t n,
                          aclrtStream stream) {
  apply_add_sign_async(d_var, d_m, settings.lr, settings.alpha, settings.sign_decay, settings.beta, d_grad, n, stream);
}

/// One AddSign step on Eigen arrays in host memory, on the session's device: the call of every other executor
/// (execution.hpp), so that one line of a program moves between CPU and NPU.
///
/// Arguments, shapes, overlap: as in apply_add_sign.hpp; var and m of float or Eigen::half, grad of the same or, beside
/// float, of Eigen::half, which is widened on the host. T is checked; C may only be var's dtype, which is what the
/// device computes in. Returns (var, m) as there.
///
/// Copies the operands to the device, makes the step, waits for it, copies var and m back into memory of its own, and
/// then into the arrays: after any error they hold the bits that they had, nothing is left on the device, and the
/// session is as good as before.
///
/// Errors: shape_error, operand_error as in apply_add_sign.hpp, and for more than 2^31 - 1 elements; ascend::error.
/// Threads: calls with one session wait for each other.
/// Cost: five copies over the bus, and memory for them on both sides. For arrays that stay on the device there is
/// apply_add_sign_async.
template <class T = void, class C = void, class Var, class M, class Lr, class Alpha, class SignDecay, class Beta,
          class Grad, class = std::enable_if_t<detail::is_dense<Var>>>
std::tuple<Var, M> apply_add_sign(session& on, Var&& var, M&& m, const Lr& lr, const Alpha& alpha,
                                  const SignDecay& sign_decay, const Beta& beta, const Grad& grad) {
  if constexpr (detail::check_dense<Var, M, Grad>::is_good) {
    using element = typename detail::dense_of<Var>::Scalar;
    using m_element = typename detail::dense_of<M>::Scalar;
    using grad_element = typename detail::dense_of<Grad>::Scalar;
    using types = detail::ascend_types<T, C, element, m_element, Lr, Alpha, SignDecay, Beta, grad_element>;
    if constexpr (types::is_good) {
      auto& dense_var = var.derived();
      auto& dense_m = m.derived();
      const auto& dense_grad = grad.derived();
      static_cast<void>(on.stream());  // there is one: the session was not moved from
      const auto scalars = types::scalars(lr, alpha, sign_decay, beta);
      detail::check_host_operands(dense_var, dense_m, dense_grad);
      if (dense_var.size() != 0) {
        detail::check_ascend_chip();
        detail::host_arrays<element> copies(dense_var, dense_m, dense_grad);
        const std::vector<detail::host_tensor<types::var>> tensors{
            {copies.var.data(), copies.m.data(), copies.grad.data(), copies.var.size(), scalars}};
        on.run([&](aclrtStream stream) { detail::step_on_device<types::var>(tensors, stream); });
        dense_var.array() = copies.var;
        dense_m.array() = copies.m;
      }
    }
  }
  return std::tuple<Var, M>(std::forward<Var>(var), std::forward<M>(m));
}

/// The same with hyper-parameters by name (settings.hpp).
template <class T = void, class C = void, class Var, class M, class Grad,
          class = std::enable_if_t<detail::is_dense<Var>>>
std::tuple<Var, M> apply_add_sign(session& on, Var&& var, M&& m, const add_sign_settings& settings, const Grad& grad) {
  return apply_add_sign<T, C>(on, std::forward<Var>(var), std::forward<M>(m), settings.lr, settings.alpha,
                              settings.sign_decay, settings.beta, grad);
}

/// Not a call that can be made: one clear message where the session cannot be used, where var is no Eigen object, where
/// settings are something else, and where an argument is missing or one too many is there. The NPU has no options.
template <class T = void, class C = void, class Session, class... Arguments,
          class = std::enable_if_t<detail::is_session<Session> && !detail::is_session_call<Session, Arguments...>()>>
void apply_add_sign(Session&&, Arguments&&...) {
  using call = detail::call_form<2, 3, Arguments...>;
  constexpr bool is_usable = std::is_same_v<Session, session&>;
  constexpr bool is_door = detail::is_dense<typename call::template argument<0>>;
  static_assert(is_usable, "signopt: the session of a step must be a variable, and not const");
  static_assert(is_door || !is_usable, SIGNOPT_ARGUMENT_AFTER_SESSION_IS);
  static_assert(call::count_is_good || !is_door || !is_usable, SIGNOPT_ARGUMENTS_ON_SESSION_ARE);
  static_assert(call::settings_are_good || !is_door || !is_usable, SIGNOPT_MUST_BE_SETTINGS);
  static_assert(!call::has_options || !call::settings_are_good || !is_door || !is_usable,
                SIGNOPT_ARGUMENTS_ON_SESSION_ARE);
}

/// One AddSign step on every tensor of a model in host memory (multi_tensor.hpp), on the session's device: all are
/// copied there, all steps are enqueued on its stream, and waited for once. A tensor without a gradient is left alone,
/// as there: nothing of it is copied, and nothing launched; where none has one, ACL is not called. Errors and what they
/// leave behind as above, for all tensors together: nothing has changed. Memory on both sides for all that are updated.
template <class C = void, class T, class G, class Lr, class Alpha, class SignDecay, class Beta>
void apply_add_sign_multi(session& on, const parameter_set<T, G>& tensors, const Lr& lr, const Alpha& alpha,
                          const SignDecay& sign_decay, const Beta& beta) {
  using types = detail::ascend_types<void, C, T, T, Lr, Alpha, SignDecay, Beta, G>;
  if constexpr (types::is_good) {
    const auto scalars = types::scalars(lr, alpha, sign_decay, beta);
    static_cast<void>(on.stream());
    for (std::ptrdiff_t i = 0; i < tensors.size(); ++i) {
      if (tensors[i].size > detail::largest_ascend_size && detail::takes_part(tensors[i]))
        detail::check_ascend_size(tensors[i].size, ("the size of parameter " + std::to_string(i)).c_str());
    }
    const auto sequence = tensors.sequence();
    if (sequence.elements() == 0) return;
    detail::check_ascend_chip();
    const detail::host_parameters<types::var, parameter<T, G>> copies(sequence, scalars);
    on.run([&](aclrtStream stream) { detail::step_on_device<types::var>(copies.copies(), stream); });
    copies.write_back();
  }
}
template <class C = void, class T, class G>
void apply_add_sign_multi(session& on, const parameter_set<T, G>& tensors, const add_sign_settings& settings) {
  apply_add_sign_multi<C>(on, tensors, settings.lr, settings.alpha, settings.sign_decay, settings.beta);
}

/// The same on a range of parameters, of which each call makes a set (parameter_set.hpp: its checks, its errors).
template <class C = void, class Range, class Lr, class Alpha, class SignDecay, class Beta,
          class = std::enable_if_t<detail::set_of_range<Range>::exists>>
void apply_add_sign_multi(session& on, const Range& range, const Lr& lr, const Alpha& alpha,
                          const SignDecay& sign_decay, const Beta& beta) {
  const typename detail::set_of_range<Range>::type tensors(range);
  apply_add_sign_multi<C>(on, tensors, lr, alpha, sign_decay, beta);
}
template <class C = void, class Range, class = std::enable_if_t<detail::set_of_range<Range>::exists>>
void apply_add_sign_multi(session& on, const Range& range, const add_sign_settings& settings) {
  apply_add_sign_multi<C>(on, range, settings.lr, settings.alpha, settings.sign_decay, settings.beta);
}

}  // namespace SIGNOPT_ABI
}  // namespace ascend

inline namespace SIGNOPT_ABI {
using ascend::apply_add_sign;
using ascend::apply_add_sign_multi;
}  // namespace SIGNOPT_ABI

namespace detail {
inline namespace SIGNOPT_ABI {
template <>
inline constexpr bool has_calls_of_its_own<ascend::session> = true;
}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
