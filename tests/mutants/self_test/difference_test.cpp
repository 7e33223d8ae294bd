#include "arithmetic.hpp"

int main() { return difference(3, 2) == 1 ? 0 : 1; }
