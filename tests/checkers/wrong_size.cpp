// A step whose size is too large by one element: what AddressSanitizer must see on the target scalar.
#include <signopt/pointer.hpp>
#include <vector>

int main() {
  std::vector<float> var(5), m(5), grad(5);
  signopt::apply_add_sign_n(var.data(), m.data(), signopt::add_sign_settings{0.1}, grad.data(), 6);
}
