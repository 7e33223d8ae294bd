// Saving a training and resuming it, to the same bits as without a break. --save run.safetensors writes
//
//     run.safetensors                              the optimizer's state, with all other values as pairs of text
//     run.parameters-600-<checksum>.safetensors    the parameters after so many steps
//
// The first names the second, and is replaced when that is there. No other parameters have that name, so that nothing
// is overwritten that a state still names: a program that is stopped while it saves leaves two files that belong
// together. Then the parameters of the last time are removed; those of an earlier training with the same name stay.
#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <system_error>

#include "checksum.hpp"
#include "options.hpp"
#include "parameter_file.hpp"
#include "saved_values.hpp"
#include "whole_file.hpp"

namespace training {

// The options that a training keeps when it is resumed; the optimizer and the dtype of its momentum stand in its state
// anyway.
inline text_pairs lasting_options(const options& chosen, long long total_steps) {
  const auto text = [](const auto& value) {
    std::ostringstream out;
    out.precision(15);
    out << value;
    return out.str();
  };
  return {{"--dtype", chosen.dtype},
          {"--rounding", chosen.rounding},
          {"--lr", text(chosen.lr)},
          {"--schedule", chosen.schedule},
          {"--warmup", text(chosen.warmup)},
          {"--weight-decay", text(chosen.weight_decay)},
          {"--clip", text(chosen.clip)},
          {"--loss-scale", text(chosen.loss_scale)},
          {"--batch", text(chosen.batch)},
          {"--seed", text(chosen.seed)},
          {"--validation", chosen.validation ? "on" : "off"},
          {"the checksum of --data", checksum_of_file(chosen.data)},
          {"the number of steps in all", text(total_steps)}};
}

// Of a trainer, and of the loop around it: its values are those of loop.for_each_value, as saved_values.hpp says.
template <class Trainer, class Loop>
class checkpoint {
 public:
  checkpoint(const options& chosen, Trainer& trainer, Loop& loop)
      : chosen_(chosen), trainer_(trainer), loop_(loop), save_(chosen.save) {
    if (!save_.empty() || !chosen.resume.empty()) lasting_ = lasting_options(chosen, trainer.total_steps());
    if (!save_.empty()) check_place();
    if (!chosen.resume.empty()) resume(chosen.resume);
    if (!save_.empty() && trainer_.has_ended()) save();  // nothing is left to do, and the file shall be there
  }

  // Behind every step.
  void save_where_due() {
    const bool is_due = trainer_.has_ended() || (chosen_.save_every != 0 && trainer_.steps() % chosen_.save_every == 0);
    if (!save_.empty() && is_due) save();
  }

 private:
  void save() {
    text_pairs pairs = lasting_;
    write_values(trainer_, pairs);
    write_values(loop_, pairs);
    const std::string content = parameter_file(trainer_.parameters()), checksum = checksum_of(content);
    std::filesystem::path parameters = save_.extension() == ".safetensors" ? save_.parent_path() / save_.stem() : save_;
    parameters += ".parameters-" + std::to_string(trainer_.steps()) + "-" + checksum + ".safetensors";
    pairs["parameters"] = parameters.filename().string();
    pairs["checksum of the parameters"] = checksum;

    write_whole_file(parameters, content);
    trainer_.state().save(save_, pairs);
    if (!last_parameters_.empty() && last_parameters_ != parameters) std::filesystem::remove(last_parameters_);
    last_parameters_ = parameters;
  }

  void resume(const std::filesystem::path& file) {
    const text_pairs pairs = trainer_.state().load(file);
    for (const auto& [name, now] : lasting_) {
      const auto then = pairs.find(name);
      if (then == pairs.end()) throw std::runtime_error("'" + file.string() + "' was not saved by this program");
      if (then->second != now)
        throw std::runtime_error(name + " is " + now + ", and was " + then->second + " in what --resume goes on from");
    }
    read_values(pairs, trainer_);
    read_values(pairs, loop_);
    const std::filesystem::path parameters = file.parent_path() / pairs.at("parameters");
    load_parameters(parameters, pairs.at("checksum of the parameters"), trainer_.parameters());
    std::error_code ignored;
    if (!save_.empty() && std::filesystem::equivalent(file, save_, ignored)) last_parameters_ = parameters;
  }

  // Now, and not behind the work of hours.
  void check_place() const {
    std::filesystem::path part = save_;
    part += ".part";
    if (std::filesystem::is_directory(save_) || !std::ofstream(part, std::ios::binary))
      throw std::runtime_error("--save cannot write '" + save_.string() + "'");
    std::filesystem::remove(part);
  }

  const options& chosen_;
  Trainer& trainer_;
  Loop& loop_;
  text_pairs lasting_;
  std::filesystem::path save_, last_parameters_;
};

}  // namespace training
