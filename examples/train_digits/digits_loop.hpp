// Where the loop stands between two steps, and what its next line is made of. It is saved with the training, by
// training/saved_values.hpp.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "../training/lost_updates.hpp"
#include "../training/random.hpp"

struct digits_loop {
  training::random_source random;
  std::vector<Eigen::Index> order;
  double loss = 0;                                  // of this epoch
  training::update_count updates{}, all_updates{};  // of this epoch, and of all before

  template <class Each>
  void for_each_value(Each each) {
    each("random", random);
    each("order", order);
    each("loss", loss);
    each("updates", updates.intended);
    each("lost_updates", updates.lost);
    each("all_updates", all_updates.intended);
    each("all_lost_updates", all_updates.lost);
  }

  void begin_epoch() {
    random.shuffle(order);
    loss = 0;
    all_updates += updates;
    updates = {};
  }
};
