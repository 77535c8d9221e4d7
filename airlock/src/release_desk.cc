// SPDX-License-Identifier: Apache-2.0
#include "bouclier/airlock/release_desk.h"

#include "bouclier/airlock/explain.h"
#include "bouclier/airlock/recorded_query.h"
#include "bouclier/crypto/hash.h"
#include "release_certificate.h"
#include "submission_reading.h"
#include "submission_rows.h"
#include "submission_step.h"

namespace bouclier::airlock {
namespace {

using crypto::Json;

constexpr const char* kReleasedAction = "airlock.released";

Json::Object Binding(const ReleaseBinding& release) {
  return {{"base", release.base.ToString()},
          {"certificate", release.certificate},
          {"certificate_key", Hex(release.certificate_key)},
          {"release", release.number}};
}

Error RefusedBy(const Assessment& assessment, const ReleaseRequest& request) {
  return Error(ErrorCode::kDenied,
               "release submission: it is refused " + RefusalCauses(request.proposal.output().figures.table, assessment,
                                                                    request.rules, request.id.project),
               "bouclier airlock check says which cells, and how to mend it");
}

// The text that ran is the one that the ledger names.
Result<std::string> CheckQuery(ports::AuditTrail& trail, uint64_t entry, const ReleaseRequest& request) {
  BOUCLIER_TRY(const RecordedQuery query, FindRecordedQuery(trail, entry));
  const std::string found = Hex(crypto::Sha256::Of({request.query_salt, AsBytes(request.proposal.query())}));
  if (request.query_salt.size() != 16 || found != query.digest)
    return Error(ErrorCode::kCorruption, "release submission: the query's text is not the one that the ledger names",
                 "restore the metadata database from its backup");
  return query.digest;
}

}  // namespace

struct ReleaseDesk::Judged {
  Assessment assessment;
  uint64_t number = 0;  // of the next release
  Digest32 memory{};    // that it was compared with
};

Result<TwoReviews> TwoReviews::Of(const Submission& submission) {
  const Progress& progress = submission.progress();
  if (!progress.approved())
    return Error(ErrorCode::kPrecondition, "read reviews: it has " + std::to_string(progress.approvals.size()) +
                                               " of " + std::to_string(kApprovals) + " approvals");
  TwoReviews out;
  size_t found = 0;
  for (const ChainedEvent& chained : submission.chain().events)
    if (chained.event.change == Change::kApprove && chained.event.version == progress.version)
      out.reviews_.at(found++) = {chained.event.actor, chained.entry, chained.time};
  BOUCLIER_CHECK(found == kApprovals);
  return out;
}

// `work` may be done again: what it makes is of its last run.
Result<void> ReleaseDesk::ReadMemory(const vault::DatasetKeys& keys, const WithMemory& work) {
  const BookParts& book = book_.parts_;
  return AgainWhileItGrows(*book.trail, [&]() -> Result<void> {
    BOUCLIER_TRY(SubmissionChains chains, ReadSubmissionChains(*book.trail, *book.state, book.mark_key));
    // A release that may be in the database and is not told yet must not be overlooked.
    if (chains.unsettled()) return NotFinished();
    BOUCLIER_TRY(const auto reader, book.state->Read());
    const std::vector<KeptRelease>& releases = chains.releases[keys.dataset()];
    KeptMemory memory(*reader, keys, releases);
    return work(memory, releases);
  });
}

Result<ReleaseDesk::Judged> ReleaseDesk::Judge(const vault::DatasetKeys& keys, const Output& output,
                                               const kernels::RuleParameters& rules) {
  Judged judged;
  BOUCLIER_TRY_VOID(
      ReadMemory(keys, [&](ReleaseMemory& memory, const std::vector<KeptRelease>& releases) -> Result<void> {
        BOUCLIER_TRY(judged.assessment, Assess(output, rules, memory));
        judged.number = releases.size() + 1;
        judged.memory = DigestOf(releases);
        return {};
      }));
  return judged;
}

Result<Checked> ReleaseDesk::Check(const std::string& project, const Output& output,
                                   const kernels::RuleParameters& rules) {
  BOUCLIER_TRY(const vault::DatasetKeysPtr keys, parts_.memory_keys_of(project));
  Checked checked;
  BOUCLIER_TRY_VOID(ReadMemory(*keys, [&](ReleaseMemory& memory, const std::vector<KeptRelease>&) -> Result<void> {
    BOUCLIER_TRY(checked.assessment, Assess(output, rules, memory));
    if (checked.assessment.verdict != Verdict::kRefused) return {};
    BOUCLIER_TRY(checked.mends, ProposeMends(output, rules, memory));
    return {};
  }));
  return checked;
}

// Who approved is asked again: a role that was taken away since takes the vote along.
Result<void> ReleaseDesk::CheckRequest(const Submission& submission, const ReleaseRequest& request) {
  const Progress& progress = submission.progress();
  BOUCLIER_TRY_VOID(After(progress, {Change::kRelease, request.actor, request.version}));
  for (const uint64_t reviewer : progress.approvals) {
    const Result<void> still = book_.CheckReviewer(reviewer, progress);
    if (!still.ok() && still.error().code == ErrorCode::kDenied)
      return Error(ErrorCode::kDenied,
                   "release submission: reviewer no. " + std::to_string(reviewer) +
                       " may not review any more, and the vote counts no more",
                   "submit it anew for other reviewers, after bouclier airlock withdraw " + ToText(submission.id()));
    BOUCLIER_TRY_VOID(still);
  }
  return book_.CheckSubject(submission.id().project, submission.subject(), request.newest);
}

Result<ReleasedOutput> ReleaseDesk::Release(vault::Committer& committer, const ReleaseRequest& request) {
  BOUCLIER_TRY(const Submission submission, book_.Read(request.id));
  BOUCLIER_TRY_VOID(CheckRequest(submission, request));
  BOUCLIER_TRY(std::string query_digest, CheckQuery(*book_.parts_.trail, submission.subject().query, request));
  BOUCLIER_TRY(const TwoReviews reviews, TwoReviews::Of(submission));
  BOUCLIER_TRY(const vault::DatasetKeysPtr keys, parts_.memory_keys_of(request.id.project));
  const Output& output = request.proposal.output();
  BOUCLIER_TRY(const Judged judged, Judge(*keys, output, request.rules));
  const Assessment& assessment = judged.assessment;
  if (assessment.verdict == Verdict::kRefused) return RefusedBy(assessment, request);
  BOUCLIER_TRY(const ShownTable table, Show(request.proposal, submission.text(), assessment.hidden));
  BOUCLIER_TRY(std::string svg, parts_.draw(table));
  BOUCLIER_TRY(const Json payload,
               WriteReleasePayload({submission, reviews, request, assessment, keys->dataset(), judged.number,
                                    judged.memory, std::move(query_digest), WriteCsv(table), std::move(svg)}));
  BOUCLIER_TRY(std::string document, SignRelease(*parts_.certificate_key, payload));
  const SaltedRemembered memory(
      {judged.number, request.id.project, output.figures.table, assessment.hidden, output.layers});
  SubmissionBook::Step step{{Change::kRelease, request.actor, request.version}, {}, {}, {}};
  step.body = Binding({keys->dataset(), judged.number, Hex(crypto::Sha256::Of(AsBytes(document))),
                       parts_.certificate_key->public_key().bytes, memory.digest()});
  step.body["memory"] = Hex(memory.digest());
  step.text = std::move(document);
  step.also = [&](ports::StateTransaction& transaction) { return KeepRemembered(transaction, *keys, memory); };
  BOUCLIER_TRY_VOID(book_.Commit(committer, request.id, submission.progress(), std::move(step)));
  return HandOut(request.id, request.actor);
}

Result<ReleasedOutput> ReleaseDesk::HandOut(const SubmissionId& id, uint64_t actor) {
  BOUCLIER_TRY(const Submission submission, book_.Read(id));
  if (submission.progress().stage != Stage::kReleased)
    return Error(ErrorCode::kPrecondition, "hand out release: it is not released",
                 "bouclier airlock release releases it");
  if (submission.progress().author != actor) return Error(ErrorCode::kDenied, "hand out release: only its author may");
  const ReleaseBinding& release = submission.chain().events.back().release;
  const std::string& document = submission.released();
  if (Hex(crypto::Sha256::Of(AsBytes(document))) != release.certificate)
    return SubmissionDamaged("its signed text is not the one that the ledger names");
  BOUCLIER_TRY(SignedRelease text, ReadSignedRelease(document));
  BOUCLIER_TRY(TwoReviews reviews, TwoReviews::Of(submission));
  Json::Object body = Binding(release);
  body["project"] = id.project;
  body["submission"] = id.number;
  BOUCLIER_TRY(ports::LedgerReceipt receipt,
               parts_.sink->RecordOne({ports::EntryClass::kOutput, kReleasedAction, actor, Json(body).Canonical()}));
  ReleasedOutput out(text.verdict, std::move(reviews), std::move(receipt));
  out.document_ = document;
  out.csv_ = std::move(text.csv);
  out.svg_ = std::move(text.svg);
  return out;
}

}  // namespace bouclier::airlock
