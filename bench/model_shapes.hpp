// How many elements each parameter of a model has, in the order of its definition, written out from the published
// architectures.
#pragma once

#include <cstddef>
#include <vector>

namespace signopt_bench {

// Counts and adds up; keeps the sizes only where there is a vector for them, which a constant expression has not.
class size_list {
 public:
  constexpr explicit size_list(std::vector<std::ptrdiff_t>* sizes = nullptr) : sizes_(sizes) {}

  constexpr void add(std::ptrdiff_t elements) {
    if (sizes_ != nullptr) sizes_->push_back(elements);
    ++count_;
    elements_ += elements;
  }
  constexpr void add_with_bias(std::ptrdiff_t inputs, std::ptrdiff_t outputs) {
    add(inputs * outputs);
    add(outputs);
  }
  // Weight and bias of a normalisation.
  constexpr void add_norm(std::ptrdiff_t channels) {
    add(channels);
    add(channels);
  }
  // Without a bias, since a batch normalisation follows.
  constexpr void add_convolution(std::ptrdiff_t kernel, std::ptrdiff_t inputs, std::ptrdiff_t outputs) {
    add(kernel * kernel * inputs * outputs);
    add_norm(outputs);
  }

  constexpr bool has(std::ptrdiff_t count, std::ptrdiff_t elements) const {
    return count_ == count && elements_ == elements;
  }

 private:
  std::vector<std::ptrdiff_t>* sizes_;
  std::ptrdiff_t count_ = 0, elements_ = 0;
};

// He, Zhang, Ren, Sun, "Deep Residual Learning for Image Recognition", CVPR 2016, table 1.
constexpr size_list resnet50(size_list list) {
  list.add_convolution(7, 3, 64);
  struct stage {
    std::ptrdiff_t blocks, width;
  };
  std::ptrdiff_t inputs = 64;
  for (const stage each : {stage{3, 64}, stage{4, 128}, stage{6, 256}, stage{3, 512}}) {
    const std::ptrdiff_t outputs = 4 * each.width;
    for (std::ptrdiff_t block = 0; block < each.blocks; ++block) {
      list.add_convolution(1, inputs, each.width);
      list.add_convolution(3, each.width, each.width);
      list.add_convolution(1, each.width, outputs);
      if (block == 0) list.add_convolution(1, inputs, outputs);  // the shortcut
      inputs = outputs;
    }
  }
  list.add_with_bias(inputs, 1000);
  return list;
}
static_assert(resnet50(size_list()).has(161, 25557032));

// Radford, Wu, Child, Luan, Amodei, Sutskever, "Language Models are Unsupervised Multitask Learners", 2019. What turns
// the last activations into words is the embedding of the words: one tensor.
constexpr size_list gpt2_small(size_list list) {
  constexpr std::ptrdiff_t words = 50257, positions = 1024, width = 768, layers = 12;
  list.add(words * width);
  list.add(positions * width);
  for (std::ptrdiff_t layer = 0; layer < layers; ++layer) {
    list.add_norm(width);
    list.add_with_bias(width, 3 * width);
    list.add_with_bias(width, width);
    list.add_norm(width);
    list.add_with_bias(width, 4 * width);
    list.add_with_bias(4 * width, width);
  }
  list.add_norm(width);
  return list;
}
static_assert(gpt2_small(size_list()).has(148, 124439808));

inline std::vector<std::ptrdiff_t> sizes_of(size_list (*model)(size_list)) {
  std::vector<std::ptrdiff_t> sizes;
  model(size_list(&sizes));
  return sizes;
}

// No model: what each tensor costs beside the memory that it moves.
inline std::vector<std::ptrdiff_t> small_tensors(std::size_t count) { return std::vector<std::ptrdiff_t>(count, 64); }

}  // namespace signopt_bench
