// The structs in which DLPack hands tensors over, as far as the header that is there has them, and what each of them
// says besides its DLTensor.
#pragma once

#include <cstdint>
#include <type_traits>

// Any DLPack header will do, old or new: the one that is already there, or the one that is found. (Old ones have their
// version as an octal number.)
#if !defined(DLPACK_MAJOR_VERSION) && !defined(DLPACK_VERSION)
#  if defined(__has_include)
#    if __has_include(<dlpack/dlpack.h>)
#      include <dlpack/dlpack.h>
#    endif
#  endif
#endif
#if !defined(DLPACK_MAJOR_VERSION) && !defined(DLPACK_VERSION)
#  error "signopt/dlpack.hpp needs DLPack's header: include yours first, or install <dlpack/dlpack.h> (libdlpack-dev)."
#elif !defined(DLPACK_MAJOR_VERSION) && DLPACK_VERSION < 040
#  error "signopt/dlpack.hpp needs DLPack 0.4 or newer: before, DLTensor had a `ctx` and no `device`."
#endif

#include "../base/config.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// What a tensor says of itself, whichever struct it came in. Of another major version than the header's, the version is
// all that may be read: what comes after it lies elsewhere.
struct described_tensor {
  DLTensor tensor;
  bool is_read_only, is_readable;
  std::uint32_t major, minor;  // where it is not readable
};

inline described_tensor describe_tensor(const DLTensor& tensor) noexcept { return {tensor, false, true, 0, 0}; }
inline described_tensor describe_tensor(const DLManagedTensor& managed) noexcept {
  return describe_tensor(managed.dl_tensor);
}

template <class... Kinds>
struct kinds_of_tensor {};

// DLPack 1.0 brought the flag and the struct that has it.
#ifdef DLPACK_FLAG_BITMASK_READ_ONLY
inline described_tensor describe_tensor(const DLManagedTensorVersioned& managed) noexcept {
  const DLPackVersion& version = managed.version;
  if (version.major != DLPACK_MAJOR_VERSION) return {DLTensor{}, false, false, version.major, version.minor};
  return {managed.dl_tensor, (managed.flags & DLPACK_FLAG_BITMASK_READ_ONLY) != 0, true, 0, 0};
}

// Those that say more come first.
using all_kinds_of_tensor = kinds_of_tensor<DLManagedTensorVersioned, DLManagedTensor, DLTensor>;
inline constexpr long long supported_major_version = DLPACK_MAJOR_VERSION;
#else
using all_kinds_of_tensor = kinds_of_tensor<DLManagedTensor, DLTensor>;
inline constexpr long long supported_major_version = 0;  // nothing has a version
#endif

// One of these structs, or what converts to one: a framework's own class.
template <class Argument, class Kind>
inline constexpr bool is_or_becomes =
    std::is_convertible_v<std::add_lvalue_reference_t<const std::remove_reference_t<Argument>>, const Kind&>;

template <class Argument, class... Kinds>
constexpr bool is_any_of(kinds_of_tensor<Kinds...>) {
  return (is_or_becomes<Argument, Kinds> || ...);
}
template <class Argument>
inline constexpr bool is_dl_tensor = is_any_of<Argument>(all_kinds_of_tensor());

// One of them, or a pointer to one, whatever is const.
template <class Argument>
using pointee = std::remove_cv_t<std::remove_pointer_t<std::decay_t<Argument>>>;
template <class Argument, class... Kinds>
constexpr bool points_to_any_of(kinds_of_tensor<Kinds...>) {
  return (std::is_same_v<pointee<Argument>, Kinds> || ...);
}

// A class that converts to several is taken as the one that says most.
template <class Argument, class First, class... Others>
described_tensor describe_as_any_of(const Argument& argument, kinds_of_tensor<First, Others...>) {
  if constexpr (is_or_becomes<Argument, First>) {
    const First& tensor = argument;
    return describe_tensor(tensor);
  } else {
    return describe_as_any_of(argument, kinds_of_tensor<Others...>());
  }
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
