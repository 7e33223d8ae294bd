// A model of the next character: each of the characters before it is looked up as a vector, its embedding, and a
// perceptron sees these vectors one below the other. (Bengio et al., "A Neural Probabilistic Language Model", 2003, has
// words in the place of characters.)
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "../training/perceptron.hpp"
#include "text.hpp"

namespace text {

constexpr int embedding_size = 16;

// A network, as training/arrays.hpp says.
template <class T>
struct model {
  training::matrix<T> embedding;  // a column for each character of the alphabet
  training::perceptron<T> guess;

  template <class To>
  model<To> cast() const {
    return {embedding.template cast<To>(), guess.template cast<To>()};
  }

  template <class Visit, class... Networks>
  static void visit_arrays(Visit visit, Networks&... networks) {
    visit(networks.embedding...);
    training::for_each_array(visit, networks.guess...);
  }
  static std::vector<std::string> names() {
    std::vector<std::string> all = training::perceptron<T>::names();
    all.insert(all.begin(), "embedding");
    return all;
  }
};

// Embeddings with a variance of 1, uniform, as the perceptron's first weights count on.
inline model<double> initial_model(int characters, int hidden_units, training::random_source& random) {
  model<double> result{training::matrix<double>(embedding_size, characters), {}};
  for (double& number : result.embedding.reshaped()) number = random.uniform(std::sqrt(3.0));
  result.guess = training::initial_perceptron(context * embedding_size, hidden_units, characters, random);
  return result;
}

// The characters before each position, side by side, and the character there.
struct examples {
  std::vector<int> before;
  std::vector<int> labels;

  void add(const std::vector<int>& characters, std::size_t position) {
    const auto end = characters.begin() + static_cast<std::ptrdiff_t>(position);
    before.insert(before.end(), end - context, end);
    labels.push_back(*end);
  }
};

template <class C>
training::matrix<C> embedded(const training::matrix<C>& embedding, const std::vector<int>& before) {
  training::matrix<C> vectors(embedding_size, static_cast<Eigen::Index>(before.size()));
  for (std::size_t i = 0; i < before.size(); ++i) vectors.col(static_cast<Eigen::Index>(i)) = embedding.col(before[i]);
  vectors.resize(embedding_size * context, vectors.cols() / context);
  return vectors;
}

// The probabilities of the next character, a column for each run of characters before it.
template <class C>
training::matrix<C> probabilities(const model<C>& network, const std::vector<int>& before) {
  return training::forward(network.guess, embedded(network.embedding, before)).probabilities;
}

// The mean cross-entropy over the examples; writes its gradient by the model's arrays into `gradient`.
template <class C>
double loss_and_gradient(const model<C>& network, const examples& batch, model<C>& gradient) {
  training::matrix<C> by_hidden;
  const double loss = training::loss_and_gradient(network.guess, embedded(network.embedding, batch.before),
                                                  batch.labels, gradient.guess, by_hidden);
  training::matrix<C> by_vectors = network.guess.hidden_weights.transpose() * by_hidden;
  by_vectors.resize(embedding_size, by_vectors.size() / embedding_size);
  gradient.embedding.setZero();
  for (std::size_t i = 0; i < batch.before.size(); ++i)
    gradient.embedding.col(batch.before[i]) += by_vectors.col(static_cast<Eigen::Index>(i));
  return loss;
}

}  // namespace text
