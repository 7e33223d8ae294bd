// What the workers in C++ share: they read a command a line and answer with a line of JSON, as worker.py says. And one
// command more, for the worker that has the library:
//
//     compare PEER RULE STEPS PREFIX    {"var": {"differ": ..., "ulps": ...}, "m": ...}: so many steps from the start,
//                                       beside what another worker's `check` wrote
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace signopt_peers {

// Which bits a dtype has is known to whoever holds the arrays.
class peer_arrays {
 public:
  peer_arrays() = default;
  peer_arrays(const peer_arrays&) = delete;
  peer_arrays& operator=(const peer_arrays&) = delete;
  virtual ~peer_arrays() = default;

  virtual void reset() = 0;                                          // var and m to the start
  virtual void write(const std::string& prefix) = 0;                 // PREFIX.var and PREFIX.m
  virtual std::string compared_with(const std::string& prefix) = 0;  // as JSON
};

struct prepared {
  std::function<void()> step;
  std::shared_ptr<peer_arrays> arrays;
  std::function<void()> reset_more = [] {};
};

using peer_and_rule = std::pair<std::string, std::string>;

// For arrays of one dtype and size, on so many threads.
class session {
 public:
  session() = default;
  session(const session&) = delete;
  session& operator=(const session&) = delete;
  virtual ~session() = default;

  virtual std::vector<peer_and_rule> peers() const = 0;
  virtual prepared prepare(const peer_and_rule& which, const std::vector<double>& scalars) = 0;
};

struct family {
  std::string name;
  std::vector<std::pair<std::string, std::string>> versions;
  // Null where it does not know the dtype.
  std::function<std::unique_ptr<session>(const std::string& dtype, std::ptrdiff_t n, int threads)> load;
};

// Until the end of the input.
void serve(const family& of);

}  // namespace signopt_peers
