// A perceptron of two layers in plain Eigen: 64 pixels -> hidden units (ReLU) -> 10 classes (softmax).
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>
#include <utility>

#include "digits.hpp"
#include "random.hpp"

template <class T>
using matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;
template <class T>
using vector = Eigen::Matrix<T, Eigen::Dynamic, 1>;

// The type to compute in: 16-bit numbers are only stored.
template <class T>
using compute_type = std::conditional_t<std::is_same_v<T, double>, double, float>;

// An array of its elements in the type to compute in. Whole arrays are converted at once, because Eigen's arithmetic on
// single 16-bit numbers is very slow.
template <class Matrix>
auto widened(const Matrix& stored) {
  return stored.template cast<compute_type<typename Matrix::Scalar>>().array().eval();
}

// The four arrays of the network. Its gradients and each optimizer's state have the same shape, so the same type.
template <class T>
struct perceptron {
  matrix<T> hidden_weights;
  vector<T> hidden_bias;
  matrix<T> output_weights;
  vector<T> output_bias;

  Eigen::Index size() const {
    return hidden_weights.size() + hidden_bias.size() + output_weights.size() + output_bias.size();
  }

  template <class To>
  perceptron<To> cast() const {
    return {hidden_weights.template cast<To>(), hidden_bias.template cast<To>(), output_weights.template cast<To>(),
            output_bias.template cast<To>()};
  }
};

// Calls visit(array...) for each of the four arrays, taken from all the given networks side by side.
template <class Visit, class... Networks>
void for_each_array(Visit visit, Networks&... networks) {
  visit(networks.hidden_weights...);
  visit(networks.hidden_bias...);
  visit(networks.output_weights...);
  visit(networks.output_bias...);
}

template <class T>
perceptron<T> zero_network(int hidden_units) {
  return {matrix<T>::Zero(hidden_units, digits::pixels), vector<T>::Zero(hidden_units),
          matrix<T>::Zero(digits::classes, hidden_units), vector<T>::Zero(digits::classes)};
}

// Weights as He et al. (2015) start them: uniform, with a variance of 2 / (inputs of the layer); biases of 0.
inline perceptron<double> initial_network(int hidden_units, random_source& random) {
  auto network = zero_network<double>(hidden_units);
  for (matrix<double>* weights : {&network.hidden_weights, &network.output_weights}) {
    const double limit = std::sqrt(6.0 / static_cast<double>(weights->cols()));
    for (Eigen::Index i = 0; i < weights->size(); ++i) weights->data()[i] = random.uniform(limit);
  }
  return network;
}

// Hidden activations and class probabilities for images in columns.
template <class C>
struct activations {
  matrix<C> hidden;
  matrix<C> probabilities;
};

template <class C>
activations<C> forward(const perceptron<C>& network, const matrix<C>& images) {
  matrix<C> hidden = ((network.hidden_weights * images).colwise() + network.hidden_bias).cwiseMax(C(0));
  matrix<C> scores = (network.output_weights * hidden).colwise() + network.output_bias;
  scores.rowwise() -= scores.colwise().maxCoeff().eval();  // so that exp() cannot overflow
  matrix<C> probabilities = scores.array().exp();
  probabilities.array().rowwise() /= probabilities.colwise().sum().array().eval();
  return {std::move(hidden), std::move(probabilities)};
}

// The mean cross-entropy over the images of a set; writes its gradient by the network's arrays into `gradient`.
template <class C>
double loss_and_gradient(const perceptron<C>& network, const digits::data_set& set, perceptron<C>& gradient) {
  const matrix<C> images = set.images.template cast<C>();
  activations<C> result = forward(network, images);

  double loss = 0;
  for (Eigen::Index i = 0; i < set.size(); ++i) {
    C& right = result.probabilities(set.labels[static_cast<std::size_t>(i)], i);
    loss -= std::log(static_cast<double>(std::max(right, std::numeric_limits<C>::min())));
    right -= 1;  // the gradient of the loss by the scores: the probabilities, less 1 for the right class
  }
  const matrix<C> by_scores = result.probabilities / static_cast<C>(set.size());
  const matrix<C> by_hidden = (result.hidden.array() > 0).select(network.output_weights.transpose() * by_scores, C(0));

  gradient.output_weights.noalias() = by_scores * result.hidden.transpose();
  gradient.output_bias = by_scores.rowwise().sum();
  gradient.hidden_weights.noalias() = by_hidden * images.transpose();
  gradient.hidden_bias = by_hidden.rowwise().sum();
  return loss / static_cast<double>(set.size());
}

// The share of images whose most probable class is the right one.
template <class C>
double accuracy(const perceptron<C>& network, const digits::data_set& set) {
  const activations<C> result = forward<C>(network, set.images.template cast<C>());
  int right = 0;
  for (Eigen::Index i = 0; i < set.size(); ++i) {
    Eigen::Index guess = 0;
    result.probabilities.col(i).maxCoeff(&guess);
    if (guess == set.labels[static_cast<std::size_t>(i)]) ++right;
  }
  return static_cast<double>(right) / static_cast<double>(set.size());
}
