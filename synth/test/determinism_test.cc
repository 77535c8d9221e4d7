// SPDX-License-Identifier: Apache-2.0
// The same options give the same bytes, whatever the threads; another seed gives others; the report counts what is in
// the files.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <map>

#include "bouclier/base/file.h"
#include "bouclier/synth/generate.h"

namespace bouclier::synth {
namespace {

namespace fs = std::filesystem;

class Determinism : public ::testing::Test {
 protected:
  void SetUp() override {
    char pattern[] = "/tmp/bouclier-synth-XXXXXX";
    ASSERT_NE(mkdtemp(pattern), nullptr);
    root_ = pattern;
  }
  void TearDown() override { fs::remove_all(root_); }

  // Every file below the output folder, by its path there.
  std::map<std::string, Bytes> Make(const std::string& name, uint64_t seed, size_t threads) {
    Options options;
    options.output = root_ / name;
    options.seed = seed;
    options.people = 200;
    options.months = 12;
    options.threads = threads;
    const Result<Report> report = Generate(options);
    EXPECT_TRUE(report.ok()) << report.error().message;
    std::map<std::string, Bytes> files;
    for (const auto& item : fs::recursive_directory_iterator(options.output))
      if (item.is_regular_file())
        files[item.path().lexically_relative(options.output).string()] =
            RealFileSystem().Read(item.path(), 1 << 28).value();
    if (report.ok()) report_ = *report;
    return files;
  }
  fs::path root_;
  Report report_;
};

TEST_F(Determinism, TheSameSeedGivesTheSameBytesOnAnyNumberOfThreads) {
  const auto one = Make("one", 7, 1);
  ASSERT_GT(one.size(), 20u);
  EXPECT_EQ(Make("two", 7, 2), one);
  EXPECT_EQ(Make("five", 7, 5), one);
  EXPECT_NE(Make("other", 8, 2), one);
}

TEST_F(Determinism, TheReportCountsRowsAndBytesOfTheFiles) {
  const auto files = Make("one", 3, 2);
  uint64_t rows = 0;
  for (const FileReport& file : report_.files) {
    const fs::path path = root_ / "one" / file.path;
    const Bytes content = RealFileSystem().Read(path, 1 << 28).value();
    EXPECT_EQ(content.size(), file.bytes.value) << file.path;
    EXPECT_EQ(static_cast<uint64_t>(std::ranges::count(content, '\n')), file.rows + 1) << file.path;
    rows += file.rows;
  }
  EXPECT_EQ(rows, report_.rows);
  EXPECT_GT(rows, 1000u);
}

TEST_F(Determinism, AFolderThatHoldsAnythingElseIsRefused) {
  Make("one", 3, 2);
  Options options;
  options.output = root_ / "one";
  options.people = 200;
  EXPECT_EQ(Generate(options).error().code, ErrorCode::kConflict);
  options.output = root_ / "two";
  options.people = 1;
  EXPECT_EQ(Generate(options).error().code, ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace bouclier::synth
