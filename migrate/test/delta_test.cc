// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "small_hub.h"

namespace bouclier::migrate::test {
namespace {

DeltaOptions Options() {
  DeltaOptions options;
  options.run = SmallHub::Options(2);
  return options;
}

std::map<std::string, std::string> Said(const NamedUnits& units) {
  std::map<std::string, std::string> said;
  for (const NamedUnit& unit : units.units) said[unit.unit.name] = unit.reason;
  return said;
}

TEST(Delta, MovesWhatIsNewOrChangedAndKeepsWhatWasDeleted) {
  SmallHub hub;
  for (const char* name : {"same", "changed", "deleted"}) hub.source.inner.Plant(name, Pattern(100, name[0]));
  hub.Move().value();
  hub.source.inner.Plant("changed", Pattern(100, 77));
  hub.source.inner.Plant("added", Pattern(100, 78));
  hub.source.inner.Remove("deleted");
  const DeltaReport report = hub.Make()->Delta(Options(), {}).value();
  EXPECT_TRUE(report.converged);
  EXPECT_EQ(report.rounds, 2u);
  EXPECT_EQ(report.added, 1u);
  EXPECT_EQ(report.changed, 1u);
  EXPECT_EQ(report.deleted, 1u);
  EXPECT_EQ(report.unchanged, 1u);
  EXPECT_EQ(Said(report.named),
            (std::map<std::string, std::string>{{"added", "added"}, {"changed", "changed"}, {"deleted", "deleted"}}));
  EXPECT_EQ(report.run.moved.units, 2u);
  EXPECT_EQ(hub.Stored("changed", hub.files).value(), Pattern(100, 77));
  EXPECT_EQ(hub.Stored("deleted", hub.files).value(), Pattern(100, 'd'));
  EXPECT_EQ(hub.Lines().at("changed").generation, 2u);
  EXPECT_EQ(hub.Lines().at("same").generation, 1u);
  const StatusReport status = hub.Make()->Status().value();
  EXPECT_EQ(status.deleted_at_source, 1u);
  EXPECT_EQ(status.listed.units, 4u);
  EXPECT_EQ(status.moved.units, 4u);
}

TEST(Delta, OnAnUnchangedSourceListsOnceAndReadsNothing) {
  SmallHub hub;
  hub.source.inner.Plant("a", Pattern(100, 1));
  hub.Move().value();
  const uint64_t lists = hub.source.lists, reads = hub.source.reads;
  const DeltaReport report = hub.Make()->Delta(Options(), {}).value();
  EXPECT_TRUE(report.converged);
  EXPECT_EQ(hub.source.lists, lists + 1);
  EXPECT_EQ(hub.source.reads, reads);
}

TEST(Delta, F21ADeletedObjectIsNotResurrectedAndARecreatedNameIsANewGeneration) {
  SmallHub hub;
  hub.source.inner.Plant("phoenix", Pattern(100, 1));
  hub.source.inner.Plant("stays", Pattern(100, 2));
  hub.Move().value();
  hub.source.inner.Remove("phoenix");
  EXPECT_EQ(hub.Make()->Delta(Options(), {}).value().deleted, 1u);
  const uint64_t sent = hub.host.bytes_sent();
  const DeltaReport again = hub.Make()->Delta(Options(), {}).value();
  EXPECT_EQ(again.deleted, 0u);  // told once, by the round that missed it
  EXPECT_EQ(hub.host.bytes_sent(), sent);
  hub.source.inner.Plant("phoenix", Pattern(100, 3));
  const DeltaReport back = hub.Make()->Delta(Options(), {}).value();
  EXPECT_EQ(back.recreated, 1u);
  EXPECT_EQ(Said(back.named).at("phoenix"), "recreated");
  EXPECT_EQ(hub.Lines().at("phoenix").generation, 2u);
  EXPECT_EQ(hub.Stored("phoenix", hub.files).value(), Pattern(100, 3));
}

TEST(Delta, F21ADeltaThatNeverConvergesIsReportedAndCertifiedIncomplete) {
  SmallHub hub;
  hub.source.inner.Plant("busy", Pattern(100, 1));
  hub.source.inner.Plant("calm", Pattern(100, 2));
  hub.Move().value();
  uint64_t version = 10;
  hub.source.on_list = [&](const std::string&) -> Result<void> {
    hub.source.inner.Plant("busy", Pattern(100, ++version));  // another one each time it is looked at
    return {};
  };
  const auto migration = hub.Make();
  const DeltaReport report = migration->Delta(Options(), {}).value();
  EXPECT_FALSE(report.converged);
  EXPECT_EQ(report.rounds, 4u);
  ASSERT_EQ(report.still_changing.count(), 1u);
  EXPECT_EQ(report.still_changing.units[0].unit.name, "busy");
  EXPECT_EQ(report.run.moved.units, 3u);
  migration->Verify(SmallHub::Verifying(), {}).value();
  const CertificateDocument certificate = migration->MakeCertificate({}).value();
  EXPECT_FALSE(certificate.complete);
  EXPECT_EQ(crypto::Json::ParseCanonical(certificate.text).value().GetCount("changed_since").value(), 1u);
}

TEST(Delta, F21DeletedDuringTheCopyIsRefusedAsGone) {
  SmallHub hub;
  hub.source.inner.Plant("a", Pattern(9 << 20, 1));
  hub.source.before_read = [&](const ports::UnitName&, uint64_t offset) -> Result<void> {
    if (offset > 0) hub.source.inner.Remove("a");
    return {};
  };
  EXPECT_EQ(hub.Move().value().refused.at("gone").units, 1u);
  EXPECT_TRUE(hub.host.Keys().empty());
  const DeltaReport report = hub.Make()->Delta(Options(), {}).value();
  EXPECT_EQ(report.run.moved.units, 0u);
}

TEST(Certificate, SaysNothingBeforeEveryUnitWasRun) {
  SmallHub hub;
  hub.source.inner.Plant("a", Pattern(100, 1));
  const auto migration = hub.Make();
  EXPECT_EQ(migration->MakeCertificate({}).error().code, ErrorCode::kPrecondition);
  migration->Inventory({}).value();
  EXPECT_EQ(migration->MakeCertificate({}).error().code, ErrorCode::kPrecondition);
  migration->Run(SmallHub::Options(), {}).value();
  EXPECT_FALSE(migration->MakeCertificate({}).value().complete);  // moved, not yet verified
  migration->Verify(SmallHub::Verifying(), {}).value();
  const CertificateDocument certificate = migration->MakeCertificate({{"s3.example"}}).value();
  EXPECT_TRUE(certificate.complete);
  const auto json = crypto::Json::ParseCanonical(certificate.text).value();
  EXPECT_EQ(json.GetString("type").value(), "migration");
  EXPECT_EQ(json.Get("hosts").value().Canonical(), R"(["s3.example"])");
}

TEST(Certificate, RefusesWhenManifestAndInventoryDisagree) {
  SmallHub hub;
  hub.source.inner.Plant("a", Pattern(100, 1));
  hub.Move().value();
  const auto migration = hub.Make();
  // A line about a unit that no inventory listed.
  vault::CommitBatch batch;
  batch.action = "test.batch";
  batch.manifest = migration->Manifest().value();
  batch.keys = hub.keys;
  batch.lines.push_back({hub.files, vault::UnmovedLine(vault::Outcome::kRefused, "gone", "elsewhere", "b", "", 1)});
  vault::Committer(hub.state, hub.ledger, hub.ledger).Commit(std::move(batch)).value();
  EXPECT_EQ(migration->MakeCertificate({}).error().code, ErrorCode::kInternal);
}

}  // namespace
}  // namespace bouclier::migrate::test
