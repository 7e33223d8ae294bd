// Everything but the opt-in headers.
#pragma once

#include "aligned_block.hpp"     // aligned_block: memory for the arrays of a model
#include "all_finite.hpp"        // all_finite: whether a gradient is free of infinities and NaNs
#include "apply_add_sign.hpp"    // apply_add_sign: the rule AddSign on Eigen objects
#include "apply_lion.hpp"        // apply_lion: Lion
#include "apply_power_sign.hpp"  // apply_power_sign: PowerSign
#include "apply_signum.hpp"      // apply_signum: Signum
#include "dtype.hpp"             // dtype, dtype_of, and the promotion table
#include "eigen_objects.hpp"     // what the calls of all rules on Eigen objects have in common
#include "error.hpp"             // error and the exceptions derived from it
#include "execution.hpp"         // what an executor is, and serial; eigen_pool.hpp and openmp.hpp are opt-in
#include "group_settings.hpp"    // group_settings: the settings of a group in an optimizer object
#include "loss_scale.hpp"        // dynamic_loss_scale
#include "lr_schedule.hpp"       // constant_lr, linear_lr, cosine_lr, wsd_lr
#include "make_parameter.hpp"    // make_parameter: the tensors of a model, from Eigen objects
#include "model_parts.hpp"       // model_parts: an optimizer shared out to several processes
#include "multi_tensor.hpp"      // apply_add_sign_multi: a rule on many tensors
#include "optimizer.hpp"         // optimizer: groups, clipping, decay, and what there is to save
#include "parameter.hpp"         // parameter: one tensor of a model
#include "parameter_set.hpp"     // parameter_set: the tensors of a model, checked once
#include "pointer.hpp"           // apply_add_sign_n: a rule on contiguous memory
#include "rounding.hpp"          // nearest, stochastic: how a new var is rounded
#include "settings.hpp"          // add_sign_settings: the hyper-parameters of a rule by name
#include "sign_decay.hpp"        // linear_sign_decay, cosine_sign_decay, restart_sign_decay
#include "step_report.hpp"       // step_request, step_report
#include "target.hpp"            // use_target, active_target, available_targets
#include "version.hpp"           // version_major, version_minor, version_patch
