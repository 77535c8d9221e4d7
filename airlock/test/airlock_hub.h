// SPDX-License-Identifier: Apache-2.0
// A hub's submissions on a real ledger in a temporary folder and a database in memory; both can stop at each write.
// Test support.
#pragma once

#include <gtest/gtest.h>

#include "bouclier/airlock/submission_book.h"
#include "bouclier/crypto/hash.h"
#include "bouclier/policy/decide.h"
#include "bouclier/policy/permit_decision.h"
#include "bouclier/state/memory_state_store.h"
#include "ledger/test/ledger_fixture.h"
#include "memory/database_owner.h"
#include "memory/hub_parts.h"
#include "submission_rows.h"

namespace bouclier::airlock::test {

constexpr uint64_t kAuthor = 7, kColleague = 8, kFirst = 11, kSecond = 12, kThird = 13, kOutsider = 20;
constexpr const char* kProject = "asthma-2026";
constexpr std::string_view kQueryText = "SELECT week, count(DISTINCT NUM_ENQ_IDT) FROM ER_PHA_F GROUP BY week";
inline Bytes QuerySalt() { return Bytes(16, 9); }

class Hub : public bouclier::test::DatabaseOwner {
 public:
  Hub() : DatabaseOwner(state, {kTextTable, kStateTable, "airlock.memory", "airlock.memory_persons"}) {
    char name[] = "/tmp/bouclier-airlock-XXXXXX";
    folder_ = mkdtemp(name);
    trail = ledger::Ledger::Create({folder_ / "log", folder_ / "writer", "hub.example/ledger"}, signer_, clock, files)
                .value();
    auto transaction = state.Begin().value();
    keys = vault::DatasetKeys::Create(*transaction, wrapper_, DatasetId{{1}}, vault::KeyDomain::kProject).value();
    transaction->Commit().value();
    for (const uint64_t number : {kAuthor, kColleague}) AddActor(number, policy::Role::kResearcher);
    for (const uint64_t number : {kFirst, kSecond, kThird}) AddActor(number, policy::Role::kReviewer);
    AddActor(kOutsider, policy::Role::kAuditor);
    query = RunQuery();
  }
  ~Hub() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  SubmissionBook Book() {
    return SubmissionBook({&state, trail.get(), [this](const std::string&) { return KeysNow(); },
                           [this](uint64_t number) { return Actor(number); },
                           [this](const std::string&, uint64_t author) { return Admits(author); }, nullptr});
  }
  vault::Committer Committer() { return {state, *trail, *trail}; }
  void Recover() { ASSERT_TRUE(Committer().Recover().ok()); }

  // What app's workspace records of a query.
  uint64_t RunQuery(const std::string& project = kProject, bool to_its_end = true) {
    const crypto::Json body(
        crypto::Json::Object{{"dataset", keys->dataset().ToString()},
                             {"extract", newest.extract},
                             {"permit", project},
                             {"permit_version", newest.permit_version},
                             {"query", Hex(crypto::Sha256::Of({QuerySalt(), AsBytes(query_text)}))}});
    const uint64_t index =
        trail->RecordOne({ports::EntryClass::kQuery, "extract.open.intent", kAuthor, body.Canonical()}).value().index();
    if (to_its_end)
      trail
          ->RecordOne({ports::EntryClass::kQuery, "workspace.sql.done", kAuthor,
                       crypto::Json(crypto::Json::Object{{"intent", index}}).Canonical()})
          .value();
    return index;
  }

