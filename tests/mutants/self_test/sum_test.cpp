#include "arithmetic.hpp"

int main() { return sum(2, 3) == 5 ? 0 : 1; }
