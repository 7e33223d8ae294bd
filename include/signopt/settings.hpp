// The hyper-parameters of AddSign by name, for apply_add_sign(var, m, settings, grad).
#pragma once

namespace signopt {

/// Four positional floats are easily swapped; these have names. In C++20:
///
///     apply_add_sign(var, m, {.lr = 0.1, .beta = 0.95}, grad)
///
/// The defaults are those of TensorFlow's AddSign optimizer (tf.contrib.opt.AddSignOptimizer), which has none for the
/// learning rate: here it is 0, with braces and without, and a step whose rate was forgotten leaves var where it is.
/// They are plain numbers: each counts as float32 (as float64 where var is float64), so 16-bit arrays are computed in
/// float32 unless C is stated.
struct add_sign_settings {
  double lr = 0;          ///< learning rate, the step's scale
  double alpha = 1;       ///< weight of the plain gradient
  double sign_decay = 1;  ///< weight of the agreement of signs; usually decayed over the steps (sign_decay.hpp)
  double beta = 0.9;      ///< decay of the momentum m, usually 0 <= beta < 1
};

}  // namespace signopt
