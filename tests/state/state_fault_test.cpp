// A save that fails, or is killed, at each of its calls to the system: the file is then the old one or the new one,
// whole, and loads. This program has open, write, fsync, close and rename in the place of the C library's. They ask
// Linux itself, since a program that is linked statically, as those for other CPUs are, has no library behind it.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <string>

#include "../support/errors.hpp"
#include "saved_objects.hpp"

namespace {

// The calls of a save, counted where they are watched. The one with this number fails, or ends the process.
bool is_watched = false;
int calls = 0, chosen_call = -1;
enum class fault { fails, is_cut_short, kills_before, kills_after } chosen_fault;
std::string log_of_calls;
bool is_disk_full = false;

bool is_chosen(const char* name) {
  if (!is_watched) return false;
  log_of_calls.append(name).append(" ");
  return calls++ == chosen_call;
}

template <class... Arguments>
int ask_linux(long number, Arguments... arguments) {
  return static_cast<int>(::syscall(number, arguments...));
}

template <class Call>
auto watch(const char* name, const Call& call) -> decltype(call()) {
  if (!is_chosen(name)) return call();
  if (chosen_fault == fault::kills_before) ::_exit(0);
  if (chosen_fault == fault::kills_after) {
    call();
    ::_exit(0);
  }
  errno = ENOSPC;
  return -1;
}

}  // namespace

extern "C" int open(const char* path, int flags, ...) {
  std::va_list arguments;
  va_start(arguments, flags);
  const auto mode = static_cast<unsigned>(va_arg(arguments, int));
  va_end(arguments);
  if (is_disk_full && (flags & O_CREAT) != 0) path = "/dev/full";
  return watch("open", [&] { return ask_linux(SYS_openat, AT_FDCWD, path, flags, mode); });
}
extern "C" ssize_t write(int file, const void* data, size_t bytes) {
  const auto real = [](int to, const void* from, size_t size) -> ssize_t {
    return ::syscall(SYS_write, to, from, size);
  };
  if (is_watched && chosen_fault == fault::is_cut_short) {  // every one, and no error
    if (calls++ % 3 == 2) {
      errno = EINTR;
      return -1;
    }
    return real(file, data, bytes < 7 ? bytes : 7);
  }
  return watch("write", [&] { return real(file, data, bytes); });
}
extern "C" int fsync(int file) {
  return watch("fsync", [&] { return ask_linux(SYS_fsync, file); });
}
extern "C" int close(int file) {
  return watch("close", [&] { return ask_linux(SYS_close, file); });
}
extern "C" int rename(const char* from, const char* to) noexcept {
  return watch("rename", [&] { return ask_linux(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0); });
}

namespace {

using namespace signopt_test;
using object = saved_object<signopt::lion>;

class faults : public ::testing::Test {
 protected:
  faults() {
    before.opt.step();
    before.opt.save(folder / "state");
    old_content = content_of(folder / "state");
    after.opt.step();
    after.opt.step();
  }

  void save(int call, fault what) {
    calls = 0;
    log_of_calls.clear();
    chosen_call = call;
    chosen_fault = what;
    is_watched = true;
    try {
      after.opt.save(folder / "state");
    } catch (...) {
      is_watched = false;
      throw;
    }
    is_watched = false;
  }

  // Whole, and the old or the new one. True for the new.
  bool new_one_is_there() {
    object loaded;
    loaded.opt.load(folder / "state");
    const bool is_new = loaded.opt.steps() == 2;
    EXPECT_EQ(loaded.momentum(), (is_new ? after : before).momentum());
    EXPECT_EQ(content_of(folder / "state") == old_content, !is_new);
    return is_new;
  }

  // The calls of a save that nothing disturbs; the old file is there again.
  int calls_of_a_save() {
    save(-1, fault::fails);
    EXPECT_TRUE(new_one_is_there());
    EXPECT_EQ(log_of_calls, "open write write write write fsync close rename open fsync close ");
    write_file(folder / "state", old_content);
    return calls;
  }

  temporary_folder folder;
  object before, after;
  std::string old_content;
};

TEST_F(faults, each_call_fails) {
  const int all = calls_of_a_save();
  for (int call = 0; call < all; ++call) {
    const bool is_renamed = call > 7;
    if (call == 8 || call == 10) {  // the folder cannot be opened, or closed: nothing better can be done
      save(call, fault::fails);
    } else {
      expect_error<signopt::state_error>([&] { save(call, fault::fails); }, {"state", "cannot be written", "space"});
    }
    EXPECT_EQ(new_one_is_there(), is_renamed) << "call " << call << " of " << log_of_calls;
    EXPECT_EQ(folder.files(), 1u) << "call " << call << ": nothing is left beside it";
    write_file(folder / "state", old_content);
  }
}

TEST_F(faults, killed_between_any_two_calls) {
  const int all = calls_of_a_save();
  for (const fault when : {fault::kills_before, fault::kills_after}) {
    for (int call = 0; call < all; ++call) {
      const ::pid_t child = ::fork();
      if (child == 0) {
        save(call, when);
        ::_exit(1);
      }
      int status = -1;
      ASSERT_EQ(::waitpid(child, &status, 0), child);
      ASSERT_EQ(status, 0) << "call " << call << " did not end the process";
      EXPECT_EQ(new_one_is_there(), call > 7 || (call == 7 && when == fault::kills_after)) << call;
      after.opt.save(folder / "state");  // over what was left
      EXPECT_TRUE(new_one_is_there());
      EXPECT_EQ(folder.files(), 1u);
      write_file(folder / "state", old_content);
    }
  }
}

TEST_F(faults, writes_that_are_cut_short) {
  save(-1, fault::is_cut_short);
  EXPECT_TRUE(new_one_is_there());
}

// A disk that is full is one that every write fails on.
TEST_F(faults, a_full_disk) {
  if (::access("/dev/full", W_OK) != 0) GTEST_SKIP() << "there is no /dev/full";
  is_disk_full = true;
  expect_error<signopt::state_error>([&] { after.opt.save(folder / "full"); }, {"full.part", "space"});
  is_disk_full = false;
  EXPECT_FALSE(std::filesystem::exists(folder / "full"));
}

}  // namespace
