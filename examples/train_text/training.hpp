// The training loop, its lines of progress, and what the model writes.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <optional>
#include <string>

#include "../training/checkpoint.hpp"
#include "../training/result.hpp"
#include "../training/trainer.hpp"
#include "options.hpp"
#include "text_loop.hpp"
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

// Trains with everything that lasts from step to step stored as T. Nothing, where it was to stop before the end.
template <class T>
std::optional<training::result> train(const text_options& chosen, const text::corpus& all, const text::split& data) {
  constexpr int hidden_units = 96, lines = 12, sample_length = 56;
  const training::random_source random(static_cast<unsigned>(chosen.seed));
  text_loop at{random, random};
  const auto start = text::initial_model(static_cast<int>(all.alphabet.size()), hidden_units, at.random);
  training::trainer<text::model, T> trainer(chosen, start, chosen.steps);
  training::checkpoint saved(chosen, trainer, at);
  const long long steps_before = trainer.steps();

  std::printf("%d characters to train on, %d to test on, %d different ones; a model of %d parameters\n",
              static_cast<int>(data.train.size()), static_cast<int>(data.test.size()),
              static_cast<int>(all.alphabet.size()), static_cast<int>(training::parameters_of(start)));
  std::printf("%s\n\n  step    loss  s left  it writes\n",
              training::description(chosen, chosen.batch, steps_before).c_str());

  training::result reached;
  const auto begin = std::chrono::steady_clock::now();
  while (!trainer.has_ended()) {
    text::examples batch;
    for (int i = 0; i < chosen.batch; ++i)
      batch.add(all.characters, data.train.first + at.random.below(data.train.size()));
    at.loss += trainer.step(
        [&](const auto& network, auto& gradient) { return text::loss_and_gradient(network, batch, gradient); },
        at.updates);
    ++at.steps_since_line;
    reached.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();

    // The last line stands behind the last step.
    const long long step = trainer.steps();
    if (step * lines / chosen.steps != (step - 1) * lines / chosen.steps) {
      const double seconds_left =
          reached.seconds * static_cast<double>(chosen.steps - step) / static_cast<double>(step - steps_before);
      const std::string sample = text::written(trainer.network(), all, data.test.first, sample_length, at.writer);
      std::printf("%6lld  %6.4f  %6.1f  %s%s\n", step, at.loss / at.steps_since_line, seconds_left,
                  text::in_one_line(sample).c_str(), trainer.news().c_str());
      std::fflush(stdout);
      at.loss = 0;
      at.steps_since_line = 0;
    }
    saved.save_where_due();
  }

  if (trainer.steps() < trainer.total_steps()) {
    training::print_stop(chosen, trainer.steps(), trainer.total_steps());
    return std::nullopt;
  }
  const auto network = trainer.network();
  std::printf("\nIt goes on from where the part to test on begins:\n\n%s\n",
              text::written(network, all, data.test.first, 400, at.writer).c_str());
  reached.updates = at.updates;
  reached.test = evaluate(network, all, data.test);
  if (chosen.validation) reached.validation = evaluate(network, all, data.validation);
  training::print_end(chosen, reached);
  std::printf("%s, %s: test loss %.4f nats a character after %d steps, %.4f of them guessed (%.2f s of training).\n",
              chosen.optimizer.c_str(), chosen.dtype.c_str(), reached.test.loss, chosen.steps, reached.test.accuracy,
              reached.seconds);
  return reached;
}
