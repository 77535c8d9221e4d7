// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <functional>
#include <utility>

#include "book_fixture.h"
#include "bouclier/crypto/hash.h"

namespace bouclier::provision {
namespace {

using policy::LifeChange;
using policy::LifeState;
using policy::Standing;
using test::Hub;
using test::Noon;

constexpr const char* kId = "asthma-2026";

policy::Actor Member() {
  policy::Actor actor;
  actor.number = 7;
  return actor;
}
Result<void> Ask(const policy::Permit& permit, const policy::PermitLife& life, const char* day) {
  const std::string_view columns[] = {"PHA_PRS_C13"};
  return policy::DecidePermit(permit, life, Member(), {"ER_PHA_F", columns}, Noon(day));
}
Result<void> AskBook(Hub& hub, const char* day) {
  BOUCLIER_TRY(const ValidPermit permit, hub.book->Read(kId));
  return Ask(permit.permit(), permit.life(), day);
}

TEST(PermitBook, AnIssuedPermitIsReadBackWithItsLife) {
  Hub hub;
  EXPECT_EQ(hub.book->Read(kId).error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(hub.Issue(test::SmallPermit()).ok());
  const ValidPermit read = hub.book->Read(kId).value();
  EXPECT_EQ(read.permit(), test::SmallPermit());
  EXPECT_EQ(read.life().standing, Standing::kInForce);
  EXPECT_EQ(read.life().issued, Noon("2026-01-20"));
  EXPECT_EQ(read.chain().issue().change, "issue");
  EXPECT_EQ(policy::StateAt(read.permit(), read.life(), Noon("2026-01-21")), LifeState::kIssued);
  EXPECT_TRUE(AskBook(hub, "2026-02-01").ok());
  EXPECT_EQ(hub.book->ReadAll().value().size(), 1u);
}

TEST(PermitBook, TheLedgerHoldsASaltedDigestAndNoText) {
  Hub hub;
  const auto committed = hub.Issue(test::SmallPermit()).value();
  const std::string entry(AsText(committed.intent.entry()));
  const ValidPermit read = hub.book->Read(kId).value();
  EXPECT_NE(entry.find(read.chain().issue().digest), std::string::npos);
  EXPECT_EQ(entry.find(Hex(crypto::Sha256::Of(AsBytes(read.text())))), std::string::npos);
  EXPECT_EQ(entry.find("Asthma"), std::string::npos);
  EXPECT_NE(entry.find("\"class\":\"permit\""), std::string::npos);
  EXPECT_NE(entry.find("\"signers\":[1,2]"), std::string::npos);
}

TEST(PermitBook, SuspendedResumedRevoked) {
  Hub hub;
  ASSERT_TRUE(hub.Issue(test::SmallPermit()).ok());
  EXPECT_EQ(hub.Change(LifeChange::kResume).error().code, ErrorCode::kPrecondition);
  hub.clock.now = Noon("2026-02-02");
  ASSERT_TRUE(hub.Change(LifeChange::kSuspend).ok());
  EXPECT_EQ(AskBook(hub, "2026-02-03").error().message,
            "read under permit: the permit is suspended since 2 February 2026");
  EXPECT_EQ(hub.Change(LifeChange::kSuspend).error().code, ErrorCode::kConflict);
  EXPECT_EQ(hub.Issue(hub.Next()).error().code, ErrorCode::kPrecondition);
  hub.clock.now = Noon("2026-02-04");
  ASSERT_TRUE(hub.Change(LifeChange::kResume).ok());
  EXPECT_TRUE(AskBook(hub, "2026-02-05").ok());
  ASSERT_TRUE(hub.Change(LifeChange::kRevoke).ok());
  EXPECT_EQ(AskBook(hub, "2026-02-05").error().message, "read under permit: the permit was revoked on 4 February 2026");
  EXPECT_EQ(hub.Change(LifeChange::kResume).error().code, ErrorCode::kPrecondition);
  EXPECT_EQ(hub.Issue(hub.Next()).error().code, ErrorCode::kPrecondition);
  EXPECT_EQ(hub.book->Read(kId).value().chain().events.size(), 4u);
}

TEST(PermitBook, OnlyTheNewestVersionIsInForce) {
  Hub hub;
  policy::Permit third = test::SmallPermit();
  third.version = 3;
  third.predecessor = std::string(64, 'a');
  EXPECT_EQ(hub.Issue(third).error().message, "issue permit: version 3 needs version 2 before it");
  ASSERT_TRUE(hub.Issue(test::SmallPermit()).ok());
  EXPECT_EQ(hub.Issue(test::SmallPermit()).error().code, ErrorCode::kConflict);
  EXPECT_EQ(hub.Issue(third).error().code, ErrorCode::kPrecondition);
  policy::Permit other = hub.Next();
  other.predecessor = std::string(64, 'a');
  EXPECT_EQ(hub.Issue(other).error().message, "issue permit: its predecessor is not the version in force");
  ASSERT_TRUE(hub.Issue(hub.Next()).ok());
  EXPECT_EQ(hub.book->Read(kId).value().permit().version, 2u);
  EXPECT_EQ(AskBook(hub, "2027-12-31").error().message, "read under permit: the permit ended on 30 December 2027");
}

TEST(PermitBook, WhatIsIssuedMustBeEnforceableAndNotOver) {
  Hub hub;
  policy::Permit permit = test::SmallPermit();
  permit.tables[0].columns.push_back("NOPE");
  EXPECT_EQ(hub.Issue(permit).error().message, "issue permit: it has findings of level error");
  hub.clock.now = Noon("2028-01-01");
  EXPECT_EQ(hub.Issue(test::SmallPermit()).error().message, "issue permit: it ended on 31 December 2027");
  EXPECT_EQ(hub.trail->Size().value(), 0u);
}

TEST(PermitBook, AReasonIsACode) {
  Hub hub;
  ASSERT_TRUE(hub.Issue(test::SmallPermit()).ok());
  const auto refused = hub.book->CheckChange({kId, LifeChange::kSuspend, "Mr Martin lost his laptop", 1});
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
  EXPECT_NE(refused.error().hint.find("incident"), std::string::npos);
}

// --- who owns the database's file

TEST(PermitAttacks, AnEditedPermitIsRefused) {
  Hub hub;
  ASSERT_TRUE(hub.Issue(test::SmallPermit()).ok());
  for (const auto& [key, value] : hub.AllRows()) {
    if (key.first != kPermitTable) continue;
    for (size_t at = 0; at < value.size(); at += 5) {
      Bytes edited = value;
      edited[at] ^= 1;
      hub.Put(key.first, key.second, edited);
      EXPECT_EQ(hub.book->Read(kId).error().code, ErrorCode::kCorruption) << at;
    }
    // A wider permit, rightly signed by both, but never issued: only the ledger's digest tells.
    policy::Permit wider = test::SmallPermit();
    wider.end += std::chrono::days(365);
    wider.deletion += std::chrono::days(365);
    *wider.people[0].habilitation_until += std::chrono::days(365);
    Bytes row(kPermitSalt, 0);
    Append(row, AsBytes(hub.Signed(wider).text()));
    hub.Put(key.first, key.second, row);
    EXPECT_EQ(hub.book->Read(kId).error().message, "read permit: its text is not the one that was issued");
    const auto [believed, life] = test::ReadBelievingRows(hub, kId).value();
    EXPECT_TRUE(Ask(believed, life, "2028-06-01").ok()) << "the reader without the check lets the attack through";
  }
}

TEST(PermitAttacks, AnOlderVersionPutBackIsRefused) {
  Hub hub;
  ASSERT_TRUE(hub.Issue(test::SmallPermit()).ok());
  const Hub::Rows first = hub.AllRows();
  ASSERT_TRUE(hub.Issue(hub.Next()).ok());
  hub.PutBack(first);
  EXPECT_EQ(hub.book->Read(kId).error().code, ErrorCode::kCorruption);
  const auto [believed, life] = test::ReadBelievingRows(hub, kId).value();
  EXPECT_TRUE(Ask(believed, life, "2027-12-31").ok()) << "the reader without the check lets the attack through";
}

TEST(PermitAttacks, ASuspendedPermitDoesNotRunAgainWithItsStateRowDeletedOrPutBack) {
  Hub hub;
  ASSERT_TRUE(hub.Issue(test::SmallPermit()).ok());
  const Hub::Rows before = hub.AllRows();
  ASSERT_TRUE(hub.Change(LifeChange::kSuspend).ok());
  ASSERT_FALSE(AskBook(hub, "2026-03-01").ok());
  const auto attacked = [&] {
    EXPECT_EQ(hub.book->Read(kId).error().code, ErrorCode::kCorruption);
    const auto [believed, life] = test::ReadBelievingRows(hub, kId).value();
    EXPECT_TRUE(Ask(believed, life, "2026-03-01").ok()) << "the reader without the check lets the attack through";
  };
  hub.Delete(kPermitStateTable, AsBytes(kId));
  attacked();
  hub.PutBack(before);
  attacked();
}

TEST(PermitAttacks, APermitThatTheLedgerDoesNotKnowIsRefused) {
  Hub hub;
  Bytes key = ToBytes(AsBytes(kId));
  key.push_back(0);
  key = WithBe64(std::move(key), 1);
  Bytes row(kPermitSalt, 0);
  Append(row, AsBytes(hub.Signed(test::SmallPermit()).text()));
  hub.Put(kPermitTable, key, row);
  EXPECT_EQ(hub.book->Read(kId).error().message, "read permit: the ledger knows nothing of it");
  EXPECT_TRUE(test::ReadBelievingRows(hub, kId).ok()) << "the reader without the check lets the attack through";
  // Nor does a newer version beside a permit that was issued.
  hub.Delete(kPermitTable, key);
  ASSERT_TRUE(hub.Issue(test::SmallPermit()).ok());
  policy::Permit second = hub.Next();
  key.back() = 2;
  row.resize(kPermitSalt);
  Append(row, AsBytes(hub.Signed(second).text()));
  hub.Put(kPermitTable, key, row);
  EXPECT_EQ(hub.book->Read(kId).error().code, ErrorCode::kCorruption);
}

// --- stops

// F27: the database stops at each of its steps while a permit is issued, suspended, revoked. Nothing is half-visible,
// and the same command finishes the job.
TEST(PermitStops, F27AStopAtAnyStepIsFinishedByTheSameCommand) {
  for (const auto fault : {state::StateFault::kFailBefore, state::StateFault::kFailAfter}) {
    uint64_t stopped = 0;
    for (uint64_t step = 0; step < 60; ++step) {
      Hub hub;
      const auto run = [&](size_t command) {
        return command == 0   ? hub.Issue(test::SmallPermit())
               : command == 1 ? hub.Change(LifeChange::kSuspend)
                              : hub.Change(LifeChange::kRevoke);
      };
      constexpr Standing kAfter[] = {Standing::kInForce, Standing::kSuspended, Standing::kRevoked};
      hub.state.SetFaultHook(state::StopAtStep(step, fault));
      size_t reached = 0;
      while (reached < 3 && run(reached).ok()) ++reached;
      hub.state.SetFaultHook({});
      if (reached == 3) break;
      ++stopped;
      // Before it is settled: as before the command or as after it, or an answer that says to type it again.
      const auto unsettled = hub.book->Read(kId);
      if (unsettled.ok()) {
        const Standing standing = unsettled->life().standing;
        EXPECT_TRUE(standing == kAfter[reached] || (reached > 0 && standing == kAfter[reached - 1])) << step;
      } else {
        EXPECT_TRUE(unsettled.error().code == ErrorCode::kConflict ||
                    (reached == 0 && unsettled.error().code == ErrorCode::kNotFound))
            << unsettled.error().message;
      }
      ASSERT_TRUE(vault::Committer(hub.state, *hub.trail, *hub.trail).Recover().ok());
      for (size_t command = reached; command < 3; ++command) {
        const Result<vault::Committed> done = run(command);
        EXPECT_TRUE(done.ok() || (command == reached && done.error().code == ErrorCode::kConflict))
            << done.error().message;
        EXPECT_EQ(hub.book->Read(kId).value().life().standing, kAfter[command]) << step;
      }
    }
    EXPECT_GE(stopped, 10u);
  }
}

// An intent to suspend whose outcome is not in the ledger stops access already; one to resume opens nothing.
TEST(PermitStops, AnUnsettledChangeClosesAndNeverOpens) {
  Hub hub;
  ASSERT_TRUE(hub.Issue(test::SmallPermit()).ok());
  ASSERT_TRUE(hub.Change(LifeChange::kSuspend).ok());
  const auto intent = [&](const char* action, const char* batch) {
    const crypto::Json body(crypto::Json::Object{{"batch", batch},
                                                 {"bytes", 0},
                                                 {"lines", 0},
                                                 {"objects", 0},
                                                 {"permit", kId},
                                                 {"reason", "settled"},
                                                 {"root", std::string(64, '0')},
                                                 {"step", 2},
                                                 {"version", 1}});
    hub.trail->RecordOne({ports::EntryClass::kPermit, action, 1, body.Canonical()}).value();
  };
  intent("permit.resume.intent", "00000000000000000000000000000001");
  EXPECT_EQ(hub.book->Read(kId).error().code, ErrorCode::kConflict);
  EXPECT_TRUE(hub.book->ReadAll().value()[0].chain().unsettled);
  EXPECT_EQ(hub.book->ReadAll().value()[0].life().standing, Standing::kSuspended);
  ASSERT_TRUE(vault::Committer(hub.state, *hub.trail, *hub.trail).Recover().ok());  // abandons it
  EXPECT_EQ(hub.book->Read(kId).value().life().standing, Standing::kSuspended);
  intent("permit.revoke.intent", "00000000000000000000000000000002");
  EXPECT_EQ(hub.book->ReadAll().value()[0].life().standing, Standing::kRevoked);
}

// Another process suspends the permit between the reading of the ledger and that of the database.
class InterruptedTrail final : public ports::AuditTrail {
 public:
  InterruptedTrail(ports::AuditTrail& trail, std::function<void()> meanwhile)
      : trail_(trail), meanwhile_(std::move(meanwhile)) {}
  Result<uint64_t> Size() override { return trail_.Size(); }
  Result<std::vector<ports::LoggedEntry>> Read(uint64_t from, uint64_t count) override {
    auto entries = trail_.Read(from, count);
    if (meanwhile_) std::exchange(meanwhile_, nullptr)();
    return entries;
  }

 private:
  ports::AuditTrail& trail_;
  std::function<void()> meanwhile_;
};

TEST(PermitStops, AChangeBetweenLedgerAndDatabaseIsNotTakenForDamage) {
  Hub hub;
  ASSERT_TRUE(hub.Issue(test::SmallPermit()).ok());
  const auto actor_at = [&](uint64_t number, uint64_t) { return hub.Actor(number); };
  InterruptedTrail suspended(*hub.trail, [&] { ASSERT_TRUE(hub.Change(LifeChange::kSuspend).ok()); });
  const auto read = PermitBook(hub.state, suspended, actor_at).Read(kId);
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read->life().standing, Standing::kSuspended);
  InterruptedTrail resumed(*hub.trail, [&] { ASSERT_TRUE(hub.Change(LifeChange::kResume).ok()); });
  EXPECT_EQ(PermitBook(hub.state, resumed, actor_at).ReadAll().value().at(0).life().standing, Standing::kInForce);
}

TEST(PermitStops, AForgedOrderOfEntriesIsRefused) {
  Hub hub;
  ASSERT_TRUE(hub.Issue(test::SmallPermit()).ok());
  vault::CommitBatch batch;
  batch.action = "permit.resume";
  batch.entry_class = ports::EntryClass::kPermit;
  batch.body = {{"permit", kId}, {"version", 1}, {"step", 1}, {"reason", "settled"}};
  ASSERT_TRUE(vault::Committer(hub.state, *hub.trail, *hub.trail).Commit(std::move(batch)).ok());
  EXPECT_EQ(hub.book->Read(kId).error().message, "read changes in the ledger: a change cannot follow the one before");
}

}  // namespace
}  // namespace bouclier::provision
