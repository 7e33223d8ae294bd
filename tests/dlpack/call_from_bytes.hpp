// Any bytes as a call of the DLPack front end. Most are valid calls of all kinds; a byte near 255 makes something
// strange, so that a single change of the input does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "call.hpp"
#include "support/special_values.hpp"

namespace signopt_test::dlpack {

// Behind the end all bytes are 0.
class byte_reader {
 public:
  byte_reader(const std::uint8_t* data, std::size_t size) : data_(data), end_(data + size) {}

  unsigned next() { return data_ == end_ ? 0u : *data_++; }
  unsigned below(unsigned bound) { return next() % bound; }
  bool is_strange() { return next() >= 232; }
  std::uint64_t word() {
    std::uint64_t word = 0;
    for (int i = 0; i < 8; ++i) word = word << 8 | next();
    return word;
  }

 private:
  const std::uint8_t* data_;
  const std::uint8_t* end_;
};

class call_from_bytes {
 public:
  call_from_bytes(const std::uint8_t* data, std::size_t size) : bytes_(data, size) {
    call.seed = bytes_.below(16);
    call.rule = static_cast<called_rule>(bytes_.below(4));
    constexpr DLDataType dtypes[] = {float32, float16, bfloat16, float64};
    const unsigned var_dtype = bytes_.below(4);
    call.var.dtype = call.m.dtype = dtypes[var_dtype];
    const unsigned others = bytes_.below(4);  // of which dtypes are their own
    call.grad.dtype = others % 2 == 1 ? dtypes[bytes_.below(4)] : call.var.dtype;
    if (others >= 2) call.m.dtype = dtypes[bytes_.below(4)];
    read_shape(call.var);
    for (tensor_description* each : {&call.m, &call.grad}) {
      each->ndim = call.var.ndim;
      each->shape = call.var.shape;
    }
    const bool is_shared = bytes_.below(4) == 3;
    tensor_description* const tensors[] = {&call.var, &call.m, &call.grad};
    for (int i = 0; i < 3; ++i) read_layout(*tensors[i], is_shared ? 0 : i, is_shared);
    for (tensor_description* each : tensors) read_strangeness(*each);
    random_bits random(call.seed);
    const unsigned common_kind = bytes_.next();
    for (scalar_description& each : call.scalars) read_scalar(each, common_kind, random);
  }

  call_description call;

 private:
  static constexpr std::int64_t wild_numbers[] = {-1,
                                                  -2,
                                                  0,
                                                  INT64_MAX,
                                                  INT64_MIN,
                                                  INT64_MIN + 1,
                                                  std::int64_t{1} << 31,
                                                  std::int64_t{1} << 32,
                                                  std::int64_t{1} << 60,
                                                  std::int64_t{1} << 61,
                                                  -(std::int64_t{1} << 61),
                                                  std::int64_t{1} << 62};

  std::int64_t wild() { return wild_numbers[bytes_.below(sizeof wild_numbers / sizeof wild_numbers[0])]; }

  std::int64_t read_size() {
    const unsigned byte = bytes_.next();
    if (byte >= 253) return wild();
    if (byte >= 240) return 16 << (byte - 240) / 2;  // up to 1024
    return byte % 10;
  }

  void read_shape(tensor_description& tensor) {
    const unsigned byte = bytes_.next();
    tensor.ndim = static_cast<int>(byte >= 252 ? 20 * (byte - 250) : byte % 5);
    for (int i = 0; i < tensor.ndim; ++i) tensor.shape.push_back(tensor.ndim < 20 ? read_size() : 1);
    if (tensor.ndim >= 20) {
      for (int i = 0; i < 4; ++i) tensor.shape[bytes_.below(static_cast<unsigned>(tensor.ndim))] = read_size();
    }
  }

