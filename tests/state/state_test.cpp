// Saving and loading: a training that is resumed goes on in the same bits, and everything that a file can be wrong in
// is found before anything is written.
#include <gtest/gtest.h>

#include <sys/stat.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <limits>
#include <signopt/make_parameter.hpp>
#include <signopt/optimizer.hpp>
#include <string>
#include <type_traits>
#include <vector>

#include "../support/bits.hpp"
#include "../support/errors.hpp"
#include "saved_objects.hpp"

namespace {

using namespace signopt_test;
using words = std::vector<std::string>;

template <class T>
bool same_bits(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

template <class Rule, class T>
void expect_resumed() {
  const temporary_folder folder;
  saved_object<Rule, T> straight, first;
  const auto schedule = [](auto& object) { object.opt.settings(0).lr *= 0.9; };
  for (int step = 0; step < 10; ++step) {
    straight.opt.step({0.5, 0.7});
    schedule(straight);
  }
  for (int step = 0; step < 5; ++step) {
    first.opt.step({0.5, 0.7});
    schedule(first);
  }
  first.opt.save(folder / "state", {{"epoch", "5"}, {"", "\x01 \xe2\x82\xac \\u"}});
  EXPECT_EQ(folder.files(), 1u) << "and no file beside it";

  saved_object<Rule, T> second;
  second.opt.settings(0) = {};
  second.opt.settings(1) = {};
  second.var = first.var;
  T* const places[] = {second.opt.momentum(0), second.opt.momentum(1), second.opt.momentum(2)};
  const auto extra = second.opt.load(folder / "state");
  EXPECT_EQ(extra, (typename decltype(second.opt)::extra{{"epoch", "5"}, {"", "\x01 \xe2\x82\xac \\u"}}));
  EXPECT_EQ(second.opt.steps(), 5);
  EXPECT_EQ(second.opt.momentum(2), places[2]) << "into the memory that there is";
  EXPECT_TRUE(second.opt.settings(1).options.flush_subnormal_momentum);
  for (int step = 0; step < 5; ++step) {
    EXPECT_EQ(second.opt.step({0.5, 0.7}).step, 6 + step);
    schedule(second);
  }
  EXPECT_TRUE(same_bits(second.var, straight.var));
  EXPECT_TRUE(same_bits(second.momentum(), straight.momentum()));
}

TEST(state, resumed_in_the_same_bits) {
  expect_resumed<signopt::add_sign, float>();
  expect_resumed<signopt::power_sign, double>();
  expect_resumed<signopt::lion, Eigen::half>();
  expect_resumed<signopt::signum, Eigen::bfloat16>();
}

TEST(state, every_double_comes_back) {
  using limits = std::numeric_limits<double>;
  for (const double x : {0.0, -0.0, 1.0, -1.0, 0.1, limits::min(), limits::denorm_min(), -limits::denorm_min(),
                         limits::min() - limits::denorm_min(), limits::max(), limits::lowest(), limits::infinity(),
                         -limits::infinity(), limits::quiet_NaN(), 1e-300, 12345.678}) {
    double back = 7;
    const std::string text = signopt::detail::hexfloat(x);
    EXPECT_TRUE(signopt::detail::read_hexfloat(text, back)) << text;
    EXPECT_TRUE(std::isnan(x) ? std::isnan(back) : bits_of(back) == bits_of(x)) << text;
    const double by_c = std::strtod(text.c_str(), nullptr);
    EXPECT_TRUE(std::isnan(x) ? std::isnan(by_c) : bits_of(by_c) == bits_of(x)) << text;
  }
  EXPECT_EQ(signopt::detail::hexfloat(0.1), "0x1.999999999999ap-4") << "as Python's float.hex";
  double ignored;
  for (const char* bad :
       {"", "-", "1", "0.1", "0x1.999999999999ap-", "0x1.99p-4", "0x1.999999999999Ap-4", "0x2.0000000000000p+0",
        "0x1.0000000000000p+1024", "0x1.0000000000000p-1023", "0x0.1000000000000p+0", "0x1.0000000000000p+00",
        "0x1.0000000000000p+99999999999", "+inf", "0x1.0000000000000q+0", "0x1.0000000000000p*0", " inf", "nan "})
    EXPECT_FALSE(signopt::detail::read_hexfloat(bad, ignored)) << bad;
}

// Files that are loaded, with one thing changed in each.
class states : public ::testing::Test {
 protected:
  using object = saved_object<signopt::add_sign>;

  states() {
    saved.opt.step();
    saved.opt.save(folder / "state", {{"epoch", "5"}});
    content = content_of(folder / "state");
    header_size = static_cast<unsigned char>(content[0]) + 256u * static_cast<unsigned char>(content[1]);
  }

  std::string header() const { return content.substr(8, header_size); }
  std::string data() const { return content.substr(8 + header_size); }
  std::string header_with(const std::string& from, const std::string& to) const {
    std::string changed = header();
    const std::size_t at = changed.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    EXPECT_EQ(changed.find(from, at + 1), std::string::npos) << from << " stands twice";
    return changed.replace(at, from.size(), to);
  }
  std::string with(const std::string& from, const std::string& to) const {
    return file_of(header_with(from, to), data());
  }

  template <class Object = object>
  void expect_refused(const std::string& file, const words& expected) {
    write_file(folder / "changed", file);
    Object target;
    target.opt.settings(0).lr = 7;
    const auto before = target.momentum();
    words all = expected;
    all.push_back("changed");
    expect_error<signopt::state_error>([&] { target.opt.load(folder / "changed"); }, all);
    EXPECT_EQ(target.momentum(), before);
    EXPECT_EQ(target.opt.settings(0).lr, 7);
    EXPECT_EQ(target.opt.steps(), 0);
  }
  void expect_loaded(const std::string& file) {
    write_file(folder / "changed", file);
    object target;
    target.opt.load(folder / "changed");
    EXPECT_EQ(target.momentum(), saved.momentum());
    EXPECT_EQ(target.opt.steps(), 1);
  }

  temporary_folder folder;
  object saved;
  std::string content;
  std::size_t header_size = 0;
};

TEST_F(states, as_they_are) {
  EXPECT_EQ(content.size() % 64, 120 % 64u) << "the data begin at a line";
  expect_loaded(content);
  expect_loaded(with("\"5\"", " \"5\" "));
  expect_loaded(with("[10],\"data_offsets\":[0,40]", "[5,1,2],\"data_offsets\":[0,40]"));
  expect_loaded(with("\"weights.m\"", "\"\\u0077eights.m\""));
  // the data in another order
  const std::string moved = data().substr(40) + data().substr(0, 40);
  std::string turned = header();
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
           {"[0,40]", "[x]"}, {"[40,80]", "[0,40]"}, {"[80,120]", "[40,80]"}, {"[x]", "[80,120]"}})
    turned.replace(turned.find(from), from.size(), to);
  expect_loaded(file_of(turned, moved));
}

