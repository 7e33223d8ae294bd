// The hyper-parameters of each rule R by name, and what else a step may be told: the options, which are a member.
//
//     apply_R(var, m, R_settings, grad)         and so in every other form: pointer.hpp, multi_tensor.hpp, dlpack.hpp
//     apply_R(var, m, {0.1}, grad)              in the order of the members
//     apply_R(var, m, {.lr = 0.1}, grad)        by name, in C++20
//
// All are plain numbers: each counts as float32 (as float64 where var is float64), so 16-bit arrays are computed in
// float32 unless C is stated. Aggregates, and one type in the whole program (parameter.hpp).
#pragma once

#include "rounding.hpp"

namespace signopt {

/// What changes how a step is made and is no hyper-parameter of its formula: a member of the settings of every rule. In
/// C++20:
///
///     apply_add_sign(var, m, {.lr = 0.1, .options = {.flush_subnormal_momentum = true}}, grad)
///
/// A program that only makes calls with scalars has no kernels for them.
struct step_options {
  /// Where |m|, new and not yet rounded to storage, is below the smallest normal number of the compute type, m becomes
  /// a zero of its sign, before m is stored and, in AddSign and PowerSign, sign(m) is taken. Without it, while grad is
  /// 0, m decays to the smallest denormal numbers and stays there, where many CPUs are several times slower. The same
  /// bits on every target and with every executor, whatever the CPU's own flush-to-zero mode is.
  ///
  /// Where m and grad are both float16 and the step is computed in float32, all is stored as without it, whatever the
  /// scalars are (in the default floating-point environment): what would be flushed there is far below float16's own
  /// smallest number. Beside a float32 m or grad the threshold shows. The threshold is not at float16's own subnormal
  /// numbers on purpose: m = 0.1 * grad would be flushed for every gradient below 6e-4, and training would stop. In
  /// float16 that is computed in float16 the threshold is there, at 6.1e-5: do not use the option there.
  bool flush_subnormal_momentum = false;

  /// How the new var is rounded: nearest, or stochastic{seed, step}, for a bfloat16 var that is computed in float32
  /// (rounding.hpp). Other types: type_error.
  var_rounding rounding = {};
};

/// Four positional floats are easily swapped; these have names. In C++20:
///
///     apply_add_sign(var, m, {.lr = 0.1, .beta = 0.95}, grad)
///
/// The defaults are those of TensorFlow's AddSign optimizer (tf.contrib.opt.AddSignOptimizer), but for the learning
/// rate: here it is 0, with braces and without, and a step whose rate was forgotten leaves var where it is.
///
/// The rate is one of SGD, or some times larger, as 0.1, and not Adam's or Lion's, as 0.001: an element moves by its
/// gradient times lr * (alpha + sign_decay), lr * alpha or lr * (alpha - sign_decay). With alpha = sign_decay, as by
/// default, one whose gradient and momentum disagree does not move.
struct add_sign_settings {
  double lr = 0;              ///< learning rate, the step's scale
  double alpha = 1;           ///< weight of the plain gradient
  double sign_decay = 1;      ///< weight of the agreement of signs; usually decayed over the steps (sign_decay.hpp)
  double beta = 0.9;          ///< decay of the momentum m, usually 0 <= beta < 1
  step_options options = {};  ///< step_options
};

/// The defaults are those of TensorFlow's PowerSign optimizer, base e, but for the learning rate, as above. That is one
/// of SGD here too.
struct power_sign_settings {
  double lr = 0;              ///< learning rate, the step's scale
  double logbase = 1;         ///< logarithm of the base that is raised to sign_decay * sign(grad) * sign(m)
  double sign_decay = 1;      ///< weight of the agreement of signs; usually decayed over the steps (sign_decay.hpp)
  double beta = 0.9;          ///< decay of the momentum m, usually 0 <= beta < 1
  step_options options = {};  ///< step_options
};

/// The defaults are those of the paper, but for the learning rate, as above. A rate for Lion is 3 to 10 times smaller
/// than one for AdamW, and its weight decay as many times larger.
struct lion_settings {
  double lr = 0;              ///< learning rate: the step's size, the same for every element
  double beta1 = 0.9;         ///< weight of m in the direction of the step
  double beta2 = 0.99;        ///< decay of the momentum m
  double weight_decay = 0;    ///< var is multiplied by 1 - lr * weight_decay first
  step_options options = {};  ///< step_options
};

/// Signum is Lion with beta1 = beta2.
struct signum_settings {
  double lr = 0;              ///< learning rate: the step's size, the same for every element
  double beta = 0.9;          ///< decay of the momentum m
  double weight_decay = 0;    ///< var is multiplied by 1 - lr * weight_decay first
  step_options options = {};  ///< step_options
};

}  // namespace signopt
