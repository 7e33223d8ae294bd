// The roof: how fast this CPU can read var, m and grad and write var and m, in the widest vectors that it has, when all
// the arithmetic there is are two additions. No step that reads and writes the same bytes can be much faster.
#pragma once

#include <cstddef>

namespace signopt_bench {

// var += grad and m += grad, as unsigned integers of the elements' sizes; `back` takes it away again, so that a pair of
// passes leaves the arrays as they were, to the bit.
struct roof {
  using pass = void (*)(void* var, void* m, const void* grad, std::ptrdiff_t n);
  pass forth, back;
};

// For elements of these sizes: 2, 4 or 8 bytes, and a grad of the same size or of 2 bytes beside 4.
roof find_roof(std::size_t var_size, std::size_t grad_size, bool prefetching);

// One read: a loop that loads n bytes, a multiple of 256, in vectors of that width, and does nothing with them.
using read_roof = void (*)(const void* data, std::ptrdiff_t n);
read_roof find_read_roof();

// The vectors that it uses on this CPU.
int roof_vector_bytes();

}  // namespace signopt_bench
