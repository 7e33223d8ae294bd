// torch::optim::Optimizer over the rules of signopt: the one file to copy into a program with LibTorch (tried with
// 2.15, whose headers take C++20).
//
//     using lion = signopt_torch::sign_optimizer<signopt::lion>;      or add_sign, power_sign, signum
//     lion optimizer(weights, {.lr = 3e-4, .weight_decay = 0.1});     signopt/group_settings.hpp
//     optimizer.add_group(biases, {.lr = 3e-4});
//     ...
//     optimizer.step();
//     torch::save(optimizer, "optimizer.pt");
//
// Parameters   float, double, Half and BFloat16 on the CPU, strided, in any mixture; each gradient of its parameter's
//              dtype and shape. 16-bit parameters are computed in float. One without a gradient is left alone. The
//              momentum is of the parameter's dtype, and begins as zeros.
// A step       Tensors that lie without gaps, in the order of their momentum and gradient, go by their pointers, all of
//              a dtype in one call. Others go through DLPack, one by one, without a copy and with the same bits. There
//              l2 must be 0, and in AddSign and PowerSign weight_decay: the calls on single tensors do not have them.
// Autograd     A step runs under NoGradGuard, and raises the version counter of what it updates: so a backward pass
//              through a graph that was made before the step is an error.
// Groups       Each has all of its settings, and none is inherited. LibTorch's own optimizers take a number that equals
//              its default for one that was not set, and put the optimizer's in its place. Do not add groups through a
//              torch::optim::Optimizer&: there LibTorch drops the options of all optimizers but its own.
// State        torch::save and torch::load: momentum and settings, in bits. After an error in load all is as it was.
// Errors       c10::Error, and signopt::error, before anything is written: dtypes, shapes, devices, alignment, memory
//              that is its own twice, or the gradient's, or in two parameters without gaps. Not looked for: parameters
//              with gaps that share elements with other parameters. Stochastic rounding is refused: it takes an object
//              that counts its steps, as signopt::optimizer does.
#pragma once

// DLPack's header is LibTorch's: ATen comes before signopt.
#include <ATen/DLConvertor.h>
#include <ATen/MemoryOverlap.h>
#include <ATen/Parallel.h>
#include <torch/torch.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <signopt/dlpack.hpp>
#include <signopt/optimizer.hpp>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

// LibTorch's 16-bit types. A program has these lines once: another header of it that has them too defines the macro.
#ifndef SIGNOPT_KNOWS_C10_TYPES
#  define SIGNOPT_KNOWS_C10_TYPES
template <>
struct signopt::dtype_of<c10::Half> : signopt::dtype_constant<signopt::dtype::float16> {};
template <>
struct signopt::dtype_of<c10::BFloat16> : signopt::dtype_constant<signopt::dtype::bfloat16> {};
#endif

namespace signopt_torch {

/// An executor over LibTorch's threads, of which there are as many as at::set_num_threads says. at::parallel_for is a
/// template: where LibTorch's threads are OpenMP's, it is serial in code that is compiled without -fopenmp. Compile all
/// parts of a program with it, or none.
class at_parallel {
 public:
#ifdef INTRA_OP_PARALLEL
  static constexpr bool is_serial = false;
#else
  static constexpr bool is_serial = true;
#endif

  explicit at_parallel(std::ptrdiff_t grain_bytes = signopt::default_grain_bytes) : grain_bytes_(grain_bytes) {}

  int concurrency() const { return is_serial || at::in_parallel_region() ? 1 : at::get_num_threads(); }
  std::ptrdiff_t grain_bytes() const { return grain_bytes_; }
  template <class F>
  void bulk(std::ptrdiff_t tasks, F&& f) const {
    at::parallel_for(0, tasks, 1, [&f](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i) f(static_cast<std::ptrdiff_t>(i));
    });
  }
  static std::string description() {
    if (is_serial) return "at::parallel_for is serial: compiled without -fopenmp";
    return "at::parallel_for, threads: " + std::to_string(at::get_num_threads());
  }

 private:
  std::ptrdiff_t grain_bytes_;
};

// What differs between the rules: a name, some of the numbers, and the call on tensors of DLPack.
template <class Rule>
inline constexpr const char* name_of = std::is_same_v<Rule, signopt::add_sign>     ? "add_sign"
                                       : std::is_same_v<Rule, signopt::power_sign> ? "power_sign"
                                       : std::is_same_v<Rule, signopt::lion>       ? "lion"
                                                                                   : "signum";

