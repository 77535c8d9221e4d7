// SPDX-License-Identifier: Apache-2.0
#include "input_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace bouclier::app {
namespace {

namespace fs = std::filesystem;

class InputFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/bouclier-input-XXXXXX";
    folder_ = ::mkdtemp(name);
  }
  void TearDown() override { fs::remove_all(folder_); }
  fs::path folder_;
};

TEST_F(InputFileTest, GivesEveryByteOnceAndThenNone) {
  const Bytes content(100'000, 7);
  ASSERT_TRUE(RealFileSystem().WriteAtomically(folder_ / "a", content, 0600).ok());
  InputFile file = InputFile::Open(folder_ / "a", "test file").value();
  EXPECT_EQ(file.size(), content.size());
  Bytes got(60'000);
  EXPECT_EQ(file.Read(got).value(), 60'000u);
  EXPECT_EQ(file.Read(got).value(), 40'000u);
  EXPECT_EQ(file.Read(got).value(), 0u);
}

TEST_F(InputFileTest, RefusesWhatIsNoFileWithoutWaitingAndNamesItInTheContextOnly) {
  ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  for (const auto& [name, code] :
       {std::pair("pipe", ErrorCode::kInvalidArgument), std::pair(".", ErrorCode::kInvalidArgument),
        std::pair("absent", ErrorCode::kNotFound)}) {
    const auto opened = InputFile::Open(folder_ / name, "test file");
    EXPECT_EQ(opened.error().code, code) << name;
    EXPECT_EQ(opened.error().message.find(folder_.string()), std::string::npos);
    EXPECT_NE(opened.error().context.find(folder_.string()), std::string::npos);
  }
}

}  // namespace
}  // namespace bouclier::app
