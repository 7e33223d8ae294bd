#include "placement.hpp"

#include <sys/mman.h>

#include <fstream>
#include <stdexcept>

#include "bars.hpp"

namespace signopt_bench {
namespace {

constexpr std::size_t line = 64, page = 4096, huge_page = std::size_t{2} << 20;

// Whether huge pages can be asked for. Linux names all choices, and brackets the one that holds.
bool has_huge_pages() {
#ifdef MADV_HUGEPAGE
  std::ifstream choices("/sys/kernel/mm/transparent_hugepage/enabled");
  std::string all;
  return std::getline(choices, all) && all.find("[never]") == std::string::npos;
#else
  return false;
#endif
}

}  // namespace

std::vector<placement> placements_of(std::ptrdiff_t n, bool smoke) {
  if (n < size_4m && !smoke) return {placement::small};
  std::vector<placement> all{placement::allocated, placement::spread};
  if (has_huge_pages()) all.push_back(placement::huge);
  return all;
}

std::string suffix_of(placement where) {
  return where == placement::spread ? "/spread" : where == placement::huge ? "/huge" : "";
}

array_place place_of(placement where, std::size_t array) {
  if (where == placement::small) return {};
  // Where glibc puts a large array that is aligned to 64 bytes: behind its own header. Asked for, since it may also
  // take memory that it has left.
  if (where == placement::allocated) return {page, line};
  // A third of a page, and of 32 pages: after so many bytes the sets of first and second-level caches repeat.
  return {huge_page, array * (11 * page + 21 * line), where == placement::huge};
}

void ask_for_huge_pages(void* memory, std::size_t bytes) {
#ifdef MADV_HUGEPAGE
  if (bytes < huge_page || madvise(memory, bytes - bytes % huge_page, MADV_HUGEPAGE) == 0) return;
#else
  static_cast<void>(memory);
  static_cast<void>(bytes);
#endif
  throw std::runtime_error("the system refuses huge pages");
}

}  // namespace signopt_bench
