// One step on Eigen objects of any kind, against the oracle, element by element.
#pragma once

#include <gtest/gtest.h>

#include <Eigen/Core>
#include <cstdint>
#include <signopt/apply_add_sign.hpp>
#include <type_traits>
#include <typeinfo>

#include "bits.hpp"
#include "plain_step.hpp"
#include "special_values.hpp"

namespace signopt_test {

// The elements of a parent, in the order of its memory.
template <class Parent>
void fill(Parent& parent, std::uint64_t seed) {
  using T = typename Parent::Scalar;
  random_bits random(seed);
  for (Eigen::Index i = 0; i < parent.size(); ++i) {
    parent.data()[i] = nearest<T>(static_cast<double>(random() >> 40) / (1 << 22) - 2.0);
  }
}

// The step on the elements of three objects, by their rows and columns.
template <class Var, class M, class Grad>
void oracle_step(Var&& var, M&& m, const Grad& grad) {
  using T = typename std::decay_t<Var>::Scalar;
  using G = typename Grad::Scalar;
  const auto step = oracle_of_plain_step<T, G>();
  for (Eigen::Index i = 0; i < var.rows(); ++i) {
    for (Eigen::Index j = 0; j < var.cols(); ++j) {
      const oracle::result r =
          step(bits_of(T(var.coeff(i, j))), bits_of(T(m.coeff(i, j))), bits_of(G(grad.coeff(i, j))));
      var.coeffRef(i, j) = from_bits<T>(r.var);
      m.coeffRef(i, j) = from_bits<T>(r.m);
    }
  }
}

// Apart from what follows, which is compiled once more for each view.
template <class Parent>
void expect_same(const Parent& parent, const Parent& expected, const char* operand, const std::type_info& kind) {
  EXPECT_TRUE(same_elements(parent, expected)) << operand << "; the kind is " << kind.name();
}

// Parents are plain objects; what is passed to the op is what the selectors make of them: a view, or a reference to the
// parent itself. The elements of a parent that the selection leaves out must not change. grad is selected twice, as
// something const and as something not const.
template <class VarParent, class MParent, class GradParent, class SelectVar, class SelectM, class SelectGrad>
void expect_step(VarParent var, MParent m, GradParent grad, SelectVar select_var, SelectM select_m,
                 SelectGrad select_grad) {
  fill(var, 1);
  fill(m, 2);
  fill(grad, 3);
  VarParent expected_var = var;
  MParent expected_m = m;
  const GradParent constant_grad = grad;
  for (const bool grad_is_const : {true, false}) {
    oracle_step(select_var(expected_var), select_m(expected_m), select_grad(constant_grad));
    if (grad_is_const) {
      signopt::apply_add_sign(select_var(var), select_m(m), step_lr, step_alpha, step_sign_decay, step_beta,
                              select_grad(constant_grad));
    } else {
      signopt::apply_add_sign(select_var(var), select_m(m), step_lr, step_alpha, step_sign_decay, step_beta,
                              select_grad(grad));
    }
    expect_same(var, expected_var, "var", typeid(select_var(var)));
    expect_same(m, expected_m, "m", typeid(select_m(m)));
    expect_same(grad, constant_grad, "grad", typeid(select_grad(grad)));
  }
}

// Three parents and three selections of one kind.
template <class Parent, class Select>
void expect_step(const Parent& parent, Select select) {
  expect_step(parent, parent, parent, select, select, select);
}

}  // namespace signopt_test