template <class Settings, class Each>
void each_number(Settings& s, Each each) {
  each("lr", s.lr), each("weight_decay", s.weight_decay), each("l2", s.l2);
  if constexpr (requires { s.alpha; }) each("alpha", s.alpha);
  if constexpr (requires { s.logbase; }) each("logbase", s.logbase);
  if constexpr (requires { s.sign_decay; }) each("sign_decay", s.sign_decay);
  if constexpr (requires { s.beta; }) each("beta", s.beta);
  if constexpr (requires { s.beta1; }) each("beta1", s.beta1), each("beta2", s.beta2);
}

template <class Rule, class On, class T>
void call(On& on, const T& var, const T& m, const typename Rule::settings& s, const T& grad) {
  if constexpr (std::is_same_v<Rule, signopt::add_sign>) {
    signopt::apply_add_sign(on, var, m, {s.lr, s.alpha, s.sign_decay, s.beta, s.options}, grad);
  } else if constexpr (std::is_same_v<Rule, signopt::power_sign>) {
    signopt::apply_power_sign(on, var, m, {s.lr, s.logbase, s.sign_decay, s.beta, s.options}, grad);
  } else if constexpr (std::is_same_v<Rule, signopt::lion>) {
    signopt::apply_lion(on, var, m, {s.lr, s.beta1, s.beta2, s.weight_decay, s.options}, grad);
  } else {
    static_assert(std::is_same_v<Rule, signopt::signum>);
    signopt::apply_signum(on, var, m, {s.lr, s.beta, s.weight_decay, s.options}, grad);
  }
}
template <class Rule>
inline constexpr bool call_has_weight_decay =
    std::is_same_v<Rule, signopt::lion> || std::is_same_v<Rule, signopt::signum>;

/// The settings of a group, as LibTorch and its schedulers see them.
template <class Rule>
struct sign_options : torch::optim::OptimizerOptions {
  typename Rule::settings settings;

  explicit sign_options(double lr) { settings.lr = lr; }  // what torch::load makes first
  explicit sign_options(const typename Rule::settings& of_group) : settings(of_group) {}
  std::unique_ptr<OptimizerOptions> clone() const override { return std::make_unique<sign_options>(*this); }
  double get_lr() const override { return settings.lr; }
  void set_lr(const double lr) override { settings.lr = lr; }

  void serialize(torch::serialize::OutputArchive& archive) const override {
    archive.write("rule", c10::IValue(name_of<Rule>));
    each_number(settings, [&](const char* name, double value) { archive.write(name, c10::IValue(value)); });
    archive.write("flush_subnormal_momentum", c10::IValue(settings.options.flush_subnormal_momentum));
  }
  void serialize(torch::serialize::InputArchive& archive) override {
    c10::IValue read;
    const bool is_known = archive.try_read("rule", read) && read.isString();
    TORCH_CHECK(is_known && read.toStringRef() == name_of<Rule>, "the saved optimizer is ",
                is_known ? read.toStringRef() : "none of signopt's", ", expected ", name_of<Rule>);
    each_number(settings, [&](const char* name, double& value) {
      archive.read(name, read);
      value = read.toDouble();
    });
    archive.read("flush_subnormal_momentum", read);
    settings.options.flush_subnormal_momentum = read.toBool();
  }
};

/// What is kept for each parameter: its momentum.
struct sign_state : torch::optim::OptimizerCloneableParamState<sign_state> {
  torch::Tensor m;

  void serialize(torch::serialize::OutputArchive& archive) const override { archive.write("m", m, true); }
  void serialize(torch::serialize::InputArchive& archive) override { archive.read("m", m, true); }
};

/// See the top of this file.
template <class Rule, class Executor = at_parallel>
class sign_optimizer : public torch::optim::Optimizer {
 public:
  using settings_type = typename Rule::settings;
  using options_type = sign_options<Rule>;

  sign_optimizer(std::vector<torch::Tensor> parameters, const settings_type& settings, Executor executor = Executor())
      : Optimizer(std::move(parameters), std::make_unique<options_type>(settings)), executor_(std::move(executor)) {}

  /// Each group has options of this rule, or those settings.
  sign_optimizer(const std::vector<torch::optim::OptimizerParamGroup>& groups, const settings_type& settings,
                 Executor executor = Executor())
      : Optimizer(std::vector<torch::Tensor>(), std::make_unique<options_type>(settings)),
        executor_(std::move(executor)) {
    param_groups_.clear();  // the base makes one of no tensors
    for (const auto& group : groups) add_param_group(group);
  }

