#include "library.hpp"

bool steps_in_library() { return steps_here(); }
