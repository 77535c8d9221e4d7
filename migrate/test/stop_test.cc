// SPDX-License-Identifier: Apache-2.0
// The job stopped at every write, typed again, and held against everything it promises.
#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "bouclier/vault/check.h"
#include "points/every_point.h"
#include "small_hub.h"

namespace bouclier::migrate::test {
namespace {

constexpr uint64_t kPart = 16ull << 20;
constexpr uint64_t kLarge = 2 * kPart + 1000;

struct Planted {
  std::map<std::string, Bytes> bodies;
  uint64_t bytes = 0;
  explicit Planted(SmallHub& hub, uint64_t large = kLarge) {
    bodies["archive.tar"] = Pattern(large, 7);
    for (int i = 0; i < 6; ++i) bodies["n" + std::to_string(i)] = Pattern(3000 + 17 * i, i);
    for (const auto& [name, body] : bodies) {
      hub.source.inner.Plant(name, body);
      bytes += body.size();
    }
  }
  void ExpectAllThere(SmallHub& hub, const std::string& what) const {
    for (const auto& [name, body] : bodies) {
      const auto stored = hub.Stored(name, hub.files);
      ASSERT_TRUE(stored.ok()) << what << " " << name << ": " << stored.error().message;
      EXPECT_TRUE(*stored == body) << what << " " << name;
    }
    const auto migration = hub.Make();
    migration->Verify(SmallHub::Verifying(), {}).value();
    const auto certificate = migration->MakeCertificate({});
    ASSERT_TRUE(certificate.ok()) << what << " " << certificate.error().message;
    EXPECT_TRUE(certificate->complete) << what;
    EXPECT_EQ(hub.Lines().size(), bodies.size()) << what;
  }
};

// Every attempt that was ever committed has a key of its own.
void ExpectOwnKeys(SmallHub& hub) {
  std::set<std::string> deks;
  size_t records = 0;
  const auto reader = hub.state.Read().value();
  for (size_t i = 0; i < hub.keys.size(); ++i) {
    const auto note = [&](const vault::StoredRecord& stored) -> Result<void> {
      ++records;
      BOUCLIER_TRY(const SecretBytes dek, vault::UnwrapDek(stored.record, hub.keys[i]->newest()));
      deks.insert(Hex(dek.Reveal(SecretAccess{})));
      return {};
    };
    vault::ObjectIndex(*reader).ForEach(hub.keys[i]->dataset(), vault::Generations::kAll, note).value();
  }
  EXPECT_GT(records, 0u);
  EXPECT_EQ(deks.size(), records);
}

void ExpectNoReuse(SmallHub& hub) {
  EXPECT_LE(hub.host.MostBodiesUnderOneKey(), 1u);
  EXPECT_EQ(hub.host.NonceReuses(), 0u);
  EXPECT_GT(hub.host.pairs(), 0u);
  ExpectOwnKeys(hub);
}

void ExpectNoIntentOpen(SmallHub& hub, const std::string& what) {
  const auto report = vault::Committer(hub.state, hub.ledger, hub.ledger).Recover().value();
  EXPECT_EQ(report.finished + report.abandoned, 0u) << what;
}

void StopAndGoOn(uint64_t at, StopKind kind) {
  const std::string what = "stop at write " + std::to_string(at) + (kind == StopKind::kBefore ? ", before" : ", after");
  SmallHub hub;
  const Planted planted(hub);
  hub.stop.StopAt(at, kind);
  const auto stopped = hub.Move();
  hub.stop.Revive();
  EXPECT_FALSE(stopped.ok()) << what;
  const auto again = hub.Move();
  ASSERT_TRUE(again.ok()) << what << ": " << again.error().message;
  planted.ExpectAllThere(hub, what);
  ExpectNoIntentOpen(hub, what);
  // Sealed bodies of small objects that were sent and not committed are sent again; of the archive at most one part.
  EXPECT_LE(hub.host.bytes_sent(), planted.bytes + planted.bytes / 50 + kPart + 6 * 5000) << what;
  EXPECT_EQ(hub.host.MostSendsOfOnePart(), 1u) << what;
  ExpectNoReuse(hub);
  EXPECT_TRUE(hub.host.inner.ListUploads("").value().empty()) << what;
}

TEST(Stop, F1KilledAfterEachWriteTheSameCommandFinishesAndSendsAtMostOnePartAgain) {
  uint64_t writes = 0;
  {
    SmallHub hub;
    const Planted planted(hub);
    hub.Move().value();
    writes = hub.stop.writes();
  }
  ASSERT_GT(writes, 20u);
  for (uint64_t at = 1; at <= writes; ++at) {
    for (const StopKind kind : points::Kinds(at, StopKind::kBefore, StopKind::kAfter)) StopAndGoOn(at, kind);
  }
}

TEST(Stop, F1KilledAgainAndAgainStillEnds) {
  SmallHub hub;
  const Planted planted(hub);
  uint64_t tries = 0;
  for (;; ++tries) {
    ASSERT_LT(tries, 40u);
    // Room for a listing and one batch: six bodies, its intent, transaction and outcome. What is killed sooner each
    // time, before any batch of small objects is in, sends them again and never ends; a large one goes on by parts.
    hub.stop.StopAt(16, tries % 2 == 0 ? StopKind::kAfter : StopKind::kBefore);
    const auto moved = hub.Move(2);
    hub.stop.Revive();
    if (moved.ok()) break;
  }
  planted.ExpectAllThere(hub, "in steps");
  ExpectNoReuse(hub);
}

TEST(Stop, F1VerifyKilledAtAnyWriteGoesOn) {
  bool reached = true;
  for (uint64_t at = 1; reached && (at <= 6 || points::Every()); ++at) {
    for (const StopKind kind : points::Kinds(at, StopKind::kBefore, StopKind::kAfter)) {
      SmallHub hub;
      const Planted planted(hub, kPart / 2);
      hub.Move().value();
      hub.stop.StopAt(at, kind);
      static_cast<void>(hub.Make()->Verify(SmallHub::Verifying(), {}).ok());
      reached = hub.stop.dead();
      hub.stop.Revive();
      vault::Committer(hub.state, hub.ledger, hub.ledger).Recover().value();
      planted.ExpectAllThere(hub, "verify stopped at " + std::to_string(at));
    }
  }
}

TEST(Stop, F15OrphanUploadsAreAbortedAtTheEndOrCountedWithoutThatRight) {
  for (const bool may_abort : {true, false}) {
    SmallHub hub;
    const Planted planted(hub);
    hub.host.may_abort = may_abort;
    // A blob changes while its large copy is under way: the attempt is given up.
    bool changed = false;
    hub.source.before_read = [&](const ports::UnitName& unit, uint64_t offset) -> Result<void> {
      if (unit.name == "archive.tar" && offset >= kPart && !changed) {
        changed = true;
        hub.source.inner.Plant("archive.tar", planted.bodies.at("archive.tar"));
      }
      return {};
    };
    // And an upload that a stop lost before it was recorded, of a unit of ours; one of somebody else.
    const std::string foreign = "o/00/" + std::string(32, '0') + "/1-0";
    hub.host.inner.BeginUpload(foreign).value();
    const RunReport report = hub.Move().value();
    EXPECT_EQ(report.restarts, 1u);
    const auto left = hub.host.inner.ListUploads("").value();
    if (may_abort) {
      EXPECT_EQ(report.leftovers.left, 0u);
      ASSERT_EQ(left.size(), 1u);
      EXPECT_EQ(left[0].key, foreign);
    } else {
      EXPECT_EQ(report.leftovers.left, 1u);
      EXPECT_GE(report.leftovers.bytes_left, kPart);
      EXPECT_EQ(left.size(), 2u);
    }
    planted.ExpectAllThere(hub, "after orphans");
  }
}

TEST(Stop, F15WithoutTheRightToListUploadsTheRunSaysThatItCountedNone) {
  SmallHub hub;
  const Planted planted(hub);
  EXPECT_TRUE(hub.Move().value().leftovers.may_list);
  hub.host.may_list_uploads = false;
  hub.source.inner.Plant("one-more", AsBytes("x"));
  const RunReport report = hub.Move().value();
  EXPECT_EQ(report.moved.units, 1u);
  EXPECT_FALSE(report.leftovers.may_list);
  EXPECT_EQ(report.leftovers.left, 0u);
}

TEST(Stop, F15AnUploadBegunAndNeverRecordedIsSweptByTheNextRun) {
  SmallHub hub;
  const Planted planted(hub);
  uint64_t at = 1;
  // Find the write after which the host has an upload that the database does not know.
  for (;; ++at) {
    ASSERT_LT(at, 20u);
    hub.stop.StopAt(at, StopKind::kAfter);
    const auto moved = hub.Move();
    ASSERT_FALSE(moved.ok());
    hub.stop.Revive();
    if (!hub.host.inner.ListUploads("").value().empty()) break;
  }
  const RunReport report = hub.Move().value();
  EXPECT_TRUE(hub.host.inner.ListUploads("").value().empty());
  EXPECT_EQ(report.leftovers.left, 0u);
  planted.ExpectAllThere(hub, "after an unrecorded upload");
}

TEST(Stop, F19TheSourceChangedBetweenStopAndResumeNeverSharesAKeyOrNonce) {
  for (const bool validators : {true, false}) {
    SmallHub hub;
    hub.source.no_validators = !validators;
    Planted planted(hub);
    // Stopped inside the archive, with parts at the host.
    int parts = 0;
    hub.source.before_read = [&](const ports::UnitName& unit, uint64_t offset) -> Result<void> {
      if (unit.name == "archive.tar" && offset >= kPart && ++parts == 1) hub.stop.StopAt(1, StopKind::kBefore);
      return {};
    };
    ASSERT_FALSE(hub.Move().ok());
    hub.stop.Revive();
    ASSERT_GT(hub.host.bytes_sent(), kPart / 2);
    planted.bodies["archive.tar"] = Pattern(kLarge, 99);
    hub.source.inner.Plant("archive.tar", planted.bodies["archive.tar"]);
    const RunReport report = hub.Move().value();
    EXPECT_EQ(report.bytes_resumed, 0u);
    planted.ExpectAllThere(hub, validators ? "with validators" : "without");
    ExpectNoReuse(hub);
  }
}

TEST(Stop, F19WithoutValidatorsAnUnchangedObjectIsBegunAnewToo) {
  SmallHub hub;
  hub.source.no_validators = true;
  const Planted planted(hub);
  int parts = 0;
  hub.source.before_read = [&](const ports::UnitName& unit, uint64_t offset) -> Result<void> {
    if (unit.name == "archive.tar" && offset >= kPart && ++parts == 1) hub.stop.StopAt(1, StopKind::kBefore);
    return {};
  };
  ASSERT_FALSE(hub.Move().ok());
  hub.stop.Revive();
  EXPECT_EQ(hub.Move().value().bytes_resumed, 0u);
  planted.ExpectAllThere(hub, "no validators");
  ExpectNoReuse(hub);
  // And one that changes in the middle, with nothing to hold it by but its time.
  bool changed = false;
  hub.source.inner.Plant("archive.tar", Pattern(kLarge, 50));
  hub.source.before_read = [&](const ports::UnitName& unit, uint64_t offset) -> Result<void> {
    if (unit.name == "archive.tar" && offset >= kPart && !changed) {
      changed = true;
      hub.source.inner.Plant("archive.tar", Pattern(kLarge, 51));
    }
    return {};
  };
  EXPECT_EQ(hub.Move().value().restarts, 1u);
  EXPECT_EQ(hub.Stored("archive.tar", hub.files).value(), Pattern(kLarge, 51));
}

TEST(Stop, F19TwoRunsOfTheSameJobAtOnceMoveEveryUnitOnceAndReuseNothing) {
  for (int round = 0; round < 3; ++round) {
    SmallHub hub;
    Planted planted(hub);
    for (int i = 0; i < 60; ++i) {
      const std::string name = "more" + std::to_string(i);
      planted.bodies[name] = Pattern(900 + i, 1000 + i);
      hub.source.inner.Plant(name, planted.bodies[name]);
    }
    hub.Make()->Inventory({}).value();
    std::vector<Result<RunReport>> reports(2, Error(ErrorCode::kInternal, "test: not run"));
    const auto run = [&](size_t i) {
      RunOptions options = SmallHub::Options(2);
      options.batch_units = 7;
      reports[i] = hub.Make()->Run(options, {});
    };
    std::thread first(run, 0), second(run, 1);
    first.join();
    second.join();
    for (const auto& report : reports) {
      if (report.ok()) continue;  // one may give way to the other, by name
      EXPECT_TRUE(report.error().code == ErrorCode::kConflict || report.error().code == ErrorCode::kNotFound ||
                  report.error().code == ErrorCode::kPrecondition)
          << report.error().message;
    }
    const auto after = hub.Move();
    ASSERT_TRUE(after.ok()) << after.error().message << " / " << after.error().context;
    planted.ExpectAllThere(hub, "two at once");
    ExpectNoReuse(hub);
    const auto reader = hub.state.Read().value();
    for (const auto& [name, line] : hub.Lines()) EXPECT_EQ(line.generation, 1u) << name;
  }
}

}  // namespace
}  // namespace bouclier::migrate::test
