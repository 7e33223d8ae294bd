// What a model writes.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "text_model.hpp"

namespace text {

// Characters drawn one after the other, the first ones after those before `position`. The probabilities are sharpened,
// to the power of 1 / temperature: less is risked than the model knows of.
template <class C>
std::string written(const model<C>& network, const corpus& all, std::size_t position, int length,
                    training::random_source& random) {
  constexpr double temperature = 0.7;
  const auto end = all.characters.begin() + static_cast<std::ptrdiff_t>(position);
  std::vector<int> before(end - context, end);
  std::string result;
  for (int i = 0; i < length; ++i) {
    const training::matrix<C> next = probabilities(network, before);
    const Eigen::ArrayXd weights = next.col(0).template cast<double>().array().pow(1 / temperature);
    double left = (random.uniform(0.5) + 0.5) * weights.sum();
    int character = 0;
    while (character + 1 < weights.size() && left >= weights[character]) left -= weights[character++];
    before.erase(before.begin());
    before.push_back(character);
    result += all.alphabet[static_cast<std::size_t>(character)];
  }
  return result;
}

inline std::string in_one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

}  // namespace text
