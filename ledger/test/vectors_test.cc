// SPDX-License-Identifier: Apache-2.0
// tests/vectors/ledger, made by a second implementation of the formats: every good one is accepted, every bad one
// refused.
#include <gtest/gtest.h>

#include <filesystem>

#include "bouclier/crypto/json.h"
#include "bouclier/crypto/merkle.h"
#include "bouclier/ledger/receipt.h"
#include "bouclier/ledger/release_file.h"
#include "bouclier/ledger/verify_log.h"

namespace bouclier::ledger {
namespace {

using crypto::Json;
namespace fs = std::filesystem;

Json Vectors(const std::string& name) {
  fs::path at = fs::read_symlink("/proc/self/exe").parent_path();
  while (at.has_relative_path() && !fs::exists(at / "tests/vectors/ledger")) at = at.parent_path();
  return Json::Parse(AsText(RealFileSystem().Read(at / "tests/vectors/ledger" / name, 1 << 22).value())).value();
}
Json::Array List(const Json& json, std::string_view member) { return *json.Get(member).value().if_array(); }
std::string Text(const Json& json, std::string_view member) { return json.GetString(member).value(); }

TEST(LedgerVectors, Entries) {
  const Json vectors = Vectors("entry.json");
  EXPECT_GE(List(vectors, "bad").size(), 20u);
  for (const Json& good : List(vectors, "good")) {
    const Bytes entry = ParseHex(Text(good, "entry")).value();
    EXPECT_TRUE(ParseEntry(entry).ok());
    EXPECT_EQ(Hex(crypto::MerkleLeaf(entry)), Text(good, "leaf"));
  }
  for (const Json& bad : List(vectors, "bad"))
    EXPECT_FALSE(ParseEntry(ParseHex(Text(bad, "entry")).value()).ok()) << Text(bad, "name");
}

TEST(LedgerVectors, Receipts) {
  const Json vectors = Vectors("receipt.json");
  const Vkey vkey = ParseVkey(Text(vectors, "vkey")).value();
  EXPECT_GE(List(vectors, "bad").size(), 15u);
  for (const Json& good : List(vectors, "good")) {
    const auto verified = VerifyReceipt(*good.if_string(), vkey);
    EXPECT_TRUE(verified.ok()) << verified.error().message;
  }
  for (const Json& bad : List(vectors, "bad"))
    EXPECT_FALSE(VerifyReceipt(Text(bad, "receipt"), vkey).ok()) << Text(bad, "name");
}

TEST(LedgerVectors, Certificates) {
  const Json vectors = Vectors("certificate.json");
  const Vkey vkey = ParseVkey(Text(vectors, "vkey")).value();
  EXPECT_GE(List(vectors, "bad").size(), 10u);
  for (const Json& good : List(vectors, "good")) {
    const auto verified = VerifyCertificate(*good.if_string(), vkey);
    EXPECT_TRUE(verified.ok()) << verified.error().message;
  }
  for (const Json& bad : List(vectors, "bad"))
    EXPECT_FALSE(VerifyCertificate(Text(bad, "certificate"), vkey).ok()) << Text(bad, "name");
}

TEST(LedgerVectors, Releases) {
  const Json vectors = Vectors("release.json");
  const Vkey vkey = ParseVkey(Text(vectors, "vkey")).value();
  const auto check = [&](const std::string& text) -> Result<ReleaseDocument> {
    BOUCLIER_TRY(const VerifiedCertificate certificate, VerifyCertificate(text, vkey));
    return CheckRelease(certificate);
  };
  EXPECT_GE(List(vectors, "bad").size(), 70u);
  for (const Json& good : List(vectors, "good")) {
    const auto release = check(*good.if_string());
    ASSERT_TRUE(release.ok()) << release.error().message;
    const Json& said = release->certificate;
    EXPECT_EQ(said.GetCount("release").value(), said.Find("compared")->GetCount("releases").value() + 1);
    EXPECT_EQ(MatchOutput(*release, Text(vectors, "csv")).value(), "csv");
    EXPECT_EQ(MatchOutput(*release, Text(vectors, "svg")).value(), "svg");
    for (const Json& edited : List(vectors, "edited"))
      EXPECT_EQ(MatchOutput(*release, *edited.if_string()).error().code, ErrorCode::kCorruption);
  }
  for (const Json& bad : List(vectors, "bad")) EXPECT_FALSE(check(Text(bad, "release")).ok()) << Text(bad, "name");
  // What a certificate like the others' would let through: the ledger vouches for it, and no key of the hub signed.
  size_t believed = 0;
  for (const Json& bad : List(vectors, "bad")) {
    const auto certificate = VerifyCertificate(Text(bad, "release"), vkey);
    if (!certificate.ok()) continue;
    ++believed;
    EXPECT_TRUE(IsRelease(certificate->document)) << Text(bad, "name");
  }
  EXPECT_GE(believed, 40u);
}

class LogVectors : public testing::Test {
 protected:
  void SetUp() override {
    char pattern[] = "/tmp/bouclier-log-XXXXXX";
    ASSERT_NE(mkdtemp(pattern), nullptr);
    folder_ = pattern;
    PutAll();
  }
  void TearDown() override { fs::remove_all(folder_); }

  void PutAll() {
    const Json files = vectors_.Get("files").value();
    for (const auto& [name, data] : *files.if_object()) Put(name, *data.if_string());
  }
  void Put(const std::string& name, const std::string& base64) {
    fs::create_directories((folder_ / name).parent_path());
    ASSERT_TRUE(RealFileSystem().WriteUnsynced(folder_ / name, ParseBase64(base64).value(), 0600).ok());
  }
  Result<LogSummary> Verify(const std::optional<std::string>& since = std::nullopt) {
    return VerifyLog(RealFileSystem(), folder_, ParseVkey(Text(vectors_, "vkey")).value(), since);
  }

  const Json vectors_ = Vectors("log.json");
  fs::path folder_;
};

TEST_F(LogVectors, WholeLogIsAcceptedAndContinuesOnlyItsOwnCheckpoint) {
  const LogSummary summary = Verify(Text(vectors_, "since")).value();
  EXPECT_EQ(summary.entries, 258u);
  EXPECT_EQ(summary.continues, 100u);
  EXPECT_FALSE(Verify(Text(vectors_, "forked")).ok());
}

TEST_F(LogVectors, EachChangeIsRefused) {
  EXPECT_GE(List(vectors_, "bad").size(), 15u);
  for (const Json& bad : List(vectors_, "bad")) {
    const Json changes = bad.Get("change").value();
    for (const auto& [name, data] : *changes.if_object()) {
      if (const std::string* base64 = data.if_string())
        Put(name, *base64);
      else
        fs::remove(folder_ / name);
    }
    EXPECT_FALSE(Verify().ok()) << Text(bad, "name");
    fs::remove_all(folder_);
    PutAll();
  }
  EXPECT_TRUE(Verify().ok());
}

}  // namespace
}  // namespace bouclier::ledger
