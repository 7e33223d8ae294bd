// What a user would write instead, compiled with the flags of the rest of their program: an Eigen expression, and a
// plain loop.
#pragma once

#include <Eigen/Core>

#include "arrays.hpp"

namespace signopt_bench {

// The casts are no-ops where the types agree.
template <class T, class G, class C>
void eigen_expression(const arrays<T, G, C>& a) {
  Eigen::Map<Eigen::Array<T, Eigen::Dynamic, 1>> var(a.var, a.n);
  Eigen::Map<Eigen::Array<T, Eigen::Dynamic, 1>> m(a.m, a.n);
  const Eigen::Map<const Eigen::Array<G, Eigen::Dynamic, 1>> grad(a.grad, a.n);
  const auto g = grad.template cast<C>();
  const C one(1);
  m = (a.beta * m.template cast<C>() + (one - a.beta) * g).template cast<T>();
  const auto step = a.lr * (a.alpha + a.sign_decay * g.sign() * m.template cast<C>().sign());
  var = (var.template cast<C>() - step * g).template cast<T>();
}

template <class C>
C sign_of(C x) {
  return static_cast<C>((x > C(0)) - (x < C(0)));
}

template <class T, class G, class C>
void plain_loop(const arrays<T, G, C>& a) {
  for (std::ptrdiff_t i = 0; i < a.n; ++i) {
    const C g = static_cast<C>(a.grad[i]);
    const C m = a.beta * static_cast<C>(a.m[i]) + (C(1) - a.beta) * g;
    const C step = a.lr * (a.alpha + a.sign_decay * sign_of(g) * sign_of(m));
    a.m[i] = static_cast<T>(m);
    a.var[i] = static_cast<T>(static_cast<C>(a.var[i]) - step * g);
  }
}

}  // namespace signopt_bench