  void add_group(std::vector<torch::Tensor> parameters, const settings_type& settings) {
    add_param_group({std::move(parameters), std::make_unique<options_type>(settings)});
  }
  /// Instead of the base class's, which would give the group the defaults, whatever options it has.
  void add_param_group(const torch::optim::OptimizerParamGroup& group) {
    const auto* const options = group.has_options() ? dynamic_cast<const options_type*>(&group.options()) : nullptr;
    TORCH_CHECK(options || !group.has_options(), "the options of a group are not those of signopt's ", name_of<Rule>);
    Optimizer::add_param_group(group);
    if (options) param_groups_.back().set_options(options->clone());
  }
  /// Those of a group, from the next step on. The reference is valid until a group is added, or a state loaded.
  settings_type& settings(std::size_t group) {
    return static_cast<options_type&>(param_groups_.at(group).options()).settings;
  }

  torch::Tensor step(LossClosure closure = nullptr) override {
    torch::Tensor loss;
    if (closure) {
      const at::AutoGradMode enabled(true);
      loss = closure();
    }
    const torch::NoGradGuard no_grad;
    const std::vector<operands> tensors = checked_operands();
    check_apart(tensors);
    std::tuple in_one_call{dense<float>(tensors), dense<double>(tensors), dense<c10::Half>(tensors),
                           dense<c10::BFloat16>(tensors)};
    for (const operands& each : tensors) each.var.unsafeGetTensorImpl()->bump_version();
    const signopt::step_request plain{1, 0, false};  // no scale, no clipping, no look for infinities
    std::apply([&](auto&... of_dtype) { (of_dtype.step(executor_, plain), ...); }, in_one_call);
    for (const operands& each : tensors) step_through_dlpack(each);
    return loss;
  }

  void save(torch::serialize::OutputArchive& archive) const override {
    torch::optim::serialize<sign_state, options_type>(archive, *this);
  }
  void load(torch::serialize::InputArchive& archive) override {
    auto groups = param_groups_;  // their options are copied with them
    auto states = std::exchange(state_, {});
    try {
      torch::optim::serialize<sign_state, options_type>(archive, *this);
    } catch (...) {
      param_groups_ = std::move(groups);
      state_ = std::move(states);
      throw;
    }
  }

 private:
  struct operands {
    torch::Tensor var, m, grad;
    std::size_t group;
    bool are_dense;  // all three, and in one order
  };

  std::vector<operands> checked_operands() {
    std::vector<operands> tensors;
    for (std::size_t group = 0; group < param_groups_.size(); ++group) {
      const settings_type& s = settings(group);
      TORCH_CHECK(!s.options.rounding.is_stochastic, "group ", group,
                  " has stochastic rounding, which takes an object that counts its steps: signopt::optimizer");
      const bool has_decays = s.l2 != 0 || (s.weight_decay != 0 && !call_has_weight_decay<Rule>);
      const std::vector<torch::Tensor>& vars = param_groups_[group].params();
      for (std::size_t i = 0; i < vars.size(); ++i) {
        const torch::Tensor& var = vars[i];
        const torch::Tensor& grad = var.grad();
        if (!grad.defined()) continue;
        const auto type = var.scalar_type();
        TORCH_CHECK(type == at::kFloat || type == at::kDouble || type == at::kHalf || type == at::kBFloat16,
                    "parameter ", i, " of group ", group, " is of ", type,
                    ", expected Float, Double, Half or BFloat16");
        check(var, var, "its memory", group, i);
        check(grad, var, "its gradient", group, i);
        const torch::Tensor& m = momentum(var);
        check(m, var, "its momentum", group, i);
        tensors.push_back({var, m, grad, group, are_dense(var, m, grad)});
        TORCH_CHECK(
            tensors.back().are_dense || !has_decays, "parameter ", i, " of group ", group,
            " or its gradient has gaps, or they lie in different orders: l2 must be 0 there, and in AddSign and ",
            "PowerSign weight_decay");
      }
    }
    return tensors;
  }

  static void check(const torch::Tensor& tensor, const torch::Tensor& var, const char* name, std::size_t group,
                    std::size_t i) {
    TORCH_CHECK(tensor.layout() == at::kStrided && tensor.device().is_cpu() && !tensor.is_neg(), "parameter ", i,
                " of group ", group, ": ", name, " is ", tensor.layout(), " on ", tensor.device(),
                tensor.is_neg() ? ", negated by a view" : "", ", expected plain Strided memory on cpu");
    TORCH_CHECK(tensor.scalar_type() == var.scalar_type() && tensor.sizes() == var.sizes(), "parameter ", i,
                " of group ", group, ": ", name, " is of ", tensor.scalar_type(), ' ', tensor.sizes(), ", expected ",
                var.scalar_type(), ' ', var.sizes());
    const auto address = reinterpret_cast<std::uintptr_t>(tensor.const_data_ptr());
    TORCH_CHECK(address % tensor.element_size() == 0, "parameter ", i, " of group ", group, ": ", name, " lies at ",
                tensor.const_data_ptr(), ", expected a multiple of ", tensor.element_size());
  }

