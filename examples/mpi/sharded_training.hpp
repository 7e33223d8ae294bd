// The training of sharded_train: every process computes the gradient of its part of each batch. What is saved of it is
// in training_files.hpp.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <numeric>
#include <optional>
#include <signopt/lr_schedule.hpp>
#include <stdexcept>
#include <vector>

#include "../train_digits/digits.hpp"
#include "../training/perceptron.hpp"
#include "flat_network.hpp"
#include "options.hpp"
#include "sharded_optimizer.hpp"
#include "training_files.hpp"

class sharded_training {
 public:
  using network = training::perceptron<float>;
  using rule = signopt::add_sign;

  sharded_training(const mpi::communicator& processes, const sharded_options& chosen, const digits::split& data)
      : processes_(processes),
        chosen_(chosen),
        data_(data),
        batch_(std::min<Eigen::Index>(chosen.batch, data.train.size())),
        steps_per_epoch_((data.train.size() + batch_ - 1) / batch_),
        network_(initial(chosen)),
        gradient_(training::zeros_like(network_)),
        var_(training::parameters_of(network_)),
        grad_(var_.size(), 3),
        optimizer_(processes, groups(), var_.data()),
        files_(chosen, network_, optimizer_) {
    files_.resume_where_asked();
    mpi::pack(network_, var_.data());
    if (optimizer_.steps() == total_steps()) files_.save_where_asked();  // nothing is left to do
  }

  // The test accuracy, or nothing where it was to stop before the end.
  std::optional<double> run() {
    if (processes_.rank() == 0) print_head();
    while (optimizer_.steps() < total_steps()) {
      step();
      const long long steps = optimizer_.steps();
      const bool has_ended = steps == total_steps() || steps == chosen_.stop_at;
      if (steps % steps_per_epoch_ == 0) {
        if (processes_.rank() == 0) print_epoch();
        line_ = line();
      }
      if (has_ended || (chosen_.save_every != 0 && steps % chosen_.save_every == 0)) files_.save_where_asked();
      if (steps == chosen_.stop_at) return std::nullopt;
    }
    return accuracy(data_.test);
  }

 private:
  static network initial(const sharded_options& chosen) {
    training::random_source random(static_cast<unsigned>(chosen.seed));
    return training::initial_perceptron(digits::pixels, chosen.hidden, digits::classes, random).cast<float>();
  }
  mpi::model_groups<rule> groups() {
    rule::settings of_weights, of_biases;
    of_weights.weight_decay = chosen_.weight_decay;
    return mpi::groups_of<rule>(network_, of_weights, of_biases);
  }
  long long total_steps() const { return 1LL * chosen_.epochs * steps_per_epoch_; }

  // The same on all processes, from nothing but the seed and the epoch: a training that is resumed needs no more.
  void begin_epoch(long long epoch) {
    order_.resize(static_cast<std::size_t>(data_.train.size()));
    std::iota(order_.begin(), order_.end(), 0);
    training::random_source random(static_cast<unsigned>(chosen_.seed + 1000003 * epoch));
    random.shuffle(order_);
    epoch_ = epoch;
  }

  void step() {
    const long long done = optimizer_.steps();
    if (done / steps_per_epoch_ != epoch_) begin_epoch(done / steps_per_epoch_);
    const Eigen::Index first = done % steps_per_epoch_ * batch_;
    const Eigen::Index count = std::min(batch_, data_.train.size() - first);
    const Eigen::Index begin = first + count * processes_.rank() / processes_.size();
    const Eigen::Index end = first + count * (processes_.rank() + 1) / processes_.size();
    double loss = 0;
    if (begin == end) {
      std::fill_n(grad_.data(), grad_.size(), 0.0f);
    } else {
      const digits::data_set own = digits::select(data_.train, {order_.begin() + begin, order_.begin() + end});
      const double share = static_cast<double>(end - begin) / static_cast<double>(count);
      loss = share * training::loss_and_gradient(network_, own.images, own.labels, gradient_, by_hidden_);
      training::for_each_array([&](auto& array) { array *= static_cast<float>(share); }, gradient_);
      mpi::pack(gradient_, grad_.data());
    }
    const double lr =
        signopt::linear_lr(static_cast<double>(done), {chosen_.lr, 0, static_cast<double>(total_steps())});
    for (const std::ptrdiff_t group : {0, 1}) optimizer_.settings(group).lr = lr;
    if (!optimizer_.step(grad_.data(), {1, chosen_.clip, true}).applied)
      throw std::runtime_error("the gradients are not finite: the training has diverged");
    mpi::unpack(var_.data(), network_);
    line_.loss += processes_.sum(loss) * static_cast<double>(count);
    line_.images += count;
  }

  double accuracy(const digits::data_set& set) const {
    return training::accuracy(training::forward<float>(network_, set.images).probabilities, set.labels);
  }

  void print_head() const {
    std::printf("%d process%s, %d images in a step; a %d-%d-%d perceptron of %td parameters\n", processes_.size(),
                processes_.size() == 1 ? "" : "es", static_cast<int>(batch_), digits::pixels, chosen_.hidden,
                digits::classes, var_.size());
    const auto& parts = optimizer_.parts();
    std::printf("elements with a momentum on process");
    for (std::ptrdiff_t part = 0; part < parts.count(); ++part)
      std::printf("%s %td: %td", part == 0 ? "" : ",", part, parts.first_element(part + 1) - parts.first_element(part));
    std::printf("\n\nepoch    loss  test accuracy  images/s\n");
    std::fflush(stdout);
  }
  void print_epoch() const {
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - line_.begin).count();
    const auto images = static_cast<double>(line_.images);
    std::printf("%5lld  %6.4f  %13.4f  %8.0f\n", optimizer_.steps() / steps_per_epoch_, line_.loss / images,
                accuracy(data_.test), images / seconds);
    std::fflush(stdout);
  }

  // What the next line is made of: an epoch, or less of it where the training was resumed in its midst.
  struct line {
    double loss = 0;
    Eigen::Index images = 0;
    std::chrono::steady_clock::time_point begin = std::chrono::steady_clock::now();
  };

  const mpi::communicator& processes_;
  const sharded_options& chosen_;
  const digits::split& data_;
  Eigen::Index batch_;
  long long steps_per_epoch_;
  network network_, gradient_;
  signopt::aligned_block<float> var_, grad_;
  mpi::sharded_optimizer<rule> optimizer_;
  training_files<rule, training::perceptron> files_;
  line line_;
  training::matrix<float> by_hidden_;
  std::vector<Eigen::Index> order_;
  long long epoch_ = -1;
};
