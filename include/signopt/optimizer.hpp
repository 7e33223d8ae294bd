// An optimizer: the tensors of a model in groups, and what a training loop does around a step: the scale of the loss is
// undone, steps with infinities or NaNs are skipped, gradients are clipped by their norm, weights decay; and what there
// is to save. Over any rule of this library. Needs no Eigen. docs/training.md shows a loop.
//
//     signopt::optimizer<signopt::lion> opt;
//     signopt::lion::settings decayed;                   group_settings.hpp
//     decayed.lr = 0.0003;
//     decayed.weight_decay = 0.1;
//     opt.add_group(weights, decayed);                   a range of signopt::parameter<float>, m may be null
//     opt.add_group(biases, plain);
//     for (...) {
//       ...                                              the gradients, times loss_scale
//       opt.settings(0).lr = signopt::cosine_lr(double(opt.steps()), {3e-4, 100, 1e4});   lr_schedule.hpp
//       const signopt::step_report report = opt.step(executor, {1 / loss_scale, 1.0});
//       ...                                              step_report.hpp
//     }
//
// optimizer<Rule, T, G, M, Copy>
//   Rule   any rule R of this library, as signopt::lion
//   T, G   the types of var's and of grad's elements, in all tensors; as in pointer.hpp, for calls with settings: what
//          is stored in 16 bits is computed in float32
//   M      the type of m's elements: T, or one that dtype.hpp has beside it
//   Copy   the type of the copies that a step leaves of var (parameter.hpp), or void
//
// Groups and tensors
//   Groups are counted from 0 in the order in which they are added, and tensors from 0 over all groups. add_group takes
//   a range of parameter<T, G, M, Copy> (parameter.hpp), complete settings, or none for the defaults that the object
//   was made with, and names, or none: then a tensor is called by its parameter::name, or by its number. To give names
//   and keep the defaults: add_group(tensors, opt.defaults(), names). Where m is null, whatever its type is, the object
//   holds the momentum: from zeros, each tensor's at a cache line of one block for the group (aligned_block.hpp). The
//   object points to all other arrays and owns none of them. A tensor without a gradient is left alone: var, m and
//   copy.
//
// A step, in this order; C is the compute type, and what stands before it is computed in float64
//     norm = |scale| * the norm of all gradients of all groups, as they are given
//     clip = max_grad_norm / norm where max_grad_norm > 0 and norm > max_grad_norm, otherwise 1
//     g    = a * grad                        a = scale * clip, rounded to C; not where that is 1
//     g    = g + (l2 * var)                  not where l2 is 0
//     the rule's step with g, which is subtracted from keep * var
//                                            keep = 1 - lr * weight_decay, rounded to C; var, where that decay is 0
//   Every operation is rounded to C on its own, var and m are rounded to storage once, to nearest, or var as
//   options.rounding says; a copy is var rounded once more, to nearest. Where a is 1 and l2 and weight_decay are 0,
//   these are the bits of apply_R_multi, with stochastic{seed, steps()} where rounding is stochastic; in Lion and
//   Signum whatever weight_decay is.
//   A learning rate of a tensor's own (lr_scale) counts in both places: lr is lr * lr_scale.
//   With options.rounding = stochastic{seed} the object counts step and tensor: the step is steps() before it, the
//   tensor its number here plus the `tensor` of the settings, and `first` is that of the parameter, whatever the
//   settings say of the two.
//
// Skipped steps. With skip_non_finite, a step writes nothing in any group where any element of any gradient is infinite
// or NaN, where the norm overflows float64, and where `scale` is infinite or NaN or so large that a gradient times a
// might overflow C; report.applied is false, and steps() does not count it. Without it the step computes what the
// formula gives: a norm of infinity clips to 0, and a NaN does not clip. A limit that is NaN or below 0 does not clip
// either. A scale of 0 is valid: gradients of 0, in a step that counts; and so is a step of an object without tensors.
//
// The norm has the same bits for every executor, number of threads, target, compiler, alignment and cut: each tensor is
// cut into blocks of 4096 elements from its first on, element i of a block adds its square to lane i mod 16, the lanes
// are added as a tree of 8, 4, 2, 1; then the blocks of a tensor in order, and the tensors in order. All in float64,
// where squares of the other dtypes are exact. It may change where tensors are cut or ordered in another way.
//
// Several processes, each with its own elements of the tensors: sum_blocks has the sums of the blocks of these, a step
// takes the norm of all from them, and model_parts.hpp says which elements are whose.
//
// The saved state is a safetensors file, which Python, PyTorch and MindSpore read: the momentum of each tensor by the
// key <name>.m, as float16, bfloat16, float32 or float64; and as metadata the rule, steps(), and the settings of all
// groups, numbers in hexadecimal, flags as true or false, the rounding as nearest or as stochastic and its seed, so
// that a training that is resumed goes on in the same bits. Parameters, copies, gradients and lr_scale are the
// program's. save writes path.part, waits for the disk (where there is POSIX), and renames it: whatever stops it, the
// old file is there or the new one, whole. load checks all of it, and takes a file in which anything is missing,
// unknown or of another size for an error, before it writes anything; while it lasts it needs memory for the data once
// more. One program at a time saves to a path. A symbolic link at path is replaced by the file, and a file path.part
// overwritten; where one of the two is something else, a folder, a pipe or a device, and where path.part is a link,
// save is an error.
//
// Errors, all before the first write; after one the object is as it was
//   add_group   those of parameter_set, over all groups together; shape_error where the names are not as many as the
//               tensors; operand_error where two tensors have one name, a name is not in UTF-8, or an m of another type
//               than M is given; std::bad_alloc
//   settings, grad, lr_scale, momentum
//               operand_error where there is no such group or tensor; grad also as parameter_set::grad
//   steps       operand_error where the number is negative
//   inspect, sum_blocks, step
//               target_error; in step also type_error, where a group has stochastic rounding and var is no bfloat16,
//               before anything is written in any group. What an executor throws reaches the caller, and `error`, where
//               it leaves tasks out: in the look at the gradients nothing is written by then; in the step itself var
//               and m are updated in part, each element in var, m and copy or in none of them, and steps() does not
//               count it
//   save, load  state_error (error.hpp), which names the file and what is wrong in it; std::bad_alloc. Where only the
//               folder cannot be synced, save says so, and the new file is there
//
// Threads: as a standard container's, but that inspect and sum_blocks, which are const, have one place for their sums:
// one at a time. An object that was moved from can be destroyed and assigned to.
// Cost of a step, for float32 arrays: 20 bytes an element (16 with m in 16 bits; 2 more with a copy), and 4 more for
// the norm or for the check, which costs nothing beside it. With neither of them and without factors, that of
// apply_R_multi. Allocates nothing, nor do inspect and sum_blocks; add_group takes O(tensors log tensors) and checks
// all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <iterator>
#include <limits>
#include <map>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "detail/optimizer/clip.hpp"
#include "detail/optimizer/fused_step.hpp"
#include "detail/optimizer/groups.hpp"
#include "detail/optimizer/saved_state.hpp"
#include "detail/optimizer/tensors_of_object.hpp"
#include "detail/run/gradient_object.hpp"
#include "execution.hpp"
#include "group_settings.hpp"
#include "parameter.hpp"
#include "step_report.hpp"

