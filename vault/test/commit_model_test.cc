// SPDX-License-Identifier: Apache-2.0
// The model test of docs/COMMIT_ORDER.md: a whole job over layers that stop at every write, before and after it took
// effect, or only lose the answer. After each stop: recover, look, run again, look again.
#include <map>
#include <set>

#include "bouclier/vault/check.h"
#include "test_hub.h"

namespace bouclier::vault {
namespace {

using test::Pattern;
using test::StopKind;
using test::TestHub;

struct Unit {
  std::string name;
  ObjectId object;
  uint64_t generation;
  Bytes content;
};

const std::vector<Unit>& Units() {
  static const std::vector<Unit> units = [] {
    const ObjectId first = test::RandomId<ObjectId>();
    std::vector<Unit> made;
    made.push_back({"small", first, 1, Pattern(100, 1)});
    made.push_back({"segments", test::RandomId<ObjectId>(), 1, Pattern(70'000, 2)});
    made.push_back({"large", test::RandomId<ObjectId>(), 1, Pattern(kLeafPlain + 100, 3)});
    made.push_back({"small", first, 2, Pattern(120, 4)});
    return made;
  }();
  return units;
}

using Acknowledged = std::set<std::pair<ObjectId, uint64_t>>;

// What a migration does: bring what is not there yet, commit two by two, and say what was refused.
Result<void> RunJob(TestHub& hub, Acknowledged& acknowledged) {
  std::vector<const Unit*> missing;
  {
    BOUCLIER_TRY(const auto reader, hub.state.Read());
    for (const Unit& unit : Units()) {
      BOUCLIER_TRY(const auto stored, ObjectIndex(*reader).Generation(unit.object, unit.generation));
      if (!stored) missing.push_back(&unit);
    }
  }
  for (size_t at = 0; at < missing.size(); at += 2) {
    CommitBatch batch = hub.Batch();
    Acknowledged told;
    for (size_t i = at; i < std::min(at + 2, missing.size()); ++i) {
      const Unit& unit = *missing[i];
      BOUCLIER_TRY(PreparedObject prepared, hub.Bring(unit.object, unit.generation, unit.name, unit.content));
      batch.lines.push_back({hub.dataset, MovedLine(prepared)});
      batch.objects.push_back(std::move(prepared));
      told.emplace(unit.object, unit.generation);
    }
    batch.lines.push_back({hub.dataset, UnmovedLine(Outcome::kRefused, "archive_tier", "https://old.example/container",
                                                    "archived-" + std::to_string(at), "", 10)});
    BOUCLIER_TRY(const Committed committed, hub.MakeCommitter().Commit(std::move(batch)));
    static_cast<void>(committed);
    acknowledged.merge(told);
  }
  return {};
}

void ExpectIntentsSettled(TestHub& hub) {
  std::map<std::string, std::set<std::string>> outcomes;
  std::set<std::string> intents;
  for (const auto& entry : hub.ledger.entries) {
    const auto batch = crypto::Json::Parse(entry.body).value().GetString("batch");
    if (!batch.ok()) continue;
    if (entry.action.ends_with(".intent"))
      intents.insert(*batch);
    else
      outcomes[*batch].insert(entry.action.substr(entry.action.rfind('.')));
  }
  for (const std::string& batch : intents)
    ASSERT_EQ(outcomes[batch].size(), 1u) << "one outcome, never two different ones";
}

// Nothing half-visible: whatever is listed reads whole, and has its line; whatever has a line is there.
void ExpectWhole(TestHub& hub) {
  const auto reader = hub.state.Read().value();
  std::set<std::string> destinations;
  ASSERT_TRUE(ObjectIndex(*reader)
                  .List(*hub.keys, Generations::kAll,
                        [&](const KeyRecord& record, const ObjectMeta& meta) -> Result<void> {
                          const auto unit = std::find_if(Units().begin(), Units().end(), [&](const Unit& known) {
                            return known.object == record.id.object && known.generation == record.id.generation;
                          });
                          EXPECT_EQ(meta.name, unit->name);
                          EXPECT_EQ(hub.ReadWhole(record.id.object, record.id.generation).value(), unit->content);
                          destinations.insert(HostKey(record.id));
                          return {};
                        })
                  .ok());
  std::set<std::string> done;
  for (const auto& entry : hub.ledger.entries)
    if (entry.action.ends_with(".done"))
      done.insert(crypto::Json::Parse(entry.body).value().GetString("batch").value());
  ManifestBook book(*reader, {hub.keys});
  std::set<std::string> lines;
  for (ManifestPart part : {ManifestPart::kCurrent, ManifestPart::kReplaced})
    ASSERT_TRUE(book.ForEach(hub.manifest, part,
                             [&](const ManifestLine& line, const std::string&) -> Result<void> {
                               EXPECT_TRUE(done.contains(line.batch.ToString()))
                                   << "the ledger says otherwise than the database";
                               if (line.outcome == Outcome::kMoved) lines.insert(line.destination);
                               return {};
                             })
                    .ok());
  ASSERT_EQ(lines, destinations);
}

// All (key, nonce) pairs ever sent: each with one ciphertext. Keys are those of every record ever committed; a small
// attempt that was lost left no record, its random key is told apart by its host key.
void ExpectNoReuse(TestHub& hub) {
  std::map<std::string, std::string> dek_of;  // host key → DEK
  const auto note = [&](const AttemptId& id, const SecretBytes& dek) {
    dek_of[HostKey(id)] = Hex(dek.Reveal(SecretAccess{}));
  };
  for (const auto& [table, value] : hub.state.history) {
    if (table == "vault_upload") {
      const UploadRecord record = DecodeUploadRecord(value).value();
      note(record.id, UnwrapUploadDek(record, hub.keys->newest()).value());
    } else if (table == "vault_record") {
      const KeyRecord record = DecodeKeyRecord(ByteView(value).subspan(4, LoadLe32(value.data()))).value();
      note(record.id, UnwrapDek(record, hub.keys->newest()).value());
    }
  }
  std::set<std::string> distinct;
  for (const auto& [key, dek] : dek_of) ASSERT_TRUE(distinct.insert(dek).second) << "two attempts share a DEK";
  std::map<std::pair<std::string, std::string>, Digest32> pairs;
  for (const auto& [place, bodies] : hub.host.received) {
    const std::string key = place.substr(0, place.find('#'));
    const std::string dek = dek_of.contains(key) ? dek_of[key] : key;
    for (const Bytes& body : bodies)
      for (size_t at = 0; at < body.size(); at += kSegmentSealed) {
        const ByteView segment = ByteView(body).subspan(at, std::min<size_t>(kSegmentSealed, body.size() - at));
        const auto [known, fresh] = pairs.emplace(std::pair(dek, Hex(segment.first(12))), crypto::Sha256::Of(segment));
        ASSERT_TRUE(fresh || known->second == crypto::Sha256::Of(segment)) << "a nonce sealed two plaintexts";
      }
  }
}

void ExpectOnlyOrphansSwept(TestHub& hub) {
  ASSERT_TRUE(SweepOrphans(hub.state, hub.host, SweepMode::kDelete, {}).ok());
  ASSERT_EQ(hub.host.objects.size(), Units().size()) << "exactly the recorded bodies are left";
  ASSERT_TRUE(hub.host.uploads.empty());
  ASSERT_TRUE(CheckBodies(hub.state, hub.host, CheckDepth::kLeaves, 1, {}).value().findings.empty());
}

void RecoverAndFinish(TestHub& hub, Acknowledged acknowledged) {
  hub.plan.Revive();
  ASSERT_TRUE(hub.MakeCommitter().Recover().ok());
  ExpectIntentsSettled(hub);
  for (const auto& [object, generation] : acknowledged) ASSERT_TRUE(hub.ReadWhole(object, generation).ok());
  ExpectWhole(hub);
  ASSERT_TRUE(RunJob(hub, acknowledged).ok());
  const RecoveryReport again = hub.MakeCommitter().Recover().value();
  EXPECT_EQ(again.finished + again.abandoned, 0u);
  ExpectIntentsSettled(hub);
  ExpectWhole(hub);
  ExpectNoReuse(hub);
  ExpectOnlyOrphansSwept(hub);
}

uint64_t WritesOfWholeJob() {
  TestHub hub;
  hub.plan.StopAt(0, StopKind::kNever);
  Acknowledged acknowledged;
  EXPECT_TRUE(RunJob(hub, acknowledged).ok());
  EXPECT_EQ(acknowledged.size(), Units().size());
  return hub.plan.writes();
}

class CommitModel : public testing::TestWithParam<StopKind> {};

TEST_P(CommitModel, F1StoppedAtEveryWriteLosesNothingAcknowledgedAndLeavesNothingHalfVisible) {
  const uint64_t writes = WritesOfWholeJob();
  ASSERT_GT(writes, 12u);
  for (uint64_t write = 1; write <= writes; ++write) {
    SCOPED_TRACE("write " + std::to_string(write) + " of " + std::to_string(writes));
    TestHub hub;
    hub.plan.StopAt(write, GetParam());
    Acknowledged acknowledged;
    const auto ran = RunJob(hub, acknowledged);
    ASSERT_TRUE(GetParam() == StopKind::kLostReply || !ran.ok());
    RecoverAndFinish(hub, acknowledged);
    if (HasFatalFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, CommitModel, testing::Values(StopKind::kBefore, StopKind::kAfter, StopKind::kLostReply),
                         [](const auto& kind) {
                           return kind.param == StopKind::kBefore  ? "Before"
                                  : kind.param == StopKind::kAfter ? "After"
                                                                   : "LostReply";
                         });

// Recovery itself may be stopped: at each of its writes, after a stop between intent and transaction, and between
// transaction and outcome.
TEST(CommitRecovery, F1StoppedInItselfStillSettlesEachIntentOnce) {
  for (const bool in_database : {false, true}) {
    for (uint64_t write = 1; write <= 3; ++write) {
      for (StopKind kind : {StopKind::kBefore, StopKind::kAfter}) {
        SCOPED_TRACE(std::to_string(in_database) + " " + std::to_string(write));
        TestHub hub;
        const Unit& unit = Units().front();
        PreparedObject prepared = hub.Bring(unit.object, 1, unit.name, unit.content).value();
        hub.plan.StopAt(in_database ? 3 : 2, StopKind::kBefore);  // intent, transaction, outcome
        ASSERT_FALSE(hub.CommitOne(std::move(prepared)).ok());
        hub.plan.StopAt(write, kind);
        static_cast<void>(hub.MakeCommitter().Recover().ok());
        hub.plan.Revive();
        ASSERT_TRUE(hub.MakeCommitter().Recover().ok());
        ExpectIntentsSettled(hub);
        EXPECT_EQ(hub.ReadWhole(unit.object).ok(), in_database);
      }
    }
  }
}

// A ledger beside which another process starts up right after an intent went in.
class StartUpBeside final : public ports::AuditSink {
 public:
  explicit StartUpBeside(TestHub& hub) : hub_(hub) {}
  Result<std::vector<ports::LedgerReceipt>> Record(const std::vector<ports::AuditEntry>& entries) override {
    auto receipts = hub_.ledger.Record(entries);
    if (entries.front().action.ends_with(".intent")) {
      EXPECT_EQ(hub_.MakeCommitter().Recover().value().abandoned, 1u);
    }
    return receipts;
  }

 private:
  TestHub& hub_;
};

TEST(CommitRecovery, BatchAbandonedByAStartUpBesideItIsRefusedNotHalfDone) {
  TestHub hub;
  const Unit& unit = Units().front();
  CommitBatch batch = hub.Batch();
  batch.objects.push_back(hub.Bring(unit.object, 1, unit.name, unit.content).value());
  StartUpBeside sink(hub);
  EXPECT_EQ(Committer(hub.state, sink, hub.ledger).Commit(std::move(batch)).error().code, ErrorCode::kConflict);
  ExpectIntentsSettled(hub);
  EXPECT_EQ(hub.MakeCommitter().Recover().value().abandoned, 0u);
  EXPECT_EQ(hub.ReadWhole(unit.object).error().code, ErrorCode::kNotFound);
}

TEST(CommitRecovery, F20LedgerShorterThanTheDatabaseKnowsIsRefused) {
  TestHub hub;
  hub.Store("a", Pattern(10, 1));
  ASSERT_TRUE(hub.MakeCommitter().Recover().ok());
  hub.ledger.entries.pop_back();
  EXPECT_EQ(hub.MakeCommitter().Recover().error().code, ErrorCode::kCorruption);
}

TEST(Commit, OneIntentAndOneOutcomeForAWholeBatchWithTheRootOfItsLines) {
  TestHub hub;
  CommitBatch batch = hub.Batch();
  batch.body = {{"job", "abc"}};
  std::vector<std::string> names{"a", "b", "c"};
  for (const std::string& name : names) {
    PreparedObject prepared = hub.Bring(test::RandomId<ObjectId>(), 1, name, Pattern(10, 1)).value();
    batch.lines.push_back({hub.dataset, MovedLine(prepared)});
    batch.objects.push_back(std::move(prepared));
  }
  const Committed committed = hub.MakeCommitter().Commit(std::move(batch)).value();
  ASSERT_EQ(hub.ledger.entries.size(), 2u);
  const crypto::Json body = crypto::Json::Parse(hub.ledger.entries[0].body).value();
  EXPECT_EQ(body.GetCount("objects").value(), 3u);
  EXPECT_EQ(body.GetCount("bytes").value(), 30u);
  EXPECT_EQ(body.GetString("job").value(), "abc");
  EXPECT_EQ(body.GetString("batch").value(), committed.batch.ToString());
  const auto reader = hub.state.Read().value();
  EXPECT_EQ(body.GetString("root").value(), Hex(ManifestBook(*reader, {hub.keys}).Totals(hub.manifest).value().root));
  EXPECT_EQ(hub.ledger.entries[1].action, "migrate.batch.done");
}

TEST(Commit, NameOrGenerationTakenByAnotherIsAConflict) {
  TestHub hub;
  const ObjectId object = hub.Store("a", Pattern(10, 1));
  EXPECT_EQ(hub.CommitOne(hub.Bring(test::RandomId<ObjectId>(), 1, "a", Pattern(10, 2)).value()).error().code,
            ErrorCode::kConflict);
  EXPECT_EQ(hub.CommitOne(hub.Bring(object, 1, "a", Pattern(10, 2)).value()).error().code, ErrorCode::kConflict);
  EXPECT_EQ(hub.ReadWhole(object).value(), Pattern(10, 1));
  ExpectIntentsSettled(hub);
  CommitBatch batch = hub.Batch();
  batch.body = {{"root", "mine"}};
  EXPECT_EQ(hub.MakeCommitter().Commit(std::move(batch)).error().code, ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace bouclier::vault
