// SPDX-License-Identifier: Apache-2.0
#include "airlock_desk.h"

#include <fmt/format.h>

#include "bouclier/base/parallel.h"
#include "bouclier/provision/person_numbers.h"
#include "bouclier/provision/project_secrets.h"
#include "bouclier/vault/doors.h"
#include "extract_session.h"
#include "release_chart.h"
#include "release_matter.h"
#include "release_rules.h"

namespace bouclier::app {
namespace {

using crypto::Json;

constexpr std::chrono::minutes kLongestRun{10};

// What a query over this extract stands on, by the ledger alone. A newer snapshot changes nothing: the extract is what
// ran. One that was taken back does.
struct Standing {
  vault::DatasetKeysPtr tables;  // of the base
  vault::PublishedSnapshot snapshot;
};
Result<Standing> StandingOf(Hub& hub, const policy::Permit& permit, const vault::PublishedSnapshot& extract) {
  Standing out;
  BOUCLIER_TRY(out.tables, hub.InnerKeys(permit.base + "/tables"));
  BOUCLIER_TRY(out.snapshot, provision::SnapshotOf(hub.ledger(), extract, out.tables->dataset()));
  if (!out.snapshot.revoked) return out;
  return Error(
      ErrorCode::kConflict,
      fmt::format("run query again: snapshot {} of {}, of which the extract was made, was revoked", out.snapshot.number,
                  permit.base),
      "make the extract anew: bouclier project extract " + permit.id + "; then run the query again, and name that run",
      Retry::kAfterFix);
}

// The base's number of each person of the extract.
Result<std::vector<uint32_t>> NumbersOf(Hub& hub, const policy::Permit& permit, const vault::DatasetKeys& project,
                                        const Standing& standing, const std::vector<std::string>& persons) {
  BOUCLIER_TRY(const vault::DatasetKeysPtr pseudonyms, hub.InnerKeys(kPseudonymDataset));
  BOUCLIER_TRY(const auto reader, hub.state().Read());
  BOUCLIER_TRY(const vault::TableSnapshot snapshot, vault::LoadSnapshot(*reader, *standing.tables, standing.snapshot));
  BOUCLIER_TRY(const SecretBytes key, provision::OpenProjectKey(*reader, *pseudonyms, project, permit.id));
  return provision::PersonNumbersOf(key, snapshot.persons, persons);
}

// Somebody said no; not a machine that could not.
bool IsRefusal(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidArgument:
    case ErrorCode::kDenied:
    case ErrorCode::kNotFound:
    case ErrorCode::kConflict:
    case ErrorCode::kPrecondition:
    case ErrorCode::kCorruption:
    case ErrorCode::kUnsupported:
      return true;
    default:
      return false;
  }
}

// What the engine or the grammar says of a query names its parts; the airlock's own checks quote nothing.
bool MayQuote(const Error& told) {
  const bool of_the_query = told.code == ErrorCode::kInvalidArgument || told.code == ErrorCode::kUnsupported;
  return of_the_query && !told.message.starts_with("check submission:") && told.message.find(':') != std::string::npos;
}

}  // namespace

Result<std::unique_ptr<AirlockDesk>> AirlockDesk::Open(const Config& config, const Asker& asker) {
  BOUCLIER_TRY(auto people, ProjectDesk::Open(config, asker));
  return std::unique_ptr<AirlockDesk>(new AirlockDesk(std::move(people)));
}

Result<policy::Permit> AirlockDesk::Admit(const std::string& project, policy::Action action) {
  BOUCLIER_TRY(const provision::PermitNow now, people_->Decide(project, action));
  return now.permit.permit();
}

Result<Report> AirlockDesk::End(policy::Action action, const AskedAbout& about, Result<Report> done) {
  if (done.ok() || !IsRefusal(done.error().code)) return done;
  Error told = done.error();
  if (MayQuote(told)) told.message.resize(told.message.find(':'));
  Json::Object more;
  if (about.submission != 0) more["submission"] = about.submission;
  BOUCLIER_TRY_VOID(people_->RecordDenied(action, about.project, told, std::move(more)));
  return done;
}

airlock::SubmissionBook AirlockDesk::book() {
  Hub& hub = people_->hub();
  return airlock::SubmissionBook(
      {&hub.state(), &hub.ledger(),
       [&hub](const std::string& project) { return hub.InnerKeys(ProjectDataset(project)); },
       [&hub](uint64_t number) -> Result<policy::Actor> {
         BOUCLIER_TRY(const ActorDirectory directory, hub.Directory());
         return directory.ActorAt(number, directory.changes());
       },
       [this](const std::string& project, uint64_t author) { return people_->AdmitsNow(project, author); },
       &hub.mark_key()});
}

