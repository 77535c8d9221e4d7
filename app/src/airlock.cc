// SPDX-License-Identifier: Apache-2.0
#include "bouclier/app/airlock.h"

#include <algorithm>

#include "airlock_json.h"
#include "bouclier/airlock/said_numbers.h"
#include "bouclier/ledger/receipt.h"
#include "release_chart.h"
#include "streamed_file.h"

namespace bouclier::app {
namespace {

using airlock::Submission;
using airlock::SubmissionId;
using crypto::Json;
using policy::Action;

struct Asked {
  policy::Permit permit;
  RunAgain run;
  airlock::SubmissionText text;
};

Result<Asked> RunSubject(AirlockDesk& desk, const AirlockSubject& subject, Action action) {
  BOUCLIER_TRY(policy::Permit permit, desk.Admit(subject.project, action));
  uint64_t query = 0;
  if (subject.query) {
    query = *subject.query;
  } else {
    BOUCLIER_TRY(query, LastQuery(desk.hub(), desk.actor().number, subject.project));
  }
  BOUCLIER_TRY(RunAgain run, desk.Run(permit, query));
  airlock::SubmissionText text{subject.title, subject.labels.empty() ? run.columns : subject.labels};
  BOUCLIER_TRY_VOID(airlock::CheckSubmissionText(text));
  if (text.labels.size() != run.columns.size())
    return Error(ErrorCode::kInvalidArgument,
                 "check submission: the query gives " + std::to_string(run.columns.size()) +
                     " columns, and there are " + std::to_string(text.labels.size()) + " labels",
                 "one label a column, in their order")
        .Because(Refusal::kLabels, std::to_string(text.labels.size()));
  BOUCLIER_TRY_VOID(airlock::CheckSaidNumbers(text, run.proposal));
  return Asked{std::move(permit), std::move(run), std::move(text)};
}

// Words alone its author may say too.
Action ReviewAction(const AirlockReviewOptions& options) {
  return options.vote == AirlockVote::kComment ? Action::kAirlockComment : Action::kAirlockReview;
}

// What a stop left between intent and outcome is settled before anything is read.
Result<void> Settle(AirlockDesk& desk) {
  BOUCLIER_TRY(const FileLock lock, desk.hub().BeginJob());
  return {};
}

// Whose submission it is, or who reviews, sees it; nobody else learns that it exists.
Result<Submission> ReadFor(AirlockDesk& desk, airlock::SubmissionBook& book, const SubmissionId& id) {
  Result<Submission> submission = book.Read(id);
  const bool absent = !submission.ok() && submission.error().code == ErrorCode::kNotFound;
  const bool sees = SeesAllProjects(desk.actor(), Action::kAirlockList) ||
                    (submission.ok() && submission->progress().author == desk.actor().number);
  // Of one that is damaged nobody can say whose it is: who would not see all of them hears that it is damaged.
  if (absent || (submission.ok() && !sees))
    return Error(ErrorCode::kNotFound, "find submission: there is none of that name",
                 "bouclier airlock list shows those you may see");
  return submission;
}

// Opens the desk, does the work, and ends as every command of the airlock does.
template <typename Work>
Result<Report> AtDesk(const Config& config, const Asker& asker, Action action, const AskedAbout& about, Work work) {
  BOUCLIER_TRY(const auto desk, AirlockDesk::Open(config, asker));
  return desk->End(action, about, work(*desk));
}
template <typename Work>
Result<Report> AtDesk(const Config& config, const Asker& asker, Action action, const std::string& submission,
                      Work work) {
  BOUCLIER_TRY(const SubmissionId id, airlock::ParseSubmissionId(submission));
  return AtDesk(config, asker, action, AskedAbout{id.project, id.number},
                [&](AirlockDesk& desk) -> Result<Report> { return work(desk, id); });
}

// What would leave, run again, and what rules and memory say of it. What they refuse nobody can approve.
Result<airlock::Ground> Look(AirlockDesk& desk, airlock::SubmissionBook& book, const Submission& submission,
                             bool to_approve, Report& report) {
  BOUCLIER_TRY(const policy::Permit permit, desk.PermitOf(submission));
  BOUCLIER_TRY(const RunAgain run, desk.Run(permit, submission.subject().query));
  BOUCLIER_TRY(const airlock::Checked checked, desk.releases(book).Check(permit.id, run.proposal.output(), run.rules));
  if (to_approve && checked.assessment.verdict == airlock::Verdict::kRefused)
    return Error(
        ErrorCode::kDenied,
        "approve submission: it is refused " +
            airlock::RefusalCauses(run.proposal.output().figures.table, checked.assessment, run.rules, permit.id) +
            ": nobody can approve it",
        "look at it without a vote to see why, and refuse it with words");
  report.data = VerdictJson(run, checked, permit.id, airlock::Audience::kReviewer);
  BOUCLIER_TRY(const airlock::ShownTable table,
               airlock::Show(run.proposal, submission.text(), checked.assessment.hidden));
  report.data["table"] = TableJson(table);
  report.data["text"] = run.proposal.query();
  return run.ground;
}

// Whatever their roles: the first that they hear, and what the ledger says of it. Who may not know that it exists
// hears nothing of it here.
Result<void> RefuseItsAuthor(AirlockDesk& desk, airlock::SubmissionBook& book, const SubmissionId& id) {
  const Result<Submission> submission = book.Read(id);
  if (!submission.ok() || submission->progress().author != desk.actor().number) return {};
  return Error(ErrorCode::kDenied, "review submission: its author cannot review it",
               "two other persons review; what they would see: bouclier airlock check");
}

Result<void> Vote(AirlockDesk& desk, airlock::SubmissionBook& book, const Submission& submission,
                  const AirlockReviewOptions& options, const std::optional<airlock::Ground>& ground) {
  const uint64_t actor = desk.actor().number, version = options.version.value_or(submission.progress().version);
  BOUCLIER_TRY(const FileLock lock, desk.hub().BeginJob());
  auto committer = desk.hub().committer();
  if (options.vote == AirlockVote::kApprove) return book.Approve(committer, {submission.id(), actor, version, *ground});
  const airlock::WordsRequest words{submission.id(), actor, version, options.words};
  return options.vote == AirlockVote::kRefuse ? book.Refuse(committer, words) : book.AddComment(committer, words);
}

Result<airlock::ReleasedOutput> ReleaseOrHandOut(AirlockDesk& desk, airlock::SubmissionBook& book,
                                                 const Submission& submission, const policy::Permit& permit) {
  airlock::ReleaseDesk releases = desk.releases(book);
  BOUCLIER_TRY(const FileLock lock, desk.hub().BeginJob());
  const airlock::Progress& progress = submission.progress();
  if (progress.stage == airlock::Stage::kReleased) return releases.HandOut(submission.id(), desk.actor().number);
  BOUCLIER_TRY(RunAgain run, desk.Run(permit, submission.subject().query));
  auto committer = desk.hub().committer();
  return releases.Release(committer, {submission.id(), desk.actor().number, progress.version, run.ground,
                                      std::move(run.proposal), std::move(run.salt), std::move(run.rules)});
}

// Why the queue is as it is: what those who look at it would ask next.
airlock::InBoth WhyEmpty(const std::vector<Submission>& all, size_t shown, bool sees_all, const std::string& project) {
  if (shown > 0) return {};
  const std::string where = project.empty() ? "" : " in that project", ou = project.empty() ? "" : " dans ce projet";
  if (all.empty())
    return {(sees_all ? "nothing was ever submitted" : "you never submitted anything") + where,
            (sees_all ? "rien n'a jamais été soumis" : "vous n'avez jamais rien soumis") + ou};
  return {(sees_all ? "everything that was submitted" : "everything that you submitted") + where + " is closed",
          (sees_all ? "tout ce qui a été soumis" : "tout ce que vous avez soumis") + ou + " est clos"};
}

Result<Report> Check(AirlockDesk& desk, const AirlockSubject& subject) {
  AirlockSubject named = subject;
  if (named.title.empty()) named.title = "check";
  BOUCLIER_TRY(const Asked asked, RunSubject(desk, named, Action::kAirlockCheck));
  airlock::SubmissionBook book = desk.book();
  BOUCLIER_TRY(const airlock::Checked checked,
               desk.releases(book).Check(subject.project, asked.run.proposal.output(), asked.run.rules));
  Report report{"airlock.check", VerdictJson(asked.run, checked, subject.project, airlock::Audience::kAuthor)};
  if (checked.assessment.verdict != airlock::Verdict::kRefused) {
    BOUCLIER_TRY(const airlock::ShownTable table,
                 airlock::Show(asked.run.proposal, asked.text, checked.assessment.hidden));
    BOUCLIER_TRY_VOID(DrawRelease(table));  // what a submission would be refused for
    report.data["table"] = TableJson(table);
  } else {
    report.ending = Ending::kIncomplete;
  }
  BOUCLIER_TRY(const ports::LedgerReceipt receipt,
               desk.hub().Record(ports::EntryClass::kOutput, "airlock.check", desk.actor().number,
                                 {{"project", subject.project},
                                  {"query", asked.run.query.entry},
                                  {"verdict", std::string(airlock::VerdictName(checked.assessment.verdict))}}));
  report.data["ledger_index"] = receipt.index();
  return report;
}

Result<Report> Submit(AirlockDesk& desk, const AirlockSubject& subject, const std::optional<SubmissionId>& change) {
  BOUCLIER_TRY_VOID(Settle(desk));
  BOUCLIER_TRY(const Asked asked, RunSubject(desk, subject, Action::kAirlockSubmit));
  airlock::SubmissionBook book = desk.book();
  // What would be refused is told now; it may be submitted all the same, for the reviewers to see.
  BOUCLIER_TRY(const airlock::Checked checked,
               desk.releases(book).Check(subject.project, asked.run.proposal.output(), asked.run.rules));
  if (checked.assessment.verdict != airlock::Verdict::kRefused) {
    BOUCLIER_TRY(const airlock::ShownTable table,
                 airlock::Show(asked.run.proposal, asked.text, checked.assessment.hidden));
    BOUCLIER_TRY_VOID(DrawRelease(table));  // what cannot be drawn would fail after two people had reviewed it
  }
  BOUCLIER_TRY(const FileLock lock, desk.hub().BeginJob());
  auto committer = desk.hub().committer();
  const airlock::Subject of{asked.run.query.entry, asked.run.ground};
  SubmissionId id;
  if (change) {
    BOUCLIER_TRY(const Submission before, ReadFor(desk, book, *change));
    id = before.id();
    BOUCLIER_TRY_VOID(book.Revise(committer, {id, desk.actor().number, of, asked.text, asked.run.ground}));
  } else {
    BOUCLIER_TRY(id, book.Submit(committer, {subject.project, desk.actor().number, of, asked.text, asked.run.ground}));
  }
  BOUCLIER_TRY(const Submission submission, book.Read(id));
  Report report{"airlock.submit", VerdictJson(asked.run, checked, subject.project, airlock::Audience::kAuthor)};
  report.data["submission"] = Json(SubmissionJson(submission));
  report.data["ledger_index"] = submission.chain().events.back().entry;
  if (checked.assessment.verdict == airlock::Verdict::kRefused) report.ending = Ending::kIncomplete;
  return report;
}

Result<Report> List(AirlockDesk& desk, const AirlockListOptions& options) {
  BOUCLIER_TRY_VOID(desk.Allow(Action::kAirlockList));
  airlock::SubmissionBook book = desk.book();
  BOUCLIER_TRY(std::vector<Submission> all, book.ReadAll());
  const bool sees_all = SeesAllProjects(desk.actor(), Action::kAirlockList);
  std::erase_if(all, [&](const Submission& one) {
    return (!sees_all && one.progress().author != desk.actor().number) ||
           (!options.project.empty() && one.id().project != options.project);
  });
  Json::Array rows;
  for (const Submission& submission : all)
    if (options.all || submission.progress().stage == airlock::Stage::kOpen)
      rows.emplace_back(SubmissionJson(submission));
  const airlock::InBoth why = WhyEmpty(all, rows.size(), sees_all, options.project);
  return Report{"airlock.list",
                {{"submissions", std::move(rows)},
                 {"why_empty", why.en},
                 {"why_empty_fr", why.fr},
                 {"closed", static_cast<uint64_t>(std::ranges::count_if(all, [](const Submission& one) {
                    return one.progress().stage != airlock::Stage::kOpen;
                  }))}}};
}

Result<Report> Review(AirlockDesk& desk, const SubmissionId& id, const AirlockReviewOptions& options) {
  const bool only_words = options.vote == AirlockVote::kComment;
  airlock::SubmissionBook book = desk.book();
  if (!only_words) BOUCLIER_TRY_VOID(RefuseItsAuthor(desk, book, id));
  BOUCLIER_TRY_VOID(desk.Allow(ReviewAction(options)));
  if (options.vote != AirlockVote::kNone) BOUCLIER_TRY_VOID(Settle(desk));
  BOUCLIER_TRY(const Submission before, ReadFor(desk, book, id));
  Report report{"airlock.review", {}};
  std::optional<airlock::Ground> ground;  // of what was looked at
  if (!only_words && options.vote != AirlockVote::kRefuse) {
    BOUCLIER_TRY(ground, Look(desk, book, before, options.vote == AirlockVote::kApprove, report));
  }
  if (options.vote != AirlockVote::kNone) BOUCLIER_TRY_VOID(Vote(desk, book, before, options, ground));
  BOUCLIER_TRY(const Submission now, book.Read(before.id()));
  report.data["submission"] = Json(SubmissionJson(now));
  report.data["steps"] = StepsJson(now);
  report.data["voted"] = options.vote != AirlockVote::kNone;
  report.data["ledger_index"] = now.chain().events.back().entry;
  return report;
}

Result<Report> Withdraw(AirlockDesk& desk, const SubmissionId& id) {
  BOUCLIER_TRY_VOID(Settle(desk));
  airlock::SubmissionBook book = desk.book();
  BOUCLIER_TRY(const Submission before, ReadFor(desk, book, id));
  BOUCLIER_TRY_VOID(desk.Admit(id.project, Action::kAirlockSubmit));
  BOUCLIER_TRY(const FileLock lock, desk.hub().BeginJob());
  auto committer = desk.hub().committer();
  BOUCLIER_TRY_VOID(book.Withdraw(committer, id, desk.actor().number));
  BOUCLIER_TRY(const Submission now, book.Read(id));
  return Report{"airlock.withdraw",
                {{"submission", Json(SubmissionJson(now))}, {"ledger_index", now.chain().events.back().entry}}};
}

struct ReleasedFile {
  std::filesystem::path path;
  std::string text;
  size_t same;  // by how much of it a file is known for this release's: receipts differ
};

Error FileIsThere() {
  return Error(ErrorCode::kConflict, "write release: a file of that name is there already", "name another one");
}

// Over files of this very release, which a stop may have left, and over no others: then none is written.
Result<void> WriteReleased(const std::vector<ReleasedFile>& files) {
  constexpr uint64_t kLargest = uint64_t{1} << 30;
  for (const ReleasedFile& file : files) {
    if (!RealFileSystem().Exists(file.path)) continue;
    BOUCLIER_TRY(const Bytes there, RealFileSystem().Read(file.path, kLargest));
    const bool whole = file.same < file.text.size() || there.size() == file.text.size();
    if (!whole || AsText(there).substr(0, file.same) != std::string_view(file.text).substr(0, file.same))
      return FileIsThere();
  }
  for (const ReleasedFile& file : files) BOUCLIER_TRY_VOID(WriteTextFile(file.path, file.text));
  return {};
}

Result<void> WriteReleased(const airlock::ReleasedOutput& released, const AirlockReleaseOptions& options) {
  std::vector<ReleasedFile> files;
  files.push_back({options.out, ledger::WriteCertificate(released.document(), released.receipt().text()),
                   ledger::WriteCertificate(released.document(), "").size()});
  if (options.csv) files.push_back({*options.csv, released.csv(), released.csv().size()});
  if (options.svg) files.push_back({*options.svg, released.svg(), released.svg().size()});
  return WriteReleased(files);
}

Result<Report> Release(AirlockDesk& desk, const SubmissionId& id, const AirlockReleaseOptions& options) {
  BOUCLIER_TRY_VOID(Settle(desk));
  airlock::SubmissionBook book = desk.book();
  BOUCLIER_TRY(const Submission before, ReadFor(desk, book, id));
  BOUCLIER_TRY(const policy::Permit permit, desk.Admit(id.project, Action::kAirlockRelease));
  for (const auto& path : {std::optional(options.out), options.csv, options.svg})
    if (path && before.progress().stage != airlock::Stage::kReleased && RealFileSystem().Exists(*path))
      return FileIsThere();
  BOUCLIER_TRY(const airlock::ReleasedOutput released, ReleaseOrHandOut(desk, book, before, permit));
  BOUCLIER_TRY_VOID(WriteReleased(released, options));
  BOUCLIER_TRY(const Submission now, book.Read(id));
  Report report{"airlock.release", {{"submission", Json(SubmissionJson(now))}}};
  report.data["verdict"] = std::string(airlock::VerdictName(released.verdict()));
  report.data["file"] = options.out.string();
  report.data["csv"] = options.csv ? options.csv->string() : "";
  report.data["svg"] = options.svg ? options.svg->string() : "";
  report.data["ledger_index"] = released.receipt().index();
  return report;
}

}  // namespace

Result<Report> AirlockCheck(const Config& config, const Asker& asker, const AirlockSubject& subject) {
  return AtDesk(config, asker, Action::kAirlockCheck, AskedAbout{subject.project},
                [&](AirlockDesk& desk) { return Check(desk, subject); });
}

Result<Report> AirlockSubmit(const Config& config, const Asker& asker, const AirlockSubject& subject,
                             const std::optional<std::string>& change) {
  std::optional<SubmissionId> id;
  if (change) {
    BOUCLIER_TRY(id, airlock::ParseSubmissionId(*change));
  }
  return AtDesk(config, asker, Action::kAirlockSubmit, AskedAbout{subject.project, id ? id->number : 0},
                [&](AirlockDesk& desk) { return Submit(desk, subject, id); });
}

Result<Report> AirlockList(const Config& config, const Asker& asker, const AirlockListOptions& options) {
  return AtDesk(config, asker, Action::kAirlockList, AskedAbout{options.project},
                [&](AirlockDesk& desk) { return List(desk, options); });
}

Result<Report> AirlockReview(const Config& config, const Asker& asker, const std::string& id,
                             const AirlockReviewOptions& options) {
  return AtDesk(config, asker, ReviewAction(options), id,
                [&](AirlockDesk& desk, const SubmissionId& of) { return Review(desk, of, options); });
}

Result<Report> AirlockWithdraw(const Config& config, const Asker& asker, const std::string& id) {
  return AtDesk(config, asker, Action::kAirlockSubmit, id, Withdraw);
}

Result<Report> AirlockRelease(const Config& config, const Asker& asker, const std::string& id,
                              const AirlockReleaseOptions& options) {
  return AtDesk(config, asker, Action::kAirlockRelease, id,
                [&](AirlockDesk& desk, const SubmissionId& of) { return Release(desk, of, options); });
}

Result<Report> AirlockHistory(const Config& config, const Asker& asker, const std::string& id) {
  const auto history = [](AirlockDesk& desk, const SubmissionId& of) -> Result<Report> {
    BOUCLIER_TRY_VOID(desk.Allow(Action::kAirlockHistory));
    airlock::SubmissionBook book = desk.book();
    BOUCLIER_TRY(const Submission submission, ReadFor(desk, book, of));
    return Report{"airlock.history",
                  {{"submission", Json(SubmissionJson(submission))}, {"steps", StepsJson(submission)}}};
  };
  return AtDesk(config, asker, Action::kAirlockHistory, id, history);
}

}  // namespace bouclier::app