  SubmitRequest ToSubmit(const std::string& title = "Winter weeks") const {
    return {kProject, kAuthor, {query, newest}, {title, {"week", "persons"}}, newest};
  }
  SubmissionId Submit(const std::string& title = "Winter weeks") {
    auto committer = Committer();
    return Book().Submit(committer, ToSubmit(title)).value();
  }
  Result<void> Approve(uint64_t actor, uint64_t version = 1, uint64_t number = 1) {
    auto committer = Committer();
    return Book().Approve(committer, {{kProject, number}, actor, version, newest});
  }
  Result<void> Revise(const std::string& title, uint64_t actor = kAuthor) {
    auto committer = Committer();
    return Book().Revise(committer, {Id(), actor, {query, newest}, {title, {"week", "persons"}}, newest});
  }
  Result<void> Refuse(uint64_t actor, const std::string& words = "cells too small", uint64_t version = 1) {
    auto committer = Committer();
    return Book().Refuse(committer, {Id(), actor, version, words});
  }
  Result<void> Comment(uint64_t actor, const std::string& words, uint64_t version = 1) {
    auto committer = Committer();
    return Book().AddComment(committer, {Id(), actor, version, words});
  }
  Result<void> Withdraw(uint64_t actor = kAuthor) {
    auto committer = Committer();
    return Book().Withdraw(committer, Id(), actor);
  }
  static SubmissionId Id() { return {kProject, 1}; }
  Result<Submission> Read() { return Book().Read(Id()); }

  void AddActor(uint64_t number, policy::Role role) {
    policy::Actor actor;
    actor.number = number;
    actor.key = {SignatureAlgorithm::kEcdsaP384Sha384, Bytes(97, static_cast<uint8_t>(number))};
    actor.grants = {{role, {}}};
    actors[number] = actor;
  }
  Result<policy::Actor> Actor(uint64_t number) const {
    const auto found = actors.find(number);
    if (found == actors.end()) return Error(ErrorCode::kNotFound, "no such actor");
    return found->second;
  }

  // One permit for all projects, and who may work under it now.
  static policy::Permit PermitOfThese(std::vector<uint64_t> people) {
    policy::Permit permit;
    permit.start = policy::ParseDay("2020-01-01").value();
    permit.end = policy::ParseDay("2098-12-31").value();
    for (const uint64_t number : people)
      permit.people.push_back(
          {"local", number, {}, permit.start, permit.start, policy::ParseDay("2050-12-31").value()});
    return permit;
  }
  Result<void> Admits(uint64_t author) const {
    if (admits_all) return {};
    BOUCLIER_TRY(const policy::Actor actor, Actor(author));
    return policy::DecideMember(permit, life, actor, now);
  }
  policy::Permit permit = PermitOfThese({kAuthor, kColleague});
  policy::PermitLife life;
  TimePoint now = ParseTime("2026-03-01T00:00:00.000Z").value();
  bool admits_all = false;  // the twin that asks no permit

  state::MemoryStateStore state;
  ledger::HandClock clock;
  ledger::StoppingFileSystem files;
  std::unique_ptr<ledger::Ledger> trail;
  vault::DatasetKeysPtr keys;
  std::map<uint64_t, policy::Actor> actors;
  Ground newest{2, 3, std::string(64, 'e'), 4};
  std::string query_text{kQueryText};
  uint64_t query = 0;

 private:
  Result<vault::DatasetKeysPtr> KeysNow() const { return keys; }
  bouclier::test::ClearWrapper wrapper_;
  std::filesystem::path folder_;
  ledger::SoftwareSigner signer_{7};
};

// The reader without its checks against the ledger: rows are opened and believed. A negative control.
struct BelievedSubmission {
  std::optional<StateRow> state;
  SubmissionText text;
  std::map<uint64_t, std::string> texts;
};
inline BelievedSubmission ReadBelievingRows(Hub& hub, const SubmissionId& id) {
  const auto reader = hub.state.Read().value();
  BelievedSubmission out;
  out.state = ReadStateRow(*reader, id).value();
  const auto texts = ReadTexts(*reader, *hub.keys, id).value();
  for (const auto& [step, text] : texts) {
    out.texts[step] = text.text();
    if (const auto words = ParseSubmissionText(text.text()); words.ok()) out.text = *words;
  }
  return out;
}

}  // namespace bouclier::airlock::test
