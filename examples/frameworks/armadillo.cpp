// Armadillo: its matrices are contiguous, and memptr() says where they are. Steps on one of them, and then an optimizer
// object over two.
#include <armadillo>
#include <cstdio>
#include <cstring>
#include <signopt/optimizer.hpp>
#include <signopt/pointer.hpp>
#include <vector>

// A tensor of an object, which holds the momentum: null is for that.
signopt::parameter<float> parameter_of(arma::fmat& var, const arma::fmat& grad) {
  return {var.memptr(), nullptr, grad.memptr(), static_cast<std::ptrdiff_t>(var.n_elem)};
}

bool same_bits(const arma::fmat& matrix, const std::vector<float>& plain) {
  const bool same = std::memcmp(matrix.memptr(), plain.data(), plain.size() * sizeof(float)) == 0;
  if (!same) std::printf("not the bits of the same steps on plain arrays\n");
  return same;
}

int main() {
  const arma::fmat x(8, 200, arma::fill::randu), y = arma::fmat(3, 8, arma::fill::randn) * x + 2;
  arma::fmat weights(3, 8, arma::fill::zeros), m(3, 8, arma::fill::zeros), bias(3, 1, arma::fill::zeros);
  arma::fmat weights_grad(3, 8), bias_grad(3, 1);
  const auto loss_and_gradients = [&] {
    arma::fmat error = weights * x - y;
    error.each_col() += bias;
    weights_grad = error * x.t() / 200;
    bias_grad = arma::mean(error, 1);
    return arma::accu(arma::square(error)) / 200;
  };

  // The weights alone, with a momentum of the program's own. Plain arrays take the same steps.
  const signopt::add_sign_settings settings{0.1};
  std::vector<float> plain(weights.n_elem), plain_m(plain.size()), plain_bias(bias.n_elem);
  const float first_loss = loss_and_gradients();
  for (int step = 0; step < 100; ++step) {
    signopt::apply_add_sign_n(weights.memptr(), m.memptr(), settings, weights_grad.memptr(), weights.n_elem);
    signopt::apply_add_sign_n(plain.data(), plain_m.data(), settings, weights_grad.begin(), plain.size());
    loss_and_gradients();
  }
  const float loss_of_weights = loss_and_gradients();
  if (!same_bits(weights, plain) || !same_bits(m, plain_m)) return 1;

  // The weights and the bias. Where Armadillo assigns, it may take over other memory: each step is told where it is.
  signopt::optimizer<signopt::add_sign> opt({0.1});
  opt.add_group({parameter_of(weights, weights_grad), parameter_of(bias, bias_grad)});
  std::vector<float> m_of_plain(plain.size()), m_of_bias(plain_bias.size());
  for (int step = 0; step < 400; ++step) {
    loss_and_gradients();
    opt.grad(0, weights_grad.memptr(), static_cast<std::ptrdiff_t>(weights_grad.n_elem));
    opt.grad(1, bias_grad.memptr(), static_cast<std::ptrdiff_t>(bias_grad.n_elem));
    opt.step();
    signopt::apply_add_sign_n(plain.data(), m_of_plain.data(), settings, weights_grad.begin(), plain.size());
    signopt::apply_add_sign_n(plain_bias.data(), m_of_bias.data(), settings, bias_grad.begin(), plain_bias.size());
  }
  const float loss = loss_and_gradients();
  std::printf("loss %.3f, with weights %.3f, with weights and bias %.3f\n", double{first_loss}, double{loss_of_weights},
              double{loss});
  if (!same_bits(weights, plain) || !same_bits(bias, plain_bias)) return 1;
  return loss < 0.1f * loss_of_weights && loss_of_weights < 0.5f * first_loss ? 0 : 1;
}
