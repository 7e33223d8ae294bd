// The roof: how fast this CPU can read var, m and grad and write var and m, when all the arithmetic there is are two
// additions. No step that reads and writes the same bytes can be much faster.
//
// Which loop is the fastest depends on the CPU, on the cache or the memory that the arrays come from, and on how they
// lie: so there are several, and the roof is the best of them, on the arrays that are measured.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace signopt_bench {

// var += grad and m += grad, as unsigned integers of the elements' sizes; `back` takes it away again, so that a pair of
// passes leaves the arrays as they were, to the bit.
struct roof {
  using pass = void (*)(void* var, void* m, const void* grad, std::ptrdiff_t n);
  std::string name;  // of its row
  pass forth, back;
};

// For elements of these sizes: 2, 4 or 8 bytes, and a grad of the same size or of 2 bytes beside 4. What the names say:
//   narrow    in vectors half as wide as the widest that there are: on some CPUs the slower pace pays beyond the
//             first-level cache
//   lines     two cache lines of each array at a time, or as much of them as registers hold; otherwise a vector
//   var_last  reads grad and m, writes m, and then reads and writes var, as the kernels do; otherwise reads var, m
//             and grad and writes m and var
//   prefetch  asks for memory 2 KiB ahead
std::vector<roof> find_roofs(std::size_t var_size, std::size_t grad_size);

// One read: a loop that loads n bytes, a multiple of 256, and does nothing with them.
struct read_roof {
  using pass = void (*)(const void* data, std::ptrdiff_t n);
  std::string name;
  pass read;
};
std::vector<read_roof> find_read_roofs();

// Whether a row is one of these.
inline bool is_roof(std::string_view row) { return row.substr(0, 4) == "roof"; }

}  // namespace signopt_bench