airlock::ReleaseDesk AirlockDesk::releases(airlock::SubmissionBook& book) {
  Hub& hub = people_->hub();
  return {book,
          {&hub.ledger(), &hub.certificate_signer(),
           [this](const std::string& project) -> Result<vault::DatasetKeysPtr> {
             BOUCLIER_TRY(const policy::Permit permit, TextOf(project));
             return people_->hub().InnerKeys(permit.base + "/releases");
           },
           DrawRelease}};
}

Result<policy::Permit> AirlockDesk::PermitOf(const airlock::Submission& submission) {
  const std::string& project = submission.id().project;
  const Result<void> admits = people_->AdmitsNow(project, submission.progress().author);
  if (!admits.ok() && admits.error().code == ErrorCode::kNotFound) return airlock::AuthorNotNamed(submission.id());
  BOUCLIER_TRY_VOID(admits);
  return TextOf(project);
}

Result<policy::Permit> AirlockDesk::TextOf(const std::string& project) {
  BOUCLIER_TRY(const provision::ValidPermit valid, people_->book().Read(project));
  return valid.permit();
}

Result<RunAgain> AirlockDesk::Run(const policy::Permit& permit, uint64_t entry) {
  Hub& hub = people_->hub();
  BOUCLIER_TRY(airlock::RecordedQuery query, airlock::FindRecordedQuery(hub.ledger(), entry));
  if (query.project != permit.id)
    return Error(ErrorCode::kNotFound, "find query: the ledger has no query of that number in this project",
                 "bouclier workspace sql tells the number of each query");
  BOUCLIER_TRY(const ProjectExtract extract, FindExtract(hub, permit.id));
  if (query.extract != extract.published.number || query.permit_version != permit.version)
    return Error(ErrorCode::kConflict, "run query again: the permit or the extract changed since it ran",
                 "run it again in the workspace, and name that run");
  BOUCLIER_TRY(const Standing standing, StandingOf(hub, permit, extract.published));
  BOUCLIER_TRY(QueryText text, ReadQueryText(hub, *extract.keys, query));
  BOUCLIER_TRY(ports::LedgerReceipt receipt,
               hub.Record(ports::EntryClass::kQuery, vault::kExtractAction, people_->actor().number,
                          {{"again", entry},
                           {"dataset", extract.keys->dataset().ToString()},
                           {"extract", extract.published.number},
                           {"permit", permit.id},
                           {"permit_version", permit.version}}));
  workspace::SqlLimits limits;
  limits.time = kLongestRun;
  limits.threads = static_cast<int>(CoreCount());  // what leaves stands in the order of its keys, whoever was quicker
  BOUCLIER_TRY(ExtractSession session, ExtractSession::Open(hub, std::move(receipt), extract, permit, limits));
  const airlock::Ground ground{permit.version, extract.published.number, Hex(extract.published.head),
                               standing.snapshot.number};
  BOUCLIER_TRY(const auto units, CountedUnitsOf(permit));
  BOUCLIER_TRY(const workspace::Candidate candidate, session.sql().Propose(text.text, units));
  const airlock::ProposalFacts facts{
      [&](const std::vector<std::string>& persons) { return NumbersOf(hub, permit, *extract.keys, standing, persons); },
      MatterOfKey, MatterOfMeasure};
  BOUCLIER_TRY(airlock::Proposal proposal, airlock::ProposalOf(candidate, facts));
  std::vector<std::string> columns;
  for (const workspace::OutputColumn& column : candidate.columns()) columns.push_back(column.name);
  return RunAgain{std::move(query),    std::move(text.salt), ground,
                  std::move(proposal), std::move(columns),   RulesOf(permit)};
}

Result<uint64_t> LastQuery(Hub& hub, uint64_t actor, const std::string& project) {
  constexpr uint64_t kPage = 256;
  BOUCLIER_TRY(uint64_t to, hub.ledger().Size());
  while (to > 0) {
    const uint64_t from = to > kPage ? to - kPage : 0;
    BOUCLIER_TRY(const auto entries, hub.ledger().Read(from, to - from));
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
      if (entry->action != airlock::kQueryDoneAction) continue;
      BOUCLIER_TRY(const Json body, Json::ParseCanonical(entry->body));
      BOUCLIER_TRY(const uint64_t intent, body.GetCount("intent"));
      const auto query = airlock::FindRecordedQuery(hub.ledger(), intent);
      if (query.ok() && query->actor == actor && query->project == project) return intent;
    }
    to = from;
  }
  return Error(ErrorCode::kNotFound, "find query: you ran none in this project yet",
               "run one: bouclier workspace sql ID 'SELECT …'");
}

}  // namespace bouclier::app
