// A loss scale that finds its value: for gradients in 16 bits, which would underflow to 0 without one. The loss is
// multiplied by it before the backward pass, and the gradients by its inverse before the step (step_request::scale). It
// knows no optimizer; the step tells whether it was applied.
//
//     signopt::dynamic_loss_scale loss_scale;
//     for (...) {
//       ...                                                          the gradients of loss * loss_scale.scale
//       loss_scale.update(opt.step({1 / loss_scale.scale}).applied);
//     }
//
// A step that was not applied, since a gradient was infinite or NaN, makes the scale `backoff` times what it was; after
// `interval` applied steps in a row it becomes `growth` times that. The scheme and the defaults are those of PyTorch's
// torch.amp.GradScaler. A scale that would overflow float32 does not grow, and one whose inverse would, does not
// shrink. All members are to be saved with a training that is to be resumed (optimizer::save takes pairs of text).
//
// Plain data; nothing is allocated or thrown.
#pragma once

namespace signopt {

/// See the top of this header.
struct dynamic_loss_scale {
  double scale = 65536;
  double growth = 2;
  double backoff = 0.5;
  int interval = 2000;
  int applied_in_a_row = 0;

  /// After each step: whether it was applied (step_report).
  void update(bool applied) {
    applied_in_a_row = applied ? applied_in_a_row + 1 : 0;
    if (applied && applied_in_a_row < interval) return;
    applied_in_a_row = 0;
    const double next = scale * (applied ? growth : backoff);
    if (next >= 0x1p-127 && next <= 0x1p127) scale = next;
  }
};

}  // namespace signopt
