// The fuzz target: any bytes as a saved state. `./dev fuzz state` runs it. The first byte says what the others are: a
// file, a header before good data, or changes of a good file, which get further. What is loaded must be saved as a file
// that loads as the same; what is refused must be so by a state_error, and change nothing.
#include <unistd.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <signopt/optimizer.hpp>
#include <string>
#include <vector>

namespace {

constexpr std::ptrdiff_t size = 6;
constexpr std::size_t data_bytes = 2 * size * sizeof(float);

struct object {
  object() {
    opt.add_group({{var, nullptr, grad, size}}, {0.5}, {"w\"\xc3\xa4"});
    opt.add_group({{var + size, nullptr, grad + size, size}}, {0.25});
  }
  float var[2 * size] = {}, grad[2 * size] = {1, 2, 3};
  signopt::optimizer<signopt::add_sign> opt;
};

[[noreturn]] void found(const char* what) {
  std::fprintf(stderr, "FOUND %s\n", what);
  std::abort();
}

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// The files of this run, in memory where the system has such a folder; and what became of them. A fuzzer that never
// makes a valid file, or a wrong one, tests little.
struct files {
  files() {
    const bool has_memory = std::filesystem::is_directory("/dev/shm");
    folder = has_memory ? "/dev/shm" : std::filesystem::temp_directory_path();
    folder /= "signopt_fuzz_state_" + std::to_string(::getpid());
    std::filesystem::create_directory(folder);
    object good;
    good.opt.step();
    good.opt.save(folder / "good", {{"epoch", "5"}});
    good_content = content_of(folder / "good");
  }
  ~files() {
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
    print();
    if (loaded == 0 || refused == 0) {
      std::printf("FOUND nothing, but the files were not of both kinds\n");
      std::fflush(stdout);
      std::_Exit(1);
    }
  }
  void print() {
    std::printf("%ld files: %ld loaded, %ld refused\n", loaded + refused, loaded, refused);
    std::fflush(stdout);
    printed = std::chrono::steady_clock::now();
  }
  void count(bool is_loaded) {
    ++(is_loaded ? loaded : refused);
    if (std::chrono::steady_clock::now() - printed > std::chrono::seconds(10)) print();
  }

  std::filesystem::path folder;
  std::string good_content;
  long loaded = 0, refused = 0;
  std::chrono::steady_clock::time_point printed = std::chrono::steady_clock::now();
};

std::string content_from(const std::uint8_t* bytes, std::size_t count, const std::string& good) {
  if (count == 0) return {};
  const std::string rest(reinterpret_cast<const char*>(bytes + 1), count - 1);
  if (bytes[0] == 0) return rest;
  if (bytes[0] == 1) {
    std::string length(8, '\0');
    for (std::size_t i = 0; i < 8; ++i) length[i] = static_cast<char>(rest.size() >> (8 * i) & 0xff);
    return length + rest + good.substr(good.size() - data_bytes);
  }
  std::string changed = good;
  for (std::size_t i = 0; i + 3 < rest.size(); i += 4) {
    const auto at = (static_cast<unsigned char>(rest[i]) + 256u * static_cast<unsigned char>(rest[i + 1]));
    if (changed.empty()) break;
    const std::size_t place = at % changed.size();
    switch (static_cast<unsigned char>(rest[i + 2]) % 4) {
      case 0:
        changed[place] = rest[i + 3];
        break;
      case 1:
        changed.insert(place, 1, rest[i + 3]);
        break;
      case 2:
        changed.erase(place, static_cast<unsigned char>(rest[i + 3]));
        break;
      default:
        changed.insert(place, changed.substr(place, static_cast<unsigned char>(rest[i + 3])));
        break;
    }
  }
  return changed;
}

bool is_unchanged(const object& target) {
  for (std::ptrdiff_t i = 0; i < 2; ++i) {
    for (std::ptrdiff_t k = 0; k < size; ++k) {
      if (target.opt.momentum(i)[k] != 0) return false;
    }
  }
  return target.opt.steps() == 0 && target.opt.settings(0).lr == 0.5 && target.opt.settings(1).lr == 0.25;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  static files all;
  const std::string content = content_from(bytes, count, all.good_content);
  std::ofstream(all.folder / "state", std::ios::binary)
      .write(content.data(), static_cast<std::streamsize>(content.size()));
  object target;
  decltype(target.opt)::extra extra;
  try {
    extra = target.opt.load(all.folder / "state");
  } catch (const signopt::state_error&) {
    if (!is_unchanged(target)) found("a state that was refused, and was written in part");
    all.count(false);
    return 0;
  }
  all.count(true);
  target.opt.save(all.folder / "again", extra);
  object second;
  if (second.opt.load(all.folder / "again") != extra) found("pairs that come back as others");
  second.opt.save(all.folder / "third", extra);
  if (content_of(all.folder / "again") != content_of(all.folder / "third")) found("a state that comes back as another");
  return 0;
}
