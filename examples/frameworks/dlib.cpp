// dlib: a solver for its dnn_trainer. A solver returns what is added to the parameters of a layer. This one makes an
// AddSign step on zeros, which leaves the step itself: added, it gives the bits of a step on the parameters.
#include <dlib/dnn.h>

#include <cstdio>
#include <cstring>
#include <signopt/pointer.hpp>
#include <vector>

struct add_sign_solver {
  signopt::add_sign_settings settings;
  dlib::resizable_tensor m, step;

  // dlib makes a copy of the solver for each layer, and its trainer gives the learning rate.
  template <class Layer>
  const dlib::tensor& operator()(float learning_rate, const Layer& layer, const dlib::tensor& grad) {
    if (m.size() == 0) {
      m.copy_size(grad);
      m = 0;
    }
    step.copy_size(grad);
    step = -0.0f;  // adding it changes nothing, where adding 0 takes the sign of a parameter that is -0
    settings.lr = learning_rate * dlib::get_learning_rate_multiplier(layer);
    signopt::apply_add_sign_n(step.host(), m.host(), settings, grad.host(), grad.size());
    return step;
  }
};

// The trainer saves and prints its solvers.
void serialize(const add_sign_solver& solver, std::ostream& out) { serialize(solver.m, out); }
void deserialize(add_sign_solver& solver, std::istream& in) { deserialize(solver.m, in); }
std::ostream& operator<<(std::ostream& out, const add_sign_solver&) { return out << "signopt's AddSign"; }

using point = dlib::matrix<float, 2, 1>;
using network = dlib::loss_binary_log<dlib::fc<1, dlib::htan<dlib::fc<16, dlib::input<point>>>>>;

int main() {
  std::vector<point> points;  // to be told apart: those in a circle, and those around it
  std::vector<float> labels;
  for (int i = 0; i < 400; ++i) {
    const float x = static_cast<float>(i % 20) / 10 - 0.95f, y = static_cast<float>(i / 20) / 10 - 0.95f;
    points.push_back({x, y});
    labels.push_back(x * x + y * y < 0.5f ? 1.0f : -1.0f);
  }
  network net;
  net(points);  // which makes the parameters
  dlib::dnn_trainer<network, add_sign_solver> trainer(net, add_sign_solver());
  trainer.set_learning_rate(0.5);

  // The first layer's parameters are compared with those of the same steps on plain arrays.
  const dlib::tensor& trained = dlib::layer<3>(net).layer_details().get_layer_params();
  std::vector<float> var(trained.begin(), trained.end()), m(var.size());
  double first_loss = 0, loss = 0;
  for (int step = 0; step < 500; ++step) {
    trainer.clear_average_loss();
    trainer.train_one_step(points, labels);
    const dlib::tensor& grad = dlib::layer<3>(trainer.get_net()).get_parameter_gradient();
    loss = trainer.get_average_loss();
    if (step == 0) first_loss = loss;
    signopt::apply_add_sign_n(var.data(), m.data(), signopt::add_sign_settings{0.5}, grad.host(), grad.size());
    if (std::memcmp(var.data(), trained.host(), var.size() * sizeof(float)) != 0) {
      std::printf("step %d: other bits\n", step);
      return 1;
    }
  }
  std::printf("the same bits in 500 steps; the loss fell from %.3f to %.3f\n", first_loss, loss);
  return loss < 0.5 * first_loss ? 0 : 1;
}
