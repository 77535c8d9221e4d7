// SPDX-License-Identifier: Apache-2.0
#include "bouclier/airlock/submission_book.h"

#include <algorithm>

#include "bouclier/airlock/recorded_query.h"
#include "bouclier/policy/decide.h"
#include "submission_reading.h"
#include "submission_rows.h"
#include "submission_step.h"

namespace bouclier::airlock {
namespace {

using crypto::Json;

Error NoSuchSubmission() {
  return Error(ErrorCode::kNotFound, "read submission: there is none of that name", "see: bouclier airlock list");
}

Json::Object SubjectMembers(const Subject& subject) {
  return {{"extract", subject.ground.extract},
          {"extract_digest", subject.ground.extract_digest},
          {"permit_version", subject.ground.permit_version},
          {"query", subject.query},
          {"snapshot", subject.ground.snapshot}};
}

// Each text that the ledger knows is there as it was written, and none beside.
Result<void> CheckTexts(const SubmissionChain& chain, const std::map<uint64_t, SaltedText>& texts) {
  for (size_t step = 0; step < chain.events.size(); ++step) {
    const std::string& digest = chain.events[step].digest;
    const auto found = texts.find(step);
    if (digest.empty() != (found == texts.end()))
      return SubmissionDamaged(digest.empty() ? "a text was added" : "a text is missing");
    if (!digest.empty() && found->second.Digest() != digest)
      return SubmissionDamaged("a text is not the one that was written");
  }
  const size_t known = chain.events.size() + (chain.unsettled ? 1 : 0);
  if (!texts.empty() && texts.rbegin()->first >= known) return SubmissionDamaged("a text was added");
  return {};
}

}  // namespace

Error AuthorNotNamed(const SubmissionId& id) {
  return Error(ErrorCode::kDenied, "review submission: the permit names its author no more",
               "refuse it with words: bouclier airlock review " + ToText(id) + " --refuse WORDS");
}

Result<Submission> SubmissionBook::Load(ports::StateReader& reader, const SubmissionId& id,
                                        const SubmissionChain& chain, Unsettled unsettled) {
  if (chain.unsettled && unsettled == Unsettled::kRefuse) return NotFinished();
  if (!chain.unsettled) {
    BOUCLIER_TRY(const std::optional<StateRow> row, ReadStateRow(reader, id));
    if (row != RowOf(chain.progress)) return SubmissionDamaged("its state in the database is not what the ledger says");
  }
  BOUCLIER_TRY(const vault::DatasetKeysPtr keys, parts_.keys_of(id.project));
  BOUCLIER_TRY(const auto texts, ReadTexts(reader, *keys, id));
  BOUCLIER_TRY_VOID(CheckTexts(chain, texts));
  Submission out;
  out.id_ = id;
  out.chain_ = chain;
  for (size_t step = 0; step < chain.events.size(); ++step) {
    const ChainedEvent& chained = chain.events[step];
    if (chained.digest.empty()) continue;
    const std::string_view text = texts.at(step).text();
    const Change change = chained.event.change;
    if (change == Change::kSubmit || change == Change::kChange) {
      BOUCLIER_TRY(out.text_, ParseSubmissionText(text));
    } else if (change == Change::kRelease) {
      out.released_ = text;
    } else {
      out.comments_.push_back({change, chained.event.actor, chained.time, std::string(text)});
    }
  }
  return out;
}

Result<Submission> SubmissionBook::ReadOnce(const SubmissionId& id) {
  BOUCLIER_TRY(const SubmissionChains chains, ReadSubmissionChains(*parts_.trail, *parts_.state, parts_.mark_key));
  BOUCLIER_TRY(const auto reader, parts_.state->Read());
  const auto chain = chains.submitted.find(id);
  if (chain != chains.submitted.end()) return Load(*reader, id, chain->second, Unsettled::kRefuse);
  if (chains.opening.contains(id)) return NotFinished();
  BOUCLIER_TRY(const std::set<SubmissionId> there, SubmissionsWithRows(*reader));
  if (there.contains(id)) return SubmissionDamaged("the ledger knows nothing of it");
  return NoSuchSubmission();
}

Result<Submission> SubmissionBook::Read(const SubmissionId& id) {
  return AgainWhileItGrows(*parts_.trail, [&] { return ReadOnce(id); });
}

Result<std::vector<Submission>> SubmissionBook::ReadAllOnce() {
  BOUCLIER_TRY(const SubmissionChains chains, ReadSubmissionChains(*parts_.trail, *parts_.state, parts_.mark_key));
  BOUCLIER_TRY(const auto reader, parts_.state->Read());
  BOUCLIER_TRY(const std::set<SubmissionId> there, SubmissionsWithRows(*reader));
  for (const SubmissionId& id : there)
    if (!chains.submitted.contains(id) && !chains.opening.contains(id))
      return SubmissionDamaged("there is one that the ledger knows nothing of");
  std::vector<Submission> out;
  for (const auto& [id, chain] : chains.submitted) {
    BOUCLIER_TRY(Submission submission, Load(*reader, id, chain, Unsettled::kTell));
    out.push_back(std::move(submission));
  }
  return out;
}

Result<std::vector<Submission>> SubmissionBook::ReadAll() {
  return AgainWhileItGrows(*parts_.trail, [&] { return ReadAllOnce(); });
}

Result<void> SubmissionBook::CheckSubject(const std::string& project, const Subject& subject, const Ground& newest) {
  BOUCLIER_TRY_VOID(CheckGround(subject.ground, newest));
  BOUCLIER_TRY(const RecordedQuery query, FindRecordedQuery(*parts_.trail, subject.query));
  if (query.project != project)
    return Error(ErrorCode::kNotFound, "find query: the ledger has no query of that number in this project",
                 "bouclier workspace sql tells the number of each query");
  Ground ran = subject.ground;
  ran.permit_version = query.permit_version;
  ran.extract = query.extract;
  return CheckGround(ran, newest);
}

// Who votes is a reviewer now, and another person than the author and than who approved before: a second number with
// the same key is the same person.
Result<void> SubmissionBook::CheckReviewer(uint64_t number, const Progress& progress) {
  BOUCLIER_TRY(const policy::Actor reviewer, parts_.actor_now(number));
  BOUCLIER_TRY_VOID(policy::Decide(reviewer, policy::Action::kAirlockReview, std::nullopt));
  std::vector<uint64_t> others = progress.approvals;
  others.push_back(progress.author);
  for (const uint64_t other : others) {
    if (other == number) continue;  // After says what is wrong with that, if anything
    BOUCLIER_TRY(const policy::Actor there, parts_.actor_now(other));
    if (there.key == reviewer.key)
      return Error(ErrorCode::kDenied, "review submission: its author or another reviewer has the same key",
                   "two persons review, and neither is the author");
  }
  return {};
}

// What only closes or talks needs no permit in force.
Result<void> SubmissionBook::CheckPermit(const SubmissionId& id, Change change, uint64_t author) {
  if (change == Change::kRefuse || change == Change::kComment || change == Change::kWithdraw) return {};
  Result<void> admitted = parts_.admits(id.project, author);
  if (!admitted.ok() && admitted.error().code == ErrorCode::kNotFound && change == Change::kApprove)
    return AuthorNotNamed(id);
  return admitted;
}

Result<void> SubmissionBook::Commit(vault::Committer& committer, const SubmissionId& id,
                                    const std::optional<Progress>& before, Step step) {
  BOUCLIER_TRY(const Progress after, After(before, step.event));
  BOUCLIER_TRY_VOID(CheckPermit(id, step.event.change, after.author));
  BOUCLIER_TRY(const vault::DatasetKeysPtr keys, parts_.keys_of(id.project));
  const uint64_t number = after.steps - 1;
  std::optional<SaltedText> text;
  std::optional<StateRow> row;
  if (before) row = RowOf(*before);
  if (step.text) text = SaltedText::Of(*step.text);
  vault::CommitBatch batch;
  batch.action = "airlock." + std::string(ChangeName(step.event.change));
  batch.entry_class = ports::EntryClass::kOutput;
  batch.actor = step.event.actor;
  batch.body = std::move(step.body);
  batch.body["project"] = id.project;
  batch.body["submission"] = id.number;
  batch.body["step"] = number;
  batch.body["version"] = step.event.version;
  if (text) batch.body["digest"] = text->Digest();
  batch.also = [&](ports::StateTransaction& transaction) -> Result<void> {
    BOUCLIER_TRY_VOID(MoveStateRow(transaction, id, row, RowOf(after)));
    if (text) BOUCLIER_TRY_VOID(WriteText(transaction, *keys, id, number, *text));
    return step.also ? step.also(transaction) : Result<void>();
  };
  BOUCLIER_TRY(const vault::Committed committed, committer.Commit(std::move(batch)));
  static_cast<void>(committed);
  return {};
}

Result<SubmissionId> SubmissionBook::Submit(vault::Committer& committer, const SubmitRequest& request) {
  BOUCLIER_TRY_VOID(CheckSubmissionText(request.text));
  BOUCLIER_TRY_VOID(CheckSubject(request.project, request.subject, request.newest));
  BOUCLIER_TRY(const SubmissionChains chains, ReadSubmissionChains(*parts_.trail, *parts_.state, parts_.mark_key));
  SubmissionId id{request.project, 1};
  for (const auto& [there, chain] : chains.submitted) {
    if (there.project != request.project) continue;
    id.number = there.number + 1;
    if (chain.progress.stage == Stage::kOpen && chain.progress.author == request.author)
      return Error(ErrorCode::kConflict, "submit submission: this author has an open one in this project",
                   "change or withdraw it: " + ToText(there));
  }
  for (const SubmissionId& opening : chains.opening)
    if (opening.project == request.project) return NotFinished();
  Step step{
      {Change::kSubmit, request.author, 1}, WriteSubmissionText(request.text), SubjectMembers(request.subject), {}};
  BOUCLIER_TRY_VOID(Commit(committer, id, std::nullopt, std::move(step)));
  return id;
}

Result<void> SubmissionBook::Revise(vault::Committer& committer, const RevisionRequest& request) {
  BOUCLIER_TRY_VOID(CheckSubmissionText(request.text));
  BOUCLIER_TRY(const Submission there, Read(request.id));
  const SubmissionEvent event{Change::kChange, request.actor, there.progress().version + 1};
  BOUCLIER_TRY_VOID(After(there.progress(), event));
  // Also what a command typed again finds whose first run was stopped after its change.
  if (request.text == there.text() && request.subject == there.subject())
    return Error(ErrorCode::kConflict, "change submission: nothing would change",
                 "it stands as you ask: bouclier airlock list");
  BOUCLIER_TRY_VOID(CheckSubject(request.id.project, request.subject, request.newest));
  return Commit(committer, request.id, there.progress(),
                {event, WriteSubmissionText(request.text), SubjectMembers(request.subject), {}});
}

Result<void> SubmissionBook::Approve(vault::Committer& committer, const VoteRequest& request) {
  BOUCLIER_TRY(const Submission there, Read(request.id));
  const SubmissionEvent event{Change::kApprove, request.actor, request.version};
  BOUCLIER_TRY_VOID(After(there.progress(), event));
  BOUCLIER_TRY_VOID(CheckReviewer(request.actor, there.progress()));
  BOUCLIER_TRY_VOID(CheckGround(there.subject().ground, request.newest));
  return Commit(committer, request.id, there.progress(), {event, std::nullopt, {}, {}});
}

Result<void> SubmissionBook::Refuse(vault::Committer& committer, const WordsRequest& request) {
  BOUCLIER_TRY_VOID(CheckComment(request.words));
  BOUCLIER_TRY(const Submission there, Read(request.id));
  const SubmissionEvent event{Change::kRefuse, request.actor, request.version};
  BOUCLIER_TRY_VOID(After(there.progress(), event));
  BOUCLIER_TRY_VOID(CheckReviewer(request.actor, there.progress()));
  return Commit(committer, request.id, there.progress(), {event, request.words, {}, {}});
}

Result<void> SubmissionBook::AddComment(vault::Committer& committer, const WordsRequest& request) {
  BOUCLIER_TRY_VOID(CheckComment(request.words));
  BOUCLIER_TRY(const Submission there, Read(request.id));
  if (request.actor != there.progress().author) {
    BOUCLIER_TRY(const policy::Actor actor, parts_.actor_now(request.actor));
    BOUCLIER_TRY_VOID(policy::Decide(actor, policy::Action::kAirlockReview, std::nullopt));
  }
  const SubmissionEvent& last = there.chain().events.back().event;
  if (last.change == Change::kComment && last.actor == request.actor && there.comments().back().words == request.words)
    return Error(ErrorCode::kConflict, "comment submission: these words are its last comment already");
  return Commit(committer, request.id, there.progress(),
                {{Change::kComment, request.actor, request.version}, request.words, {}, {}});
}

Result<void> SubmissionBook::Withdraw(vault::Committer& committer, const SubmissionId& id, uint64_t actor) {
  BOUCLIER_TRY(const Submission there, Read(id));
  return Commit(committer, id, there.progress(),
                {{Change::kWithdraw, actor, there.progress().version}, std::nullopt, {}, {}});
}

}  // namespace bouclier::airlock