TEST_F(states, that_are_no_files) {
  object target;
  expect_error<signopt::state_error>([&] { target.opt.load(folder / "."); }, {"no regular file"});
  expect_error<signopt::state_error>([&] { target.opt.load(folder / "nowhere"); }, {"nowhere", "no such file"});
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  expect_error<signopt::state_error>([&] { target.opt.load(folder / "pipe"); }, {"pipe", "no regular file"});
}

// A link with the name that is written to first would lead into a file that has nothing to do with it.
TEST_F(states, are_not_written_through_a_link) {
  write_file(folder / "other", "precious");
  std::filesystem::create_symlink(folder / "other", folder / "state.part");
  expect_error<signopt::state_error>([&] { saved.opt.save(folder / "state"); }, {"state.part", "cannot be opened"});
  EXPECT_EQ(content_of(folder / "other"), "precious");
  EXPECT_EQ(content_of(folder / "state"), content);
}

TEST_F(states, are_not_written_into_what_is_no_file) {
  std::filesystem::create_directory(folder / "folder");
  expect_error<signopt::state_error>([&] { saved.opt.save(folder / "folder"); }, {"folder", "no regular file"});
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  expect_error<signopt::state_error>([&] { saved.opt.save(folder / "pipe"); }, {"pipe", "no regular file"});
  std::filesystem::rename(folder / "pipe", folder / "other.part");
  expect_error<signopt::state_error>([&] { saved.opt.save(folder / "other"); }, {"other.part", "cannot be opened"});
  // A link is replaced.
  write_file(folder / "old", "old");
  std::filesystem::create_symlink(folder / "old", folder / "latest");
  saved.opt.save(folder / "latest");
  EXPECT_FALSE(std::filesystem::is_symlink(folder / "latest"));
  EXPECT_EQ(content_of(folder / "old"), "old");
}

// The same tensors, in other groups: their settings would be those of others.
TEST_F(states, of_other_groups) {
  float a[2] = {}, b[2] = {};
  const auto object_of = [&](const char* first, const char* second) {
    signopt::optimizer<signopt::add_sign> opt;
    opt.add_group(std::vector<signopt::parameter<float>>{{a, nullptr, nullptr, 2}}, opt.defaults(), {first});
    opt.add_group(std::vector<signopt::parameter<float>>{{b, nullptr, nullptr, 2}}, opt.defaults(), {second});
    return opt;
  };
  object_of("w", "b").save(folder / "groups");
  auto swapped = object_of("b", "w");
  EXPECT_THROW(swapped.load(folder / "groups"), signopt::state_error);
  auto same = object_of("w", "b");
  EXPECT_NO_THROW(same.load(folder / "groups"));
}

