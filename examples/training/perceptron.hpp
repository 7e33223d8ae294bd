// A perceptron of two layers in plain Eigen: inputs -> hidden units (ReLU) -> classes (softmax).
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "arrays.hpp"
#include "random.hpp"

namespace training {

// A network, as arrays.hpp says.
template <class T>
struct perceptron {
  matrix<T> hidden_weights;
  vector<T> hidden_bias;
  matrix<T> output_weights;
  vector<T> output_bias;

  template <class To>
  perceptron<To> cast() const {
    return {hidden_weights.template cast<To>(), hidden_bias.template cast<To>(), output_weights.template cast<To>(),
            output_bias.template cast<To>()};
  }

  template <class Visit, class... Networks>
  static void visit_arrays(Visit visit, Networks&... networks) {
    visit(networks.hidden_weights...);
    visit(networks.hidden_bias...);
    visit(networks.output_weights...);
    visit(networks.output_bias...);
  }
  static std::vector<std::string> names() { return {"hidden_weights", "hidden_bias", "output_weights", "output_bias"}; }
};

// Weights as He et al. (2015) start them: uniform, with a variance of 2 / (inputs of the layer); biases of 0.
inline perceptron<double> initial_perceptron(int inputs, int hidden_units, int classes, random_source& random) {
  perceptron<double> network{matrix<double>(hidden_units, inputs), vector<double>::Zero(hidden_units),
                             matrix<double>(classes, hidden_units), vector<double>::Zero(classes)};
  for (matrix<double>* weights : {&network.hidden_weights, &network.output_weights}) {
    const double limit = std::sqrt(6.0 / static_cast<double>(weights->cols()));
    for (Eigen::Index i = 0; i < weights->size(); ++i) weights->data()[i] = random.uniform(limit);
  }
  return network;
}

// Hidden activations and class probabilities for inputs in columns.
template <class C>
struct activations {
  matrix<C> hidden;
  matrix<C> probabilities;
};

template <class C>
activations<C> forward(const perceptron<C>& network, const matrix<C>& inputs) {
  matrix<C> hidden = ((network.hidden_weights * inputs).colwise() + network.hidden_bias).cwiseMax(C(0));
  matrix<C> scores = (network.output_weights * hidden).colwise() + network.output_bias;
  scores.rowwise() -= scores.colwise().maxCoeff().eval();  // so that exp() cannot overflow
  matrix<C> probabilities = scores.array().exp();
  probabilities.array().rowwise() /= probabilities.colwise().sum().array().eval();
  return {std::move(hidden), std::move(probabilities)};
}

// The mean cross-entropy: of the probabilities in columns, the one that each label names counts.
template <class C>
double cross_entropy(const matrix<C>& probabilities, const std::vector<int>& labels) {
  double loss = 0;
  for (Eigen::Index i = 0; i < probabilities.cols(); ++i) {
    const C right = probabilities(labels[static_cast<std::size_t>(i)], i);
    loss -= std::log(static_cast<double>(std::max(right, std::numeric_limits<C>::min())));
  }
  return loss / static_cast<double>(probabilities.cols());
}

// The mean cross-entropy over inputs in columns; writes its gradient by the network's arrays into `gradient`, and that
// by the hidden units' sums into `by_hidden`, for who has layers below.
template <class C>
double loss_and_gradient(const perceptron<C>& network, const matrix<C>& inputs, const std::vector<int>& labels,
                         perceptron<C>& gradient, matrix<C>& by_hidden) {
  activations<C> result = forward(network, inputs);
  const double loss = cross_entropy(result.probabilities, labels);
  // The gradient of the loss by the scores: the probabilities, less 1 for the right class.
  for (Eigen::Index i = 0; i < inputs.cols(); ++i) result.probabilities(labels[static_cast<std::size_t>(i)], i) -= 1;
  const matrix<C> by_scores = result.probabilities / static_cast<C>(inputs.cols());
  by_hidden = (result.hidden.array() > 0).select(network.output_weights.transpose() * by_scores, C(0));

  gradient.output_weights.noalias() = by_scores * result.hidden.transpose();
  gradient.output_bias = by_scores.rowwise().sum();
  gradient.hidden_weights.noalias() = by_hidden * inputs.transpose();
  gradient.hidden_bias = by_hidden.rowwise().sum();
  return loss;
}

// The share of columns whose most probable class is the label.
template <class C>
double accuracy(const matrix<C>& probabilities, const std::vector<int>& labels) {
  int right = 0;
  for (Eigen::Index i = 0; i < probabilities.cols(); ++i) {
    Eigen::Index guess = 0;
    probabilities.col(i).maxCoeff(&guess);
    if (guess == labels[static_cast<std::size_t>(i)]) ++right;
  }
  return static_cast<double>(right) / static_cast<double>(probabilities.cols());
}

}  // namespace training
