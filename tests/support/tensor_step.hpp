// One step on tensors of any rank and layout, against the oracle, element by element.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <signopt/tensor.hpp>
#include <type_traits>
#include <vector>

#include "bits.hpp"
#include "memory.hpp"
#include "plain_step.hpp"
#include "special_values.hpp"

namespace signopt_test {

template <std::size_t Rank>
using indices = std::array<Eigen::Index, Rank>;

template <std::size_t Rank>
Eigen::Index count(const indices<Rank>& sizes) {
  Eigen::Index n = 1;
  for (const Eigen::Index size : sizes) n *= size;
  return n;
}

// All indices, the last one fastest. What stands where in memory is Eigen's to say, by the accessors of its tensors.
template <std::size_t Rank, class Visit>
void for_each_index(const indices<Rank>& sizes, Visit visit) {
  indices<Rank> at{};
  for (Eigen::Index n = count(sizes); n > 0; --n) {
    visit(at);
    for (std::size_t d = Rank; d-- > 0;) {
      if (++at[d] < sizes[d]) break;
      at[d] = 0;
    }
  }
}

template <class Tensor, std::size_t Rank>
auto& element(Tensor& tensor, const indices<Rank>& at) {
  if constexpr (Rank == 0) {
    static_cast<void>(at);
    return tensor();
  } else {
    Eigen::array<typename Tensor::Index, Rank> own{};
    for (std::size_t d = 0; d < Rank; ++d) own[d] = static_cast<typename Tensor::Index>(at[d]);
    return tensor(own);
  }
}

template <class Tensor>
void fill_tensor(Tensor& tensor, std::uint64_t seed) {
  using T = typename Tensor::Scalar;
  random_bits random(seed);
  for (Eigen::Index i = 0; i < tensor.size(); ++i) {
    tensor.data()[i] = from_bits<T>(mixed_bits(format_of_v<T>, random));
  }
}

// The step on three tensors by their indices, with plain numbers as scalars.
template <class Var, class M, class Grad, std::size_t Rank>
void oracle_tensor_step(Var& var, M& m, const Grad& grad, const indices<Rank>& sizes) {
  using T = typename Var::Scalar;
  using G = std::remove_const_t<typename Grad::Scalar>;
  const auto step = oracle_of_plain_step<T, G>();
  for_each_index(sizes, [&](const indices<Rank>& at) {
    const oracle::result r = step(bits_of(element(var, at)), bits_of(element(m, at)), bits_of(G(element(grad, at))));
    element(var, at) = from_bits<T>(r.var);
    element(m, at) = from_bits<T>(r.m);
  });
}

// Three tensors that own their memory. grad is passed as const and as not const.
template <class Var, class M, class Grad, std::size_t Rank>
void expect_tensor_step(Var& var, M& m, Grad& grad, const indices<Rank>& sizes) {
  fill_tensor(var, 1);
  fill_tensor(m, 2);
  fill_tensor(grad, 3);
  Var expected_var = var;
  M expected_m = m;
  const Grad constant_grad = grad;
  for (const bool grad_is_const : {true, false}) {
    oracle_tensor_step(expected_var, expected_m, constant_grad, sizes);
    if (grad_is_const) {
      signopt::apply_add_sign(var, m, step_lr, step_alpha, step_sign_decay, step_beta, constant_grad);
    } else {
      signopt::apply_add_sign(var, m, step_lr, step_alpha, step_sign_decay, step_beta, grad);
    }
    EXPECT_TRUE(same_elements(var, expected_var)) << "var";
    EXPECT_TRUE(same_elements(m, expected_m)) << "m";
    EXPECT_TRUE(same_elements(grad, constant_grad)) << "grad";
  }
}

// TensorMaps of arrays that end where no one may read or write, `offset` elements past their alignment.
template <class T, class G, int VarLayout, int MLayout, int GradLayout, std::size_t Rank>
void expect_map_step(const indices<Rank>& sizes) {
  constexpr int rank = static_cast<int>(Rank);
  const auto n = static_cast<std::size_t>(count(sizes));
  std::vector<T> values(n), grad_values(n);
  walled_array<T> var_memory(n), m_memory(n);
  walled_array<G> grad_memory(n);
  const std::vector<G> grads(n);
  Eigen::TensorMap<Eigen::Tensor<T, rank, VarLayout>> var(var_memory.place_at_end(values.data(), n), sizes);
  Eigen::TensorMap<Eigen::Tensor<T, rank, MLayout>> m(m_memory.place_at_end(values.data(), n), sizes);
  Eigen::TensorMap<Eigen::Tensor<G, rank, GradLayout>> grad(grad_memory.place_at_start(grads.data(), n), sizes);
  fill_tensor(var, 4);
  fill_tensor(m, 5);
  fill_tensor(grad, 6);
  Eigen::Tensor<T, rank, VarLayout> expected_var = var;
  Eigen::Tensor<T, rank, MLayout> expected_m = m;
  const Eigen::Tensor<G, rank, GradLayout> old_grad = grad;
  const Eigen::TensorMap<const Eigen::Tensor<G, rank, GradLayout>> constant_grad(grad.data(), sizes);
  oracle_tensor_step(expected_var, expected_m, old_grad, sizes);
  signopt::apply_add_sign(var, m, step_lr, step_alpha, step_sign_decay, step_beta, constant_grad);
  EXPECT_TRUE(same_elements(Eigen::Tensor<T, rank, VarLayout>(var), expected_var)) << "var";
  EXPECT_TRUE(same_elements(Eigen::Tensor<T, rank, MLayout>(m), expected_m)) << "m";
  EXPECT_TRUE(same_elements(Eigen::Tensor<G, rank, GradLayout>(grad), old_grad)) << "grad";
}

}  // namespace signopt_test