TEST_F(states, of_another_object) {
  expect_refused<saved_object<signopt::power_sign>>(content, {"signopt.rule", "add_sign", "power_sign"});
  expect_refused<saved_object<signopt::add_sign, double>>(content, {"weights.m", "F32", "F64"});
  expect_refused(with("\"signopt.groups\":\"2\"", "\"signopt.groups\":\"3\""), {"signopt.groups", "3", "expected 2"});
  expect_refused(with("\"signopt.group.0.tensors\":\"", "\"signopt.group.0.tensors\":\"4:more,"),
                 {"signopt.group.0.tensors", "4:more,"});
  expect_refused(with("\"signopt.format\":\"1\"", "\"signopt.format\":\"2\""), {"signopt.format"});
  expect_refused(with("\"weights.m\"", "\"other.m\""), {"weights.m", "missing"});
  expect_refused(with("\"weights.m\":{\"dtype\":\"F32\"", "\"weights.m\":{\"dtype\":\"I32\""), {"weights.m", "I32"});
  const std::string one_more = "[80,120]},\"more.m\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[120,121]}";
  expect_refused(file_of(header_with("[80,120]}", one_more), data() + "x"), {"more.m", "unknown"});
  object larger(11);
  write_file(folder / "changed", content);
  expect_error<signopt::state_error>([&] { larger.opt.load(folder / "changed"); }, {"weights.m", "10", "11"});
}

TEST_F(states, whose_metadata_is_not_as_it_was_written) {
  expect_refused(with("\"signopt.steps\":\"1\"", "\"signopt.steps\":\"-1\""), {"signopt.steps", "-1"});
  expect_refused(with("\"signopt.steps\":\"1\"", "\"signopt.steps\":\"\""), {"signopt.steps"});
  expect_refused(with("\"signopt.steps\":\"1\"", "\"signopt.steps\":\"9999999999999999999\""), {"signopt.steps"});
  expect_refused(with("\"signopt.steps\":\"1\"", "\"signopt.steps\":\"9223372036854775807\""), {"signopt.steps"});
  for (const char* const other : {"01", "+1", "1 ", " 1", "1x", "0x1"}) {
    const std::string changed = std::string("\"signopt.steps\":\"") + other + "\"";
    expect_refused(with("\"signopt.steps\":\"1\"", changed), {"signopt.steps", other, "a number of steps"});
  }
  expect_refused(with("\"signopt.steps\":\"1\"", "\"steps\":\"1\""), {"signopt.steps", "missing"});
  expect_refused(with("\"signopt.group.1.l2\"", "\"signopt.group.1.l3\""), {"signopt.group.1.l2", "missing"});
  expect_refused(with("\"epoch\"", "\"signopt.epoch\""), {"signopt.epoch", "unknown"});
  expect_refused(with("\"signopt.group.1.l2\":\"0x1.9", "\"signopt.group.1.l2\":\"1x1.9"), {"signopt.group.1.l2"});
  expect_refused(with("group.1.flush_subnormal_momentum\":\"true", "group.1.flush_subnormal_momentum\":\"TRUE"),
                 {"flush_subnormal_momentum", "TRUE"});
  for (const char* const other :
       {"Nearest", "stochastic", "stochastic ", "stochastic -1", "stochastic 1x", "stochastic 5", "stochastic 01 0",
        "stochastic 5  0", "stochastic 5 0 ", "stochastic 18446744073709551616 0"}) {
    const std::string changed = std::string("group.1.rounding\":\"") + other + "\"";
    expect_refused(with("group.1.rounding\":\"nearest\"", changed), {"signopt.group.1.rounding", other});
  }
  expect_refused(with("\"epoch\":\"5\"", "\"epoch\":5"), {"JSON"});
  expect_refused(with("\"epoch\":\"5\"", "\"epoch\":\"5\",\"epoch\":\"5\""), {"epoch", "twice"});
}

TEST_F(states, take_the_rounding_with_them) {
  object target;
  target.opt.settings(1).options.rounding = signopt::stochastic{5};
  write_file(folder / "nearest", content);
  target.opt.load(folder / "nearest");
  EXPECT_FALSE(target.opt.settings(1).options.rounding.is_stochastic);
  expect_refused(with("group.1.rounding\":\"nearest\"", "group.1.rounding\":\"stochastic 18446744073709551615 0\""),
                 {"the rounding of group 1 is stochastic", "float32"});
}

