// SPDX-License-Identifier: Apache-2.0
#include "bouclier/migrate/import.h"

#include <gtest/gtest.h>

#include "bouclier/crypto/merkle.h"
#include "bouclier/vault/check.h"
#include "c4gh_file.h"

namespace bouclier::migrate::test {
namespace {

constexpr uint64_t kLarge = (40ull << 20) + 123;  // three parts
constexpr size_t kHeader = 16 + 2 * 108;

TEST(Import, FilesOfEverySizeReadBackAsObjects) {
  for (uint64_t size : {uint64_t{0}, uint64_t{1}, uint64_t{65'536}, uint64_t{65'537}, uint64_t{16} << 20, kLarge}) {
    ImportHub hub;
    const Bytes plain = Pattern(size, size);
    const auto report = hub.Import(ImportHub::Named("a"), hub.Made(plain));
    ASSERT_TRUE(report.ok()) << size << ": " << report.error().message;
    EXPECT_EQ(report->bytes, size);
    EXPECT_EQ(report->sha256, crypto::Sha256::Of(plain));
    EXPECT_EQ(report->place.generation, 1u);
    EXPECT_TRUE(hub.Stored("a", hub.files).value() == plain) << size;
    EXPECT_FALSE(hub.UploadIsNoted());
    EXPECT_EQ(hub.Stored("a", hub.images).error().code, ErrorCode::kNotFound) << "only in its dataset";
  }
}

TEST(Import, ADamagedBodyIsNamedBySegmentAndLeavesNothing) {
  for (const auto& [size, segment] :
       {std::pair(uint64_t{200'000}, 2u), std::pair(kLarge, 0u), std::pair(kLarge, 500u)}) {
    ImportHub hub;
    Bytes file = hub.Made(Pattern(size, 3));
    file[kHeader + segment * vault::kSegmentSealed + 77] ^= 1;
    const auto report = hub.Import(ImportHub::Named("a"), file);
    EXPECT_EQ(report.error().code, ErrorCode::kCorruption);
    EXPECT_EQ(report.error().message,
              "decrypt Crypt4GH file: segment " + std::to_string(segment) + " of the body is damaged");
    hub.ExpectNothingLeft(report.error().message);
  }
}

TEST(Import, SwappedBodiesOfTwoFilesAreDamage) {
  ImportHub hub;
  Bytes file = hub.Made(Pattern(100'000, 1));
  const Bytes other = hub.Made(Pattern(100'000, 2));
  std::copy(other.begin() + kHeader, other.end(), file.begin() + kHeader);
  EXPECT_EQ(hub.Import(ImportHub::Named("a"), file).error().code, ErrorCode::kCorruption);
  hub.ExpectNothingLeft("swapped");
}

TEST(Import, ABodyCutInsideASegmentLeavesNothing) {
  ImportHub hub;
  const Bytes file = hub.Made(Pattern(kLarge, 3));
  const uint64_t at = kHeader + 450 * vault::kSegmentSealed;
  for (const auto& [length, found] : {std::pair(at + 1, "cut"), std::pair(at + 28, "cut"),
                                      std::pair(at + 29, "damaged or cut"), std::pair(at - 1, "damaged or cut")}) {
    const Bytes cut(file.begin(), file.begin() + static_cast<ptrdiff_t>(length));
    const auto report = hub.Import(ImportHub::Named("a"), cut);
    EXPECT_EQ(report.error().code, ErrorCode::kCorruption);
    EXPECT_EQ(report.error().message,
              "decrypt Crypt4GH file: segment " + std::to_string(length < at ? 449 : 450) + " of the body is " + found);
    hub.ExpectNothingLeft(found);
  }
}

// What the format cannot show, and what shows it.
TEST(Import, ABodyCutBetweenSegmentsIsImportedShorterUnlessItsDigestWasGiven) {
  for (uint64_t segments : {2ull, 400ull}) {
    ImportHub hub;
    const Bytes plain = Pattern((segments + 1) * vault::kSegmentPlain, 3);
    Bytes file = hub.Made(plain);
    file.resize(kHeader + segments * vault::kSegmentSealed);
    ImportRequest wary = ImportHub::Named("a");
    wary.sha256 = crypto::Sha256::Of(plain);
    const auto refused = hub.Import(wary, file);
    EXPECT_EQ(refused.error().code, ErrorCode::kCorruption);
    EXPECT_EQ(refused.error().message, "import object: the decrypted bytes do not have the SHA-256 asked for");
    hub.ExpectNothingLeft("cut between segments");
    EXPECT_EQ(hub.Import(ImportHub::Named("a"), file).value().bytes, segments * vault::kSegmentPlain);
    EXPECT_TRUE(hub.Import(
                       [&] {
                         ImportRequest whole = ImportHub::Named("whole");
                         whole.sha256 = crypto::Sha256::Of(plain);
                         return whole;
                       }(),
                       hub.Made(plain))
                    .ok());
  }
}

TEST(Import, AFileThatGrowsOrShrinksWhileItIsReadLeavesNothing) {
  for (uint64_t size : {uint64_t{300'000}, kLarge}) {
    ImportHub hub;
    const Bytes file = hub.Made(Pattern(size, 3));
    for (const int64_t more : {int64_t{vault::kSegmentSealed}, -int64_t{vault::kSegmentSealed}, int64_t{5}}) {
      const auto report = hub.ImportOfLength(ImportHub::Named("a"), file,
                                             static_cast<uint64_t>(static_cast<int64_t>(file.size()) + more));
      EXPECT_EQ(report.error().code, ErrorCode::kPrecondition) << more;
      hub.ExpectNothingLeft("changed meanwhile");
    }
  }
}

TEST(Import, ATakenNameIsRefusedAndReplaceAddsAGeneration) {
  ImportHub hub;
  const Bytes first = Pattern(1000, 1), second = Pattern(kLarge, 2);
  const ObjectId object = hub.Import(ImportHub::Named("a"), hub.Made(first)).value().place.object;
  const size_t entries = hub.ledger.entries.size();
  const auto refused = hub.Import(ImportHub::Named("a"), hub.Made(second));
  EXPECT_EQ(refused.error().code, ErrorCode::kConflict);
  EXPECT_NE(refused.error().hint.find("--replace"), std::string::npos);
  EXPECT_EQ(hub.ledger.entries.size(), entries);
  EXPECT_EQ(hub.host.Keys().size(), 1u);
  EXPECT_TRUE(hub.Stored("a", hub.files).value() == first);

  const auto replaced = hub.Import(ImportHub::Named("a", Replace::kYes), hub.Made(second)).value();
  EXPECT_EQ(replaced.place.object, object);
  EXPECT_EQ(replaced.place.generation, 2u);
  EXPECT_TRUE(hub.Stored("a", hub.files).value() == second);
  const auto reader = hub.state.Read().value();
  EXPECT_EQ(vault::ObjectIndex(*reader).GenerationsOf(object).value(), (std::vector<uint64_t>{1, 2}));
  EXPECT_EQ(hub.host.Keys().size(), 2u) << "the earlier generation stays";
}

TEST(Import, ReplaceOfANameThatIsFreeMakesAnObject) {
  ImportHub hub;
  EXPECT_EQ(hub.Import(ImportHub::Named("a", Replace::kYes), hub.Made(Pattern(10, 1))).value().place.generation, 1u);
}

TEST(Import, AMigratedObjectMayBeReplacedAndTheMigrationStaysTrue) {
  ImportHub hub;
  hub.source.inner.Plant("a", Pattern(5000, 1));
  ASSERT_EQ(hub.Move().value().moved.units, 1u);
  EXPECT_EQ(hub.Import(ImportHub::Named("a"), hub.Made(Pattern(10, 2))).error().code, ErrorCode::kConflict);
  EXPECT_EQ(hub.Import(ImportHub::Named("a", Replace::kYes), hub.Made(Pattern(10, 2))).value().place.generation, 2u);
  EXPECT_EQ(hub.Make()->Verify(SmallHub::Verifying(), {}).value().verified.units, 1u) << "what was migrated";
  hub.source.inner.Plant("a", Pattern(6000, 3));
  ASSERT_EQ(hub.Move().value().moved.units, 1u);
  EXPECT_TRUE(hub.Stored("a", hub.files).value() == Pattern(6000, 3)) << "generation 3";
}

TEST(Import, NamesThatAreNoTextAreRefusedBeforeAnythingIsSent) {
  ImportHub hub;
  for (const char* name : {"", "\xFF"}) {
    EXPECT_EQ(hub.Import(ImportHub::Named(name), hub.Made(Pattern(kLarge, 1))).error().code,
              ErrorCode::kInvalidArgument);
    hub.ExpectNothingLeft("no name");
  }
}

TEST(Import, TheLedgerHoldsLengthAndSaltedDigestButNoNameAndNoDigest) {
  ImportHub hub;
  const auto report = hub.Import(ImportHub::Named("rare-name"), hub.Made(Pattern(1234, 1))).value();
  ASSERT_EQ(hub.ledger.entries.size(), 2u);
  EXPECT_EQ(hub.ledger.entries[0].action, "object.import.intent");
  EXPECT_EQ(hub.ledger.entries[1].action, "object.import.done");
  const crypto::Json body = crypto::Json::Parse(hub.ledger.entries[0].body).value();
  EXPECT_EQ(body.GetCount("bytes").value(), 1234u);
  EXPECT_EQ(body.GetCount("generation").value(), 1u);
  EXPECT_EQ(body.GetCount("packets").value(), 2u);
  EXPECT_EQ(body.GetString("recipient").value(), "SHA256:fingerprint");
  EXPECT_EQ(body.GetString("dataset").value(), hub.files.ToString());
  EXPECT_EQ(hub.ledger.Text().find("rare-name"), std::string::npos);
  EXPECT_EQ(hub.ledger.Text().find(Hex(report.sha256)), std::string::npos);
  const vault::ManifestLine line = vault::ParseLine(report.line).value();
  EXPECT_EQ(line.sha256, report.sha256);
  crypto::MerkleAccumulator tree;
  tree.Add(vault::LineLeaf(line));
  EXPECT_EQ(body.GetString("root").value(), Hex(tree.Root())) << "who holds the line can prove it";
  const auto reader = hub.state.Read().value();
  std::vector<std::string> kept;
  ASSERT_TRUE(vault::ManifestBook(*reader, hub.keys)
                  .ForEach(ImportManifest(), vault::ManifestPart::kCurrent,
                           [&](const vault::ManifestLine&, const std::string& text) -> Result<void> {
                             kept.push_back(text);
                             return {};
                           })
                  .ok());
  EXPECT_EQ(kept, std::vector<std::string>{report.line}) << "the salt is kept with what is sealed";
}

TEST(Import, StoppedByTheCallerLeavesNothing) {
  for (uint64_t size : {uint64_t{1000}, kLarge}) {
    ImportHub hub;
    std::atomic<bool> stop{false};
    JobControl control;
    control.stop = &stop;
    control.progress = [&](const Progress& at) { stop = at.bytes_done > 0 || size < kLarge; };
    const auto report = hub.Import(ImportHub::Named("a"), hub.Made(Pattern(size, 1)), control);
    EXPECT_EQ(report.error().code, ErrorCode::kCancelled);
    hub.ExpectNothingLeft("stopped");
  }
}

TEST(Import, TellsHowFarItIs) {
  ImportHub hub;
  std::vector<uint64_t> seen;
  JobControl control;
  control.progress = [&](const Progress& at) {
    EXPECT_EQ(at.bytes_total, kLarge);
    seen.push_back(at.bytes_done);
  };
  ASSERT_TRUE(hub.Import(ImportHub::Named("a"), hub.Made(Pattern(kLarge, 1)), control).ok());
  EXPECT_EQ(seen, (std::vector<uint64_t>{0, 16 << 20, 32 << 20, kLarge}));
}

TEST(Import, AHostThatAllowsNoAbortKeepsPartsForTheSweepAndNoObject) {
  ImportHub hub;
  hub.host.may_abort = false;
  Bytes file = hub.Made(Pattern(kLarge, 3));
  file.back() ^= 1;
  EXPECT_EQ(hub.Import(ImportHub::Named("a"), file).error().code, ErrorCode::kCorruption);
  EXPECT_TRUE(hub.host.Keys().empty());
  EXPECT_FALSE(hub.UploadIsNoted());
  EXPECT_EQ(vault::SweepOrphans(hub.state, hub.host, vault::SweepMode::kList, {}).value().orphan_uploads, 1u);
  EXPECT_TRUE(hub.Import(ImportHub::Named("a"), hub.Made(Pattern(kLarge, 3))).ok());
}

TEST(Import, KilledAfterEachWriteTheNextImportLetsGoOfWhatWasLeft) {
  const Bytes plain = Pattern((17ull << 20) + 5, 9), other = Pattern(100, 4);
  uint64_t writes = 0;
  {
    ImportHub hub;
    ASSERT_TRUE(hub.Import(ImportHub::Named("a"), hub.Made(plain)).ok());
    writes = hub.stop.writes();
  }
  ASSERT_GT(writes, 8u);
  for (uint64_t at = 1; at <= writes; ++at) {
    for (StopKind kind : {StopKind::kBefore, StopKind::kAfter}) {
      const std::string what =
          "stop at write " + std::to_string(at) + (kind == StopKind::kBefore ? ", before" : ", after");
      ImportHub hub;
      const Bytes file = hub.Made(plain);
      hub.stop.StopAt(at, kind);
      EXPECT_FALSE(hub.Import(ImportHub::Named("a"), file).ok()) << what;
      hub.stop.Revive();
      ASSERT_TRUE(hub.Import(ImportHub::Named("other"), hub.Made(other)).ok()) << what;
      EXPECT_FALSE(hub.UploadIsNoted()) << what;
      const auto again = hub.Import(ImportHub::Named("a"), file);
      EXPECT_TRUE(again.ok() || again.error().code == ErrorCode::kConflict) << what << ": " << again.error().message;
      EXPECT_TRUE(hub.Stored("a", hub.files).value() == plain) << what;
      EXPECT_TRUE(hub.Stored("other", hub.files).value() == other) << what;
      ASSERT_TRUE(vault::SweepOrphans(hub.state, hub.host, vault::SweepMode::kDelete, {}).ok()) << what;
      EXPECT_EQ(hub.host.Keys().size(), 2u) << what;
      EXPECT_TRUE(hub.host.ListUploads("").value().empty()) << what;
      EXPECT_EQ(hub.host.MostBodiesUnderOneKey(), 1u) << what;
    }
  }
}

}  // namespace
}  // namespace bouclier::migrate::test