  // Of what one parameter has: no element of var or m is in it twice, and none is the gradient's.
  static void check_apart(const operands& each, std::size_t i) {
    for (const torch::Tensor* const written : {&each.var, &each.m}) {
      TORCH_CHECK(at::has_internal_overlap(*written) != at::MemOverlap::Yes, "parameter ", i,
                  " that has a gradient: elements of it share memory");
      const at::MemOverlapStatus with_grad = at::get_overlap_status(*written, each.grad);
      TORCH_CHECK(with_grad != at::MemOverlapStatus::Full && with_grad != at::MemOverlapStatus::Partial, "parameter ",
                  i, " that has a gradient: it shares memory with its gradient");
    }
  }

  // And of all that are dense, whatever their dtypes: what is written is nothing else.
  static void check_apart(const std::vector<operands>& tensors) {
    struct range {
      const char *begin, *end;
      bool is_written;
      std::size_t parameter;
    };
    std::vector<range> ranges;
    for (std::size_t i = 0; i < tensors.size(); ++i) {
      const operands& each = tensors[i];
      check_apart(each, i);
      if (!each.are_dense || each.var.numel() == 0) continue;
      for (const torch::Tensor* const tensor : {&each.var, &each.m, &each.grad}) {
        const auto* const begin = static_cast<const char*>(tensor->const_data_ptr());
        ranges.push_back({begin, begin + tensor->nbytes(), tensor != &each.grad, i});
      }
    }
    std::sort(ranges.begin(), ranges.end(), [](const range& a, const range& b) { return a.begin < b.begin; });
    for (std::size_t i = 0, last = 0; i < ranges.size(); ++i) {  // `last` ends behind all before i
      const range &a = ranges[last], &b = ranges[i];
      TORCH_CHECK(i == last || a.end <= b.begin || !(a.is_written || b.is_written), "parameters ", a.parameter, " and ",
                  b.parameter, " of those that have gradients share memory");
      if (b.end > a.end) last = i;
    }
  }

  torch::Tensor& momentum(const torch::Tensor& var) {
    auto& state = state_[var.unsafeGetTensorImpl()];
    if (!state) {
      auto zeros = std::make_unique<sign_state>();
      zeros->m = torch::zeros_like(var);
      state = std::move(zeros);
    }
    return static_cast<sign_state&>(*state).m;
  }

  static bool are_dense(const torch::Tensor& var, const torch::Tensor& m, const torch::Tensor& grad) {
    if (var.is_contiguous() && m.is_contiguous() && grad.is_contiguous()) return true;
    return var.is_non_overlapping_and_dense() && m.strides() == var.strides() && grad.strides() == var.strides();
  }

  // The library's object for all dense tensors of a dtype, which checks them.
  template <class T>
  signopt::optimizer<Rule, T> dense(const std::vector<operands>& tensors) {
    signopt::optimizer<Rule, T> object;
    for (std::size_t group = 0; group < param_groups_.size(); ++group) {
      std::vector<signopt::parameter<T>> of_group;
      for (const operands& each : tensors) {
        if (each.group != group || !each.are_dense || each.var.scalar_type() != c10::CppTypeToScalarType<T>()) continue;
        signopt::parameter<T> tensor;
        tensor.var = each.var.template mutable_data_ptr<T>();
        tensor.m = each.m.template mutable_data_ptr<T>();
        tensor.grad = each.grad.template const_data_ptr<T>();
        tensor.size = each.var.numel();
        of_group.push_back(tensor);
      }
      if (!of_group.empty()) object.add_group(of_group, settings(group));
    }
    return object;
  }

  void step_through_dlpack(const operands& each) {
    if (each.are_dense) return;
    DLTensor var{}, m{}, grad{};
    at::toDLPackNonOwning(each.var, &var);
    at::toDLPackNonOwning(each.m, &m);
    at::toDLPackNonOwning(each.grad, &grad, true);
    call<Rule>(executor_, var, m, settings(each.group), grad);
  }

  Executor executor_;
};

}  // namespace signopt_torch
