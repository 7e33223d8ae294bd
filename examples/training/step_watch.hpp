// Looks at a step of an optimizer object from both sides, and counts what rounding lost.
#pragma once

#include <cstddef>
#include <signopt/optimizer.hpp>
#include <type_traits>
#include <vector>

#include "arrays.hpp"
#include "lost_updates.hpp"
#include "sign_rules.hpp"

namespace training {

template <class Rule, class T, class M>
class step_watch {
 public:
  // Before the step: keeps what it will write over.
  explicit step_watch(const signopt::optimizer<Rule, T, T, M>& object) : object_(object) {
    for (std::ptrdiff_t i = 0; i < object.tensors(); ++i) {
      const signopt::parameter<T, T, M>& tensor = object.tensor(i);
      before_.push_back({elements(tensor.var, tensor.size), elements(tensor.m, tensor.size)});
    }
  }

  // Behind it: adds the updates of tensors `first` to `end` - 1, whose gradients the step multiplied by `factor`.
  void count(std::ptrdiff_t first, std::ptrdiff_t end, const typename Rule::settings& settings, double factor,
             update_count& to) const {
    for (std::ptrdiff_t i = first; i < end; ++i) {
      const signopt::parameter<T, T, M>& tensor = object_.tensor(i);
      const copy& before = before_[static_cast<std::size_t>(i)];
      const auto grad = (C(factor) * widened(elements(tensor.grad, tensor.size))).eval();
      const tensor_step<std::decay_t<decltype(grad)>> around{widened(before.var), widened(before.m),
                                                             widened(elements(tensor.m, tensor.size)), grad};
      to.add(before.var, elements(tensor.var, tensor.size), subtracted(settings, around));
    }
  }

 private:
  using C = compute_type<T>;
  template <class Element>
  using flat = Eigen::Array<Element, Eigen::Dynamic, 1>;
  struct copy {
    flat<T> var;
    flat<M> m;
  };
  template <class Element>
  static Eigen::Map<const flat<Element>> elements(const Element* first, std::ptrdiff_t size) {
    return {first, size};
  }

  const signopt::optimizer<Rule, T, T, M>& object_;
  std::vector<copy> before_;
};

}  // namespace training
