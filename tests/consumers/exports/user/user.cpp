// Links somebody's library, and through it signopt.
#if defined(HAS_SIGNOPT)
#  include <library.hpp>
#else
#  include <cstdio>
bool steps_in_library();
bool steps_here() { return true; }
#endif

#if !defined(HAS_LIBRARY)
bool steps_in_library() { return steps_here(); }
#endif

int main() {
  if (!steps_here() || !steps_in_library()) return 1;
  return std::puts("a step through a library") < 0;
}
