#pragma once

// Sums and differences.
inline int sum(int a, int b) {
  const int result = a + b;
  return result;
}

inline int difference(int a, int b) {
  const int result = a - b;
  return result;
}
