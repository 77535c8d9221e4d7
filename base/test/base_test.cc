// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>

#include "bouclier/base/bytes.h"
#include "bouclier/base/file.h"
#include "bouclier/base/ids.h"
#include "bouclier/base/parallel.h"
#include "bouclier/base/secret_bytes.h"
#include "bouclier/base/time.h"
#include "bouclier/base/units.h"

namespace bouclier {
namespace {

TEST(Bytes, TextFormsRoundTripAtEveryLength) {
  Bytes bytes;
  for (int i = 0; i < 70; ++i) {
    EXPECT_EQ(ParseHex(Hex(bytes)).value(), bytes);
    EXPECT_EQ(ParseBase64(Base64(bytes)).value(), bytes);
    EXPECT_EQ(ParseBase64Url(Base64Url(bytes)).value(), bytes);
    bytes.push_back(static_cast<uint8_t>(i * 37 + 11));
  }
}

TEST(Bytes, Base64RefusesEveryEncodingButTheCanonicalOne) {
  EXPECT_EQ(AsText(ParseBase64("Zg==").value()), "f");
  for (const char* bad : {"Zg=", "Zg", "Zh==", "Zm9=", "Z===", "====", "Zg==Zg==", "Zg=\n", "Zm 9", "Z", "-_-_"})
    EXPECT_FALSE(ParseBase64(bad).ok()) << bad;
  EXPECT_FALSE(ParseBase64Url("Zh").ok());
  EXPECT_FALSE(ParseBase64Url("Zg==").ok());
}

TEST(Bytes, ReaderGivesCorruptionAtTheEndAndOnLeftovers) {
  const Bytes in{1, 2, 3};
  ByteReader reader(in);
  EXPECT_EQ(reader.Le16().value(), 0x0201);
  EXPECT_EQ(reader.End().error().code, ErrorCode::kCorruption);
  EXPECT_EQ(reader.Le32().error().code, ErrorCode::kCorruption);
  EXPECT_EQ(reader.U8().value(), 3);
  EXPECT_TRUE(reader.End().ok());
}

TEST(Bytes, SizedPartsComeBackAndACutOneIsCorruption) {
  Bytes out;
  AppendSized(out, AsBytes("key"));
  AppendSized(out, {});
  ByteReader reader(out);
  EXPECT_EQ(AsText(reader.Sized().value()), "key");
  EXPECT_TRUE(reader.Sized().value().empty());
  EXPECT_TRUE(reader.End().ok());
  for (size_t length = 0; length < 7; ++length)
    EXPECT_EQ(ByteReader(ByteView(out).first(length)).Sized().error().code, ErrorCode::kCorruption) << length;
}

TEST(Bytes, KeysWithANumberStandInTheOrderOfTheNumbers) {
  const Bytes front{7, 8};
  Bytes before;
  for (const uint64_t number : {0ull, 1ull, 255ull, 256ull, 1ull << 32, ~0ull}) {
    const Bytes key = WithBe64(front, number);
    ASSERT_EQ(key.size(), 10u);
    EXPECT_EQ(LoadBe64(key.data() + 2), number);
    EXPECT_LT(before, key);
    before = key;
  }
}

TEST(SecretBytes, MovesWipesAndCompares) {
  SecretBytes a = SecretBytes::CopyOf(AsBytes("correct horse"));
  SecretBytes b = a.Duplicate(SecretAccess{});
  EXPECT_TRUE(a.EqualsConstantTime(b));
  const uint8_t* place = b.Reveal(SecretAccess{}).data();
  b = SecretBytes();
  for (size_t i = 0; i < 13; ++i) EXPECT_EQ(place[i], 0) << "freed block is not wiped";
  SecretBytes moved = std::move(a);
  EXPECT_TRUE(a.empty());
  EXPECT_EQ(AsText(moved.Reveal(SecretAccess{})), "correct horse");
  EXPECT_EQ(SecretBytes(200'000).size(), 200'000u);
}

TEST(Time, RoundTripsAndRefusesOtherForms) {
  const std::string text = "2026-02-28T23:59:59.007Z";
  EXPECT_EQ(FormatTime(ParseTime(text).value()), text);
  for (const char* bad :
       {"2026-02-29T00:00:00.000Z", "2026-02-28T24:00:00.000Z", "2026-02-28 00:00:00.000Z", "2026-02-28T00:00:00Z"})
    EXPECT_FALSE(ParseTime(bad).ok()) << bad;
}

TEST(Units, SayWhatAPersonReads) {
  EXPECT_EQ(HumanBytes({512}), "512 B");
  EXPECT_EQ(HumanBytes({96 * kMiB}), "96.0 MiB");
  EXPECT_EQ(HumanSeconds(185), "3 min 05 s");
}

TEST(ParallelFor, RunsEachPieceOnceAndReturnsAnError) {
  std::atomic<int> sum{0};
  ASSERT_TRUE(ParallelFor(100, 4, [&](size_t i) -> Result<void> {
                sum += static_cast<int>(i);
                return {};
              }).ok());
  EXPECT_EQ(sum, 4950);
  const auto failed = ParallelFor(100, 4, [](size_t i) -> Result<void> {
    if (i == 7) return Error(ErrorCode::kCancelled, "seven");
    return {};
  });
  EXPECT_EQ(failed.error().message, "seven");
}

class FileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    char pattern[] = "/tmp/bouclier-base-XXXXXX";
    ASSERT_NE(mkdtemp(pattern), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path folder_;
};

TEST_F(FileTest, AtomicWriteReplacesAndLeavesNoTemporary) {
  FileSystem& files = RealFileSystem();
  ASSERT_TRUE(files.WriteAtomically(folder_ / "a", AsBytes("one"), 0600).ok());
  ASSERT_TRUE(files.WriteAtomically(folder_ / "a", AsBytes("two"), 0600).ok());
  EXPECT_EQ(AsText(files.Read(folder_ / "a", 10).value()), "two");
  EXPECT_EQ(files.ListNames(folder_).value(), std::vector<std::string>{"a"});
  EXPECT_EQ(files.Read(folder_ / "a", 2).error().code, ErrorCode::kExhausted);
  EXPECT_EQ(files.Read(folder_ / "b", 2).error().code, ErrorCode::kNotFound);
}

TEST_F(FileTest, LockIsHeldByOneAndGivenBack) {
  {
    auto first = FileLock::TakeNow(folder_ / "lock");
    ASSERT_TRUE(first.ok());
    EXPECT_EQ(FileLock::TakeNow(folder_ / "lock").error().code, ErrorCode::kConflict);
  }
  EXPECT_TRUE(FileLock::TakeNow(folder_ / "lock").ok());
}

TEST_F(FileTest, FullDiskIsExhausted) {
  auto full = RealFileSystem().OpenAppend("/dev/full", 0600);
  ASSERT_TRUE(full.ok());
  EXPECT_EQ(full.value()->Append(AsBytes("x")).error().code, ErrorCode::kExhausted);
}

}  // namespace
}  // namespace bouclier
