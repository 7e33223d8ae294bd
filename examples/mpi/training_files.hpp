// What a sharded training saves beside the parts of its optimizer: the parameters, and the options that it keeps.
#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <system_error>

#include "../training/checksum.hpp"
#include "../training/parameter_file.hpp"
#include "../training/whole_file.hpp"
#include "options.hpp"
#include "sharded_checkpoint.hpp"

// In one line, with all of their bits.
inline std::string lasting_options(const sharded_options& chosen) {
  std::ostringstream text;
  text.precision(17);
  text << "--batch " << chosen.batch << " --hidden " << chosen.hidden << " --lr " << chosen.lr << " --weight-decay "
       << chosen.weight_decay << " --clip " << chosen.clip << " --seed " << chosen.seed << " --epochs " << chosen.epochs
       << " --data " << training::checksum_of_file(chosen.data);
  return text.str();
}

template <class Rule, template <class> class Network>
class training_files {
 public:
  // On all processes. Where the training is not to be saved, or resumed, its options are as they are.
  training_files(const sharded_options& chosen, Network<float>& network, mpi::sharded_optimizer<Rule>& optimizer)
      : chosen_(chosen), network_(network), optimizer_(optimizer), options_(lasting_options(chosen)) {
    if (!chosen.save.empty()) mpi::together(optimizer.processes(), "--save", [&] { check_place(); });
  }

  void save_where_asked() {
    if (chosen_.save.empty()) return;
    const std::string content = training::parameter_file(network_);
    mpi::save(
        optimizer_, chosen_.save, options_ + between + training::checksum_of(content),
        [&](const std::filesystem::path& name) { training::write_whole_file(parameters_of(name), content); },
        [&](const std::filesystem::path& name) {
          std::error_code ignored;
          std::filesystem::remove(parameters_of(name), ignored);
        });
  }

  // The optimizer's state and the network.
  void resume_where_asked() {
    if (chosen_.resume.empty()) return;
    const mpi::checkpoint_mark mark = mpi::load(optimizer_, chosen_.resume);
    mpi::together(optimizer_.processes(), "resuming", [&] {
      const std::string then = mark.of_program.substr(0, mark.of_program.rfind(between));
      if (then != options_) throw std::runtime_error("the options are " + options_ + ", and were " + then);
      if (chosen_.stop_at != 0 && chosen_.stop_at <= mark.steps) {
        throw std::runtime_error("--stop-at is " + std::to_string(chosen_.stop_at) + ", and " +
                                 std::to_string(mark.steps) + " steps have been made");
      }
      const std::string checksum = mark.of_program.substr(then.size() + std::string(between).size());
      training::load_parameters(parameters_of(mpi::files_of(chosen_.resume, mark)), checksum, network_);
    });
  }

 private:
  static constexpr const char* between = " parameters ";

  static std::filesystem::path parameters_of(std::filesystem::path name) { return name += ".parameters.safetensors"; }

  // Now, and not behind the work of hours: every process will write there.
  void check_place() const {
    std::filesystem::path trial = mpi::mark_file(chosen_.save);
    trial += ".trial-" + std::to_string(optimizer_.processes().rank());
    if (!std::ofstream(trial)) throw std::runtime_error("cannot write '" + trial.string() + "'");
    std::filesystem::remove(trial);
  }

  const sharded_options& chosen_;
  Network<float>& network_;
  mpi::sharded_optimizer<Rule>& optimizer_;
  std::string options_;
};
