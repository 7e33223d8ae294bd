// Files: one that is replaced as a whole or not at all, and one that is read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "../base/raise_error.hpp"
#if SIGNOPT_POSIX
#  include <fcntl.h>
#  include <unistd.h>

#  include <cerrno>
#endif

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

[[noreturn]] SIGNOPT_COLD inline void fail_to_write(const std::filesystem::path& path, std::string_view what,
                                                    const std::error_code& why) {
  raise_error<state_error>(path.string(), ": cannot be written: ", what, why ? ": " : "", why ? why.message() : "");
}

// A new file beside the one that it is going to replace, path.part. Until commit() the old one is there, and from then
// on the new one, whole, whatever stops the program or the machine in between: what is written reaches the disk before
// the name does. Where there is no POSIX, the names change as one, but nothing waits for the disk.
class replacement_file {
 public:
  explicit replacement_file(std::filesystem::path path) : path_(std::move(path)), part_(path_) {
    part_ += ".part";
    std::error_code ignored;
    const std::filesystem::file_status there = std::filesystem::symlink_status(path_, ignored);
    if (std::filesystem::exists(there) && !is_regular_file(there) && !is_symlink(there))
      fail_to_write(path_, "it is there, and no regular file", {});
    open();
  }
  replacement_file(const replacement_file&) = delete;
  replacement_file& operator=(const replacement_file&) = delete;
  ~replacement_file() {
    if (is_committed_) return;
    close();
    std::error_code ignored;
    std::filesystem::remove(part_, ignored);
  }

  void write(const void* data, std::size_t bytes);
  void commit();

 private:
  void open();
  bool close() noexcept;

  std::filesystem::path path_, part_;
  bool is_committed_ = false;
#if SIGNOPT_POSIX
  int file_ = -1;
#else
  std::ofstream file_;
#endif
};

#if SIGNOPT_POSIX
inline std::error_code last_error() { return {errno, std::generic_category()}; }

inline void replacement_file::open() {
  // Not through a link that somebody else made under this name, and without waiting for who reads a pipe.
  file_ = ::open(part_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666);
  if (file_ < 0) fail_to_write(part_, "it cannot be opened", last_error());
}

inline void replacement_file::write(const void* data, std::size_t bytes) {
  const char* next = static_cast<const char*>(data);
  while (bytes != 0) {
    constexpr std::size_t most = std::size_t{1} << 30;
    const ::ssize_t written = ::write(file_, next, bytes < most ? bytes : most);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) fail_to_write(part_, "a write failed", last_error());
    next += written;
    bytes -= static_cast<std::size_t>(written);
  }
}

inline bool replacement_file::close() noexcept {
  const int file = file_;
  file_ = -1;
  return file < 0 || ::close(file) == 0;
}

inline void replacement_file::commit() {
  if (::fsync(file_) != 0) fail_to_write(part_, "it cannot be synced", last_error());
  if (!close()) fail_to_write(part_, "it cannot be closed", last_error());
  if (std::rename(part_.c_str(), path_.c_str()) != 0) fail_to_write(path_, "it cannot be replaced", last_error());
  is_committed_ = true;
  // The name itself. Where a file system has no such thing as syncing a folder, nothing better can be done.
  const std::filesystem::path folder = path_.has_parent_path() ? path_.parent_path() : std::filesystem::path(".");
  const int opened = ::open(folder.c_str(), O_RDONLY | O_CLOEXEC);
  if (opened < 0) return;
  const bool is_synced = ::fsync(opened) == 0 || errno == EINVAL || errno == ENOTSUP;
  const std::error_code why = is_synced ? std::error_code() : last_error();
  ::close(opened);
  if (!is_synced) fail_to_write(path_, "it is new and whole, but its folder cannot be synced", why);
}
#else
inline void replacement_file::open() {
  file_.open(part_, std::ios::binary | std::ios::trunc);
  if (!file_) fail_to_write(part_, "it cannot be opened", {});
}

inline void replacement_file::write(const void* data, std::size_t bytes) {
  if (!file_.write(static_cast<const char*>(data), static_cast<std::streamsize>(bytes)))
    fail_to_write(part_, "a write failed", {});
}

inline bool replacement_file::close() noexcept {
  file_.close();
  return static_cast<bool>(file_);
}

inline void replacement_file::commit() {
  if (!close()) fail_to_write(part_, "it cannot be closed", {});
  std::error_code why;
  std::filesystem::rename(part_, path_, why);
  if (why) fail_to_write(path_, "it cannot be replaced", why);
  is_committed_ = true;
}
#endif

class input_file {
 public:
  explicit input_file(const std::filesystem::path& path) : name_(path.string()) {
    // A pipe would be waited for, and a folder opens in some systems.
    std::error_code why;
    const std::filesystem::file_status status = std::filesystem::status(path, why);
    if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status))
      raise_error<state_error>(name_, ": cannot be read: it is no regular file");
    file_.open(path, std::ios::binary);
    if (file_) file_.seekg(0, std::ios::end);
    const auto end = file_ ? static_cast<std::streamoff>(file_.tellg()) : std::streamoff{-1};
    if (end >= 0) file_.seekg(0);
    if (end < 0 || !file_) raise_error<state_error>(name_, ": cannot be read: there is no such file, or none to read");
    size_ = static_cast<std::int64_t>(end);
  }

  const std::string& name() const noexcept { return name_; }
  std::int64_t size() const noexcept { return size_; }

  void read(void* to, std::size_t bytes) {
    file_.read(static_cast<char*>(to), static_cast<std::streamsize>(bytes));
    if (!file_ || file_.gcount() != static_cast<std::streamsize>(bytes))
      raise_error<state_error>(name_, ": cannot be read to its end");
  }

 private:
  std::string name_;
  std::ifstream file_;
  std::int64_t size_ = 0;
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
