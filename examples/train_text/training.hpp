// The training loop, its lines of progress, and what the model writes.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "../training/result.hpp"
#include "../training/trainer.hpp"
#include "options.hpp"
#include "text_model.hpp"
#include "writing.hpp"

// A thousand characters at a time: a matrix of all of them would be large.
template <class C>
training::evaluation evaluate(const text::model<C>& network, const text::corpus& all, const text::part& part) {
  constexpr std::size_t at_a_time = 1000;
  training::evaluation sum;
  for (std::size_t first = part.first; first < part.last; first += at_a_time) {
    const std::size_t last = std::min(first + at_a_time, part.last);
    text::examples some;
    for (std::size_t position = first; position < last; ++position) some.add(all.characters, position);
    const training::matrix<C> probabilities = text::probabilities(network, some.before);
    const double share = static_cast<double>(last - first) / static_cast<double>(part.size());
    sum.loss += share * training::cross_entropy(probabilities, some.labels);
    sum.accuracy += share * training::accuracy(probabilities, some.labels);
  }
  return sum;
}

// Trains with everything that lasts from step to step stored as T.
template <class T>
training::result train(const text_options& chosen, const text::corpus& all, const text::split& data) {
  constexpr int hidden_units = 96, samples = 12, sample_length = 56;
  training::random_source random(static_cast<unsigned>(chosen.seed)), writer(static_cast<unsigned>(chosen.seed));
  const auto start = text::initial_model(static_cast<int>(all.alphabet.size()), hidden_units, random);
  training::trainer<text::model, T> trainer(chosen, start, chosen.steps);

  std::printf("%d characters to train on, %d to test on, %d different ones; a model of %d parameters\n",
              static_cast<int>(data.train.size()), static_cast<int>(data.test.size()),
              static_cast<int>(all.alphabet.size()), static_cast<int>(training::parameters_of(start)));
  std::printf("%s\n\n  step    loss  s left  it writes\n", training::description(chosen, chosen.batch).c_str());

  training::result reached;
  double loss = 0;
  int steps_since = 0;
  const auto begin = std::chrono::steady_clock::now();
  for (int step = 1; step <= chosen.steps; ++step) {
    text::examples batch;
    for (int i = 0; i < chosen.batch; ++i)
      batch.add(all.characters, data.train.first + random.below(data.train.size()));
    loss += trainer.step(
        [&](const auto& network, auto& gradient) { return text::loss_and_gradient(network, batch, gradient); },
        reached.updates);
    ++steps_since;
    // As many lines as samples, the last one behind the last step.
    if (static_cast<long long>(step) * samples / chosen.steps ==
        static_cast<long long>(step - 1) * samples / chosen.steps)
      continue;
    reached.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    const std::string sample = text::written(trainer.network(), all, data.test.first, sample_length, writer);
    std::printf("%6d  %6.4f  %6.1f  %s\n", step, loss / steps_since, reached.seconds / step * (chosen.steps - step),
                text::in_one_line(sample).c_str());
    std::fflush(stdout);
    loss = 0;
    steps_since = 0;
  }

  const auto network = trainer.network();
  std::printf("\nIt goes on from where the part to test on begins:\n\n%s\n",
              text::written(network, all, data.test.first, 400, writer).c_str());
  reached.test = evaluate(network, all, data.test);
  if (chosen.validation) reached.validation = evaluate(network, all, data.validation);
  training::print_end(chosen, reached);
  std::printf("%s, %s: test loss %.4f nats a character after %d steps, %.4f of them guessed (%.2f s of training).\n",
              chosen.optimizer.c_str(), chosen.dtype.c_str(), reached.test.loss, chosen.steps, reached.test.accuracy,
              reached.seconds);
  return reached;
}
