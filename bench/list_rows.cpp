// Many tensors in one call, beside one array of as many elements and what a user could write instead.
#include <numeric>
#include <signopt/multi_tensor.hpp>

#include "baselines.hpp"
#include "step_rows.hpp"

namespace signopt_bench {
namespace {

constexpr resting_scalars<float> with;

struct list_operands {
  list_operands(const std::vector<std::ptrdiff_t>& sizes, list_layout where, std::ptrdiff_t elements)
      : list(sizes, where), set(list.parameters()), flat(elements, placement::allocated) {}
  bool is_unchanged() const { return list.is_unchanged() && flat.is_unchanged(); }

  tensor_list list;
  signopt::parameter_set<float> set;
  float_memory flat;
};

float_arrays flat_arrays(const list_operands& operands) { return arrays_in(operands.flat); }

float_arrays arrays_of_tensor(const tensor_list::parameter& tensor) {
  return {tensor.var, tensor.m, tensor.grad, tensor.size, with.lr, with.alpha, with.sign_decay, with.beta};
}

template <class Executor>
void add_list_rows(std::vector<row>& rows, const std::string& group, const std::string& on, const Executor& executor,
                   const held<list_operands>& operands, std::ptrdiff_t elements) {
  const auto add = [&](const char* work, const auto& call) {
    rows.push_back(timed(group + "/" + work + "/" + on, executor, operands, elements, call));
  };
  add("multi", [](auto& by, list_operands& of) {
    signopt::apply_add_sign_multi(by, of.set, with.lr, with.alpha, with.sign_decay, with.beta);
  });
  add("range", [](auto& by, list_operands& of) {
    signopt::apply_add_sign_multi(by, of.list.parameters(), with.lr, with.alpha, with.sign_decay, with.beta);
  });
  add("one_by_one", [](auto& by, list_operands& of) {
    for (const tensor_list::parameter& tensor : of.list.parameters()) library_step_on(by, arrays_of_tensor(tensor));
  });
}

}  // namespace

scaling_group list_group(const executors& all, const std::string& name, const std::vector<std::ptrdiff_t>& sizes,
                         list_layout where) {
  const std::ptrdiff_t elements = std::accumulate(sizes.begin(), sizes.end(), std::ptrdiff_t{0});
  const auto operands = std::make_shared<std::optional<list_operands>>();
  scaling_group made{name,
                     static_cast<std::uint64_t>(2 * elements * memory_per_element),
                     [=] { operands->emplace(sizes, where, elements); },
                     {},
                     released(name, operands)};
  all.for_each(signopt::default_grain_bytes, [&](const std::string& on, const auto& executor) {
    add_list_rows(made.rows, name, on, executor, operands, elements);
    add_flat_row(made.rows, name, on, executor, operands, elements, &flat_arrays);
    add_roof_rows(made.rows, name, on, executor, operands, elements, &flat_arrays);
  });
  made.rows.push_back(timed(name + "/eigen/serial", signopt::serial(), operands, elements,
                            [](const signopt::serial&, list_operands& of) {
                              for (const tensor_list::parameter& tensor : of.list.parameters())
                                eigen_expression(arrays_of_tensor(tensor));
                            }));
  return made;
}

}  // namespace signopt_bench
