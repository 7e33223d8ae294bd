// Processes that train together, and what crosses between them, by MPI. Every function but rank() and size() is one
// that all processes call, in one order. An array lies in shares: borders[r] to borders[r + 1] - 1 are those of process
// r; every process has the same borders.
#pragma once

#include <mpi.h>

#include <algorithm>
#include <climits>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

namespace mpi {

using borders = std::vector<std::ptrdiff_t>;

inline void check(int code, const char* function) {
  if (code == MPI_SUCCESS) return;
  char text[MPI_MAX_ERROR_STRING];
  int length = 0;
  MPI_Error_string(code, text, &length);
  throw std::runtime_error(std::string(function) + ": " + std::string(text, static_cast<std::size_t>(length)));
}

inline MPI_Datatype type_of(const float*) { return MPI_FLOAT; }
inline MPI_Datatype type_of(const double*) { return MPI_DOUBLE; }

class communicator {
 public:
  // MPI counts in int. Where an array has more than `most` elements, it is sent in several messages of at most as many,
  // by way of a buffer.
  explicit communicator(MPI_Comm processes, std::ptrdiff_t most = INT_MAX) : processes_(processes), most_(most) {
    check(MPI_Comm_set_errhandler(processes, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler");
    check(MPI_Comm_rank(processes, &rank_), "MPI_Comm_rank");
    check(MPI_Comm_size(processes, &size_), "MPI_Comm_size");
  }

  int rank() const { return rank_; }
  int size() const { return size_; }

  // `own`: this process's share of the sum of all processes' `all`.
  template <class T>
  void sum_to_shares(const T* all, T* own, const borders& of) const {
    if (of.back() <= most_) {
      reduce_scatter(all, own, counts_of(of, 0, of.back()));
      return;
    }
    const std::ptrdiff_t each = elements_of_message();
    std::vector<T> packed(static_cast<std::size_t>(each * size_));
    for (std::ptrdiff_t done = 0; done < largest_share(of); done += each) {
      const std::vector<int> counts = counts_of(of, done, each);
      T* to = packed.data();
      for (int process = 0; process < size_; ++process)
        to = std::copy_n(all + begin(of, process, done), counts[process_index(process)], to);
      reduce_scatter(packed.data(), own + (begin(of, rank_, done) - of[process_index(rank_)]), counts);
    }
  }

  // Every process has its own share, and gets the others'.
  template <class T>
  void shares_to_all(T* all, const borders& of) const {
    if (of.back() <= most_) {
      const std::vector<int> counts = counts_of(of, 0, of.back());
      check(MPI_Allgatherv(MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, all, counts.data(), firsts_of(counts).data(),
                           type_of(all), processes_),
            "MPI_Allgatherv");
      return;
    }
    const std::ptrdiff_t each = elements_of_message();
    std::vector<T> packed(static_cast<std::size_t>(each * size_));
    for (std::ptrdiff_t done = 0; done < largest_share(of); done += each) {
      const std::vector<int> counts = counts_of(of, done, each);
      check(MPI_Allgatherv(all + begin(of, rank_, done), counts[process_index(rank_)], type_of(all), packed.data(),
                           counts.data(), firsts_of(counts).data(), type_of(all), processes_),
            "MPI_Allgatherv");
      const T* from = packed.data();
      for (int process = 0; process < size_; ++process) {
        const int count = counts[process_index(process)];
        if (process != rank_) std::copy_n(from, count, all + begin(of, process, done));
        from += count;
      }
    }
  }

  double sum(double value) const {
    check(MPI_Allreduce(MPI_IN_PLACE, &value, 1, MPI_DOUBLE, MPI_SUM, processes_), "MPI_Allreduce");
    return value;
  }
  double largest(double value) const {
    check(MPI_Allreduce(MPI_IN_PLACE, &value, 1, MPI_DOUBLE, MPI_MAX, processes_), "MPI_Allreduce");
    return value;
  }
  // The first process where it holds; size() where it does on none.
  int first_where(bool holds) const {
    int process = holds ? rank_ : size_;
    check(MPI_Allreduce(MPI_IN_PLACE, &process, 1, MPI_INT, MPI_MIN, processes_), "MPI_Allreduce");
    return process;
  }
  // That of one process, to all.
  std::string text_of(int process, std::string text) const {
    unsigned long long length = text.size();
    check(MPI_Bcast(&length, 1, MPI_UNSIGNED_LONG_LONG, process, processes_), "MPI_Bcast");
    text.resize(length);
    check(MPI_Bcast(text.data(), static_cast<int>(length), MPI_CHAR, process, processes_), "MPI_Bcast");
    return text;
  }
  void wait_for_all() const { check(MPI_Barrier(processes_), "MPI_Barrier"); }

 private:
  static std::size_t process_index(int process) { return static_cast<std::size_t>(process); }

  // A message has elements of all processes, at least one of each.
  std::ptrdiff_t elements_of_message() const {
    constexpr std::ptrdiff_t largest_buffer = std::ptrdiff_t{1} << 26;
    return std::max<std::ptrdiff_t>(std::min(most_, largest_buffer) / size_, 1);
  }
  static std::ptrdiff_t largest_share(const borders& of) {
    std::ptrdiff_t largest = 0;
    for (std::size_t i = 1; i < of.size(); ++i) largest = std::max(largest, of[i] - of[i - 1]);
    return largest;
  }

  // What of a process's share comes behind its first `done` elements.
  static std::ptrdiff_t begin(const borders& of, int process, std::ptrdiff_t done) {
    const std::size_t i = process_index(process);
    return std::min(of[i] + done, of[i + 1]);
  }
  // How many elements of each share come next: at most `most`.
  std::vector<int> counts_of(const borders& of, std::ptrdiff_t done, std::ptrdiff_t most) const {
    std::vector<int> counts;
    for (int process = 0; process < size_; ++process) {
      const std::ptrdiff_t left = of[process_index(process) + 1] - begin(of, process, done);
      counts.push_back(static_cast<int>(std::min(left, most)));
    }
    return counts;
  }
  static std::vector<int> firsts_of(const std::vector<int>& counts) {
    std::vector<int> firsts{0};
    for (const int count : counts) firsts.push_back(firsts.back() + count);
    return firsts;
  }

  template <class T>
  void reduce_scatter(const T* all, T* own, const std::vector<int>& counts) const {
    check(MPI_Reduce_scatter(all, own, counts.data(), type_of(own), MPI_SUM, processes_), "MPI_Reduce_scatter");
  }

  MPI_Comm processes_;
  std::ptrdiff_t most_;
  int rank_ = 0, size_ = 1;
};

}  // namespace mpi
