// The training loop and the table that it prints.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <numeric>
#include <signopt/execution.hpp>
#include <vector>

#include "../training/perceptron.hpp"
#include "../training/random.hpp"
#include "../training/result.hpp"
#include "../training/trainer.hpp"
#include "digits.hpp"
#include "options.hpp"

template <class C>
training::evaluation evaluate(const training::perceptron<C>& network, const digits::data_set& set) {
  const training::matrix<C> probabilities = training::forward<C>(network, set.images.template cast<C>()).probabilities;
  return {training::cross_entropy(probabilities, set.labels), training::accuracy(probabilities, set.labels)};
}

inline void print_head(const digits_options& chosen, const digits::split& data, int hidden_units, int batch,
                       std::ptrdiff_t parameters, std::ptrdiff_t bytes_of_one) {
  std::printf("%d training images, %d test images; a %d-%d-%d perceptron of %d parameters\n",
              static_cast<int>(data.train.size()), static_cast<int>(data.test.size()), digits::pixels, hidden_units,
              digits::classes, static_cast<int>(parameters));
  std::printf("%s\n", training::description(chosen, batch).c_str());
  if (chosen.threads > 1) {
    std::printf("%d threads share each step, its grain set low: %d KiB in all, where %d for each would be a gain\n",
                chosen.threads, static_cast<int>(5 * bytes_of_one * parameters / 1024),
                static_cast<int>(signopt::default_grain_bytes / 1024));
  }
  std::printf("\nepoch    loss  train accuracy  test accuracy  updates lost  samples/s\n");
}

// Trains with everything that lasts from step to step stored as T.
template <class T>
training::result train(const digits_options& chosen, const digits::split& data) {
  using C = training::compute_type<T>;
  constexpr int hidden_units = 64;
  const int images = static_cast<int>(data.train.size());
  const int batch = std::min(chosen.batch, images);
  const int steps_per_epoch = (images + batch - 1) / batch;

  training::random_source random(static_cast<unsigned>(chosen.seed));
  const auto start = training::initial_perceptron(digits::pixels, hidden_units, digits::classes, random);
  training::trainer<training::perceptron, T> trainer(chosen, start,
                                                     static_cast<double>(chosen.epochs) * steps_per_epoch);
  print_head(chosen, data, hidden_units, batch, training::parameters_of(start), sizeof(T));

  std::vector<Eigen::Index> order(static_cast<std::size_t>(images));
  std::iota(order.begin(), order.end(), 0);
  training::matrix<C> by_hidden;
  training::result reached;

  for (int epoch = 1; epoch <= chosen.epochs; ++epoch) {
    double loss = 0;
    training::update_count updates;
    const auto start_of_epoch = std::chrono::steady_clock::now();

    random.shuffle(order);
    for (int first = 0; first < images; first += batch) {
      const int last = std::min(first + batch, images);
      const digits::data_set mini_batch = digits::select(data.train, {order.begin() + first, order.begin() + last});
      const training::matrix<C> inputs = mini_batch.images.template cast<C>();
      const auto loss_and_gradient = [&](const auto& network, auto& gradient) {
        return training::loss_and_gradient(network, inputs, mini_batch.labels, gradient, by_hidden);
      };
      loss += trainer.step(loss_and_gradient, updates) * (last - first) / images;
    }

    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start_of_epoch;
    reached.test = evaluate(trainer.network(), data.test);
    std::printf("%5d  %6.4f  %14.4f  %13.4f  %11.2f%%  %9.0f\n", epoch, loss,
                evaluate(trainer.network(), data.train).accuracy, reached.test.accuracy, updates.lost_percent(),
                images / seconds.count());
    std::fflush(stdout);
    reached.updates += updates;
    reached.seconds += seconds.count();
  }

  if (chosen.validation) reached.validation = evaluate(trainer.network(), data.validation);
  training::print_end(chosen, reached);
  std::printf("%s, %s: test accuracy %.4f after %d epochs (%.2f s of training).\n", chosen.optimizer.c_str(),
              chosen.dtype.c_str(), reached.test.accuracy, chosen.epochs, reached.seconds);
  return reached;
}
