// The training loop and the table that it prints.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <numeric>
#include <optional>
#include <signopt/execution.hpp>
#include <utility>
#include <vector>

#include "../training/checkpoint.hpp"
#include "../training/perceptron.hpp"
#include "../training/random.hpp"
#include "../training/result.hpp"
#include "../training/trainer.hpp"
#include "digits.hpp"
#include "digits_loop.hpp"
#include "options.hpp"

template <class C>
training::evaluation evaluate(const training::perceptron<C>& network, const digits::data_set& set) {
  const training::matrix<C> probabilities = training::forward<C>(network, set.images.template cast<C>()).probabilities;
  return {training::cross_entropy(probabilities, set.labels), training::accuracy(probabilities, set.labels)};
}

// What a step moves of each parameter: var, m and grad are read, var and m written.
inline std::ptrdiff_t bytes_of_one(const digits_options& chosen) {
  const auto bytes = [](const std::string& dtype) { return dtype == "float64" ? 8 : dtype == "float32" ? 4 : 2; };
  return 3 * bytes(chosen.dtype) + 2 * bytes(chosen.momentum);
}

inline void print_head(const digits_options& chosen, const digits::split& data, int hidden_units, int batch,
                       std::ptrdiff_t parameters, long long steps_before) {
  std::printf("%d training images, %d test images; a %d-%d-%d perceptron of %d parameters\n",
              static_cast<int>(data.train.size()), static_cast<int>(data.test.size()), digits::pixels, hidden_units,
              digits::classes, static_cast<int>(parameters));
  std::printf("%s\n", training::description(chosen, batch, steps_before).c_str());
  if (chosen.threads > 1) {
    std::printf("%d threads share each step, its grain set low: %d KiB in all, where %d for each would be a gain\n",
                chosen.threads, static_cast<int>(bytes_of_one(chosen) * parameters / 1024),
                static_cast<int>(signopt::default_grain_bytes / 1024));
  }
  std::printf("\nepoch    loss  train accuracy  test accuracy  updates lost  samples/s\n");
}

// Trains with everything that lasts from step to step stored as T. Nothing, where it was to stop before the end.
template <class T>
std::optional<training::result> train(const digits_options& chosen, const digits::split& data) {
  using C = training::compute_type<T>;
  constexpr int hidden_units = 64;
  const int images = static_cast<int>(data.train.size());
  const int batch = std::min(chosen.batch, images);
  const int steps_per_epoch = (images + batch - 1) / batch;

  digits_loop at{training::random_source(static_cast<unsigned>(chosen.seed)),
                 std::vector<Eigen::Index>(static_cast<std::size_t>(images))};
  std::iota(at.order.begin(), at.order.end(), 0);
  const auto start = training::initial_perceptron(digits::pixels, hidden_units, digits::classes, at.random);
  training::trainer<training::perceptron, T> trainer(chosen, start, 1LL * chosen.epochs * steps_per_epoch);
  training::checkpoint saved(chosen, trainer, at);
  print_head(chosen, data, hidden_units, batch, training::parameters_of(start), trainer.steps());

  training::matrix<C> by_hidden;
  training::result reached;
  int samples = 0;  // since the last line
  double seconds = 0;
  while (!trainer.has_ended()) {
    const auto begin = std::chrono::steady_clock::now();
    const int first = static_cast<int>(trainer.steps() % steps_per_epoch) * batch;
    const int last = std::min(first + batch, images);
    if (first == 0) at.begin_epoch();
    const digits::data_set mini_batch = digits::select(data.train, {at.order.begin() + first, at.order.begin() + last});
    const training::matrix<C> inputs = mini_batch.images.template cast<C>();
    const auto loss_and_gradient = [&](const auto& network, auto& gradient) {
      return training::loss_and_gradient(network, inputs, mini_batch.labels, gradient, by_hidden);
    };
    at.loss += trainer.step(loss_and_gradient, at.updates) * (last - first) / images;
    seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    samples += last - first;

    if (last == images) {
      std::printf("%5d  %6.4f  %14.4f  %13.4f  %11.2f%%  %9.0f%s\n",
                  static_cast<int>(trainer.steps() / steps_per_epoch), at.loss,
                  evaluate(trainer.network(), data.train).accuracy, evaluate(trainer.network(), data.test).accuracy,
                  at.updates.lost_percent(), samples / seconds, trainer.news().c_str());
      std::fflush(stdout);
      reached.seconds += std::exchange(seconds, 0);
      samples = 0;
    }
    saved.save_where_due();
  }

  if (trainer.steps() < trainer.total_steps()) {
    training::print_stop(chosen, trainer.steps(), trainer.total_steps());
    return std::nullopt;
  }
  reached.updates = at.all_updates;
  reached.updates += at.updates;
  reached.test = evaluate(trainer.network(), data.test);
  if (chosen.validation) reached.validation = evaluate(trainer.network(), data.validation);
  training::print_end(chosen, reached);
  std::printf("%s, %s: test accuracy %.4f after %d epochs (%.2f s of training).\n", chosen.optimizer.c_str(),
              chosen.dtype.c_str(), reached.test.accuracy, chosen.epochs, reached.seconds);
  return reached;
}
