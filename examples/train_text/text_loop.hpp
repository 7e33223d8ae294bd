// Where the loop stands between two steps, and what its next line is made of. It is saved with the training, by
// training/saved_values.hpp.
#pragma once

#include "../training/lost_updates.hpp"
#include "../training/random.hpp"

struct text_loop {
  training::random_source random, writer;
  double loss = 0;
  int steps_since_line = 0;
  training::update_count updates{};

  template <class Each>
  void for_each_value(Each each) {
    each("random", random);
    each("writer", writer);
    each("loss", loss);
    each("steps_since_line", steps_since_line);
    each("updates", updates.intended);
    each("lost_updates", updates.lost);
  }
};