namespace signopt {
inline namespace SIGNOPT_ABI {

/// See the top of this header.
template <class Rule, class T = float, class G = T, class M = T, class Copy = void>
class optimizer {
  using fused = detail::fused_step<Rule, T, G, M, Copy>;
  using tensor_groups = detail::tensor_groups<typename Rule::settings, T, G, M, Copy>;
  using saved = detail::saved_state<fused, tensor_groups, M>;
  static_assert(!std::is_const_v<T>, "signopt: var is const, and is updated in place");

 public:
  /// The settings of a group (group_settings.hpp).
  using settings_type = typename Rule::settings;
  /// A tensor (parameter.hpp).
  using parameter_type = parameter<T, G, M, Copy>;

  optimizer() = default;
  /// With the settings of groups that are added without any.
  explicit optimizer(const settings_type& defaults) : defaults_(defaults) {}
  /// Takes the groups, and the momentum in its memory.
  optimizer(optimizer&&) noexcept = default;
  /// The same, and frees what it had.
  optimizer& operator=(optimizer&&) noexcept = default;

  /// The number of the new group. `tensors` is a range of parameter_type.
  template <class Range>
  std::ptrdiff_t add_group(const Range& tensors, const settings_type& settings,
                           const std::vector<std::string>& names = {}) {
    groups_.add(detail::tensors_of_object<parameter_type>(tensors), settings, names);
    return groups() - 1;
  }
  std::ptrdiff_t add_group(std::initializer_list<parameter_type> tensors, const settings_type& settings,
                           const std::vector<std::string>& names = {}) {
    groups_.add(tensors, settings, names);
    return groups() - 1;
  }
  template <class Range>
  std::ptrdiff_t add_group(const Range& tensors) {
    return add_group(tensors, defaults_);
  }
  std::ptrdiff_t add_group(std::initializer_list<parameter_type> tensors) { return add_group(tensors, defaults_); }

  /// Those without momentum whose type says nothing of that of the object's, in braces.
  template <class Momentum>
  std::ptrdiff_t add_group(std::initializer_list<parameter<T, G, Momentum, Copy>> tensors,
                           const settings_type& settings, const std::vector<std::string>& names = {}) {
    groups_.add(detail::tensors_of_object<parameter_type>(tensors), settings, names);
    return groups() - 1;
  }
  template <class Momentum>
  std::ptrdiff_t add_group(std::initializer_list<parameter<T, G, Momentum, Copy>> tensors) {
    return add_group(tensors, defaults_);
  }

  /// What groups are given that name no settings.
  const settings_type& defaults() const noexcept { return defaults_; }

  /// Those of a group, from the next step on. The reference stays valid as long as the object is not destroyed.
  settings_type& settings(std::ptrdiff_t group) { return groups_.at(group).settings; }
  const settings_type& settings(std::ptrdiff_t group) const { return groups_.at(group).settings; }

  /// How many groups there are.
  std::ptrdiff_t groups() const noexcept { return groups_.group_count(); }
  /// How many tensors all groups have.
  std::ptrdiff_t tensors() const noexcept { return groups_.tensors().size(); }
  /// How many elements these have.
  std::ptrdiff_t elements() const noexcept { return groups_.tensors().elements(); }

  /// From now on this is the tensor's gradient; null: it has none, and steps leave it alone. O(log tensors()).
  void grad(std::ptrdiff_t tensor, const G* gradient) { groups_.tensors().set_grad(tensor, gradient); }
  /// The same, where the gradient's size is known: shape_error where it is another.
  void grad(std::ptrdiff_t tensor, const G* gradient, std::ptrdiff_t elements) {
    groups_.tensors().set_grad(tensor, gradient, elements);
  }
  /// The same of an Eigen object, checked as parameter_set::grad does.
  template <class Grad, class = std::enable_if_t<detail::is_gradient_object<G, Grad>>>
  void grad(std::ptrdiff_t tensor, Grad&& gradient) {
    detail::set_gradient_object<G, Grad>(groups_.tensors(), tensor, gradient);
  }
  /// From now on the tensor's learning rate is lr * scale (parameter.hpp).
  void lr_scale(std::ptrdiff_t tensor, double scale) { groups_.tensors().set_lr_scale(tensor, scale); }

  /// A tensor by its number, as the object has it: with a momentum.
  const parameter_type& tensor(std::ptrdiff_t tensor) const { return groups_.tensors().at(tensor); }
  /// Its momentum, the program's or the object's.
  M* momentum(std::ptrdiff_t tensor) { return groups_.tensors().at(tensor).m; }
  const M* momentum(std::ptrdiff_t tensor) const { return groups_.tensors().at(tensor).m; }

  /// One read of all gradients. The norm is that after `scale`.
  template <class Executor, class = std::enable_if_t<is_executor<Executor>>>
  [[nodiscard]] gradient_report inspect(Executor&& executor, double scale = 1) const {
    const detail::squares_of_gradients squares = groups_.sum_squares_of_gradients(executor);
    return {detail::norm_of(squares.sum, scale), squares.is_finite};
  }
  [[nodiscard]] gradient_report inspect(double scale = 1) const { return inspect(detail::calling_thread, scale); }
  /// Not a call that can be made: one clear message.
  template <class Other, class = std::enable_if_t<!is_executor<Other> && !std::is_convertible_v<Other, double>>,
            class = void>
  gradient_report inspect(Other&&, double = 1) const {
    static_assert(is_executor<Other>, SIGNOPT_MUST_BE_AN_EXECUTOR("the scale"));
    return {};
  }

  /// How many blocks all tensors have for the norm, with a gradient or without.
  std::ptrdiff_t blocks() const noexcept { return groups_.blocks(); }
  /// What a norm over several processes is made of (model_parts.hpp): writes the sum of squares of each block, 0 for
  /// those of tensors without a gradient, to blocks() places, and returns whether all gradients are finite. One read.
  template <class Executor, class = std::enable_if_t<is_executor<Executor>>>
  [[nodiscard]] bool sum_blocks(Executor&& executor, double* sums) const {
    const bool are_finite = groups_.sum_squares_of_gradients(executor).is_finite;
    groups_.copy_sums(sums);
    return are_finite;
  }
  [[nodiscard]] bool sum_blocks(double* sums) const { return sum_blocks(detail::calling_thread, sums); }

  /// One step of all groups, or of none.
  template <class Executor, class = std::enable_if_t<is_executor<Executor>>>
  step_report step(Executor&& executor, const step_request& request = {}) {
    const bool asks = request.skip_non_finite || request.max_grad_norm > 0;
    return step_with(executor, request, asks ? inspect(executor, request.scale) : unknown_gradients());
  }
  step_report step(const step_request& request = {}) { return step(detail::calling_thread, request); }
  /// Not a call that can be made: one clear message.
  template <class Other, class = std::enable_if_t<!is_executor<Other> && !std::is_convertible_v<Other, step_request>>,
            class = void>
  step_report step(Other&&, const step_request& = {}) {
    static_assert(is_executor<Other>, SIGNOPT_MUST_BE_AN_EXECUTOR("the request"));
    return {};
  }

  /// The same without a look at the gradients, of which `gradients` says what is to be known: what inspect has said, or
  /// model_parts::report, of this object's gradients among others. Its norm is that after request.scale.
  template <class Executor, class = std::enable_if_t<is_executor<Executor>>>
  step_report step(Executor&& executor, const step_request& request, const gradient_report& gradients) {
    return step_with(executor, request, gradients);
  }
  step_report step(const step_request& request, const gradient_report& gradients) {
    return step_with(detail::calling_thread, request, gradients);
  }

  /// How many steps were applied.
  std::int64_t steps() const noexcept { return steps_; }
  /// From now on so many were: for a program that brings its momentum back by itself. operand_error below 0.
  void steps(std::int64_t applied) {
    if (applied < 0)
      detail::raise_error<operand_error>("steps must not be negative, and is ", static_cast<long long>(applied));
    steps_ = applied;
  }

  /// What of the program's own goes into a saved state: keys and values in UTF-8. No key begins with "signopt.".
  using extra = std::map<std::string, std::string>;

  /// Into a file that is there as a whole or not at all: see the top of this header.
  void save(const std::filesystem::path& path, const extra& of_program = {}) const {
    saved::save(groups_, steps_, path, of_program);
  }
  /// Of an object with the same rule, dtype and tensors in the same groups. Returns what save was given.
  extra load(const std::filesystem::path& path) { return saved::load(groups_, steps_, path); }

 private:
  // Where nobody asked.
  static gradient_report unknown_gradients() noexcept { return {std::numeric_limits<double>::quiet_NaN(), true}; }

  template <class Executor>
  step_report step_with(Executor& executor, const step_request& request, const gradient_report& gradients) {
    const fused update{detail::current_target(), steps_};
    groups_.for_each_settings(fused::check_options);
    step_report report;
    report.step = steps_;
    report.grad_norm = gradients.norm;
    if (request.skip_non_finite && !gradients.is_finite) return report;
    report.clip = detail::clip_factor(gradients.norm, request.max_grad_norm);
    const double factor = detail::separate_product(request.scale, report.clip);
    // A norm that overflowed is not in the range, clipped or not.
    if (request.skip_non_finite && !fused::is_in_range(factor, report.grad_norm * report.clip)) {
      report.clip = 1;
      return report;
    }
    using types = typename fused::types;
    groups_.template run<types::var, types::moment, types::grad>(
        executor, [&update, factor](const settings_type& of_group, const auto& tensors, std::ptrdiff_t begin,
                                    std::ptrdiff_t end) { update(of_group, factor, tensors, begin, end); });
    report.applied = true;
    report.step = ++steps_;
    return report;
  }

  settings_type defaults_{};
  tensor_groups groups_;
  std::int64_t steps_ = 0;
};

}  // namespace SIGNOPT_ABI
}  // namespace signopt