TEST_F(states, of_another_length) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{7}, std::size_t{8}, std::size_t{100}, content.size() - 121,
                                 content.size() - 120, content.size() - 1})
    expect_refused(content.substr(0, size), {});
  expect_refused(content + "x", {"121", "120"});
  std::string longer = content;
  longer[7] = '\x7f';
  expect_refused(longer, {"header"});
  expect_refused(file_of("", ""), {"JSON"});
  object target;
  expect_error<signopt::state_error>([&] { target.opt.load(folder / "nowhere"); }, {"nowhere", "cannot be read"});
  expect_error<signopt::state_error>([&] { target.opt.load(folder / ""); }, {"cannot be read"});
}

TEST_F(states, whose_header_is_no_safetensors_header) {
  const std::string weights = "\"weights.m\":{\"dtype\":\"F32\",\"shape\":[10],\"data_offsets\":[0,40]}";
  const auto tensor = [&](const std::string& to) { return with(weights, "\"weights.m\":" + to); };
  expect_refused(tensor("{\"dtype\":\"F32\",\"shape\":[10]}"), {"weights.m", "not all"});
  expect_refused(tensor("{\"dtype\":\"F32\",\"shape\":[10],\"data_offsets\":[0]}"), {"weights.m", "not all"});
  expect_refused(tensor("{\"dtype\":\"F32\",\"shape\":[10],\"data_offsets\":[0,40,40]}"), {"weights.m", "not all"});
  expect_refused(tensor("{\"dtype\":\"F32\",\"shape\":[10],\"data_offsets\":[0,40],\"x\":1}"),
                 {"weights.m", "unknown"});
  expect_refused(tensor("{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[10],\"data_offsets\":[0,40]}"),
                 {"weights.m", "twice"});
  expect_refused(tensor("{\"dtype\":\"X1\",\"shape\":[10],\"data_offsets\":[0,40]}"), {"weights.m", "X1"});
  expect_refused(tensor("{\"dtype\":\"F32\",\"shape\":[9],\"data_offsets\":[0,40]}"), {"weights.m", "data_offsets"});
  expect_refused(tensor("{\"dtype\":\"F32\",\"shape\":[10],\"data_offsets\":[40,0]}"), {"weights.m", "data_offsets"});
  expect_refused(tensor("{\"dtype\":\"F32\",\"shape\":[10],\"data_offsets\":[4,44]}"), {"begins at"});
  std::string overlapping = header_with("[40,80]", "[0,40]");
  overlapping.replace(overlapping.find("[80,120]"), 8, "[40,80]");
  expect_refused(file_of(overlapping, data().substr(40)), {"begins at 0", "ends at 40"});
  expect_refused(tensor("{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,0]}"),
                 {"weights.m", "more elements"});
  expect_refused(tensor("{\"dtype\":\"F32\",\"shape\":[9223372036854775808],\"data_offsets\":[0,0]}"), {"2^63"});
  expect_refused(tensor("{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,0]}"), {"integer"});
  expect_refused(tensor("{\"dtype\":\"F32\",\"shape\":[01],\"data_offsets\":[0,4]}"), {"integer"});
  expect_refused(tensor("{\"dtype\":\"F32\",\"shape\":[1.0],\"data_offsets\":[0,4]}"), {"JSON"});
  expect_refused(with(weights, weights + "," + weights), {"weights.m", "twice"});
  expect_refused(with("{\"__metadata__\"", "{\"__metadata__\":{},\"__metadata__\""), {"__metadata__", "twice"});
  expect_refused(with("{\"__metadata__\"", "\"__metadata__\""), {"JSON"});
  for (const char* key : {"\"weights.m", "\"weights\n.m\"", "\"weights\\x.m\"", "\"\\ud800.m\"", "\"\\udc00.m\"",
                          "\"\\ud800\\u0041\"", "\"\\u12\"", "\"\\u12g4\"", "\"\xff\"", "\"\\"})
    expect_refused(with("\"weights.m\"", key), {"JSON"});
}

TEST_F(states, that_cannot_be_written) {
  object target;
  expect_error<signopt::state_error>([&] { target.opt.save(folder / "no/where"); }, {"where.part", "opened"});
  expect_error<signopt::state_error>([&] { target.opt.save(folder / "state", {{"signopt.x", ""}}); }, {"signopt.x"});
  expect_error<signopt::state_error>([&] { target.opt.save(folder / "state", {{"x", "\xff"}}); }, {"UTF-8"});
  EXPECT_EQ(content_of(folder / "state"), content) << "what was there is still there";
  EXPECT_EQ(folder.files(), 1u);
}

}  // namespace
