// The training loop and the table that it prints.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <numeric>
#include <signopt/target.hpp>
#include <string>
#include <vector>

#include "digits.hpp"
#include "lost_updates.hpp"
#include "optimizers.hpp"
#include "options.hpp"
#include "perceptron.hpp"
#include "random.hpp"

// Trains with everything that lasts from step to step stored as T, and returns the test accuracy.
template <class T>
double train(const options& chosen, const digits::split& data) {
  using C = compute_type<T>;
  constexpr int hidden_units = 64;
  const int images = static_cast<int>(data.train.size());
  const int batch = std::min(chosen.batch, images);
  const int steps_per_epoch = (images + batch - 1) / batch;

  random_source random(static_cast<unsigned>(chosen.seed));
  perceptron<T> network = initial_network(hidden_units, random).template cast<T>();
  perceptron<C> gradient = zero_network<C>(hidden_units);
  perceptron<T> stored_gradient = zero_network<T>(hidden_units);
  const std::unique_ptr<optimizer<T>> method =
      make_optimizer<T>(chosen, network, stored_gradient, static_cast<double>(chosen.epochs) * steps_per_epoch);
  const std::string on_target = chosen.optimizer == "addsign" ? " on " + std::string(signopt::active_target()) : "";

  std::printf("%d training images, %d test images; a %d-%d-%d perceptron of %d parameters\n", images,
              static_cast<int>(data.test.size()), digits::pixels, hidden_units, digits::classes,
              static_cast<int>(network.size()));
  std::printf("%s%s, %s, lr %g, batches of %d, seed %d\n", chosen.optimizer.c_str(), on_target.c_str(),
              chosen.dtype.c_str(), chosen.lr, batch, chosen.seed);
  if (chosen.threads > 1) {
    const std::ptrdiff_t moved_bytes = 5 * static_cast<std::ptrdiff_t>(sizeof(T)) * network.size();
    std::printf("%d threads share each step, its grain set low: %d KiB in all, where %d for each would be a gain\n",
                chosen.threads, static_cast<int>(moved_bytes / 1024),
                static_cast<int>(signopt::default_grain_bytes / 1024));
  }
  std::printf("\nepoch    loss  train accuracy  test accuracy  updates lost  samples/s\n");

  std::vector<Eigen::Index> order(static_cast<std::size_t>(images));
  std::iota(order.begin(), order.end(), 0);
  update_count all_updates;
  double test_accuracy = 0, all_seconds = 0;

  for (int epoch = 1; epoch <= chosen.epochs; ++epoch) {
    double loss = 0;
    update_count updates;
    const auto start = std::chrono::steady_clock::now();

    random.shuffle(order);
    for (int first = 0; first < images; first += batch) {
      const int last = std::min(first + batch, images);
      const digits::data_set mini_batch = digits::select(data.train, {order.begin() + first, order.begin() + last});
      loss += loss_and_gradient(network.template cast<C>(), mini_batch, gradient) * (last - first) / images;
      for_each_array([](auto& stored, const auto& computed) { stored = computed.template cast<T>(); }, stored_gradient,
                     gradient);
      method->step(updates);
    }

    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    const perceptron<C> trained = network.template cast<C>();
    test_accuracy = accuracy(trained, data.test);
    std::printf("%5d  %6.4f  %14.4f  %13.4f  %11.2f%%  %9.0f\n", epoch, loss, accuracy(trained, data.train),
                test_accuracy, updates.lost_percent(), images / seconds.count());
    std::fflush(stdout);
    all_updates += updates;
    all_seconds += seconds.count();
  }

  std::printf("\nA %s parameter does not move when its step is below half its last place:\n", chosen.dtype.c_str());
  std::printf("of the steps that were not 0, %.2f%% were lost to rounding.\n", all_updates.lost_percent());
  std::printf("%s, %s: test accuracy %.4f after %d epochs (%.2f s of training).\n", chosen.optimizer.c_str(),
              chosen.dtype.c_str(), test_accuracy, chosen.epochs, all_seconds);
  return test_accuracy;
}
