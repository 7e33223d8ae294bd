// Tensors of Eigen's unsupported module that are only read: in memory, as expressions, and as scalars of one element.
#pragma once

#include <cstddef>
#include <cstring>
#include <type_traits>

#include "../check/scalar_argument.hpp"
#include "../strided/tile.hpp"
#include "tensor.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// A tensor in memory that is only read.
template <class Tensor>
class stored_tensor_source {
 public:
  using facts = tensor_facts<Tensor>;

  explicit stored_tensor_source(const Tensor& tensor) noexcept : tensor_(tensor) {}

  tensor_shape<facts::rank> shape() const noexcept { return tensor_shape<facts::rank>(tensor_.dimensions()); }
  const void* data() const noexcept { return tensor_.data(); }
  void prepare() const noexcept {}
  tiled_operand operand() const noexcept {
    return memory_of<sizeof(typename facts::element)>(const_cast<typename facts::element*>(tensor_.data()));
  }
  typename facts::element first() const noexcept { return tensor_.data()[0]; }

 private:
  const Tensor& tensor_;
};

// A tensor expression. It is evaluated coefficient by coefficient, where its evaluator can; what must be evaluated
// first is so once, in prepare().
template <class Expression>
class tensor_expression_source {
 public:
  using facts = tensor_facts<Expression>;
  using evaluator = typename facts::evaluator;
  using element = typename facts::element;
  using index = typename evaluator::Index;

  explicit tensor_expression_source(const Expression& expression) : evaluator_(expression, device) {}
  ~tensor_expression_source() {
    if (is_prepared_) evaluator_.cleanup();
  }
  tensor_expression_source(const tensor_expression_source&) = delete;
  tensor_expression_source& operator=(const tensor_expression_source&) = delete;

  tensor_shape<facts::rank> shape() const { return tensor_shape<facts::rank>(evaluator_.dimensions()); }
  void prepare() {
    is_prepared_ = true;
    evaluator_.evalSubExprsIfNeeded(nullptr);
  }
  tiled_operand operand() noexcept { return {&evaluator_, read, nullptr, sizeof(element), false}; }
  element first() const { return evaluator_.coeff(0); }

 private:
  static void read(void* source, std::ptrdiff_t first, const plane& from, unsigned char* tile) {
    const evaluator& values = *static_cast<const evaluator*>(source);
    constexpr std::ptrdiff_t element_size = sizeof(element);
    for (std::ptrdiff_t line = 0; line < from.lines; ++line) {
      const std::ptrdiff_t begin = first + line * from.line_stride;
      unsigned char* const to = tile + line * from.line_tile_stride * element_size;
      std::ptrdiff_t i = 0;
      if constexpr (bool(evaluator::PacketAccess)) {
        using packet = typename evaluator::PacketReturnType;
        constexpr std::ptrdiff_t width = sizeof(packet) / sizeof(element);
        const bool is_packed = from.stride == 1 && from.tile_stride == 1;
        for (; is_packed && i + width <= from.size; i += width) {
          const packet several = values.template packet<Eigen::Unaligned>(static_cast<index>(begin + i));
          std::memcpy(to + i * element_size, &several, sizeof(several));
        }
      }
      for (; i < from.size; ++i) {
        const element one = values.coeff(static_cast<index>(begin + i * from.stride));
        std::memcpy(to + i * from.tile_stride * element_size, &one, sizeof(one));
      }
    }
  }

  // It has no state, and an evaluator keeps a reference to it.
  static constexpr Eigen::DefaultDevice device{};

  evaluator evaluator_;
  bool is_prepared_ = false;
};

// What reads a tensor that is handed in: the two above have the same members.
template <class Tensor>
using tensor_source =
    std::conditional_t<is_stored<Tensor>, stored_tensor_source<Tensor>, tensor_expression_source<Tensor>>;

// A tensor of one element as a scalar. Its dtype is its own.
template <class Argument>
struct scalar_argument<Argument, std::enable_if_t<is_tensor<Argument>>> {
  using facts = tensor_facts<Argument>;
  static constexpr bool is_supported = has_dtype<typename facts::element>::value;
  static constexpr bool is_one_element = size_may_be_one<typename facts::dimensions>;

  template <dtype>
  static constexpr dtype type = dtype_or<typename facts::element>(dtype::float32);

  template <dtype Var>
  static value_of<type<Var>> get(const Argument& argument, const char* name) {
    tensor_source<tensor_of<Argument>> source(tensor_in(argument));
    const auto shape = source.shape();
    if (checked_size(shape.view(), name) != 1) {
      raise_error<shape_error>(name, " must have exactly one element, and has shape ", text_of(shape.view()));
    }
    source.prepare();
    return bit_cast<value_of<type<Var>>>(source.first());
  }
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
