// The tensors of an optimizer object in their groups: checked together, so that none is in two groups, and updated
// together, in one region of an executor.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "../../aligned_block.hpp"
#include "../run/checked_parameters.hpp"
#include "../run/gradient_norm.hpp"
#include "names.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// Tensors `first` to `end` - 1 of the object.
template <class Settings, class M>
struct tensor_group {
  Settings settings;
  std::ptrdiff_t first, end;
  aligned_block<M> momentum;  // of those that came without
};

template <class Settings, class T, class G, class M, class Copy>
class tensor_groups {
  using parameter_type = parameter<T, G, M, Copy>;
  using list = own_vector<parameter_type>;

 public:
  using group = tensor_group<Settings, M>;

  std::ptrdiff_t group_count() const noexcept { return static_cast<std::ptrdiff_t>(groups_.size()); }
  const checked_parameters<T, G, M, Copy>& tensors() const noexcept { return tensors_; }
  checked_parameters<T, G, M, Copy>& tensors() noexcept { return tensors_; }
  const std::string& name(std::ptrdiff_t tensor) const { return *names_[static_cast<std::size_t>(tensor)]; }

  group& at(std::ptrdiff_t i) const {
    if (i < 0 || i >= group_count())
      raise_error<operand_error>("there is no group ", i, ": the object has ", group_count());
    return *groups_[static_cast<std::size_t>(i)];
  }

  // use(settings) for each group.
  template <class Use>
  void for_each_settings(const Use& use) const {
    for (const auto& each : groups_) use(std::as_const(each->settings));
  }

  // After an error all is as it was.
  void add(list added, const Settings& settings, const std::vector<std::string>& names) {
    const auto count = static_cast<std::ptrdiff_t>(added.size());
    const std::ptrdiff_t first = tensors_.size();
    tensor_names all_names = names_with(names_, names, added);
    auto made = std::make_unique<group>(group{settings, first, first + count, momentum_for(added)});
    list all;
    all.reserve(static_cast<std::size_t>(first + count));
    for (std::ptrdiff_t i = 0; i < first; ++i) all.push_back(tensors_.at(i));
    all.insert(all.end(), added.begin(), added.end());
    checked_parameters<T, G, M, Copy> checked(std::move(all));
    std::ptrdiff_t blocks = 0;
    for (std::ptrdiff_t i = 0; i < checked.size(); ++i) blocks += square_blocks(checked.at(i).size);
    own_vector<double> sums(static_cast<std::size_t>(blocks));
    groups_.push_back(std::move(made));

    tensors_ = std::move(checked);
    names_ = std::move(all_names);
    sums_ = std::move(sums);
  }

  template <class Executor>
  squares_of_gradients sum_squares_of_gradients(Executor& executor) const {
    const auto sequence = tensors_.sequence();
    return sum_squares<dtype_of<G>::value>(executor, sequence.parameters, sequence.count(), sequence.elements(),
                                           sums_.data());
  }

  // How many blocks all tensors have, with a gradient or without.
  std::ptrdiff_t blocks() const noexcept { return static_cast<std::ptrdiff_t>(sums_.size()); }

  // What the last look at the gradients has left for each block, 0 for those of tensors without.
  void copy_sums(double* to) const {
    const double* next = sums_.data();
    for (std::ptrdiff_t i = 0; i < tensors_.size(); ++i) {
      const std::ptrdiff_t of_tensor = square_blocks(tensors_.at(i).size);
      const bool is_summed = takes_part(tensors_.at(i));
      for (std::ptrdiff_t block = 0; block < of_tensor; ++block) *to++ = is_summed ? *next++ : 0;
    }
  }

  // use(settings, sequence, begin, end) for the groups in each task's part of all elements that take part.
  template <dtype Var, dtype Moment, dtype Grad, class Executor, class Use>
  void run(Executor& executor, const Use& use) const {
    const auto sequence = tensors_.sequence();
    run_parts<Var, Moment, Grad>(executor, sequence, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
      for (const auto& each : groups_) {
        const std::ptrdiff_t first = sequence.counts.elements_of_first(each->first);
        const std::ptrdiff_t last = sequence.counts.elements_of_first(each->end);
        const std::ptrdiff_t from = begin > first ? begin : first, to = end < last ? end : last;
        if (from < to) use(each->settings, sequence, from, to);
      }
    });
  }

 private:
  static std::ptrdiff_t whole_lines(std::ptrdiff_t elements) noexcept {
    constexpr std::ptrdiff_t line = line_elements(sizeof(M));
    return (elements + line - 1) / line * line;
  }

  // A place in one block for each momentum that is not given. Sizes that cannot be are left to checked_parameters,
  // which says which they are.
  static aligned_block<M> momentum_for(list& added) {
    std::ptrdiff_t total = 0;
    for (const parameter_type& each : added) {
      if (each.size < 0 || each.size > largest_size / std::ptrdiff_t{sizeof(M)} - total - cache_line_bytes) return {};
      if (each.m == nullptr) total += whole_lines(each.size);
    }
    aligned_block<M> block(total, 2);
    M* next = block.data();
    for (parameter_type& each : added) {
      if (each.m != nullptr || each.size == 0) continue;
      each.m = next;
      next += whole_lines(each.size);
    }
    return block;
  }

  own_vector<std::unique_ptr<group>> groups_;  // in places of their own: settings are referred to
  checked_parameters<T, G, M, Copy> tensors_;
  tensor_names names_;
  mutable own_vector<double> sums_;  // of the blocks of all tensors, while a look at the gradients lasts
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
