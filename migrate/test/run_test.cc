// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "bouclier/crypto/hash.h"
#include "small_hub.h"

namespace bouclier::migrate::test {
namespace {

constexpr uint64_t kLarge = (33ull << 20) + 5;  // three parts

TEST(Run, MovesEverySizeUnderSealWithItsProperties) {
  SmallHub hub;
  ports::UnitInfo rich;
  rich.content_type = "text/csv";
  rich.content_encoding = "gzip";
  rich.metadata = {{"producer", "ATIH"}};
  rich.tags = {{"year", "2019"}};
  rich.other = {{"lease_state", "leased"}, {"legal_hold", "true"}};
  std::map<std::string, Bytes> bodies;
  for (uint64_t size :
       {uint64_t{0}, uint64_t{1}, uint64_t{65535}, uint64_t{65536}, uint64_t{65537}, uint64_t{16} << 20, kLarge}) {
    const std::string name = "f" + std::to_string(size);
    bodies[name] = Pattern(size, size);
    hub.source.inner.Plant(name, bodies[name], rich);
  }
  const RunReport report = hub.Move(3).value();
  EXPECT_EQ(report.moved.units, bodies.size());
  EXPECT_EQ(report.property_losses.at("legal_hold"), bodies.size());
  for (const auto& [name, body] : bodies) EXPECT_EQ(hub.Stored(name, hub.files).value(), body) << name;
  const auto reader = hub.state.Read().value();
  int seen = 0;
  vault::ObjectIndex(*reader)
      .List(*hub.keys[0], vault::Generations::kNewest,
            [&](const vault::KeyRecord&, const vault::ObjectMeta& meta) -> Result<void> {
              ++seen;
              EXPECT_EQ(meta.properties.at("content_encoding"), "gzip");
              EXPECT_EQ(meta.metadata.at("producer"), "ATIH");
              EXPECT_EQ(meta.tags.at("year"), "2019");
              return {};
            })
      .value();
  EXPECT_EQ(seen, 7);
  const auto lines = hub.Lines();
  EXPECT_EQ(lines.at("f1").property_losses, (std::vector<std::string>{"lease_state", "legal_hold"}));
  EXPECT_EQ(lines.at("f1").sha256, crypto::Sha256::Of(bodies["f1"]));
}

TEST(Run, SecondRunOnUnchangedObjectsIsOneListingAndNoRead) {
  SmallHub hub;
  for (int i = 0; i < 20; ++i) hub.source.inner.Plant("n" + std::to_string(i), Pattern(100, i));
  hub.Move(2).value();
  const uint64_t lists = hub.source.lists, stats = hub.source.stats, reads = hub.source.reads,
                 sent = hub.host.bytes_sent();
  const RunReport again = hub.Move(2).value();
  EXPECT_EQ(again.moved.units, 0u);
  EXPECT_EQ(again.unchanged.units, 20u);
  EXPECT_EQ(hub.source.lists, lists + 1);
  EXPECT_EQ(hub.source.stats, stats);
  EXPECT_EQ(hub.source.reads, reads);
  EXPECT_EQ(hub.host.bytes_sent(), sent);
}

TEST(Run, F6TellsAbsentEqualStaleAndDifferentMd5Apart) {
  SmallHub hub;
  const Bytes body = Pattern(5000, 1);
  const auto plant = [&](const std::string& name, std::optional<Bytes> md5) {
    ports::UnitInfo info;
    info.content_md5 = std::move(md5);
    hub.source.inner.Plant(name, body, info);
  };
  plant("absent", std::nullopt);
  plant("equal", ToBytes(crypto::Md5::Of(body)));
  plant("stale", ToBytes(crypto::Md5::Of(AsBytes("older content"))));
  plant("badly-encoded", Bytes(15, 7));
  const RunReport report = hub.Move().value();
  EXPECT_EQ(report.moved.units, 4u);
  const auto lines = hub.Lines();
  EXPECT_EQ(lines.at("absent").md5_status, vault::Md5Status::kAbsent);
  EXPECT_EQ(lines.at("equal").md5_status, vault::Md5Status::kEqual);
  EXPECT_EQ(lines.at("stale").md5_status, vault::Md5Status::kStale);
  EXPECT_EQ(lines.at("badly-encoded").md5_status, vault::Md5Status::kDifferent);
  EXPECT_EQ(lines.at("badly-encoded").property_losses, std::vector<std::string>{"content_md5"});
  EXPECT_EQ(report.named.count(), 2u);
  EXPECT_EQ(report.md5.at("stale"), 1u);
}

TEST(Run, F6Md5OfASourceWithoutValidatorsIsNeverCalledStale) {
  SmallHub hub;
  hub.source.no_validators = true;
  ports::UnitInfo info;
  info.content_md5 = ToBytes(crypto::Md5::Of(AsBytes("other")));
  hub.source.inner.Plant("a", Pattern(5000, 1), info);
  hub.Move().value();
  EXPECT_EQ(hub.Lines().at("a").md5_status, vault::Md5Status::kDifferent);
}

TEST(Run, F4ShortBodiesAreReadAgainAndThenRefusedByName) {
  SmallHub hub;
  hub.source.inner.Plant("once", Pattern(5000, 1));
  hub.source.inner.Plant("always", Pattern(6000, 2));
  hub.source.inner.Plant("always-large", Pattern(kLarge, 3));
  bool cut = false;
  hub.source.alter_read = [&](const ports::UnitName& unit, uint64_t offset, Bytes& bytes) {
    if (unit.name == "once" && !cut) cut = true, bytes.resize(10);
    if (unit.name == "always") bytes.resize(bytes.size() - 1);
    if (unit.name == "always-large" && offset > (20u << 20)) bytes.resize(bytes.size() - 1);
  };
  const RunReport report = hub.Move().value();
  EXPECT_EQ(report.moved.units, 1u);
  EXPECT_EQ(report.refused.at("source_damaged").units, 2u);
  EXPECT_EQ(hub.Stored("once", hub.files).value(), Pattern(5000, 1));
  EXPECT_EQ(hub.Lines().at("always").reason, "source_damaged");
  EXPECT_EQ(hub.host.Keys().size(), 1u);  // nothing was completed for the others
  EXPECT_TRUE(hub.host.inner.ListUploads("").value().empty());
}

TEST(Run, F5ABitFlippedOnTheWayFromTheSourceIsFoundByItsMd5AndReadAgain) {
  for (uint64_t size : {uint64_t{5000}, kLarge}) {
    SmallHub hub;
    const Bytes body = Pattern(size, 1);
    ports::UnitInfo info;
    info.content_md5 = ToBytes(crypto::Md5::Of(body));
    hub.source.inner.Plant("a", body, info);
    bool flipped = false;
    hub.source.alter_read = [&](const ports::UnitName&, uint64_t, Bytes& bytes) {
      if (!flipped) flipped = true, bytes[17] ^= 4;
    };
    const RunReport report = hub.Move().value();
    EXPECT_EQ(report.restarts, 1u);
    EXPECT_EQ(hub.Stored("a", hub.files).value(), body);
    EXPECT_EQ(hub.Lines().at("a").md5_status, vault::Md5Status::kEqual);
  }
}

TEST(Run, F5ASourceThatNeverGivesTheSameBytesTwiceIsRefused) {
  SmallHub hub;
  ports::UnitInfo info;
  info.content_md5 = ToBytes(crypto::Md5::Of(AsBytes("x")));
  hub.source.inner.Plant("a", Pattern(5000, 1), info);
  uint8_t turn = 0;
  hub.source.alter_read = [&](const ports::UnitName&, uint64_t, Bytes& bytes) { bytes[3] = ++turn; };
  EXPECT_EQ(hub.Move().value().refused.at("unstable_reads").units, 1u);
}

// The bytes rotted at the source under the MD5 recorded when they were right: nobody can give the right ones back, but
// the line says that they are not what the source once recorded.
TEST(Run, F5AFlipAtRestAtTheSourceIsNamedInTheManifest) {
  SmallHub hub;
  Bytes body = Pattern(200'000, 1);
  ports::UnitInfo info;
  info.content_md5 = ToBytes(crypto::Md5::Of(body));
  body[70'000] ^= 8;
  hub.source.inner.Plant("rotten", body, info);
  hub.source.inner.Plant("sound", Pattern(100, 2));
  const RunReport report = hub.Move().value();
  EXPECT_EQ(report.moved.units, 2u);
  ASSERT_EQ(report.named.count(), 1u);
  EXPECT_EQ(report.named.units[0].unit.name, "rotten");
  EXPECT_EQ(report.named.units[0].reason, "md5_stale");
  EXPECT_EQ(hub.Lines().at("rotten").md5_status, vault::Md5Status::kStale);
  EXPECT_EQ(hub.Stored("rotten", hub.files).value(), body);
}

TEST(Run, F5DamageAtTheHostIsFoundByVerifyAndCopiedAnew) {
  SmallHub hub;
  hub.source.inner.Plant("good", Pattern(5000, 1));
  hub.source.inner.Plant("bad", Pattern(200'000, 2));
  hub.Move().value();
  const std::string key = hub.Lines().at("bad").destination;
  Bytes body = hub.host.inner.Get(key, 0, hub.host.inner.Size(key).value()).value();
  body[70'000] ^= 1;
  hub.host.inner.Put(key, body).value();
  const auto migration = hub.Make();
  const VerifyReport verified = migration->Verify(SmallHub::Verifying(), {}).value();
  EXPECT_EQ(verified.verified.units, 1u);
  ASSERT_EQ(verified.failed.count(), 1u);
  EXPECT_EQ(verified.failed.units[0].unit.name, "bad");
  EXPECT_FALSE(migration->MakeCertificate({}).value().complete);
  const RunReport again = migration->Run(SmallHub::Options(), {}).value();
  EXPECT_EQ(again.moved.units, 1u);
  EXPECT_EQ(migration->Verify(SmallHub::Verifying(), {}).value().verified.units, 1u);
  EXPECT_TRUE(migration->MakeCertificate({}).value().complete);
  EXPECT_EQ(hub.Lines().at("bad").generation, 2u);
}

TEST(Run, F7OverwrittenMidCopyAtTheSameSizeRestartsAndNeverMixes) {
  for (uint64_t size : {uint64_t{9} << 20, kLarge}) {
    SmallHub hub;
    hub.source.inner.Plant("a", Pattern(size, 1));
    bool overwritten = false;
    hub.source.before_read = [&](const ports::UnitName&, uint64_t offset) -> Result<void> {
      if (offset >= (4u << 20) && !overwritten) {
        overwritten = true;
        hub.source.inner.Plant("a", Pattern(size, 2));
      }
      return {};
    };
    const RunReport report = hub.Move().value();
    EXPECT_EQ(report.restarts, 1u);
    EXPECT_EQ(report.moved.units, 1u);
    EXPECT_EQ(hub.Stored("a", hub.files).value(), Pattern(size, 2));
    EXPECT_LE(hub.host.MostBodiesUnderOneKey(), 1u);
    EXPECT_TRUE(hub.host.inner.ListUploads("").value().empty());
  }
}

TEST(Run, F7ABlobThatKeepsChangingGetsThreeRestartsThenIsNamedAndTheRestCompletes) {
  SmallHub hub;
  hub.source.inner.Plant("busy", Pattern(5000, 1));
  hub.source.inner.Plant("calm", Pattern(5000, 9));
  uint64_t version = 1, stats = 0;
  hub.source.after_stat = [&](const ports::UnitName& unit) {
    if (unit.name != "busy") return;
    ++stats;
    hub.source.inner.Plant("busy", Pattern(5000, ++version));
  };
  const RunReport report = hub.Move().value();
  EXPECT_EQ(stats, 4u);  // the first attempt and three restarts
  EXPECT_EQ(report.restarts, 3u);
  EXPECT_EQ(report.refused.at("kept_changing").units, 1u);
  EXPECT_EQ(report.moved.units, 1u);
  ASSERT_EQ(report.named.count(), 1u);
  EXPECT_EQ(report.named.units[0].unit.name, "busy");
  // Once it is calm, the same command moves it.
  hub.source.after_stat = nullptr;
  EXPECT_EQ(hub.Move().value().moved.units, 1u);
}

TEST(Run, TypedAgainItEndsAlthoughWhatWasRefusedIsRefusedAgain) {
  SmallHub hub;
  ports::UnitInfo cold;
  cold.archived = true;
  hub.source.inner.Plant("cold", Pattern(100, 2), cold);
  hub.source.inner.Plant("warm", Pattern(100, 3));
  EXPECT_EQ(hub.Move().value().refused.at("archived").units, 1u);
  const auto migration = hub.Make();
  const auto again = migration->Run(SmallHub::Options(), {});
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ(again->batches, 0u);
  EXPECT_EQ(migration->Status().value().refused.at("archived").units, 1u);
}

TEST(Run, F12SnapshotsAreLostArchivedAndGoneAreRefusedAndAllAddUp) {
  SmallHub hub;
  hub.source.inner.Plant("with-snapshots", Pattern(100, 1));
  hub.source.inner.TakeSnapshot("with-snapshots");
  hub.source.inner.TakeSnapshot("with-snapshots");
  ports::UnitInfo cold;
  cold.archived = true;
  hub.source.inner.Plant("cold", Pattern(100, 2), cold);
  hub.source.inner.Plant("gone", Pattern(100, 3));
  const auto migration = hub.Make();
  migration->Inventory({}).value();
  hub.source.inner.Remove("gone");
  const RunReport report = migration->Run(SmallHub::Options(), {}).value();
  EXPECT_EQ(report.moved.units, 1u);
  EXPECT_EQ(report.lost.at("snapshot").units, 2u);
  EXPECT_EQ(report.refused.at("archived").units, 1u);
  EXPECT_EQ(report.refused.at("gone").units, 1u);
  migration->Verify(SmallHub::Verifying(), {}).value();
  const CertificateDocument certificate = migration->MakeCertificate({{"memory"}}).value();
  EXPECT_FALSE(certificate.complete);
  const auto json = crypto::Json::ParseCanonical(certificate.text).value();
  EXPECT_EQ(json.Get("counts").value().Canonical(), R"({"listed":5,"lost":2,"moved":1,"refused":2})");
  EXPECT_EQ(json.Get("not_looked_at").value().Canonical(), R"(["versions","soft_deleted","acls"])");
  EXPECT_EQ(json.GetString("manifest_root").value(),
            Hex(migration->ExportManifest([](const auto&, const auto&) -> Result<void> { return {}; }).value().root));
  EXPECT_EQ(certificate.digest, crypto::Sha256::Of(AsBytes(certificate.text)));
}

TEST(Run, AnUnreadableUnitIsRefusedButADeadSourceStopsTheRun) {
  SmallHub hub;
  hub.source.inner.Plant("a", Pattern(100, 1));
  hub.source.inner.Plant("b", Pattern(100, 2));
  bool down = false;
  hub.source.before_read = [&](const ports::UnitName& unit, uint64_t) -> Result<void> {
    if (unit.name == "a" || down) return Error(ErrorCode::kDenied, "read blob: refused", "", Retry::kAfterFix);
    return {};
  };
  const RunReport report = hub.Move().value();
  EXPECT_EQ(report.refused.at("unreadable").units, 1u);
  EXPECT_EQ(report.moved.units, 1u);
  hub.source.inner.Plant("c", Pattern(100, 3));
  const auto migration = hub.Make();
  migration->Inventory({}).value();
  down = true;
  hub.source.on_list = [](const std::string&) -> Result<void> {
    return Error(ErrorCode::kDenied, "list: the key has expired");
  };
  EXPECT_EQ(migration->Run(SmallHub::Options(), {}).error().code, ErrorCode::kDenied);
}

TEST(Run, TheSameNameFromTwoSourcesInOneDatasetIsNotOverwritten) {
  SmallHub hub;
  ScriptedSource second(hub.stop);
  hub.source.inner.Plant("a", Pattern(100, 1));
  second.inner.Plant("a", Pattern(100, 2));
  const auto make = [&] {
    MigrationParts parts;
    parts.sources = {{"old", &hub.source}, {"older", &second}};
    parts.rules = {{"old", "", hub.files}, {"older", "", hub.files}};
    parts.state = &hub.state;
    parts.store = &hub.host;
    parts.sink = &hub.ledger;
    parts.trail = &hub.ledger;
    parts.clock = &hub.clock;
    parts.inventory_key = hub.inventory_key.Duplicate(SecretAccess{});
    parts.keys = hub.keys;
    return Migration::Make(std::move(parts)).value();
  };
  make()->Inventory({}).value();
  const auto run = make()->Run(SmallHub::Options(2), {});
  ASSERT_TRUE(run.ok()) << run.error().message;
  EXPECT_EQ(run->moved.units, 1u);
  ASSERT_TRUE(run->refused.contains("name_taken"));
  EXPECT_EQ(run->refused.at("name_taken").units, 1u);
}

TEST(Run, F24NamesStandInNoLedgerEntryCertificateStateRowOrHostKey) {
  SmallHub hub;
  ports::UnitInfo info;
  info.metadata = {{"note", "canary-metadata"}};
  hub.source.inner.Plant("canary-name/one", Pattern(100, 1), info);
  hub.source.inner.Plant("canary-name/large", Pattern(kLarge, 1), info);
  hub.source.inner.TakeSnapshot("canary-name/one");
  hub.Move(2).value();
  const auto migration = hub.Make();
  migration->Verify(SmallHub::Verifying(), {}).value();
  std::string all = hub.ledger.Text() + migration->MakeCertificate({}).value().text;
  for (const std::string& key : hub.host.Keys()) all += key;
  const auto reader = hub.state.Read().value();
  for (const char* table : {"migrate.units", "migrate.state"})
    reader
        ->Scan(table, {}, {},
               [&](ByteView key, ByteView value) -> Result<ports::ScanNext> {
                 all += std::string(AsText(key)) + std::string(AsText(value));
                 return ports::ScanNext::kGoOn;
               })
        .value();
  EXPECT_GT(all.size(), 1000u);
  EXPECT_EQ(all.find("canary"), std::string::npos);
}

TEST(Run, TellsProgressToTheEnd) {
  SmallHub hub;
  for (int i = 0; i < 5; ++i) hub.source.inner.Plant("n" + std::to_string(i), Pattern(1000, i));
  const auto migration = hub.Make();
  migration->Inventory({}).value();
  Progress last;
  JobControl control;
  control.progress = [&](const Progress& progress) { last = progress; };
  migration->Run(SmallHub::Options(2), control).value();
  EXPECT_EQ(last.units_done, 5u);
  EXPECT_EQ(last.units_total, 5u);
  EXPECT_EQ(last.bytes_done, 5000u);
  EXPECT_EQ(last.bytes_total, 5000u);
}

TEST(Run, StoppedByTheCallerEndsWithCancelledAndGoesOn) {
  SmallHub hub;
  hub.source.inner.Plant("large", Pattern(kLarge, 1));
  const auto migration = hub.Make();
  migration->Inventory({}).value();
  std::atomic<bool> stop{false};
  JobControl control;
  control.stop = &stop;
  hub.source.before_read = [&](const ports::UnitName&, uint64_t offset) -> Result<void> {
    if (offset >= (16u << 20)) stop = true;
    return {};
  };
  EXPECT_EQ(migration->Run(SmallHub::Options(), control).error().code, ErrorCode::kCancelled);
  stop = false;
  hub.source.before_read = nullptr;
  const RunReport report = migration->Run(SmallHub::Options(), control).value();
  EXPECT_GE(report.bytes_resumed, 16u << 20);
  EXPECT_EQ(hub.Stored("large", hub.files).value(), Pattern(kLarge, 1));
}

}  // namespace
}  // namespace bouclier::migrate::test