  // Strides of an array in memory: the axes in any order, gaps, some turned round; or what comes.
  void read_layout(tensor_description& tensor, int arena, bool is_shared) {
    tensor.where.arena = arena;
    const std::size_t rank = tensor.shape.size();
    const unsigned mode = bytes_.below(8);
    tensor.has_strides = mode > 2;
    if (mode == 7) {
      for (std::size_t i = 0; i < rank; ++i) {
        const unsigned byte = bytes_.next();
        tensor.strides.push_back(byte >= 250 ? wild() : static_cast<std::int64_t>(byte % 32) - 8);
      }
    } else if (tensor.has_strides) {
      tensor.strides.assign(rank, 0);
      std::vector<std::size_t> axes;
      for (std::size_t i = 0; i < rank; ++i) axes.push_back(i);
      std::uint64_t stride = 1;
      while (!axes.empty()) {
        const unsigned byte = mode == 3 ? 0 : bytes_.next();
        const std::size_t pick = byte % axes.size();
        const std::size_t axis = axes[axes.size() - 1 - pick];
        axes.erase(axes.end() - 1 - static_cast<std::ptrdiff_t>(pick));
        stride *= 1 + (byte >> 4) % 4;
        tensor.strides[axis] = static_cast<std::int64_t>((byte & 128) != 0 ? 0 - stride : stride);
        stride *= static_cast<std::uint64_t>(tensor.shape[axis] == 0 ? 1 : tensor.shape[axis]);
      }
    }
    tensor.where.at = static_cast<placement::anchor>(is_shared ? 2 : bytes_.below(2));
    if (is_shared) tensor.where.position = 4096 + tensor.element_size() * (bytes_.next() + 64 * bytes_.below(16));
  }

  void read_strangeness(tensor_description& tensor) {
    if (!bytes_.is_strange()) return;
    switch (bytes_.below(14)) {
      case 0:
        tensor.dtype.code = static_cast<std::uint8_t>(bytes_.next());
        break;
      case 1:
        tensor.dtype.bits = static_cast<std::uint8_t>(bytes_.next());
        break;
      case 2:
        tensor.dtype.lanes = static_cast<std::uint16_t>(bytes_.next() * 257);
        break;
      case 3:
        tensor.device =
            bytes_.below(2) == 0 ? static_cast<std::int32_t>(bytes_.next()) : static_cast<std::int32_t>(bytes_.word());
        break;
      case 4:
        tensor.has_data = false;
        break;
      case 5:
        tensor.has_shape = false;
        break;
      case 6:
        tensor.ndim = -static_cast<int>(bytes_.next()) - 1;
        break;
      case 7:
        tensor.where.shift = bytes_.below(8);
        break;
      case 8:
        tensor.where.byte_offset = bytes_.next();
        break;
      case 9:
        tensor.where.byte_offset = bytes_.word() | std::uint64_t{1} << 63;
        break;
      case 10:
        tensor.where.leads_to_the_end = true;
        tensor.where.byte_offset = bytes_.next();
        break;
      default:
        if (!tensor.shape.empty()) tensor.shape[bytes_.below(static_cast<unsigned>(tensor.shape.size()))] = read_size();
    }
  }

  void read_scalar(scalar_description& scalar, unsigned common_kind, random_bits& random) {
    using kind = scalar_description::kind;
    constexpr double numbers[] = {0.001, 1, 0.99, 0.9, -0.5, 0, 1e-30, 3e38, 1e300, -0.0};
    const unsigned own_kind = bytes_.next();
    scalar.of = static_cast<kind>((own_kind < 8 ? common_kind : own_kind) % 6);
    scalar.number = numbers[bytes_.below(sizeof numbers / sizeof numbers[0])];
    scalar.integer = static_cast<std::int64_t>(bytes_.next()) - 100;
    constexpr DLDataType dtypes[] = {float32, float16, bfloat16, float64};
    constexpr oracle::format formats[] = {oracle::format::float32, oracle::format::float16, oracle::format::bfloat16,
                                          oracle::format::float64};
    const unsigned dtype = scalar.of == kind::half ? 1 : scalar.of == kind::brain ? 2 : bytes_.below(4);
    scalar.bits = mixed_bits(formats[dtype], random);
    if (scalar.of != kind::tensor) return;
    scalar.tensor.dtype = dtypes[dtype];
    scalar.tensor.ndim = static_cast<int>(bytes_.below(2));
    scalar.tensor.shape.assign(static_cast<std::size_t>(scalar.tensor.ndim), 1);
    read_strangeness(scalar.tensor);
  }

  byte_reader bytes_;
};

}  // namespace signopt_test::dlpack
