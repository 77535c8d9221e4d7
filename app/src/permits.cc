// SPDX-License-Identifier: Apache-2.0
#include "bouclier/app/permits.h"

#include <algorithm>

#include "admission.h"
#include "bouclier/provision/permit_book.h"
#include "hub_catalogue.h"
#include "permit_files.h"
#include "permit_json.h"
#include "streamed_file.h"

namespace bouclier::app {
namespace {

using crypto::Json;

// A hub with its directory as it stands now: both outlive the book made of them.
struct PermitDesk {
  std::unique_ptr<Hub> hub;
  ActorDirectory directory;

  static Result<PermitDesk> Open(const Config& config) {
    BOUCLIER_TRY(auto hub, Hub::Open(config));
    BOUCLIER_TRY(ActorDirectory directory, hub->Directory());
    return PermitDesk{std::move(hub), std::move(directory)};
  }
  provision::ActorAt actor_at() const {
    return [this](uint64_t number, uint64_t changes) { return directory.ActorAt(number, changes); };
  }
  provision::PermitBook book() { return {hub->state(), hub->ledger(), actor_at(), &hub->mark_key()}; }
};

enum class Sees { kAll, kOwn };
// A researcher, for whichever datasets, sees permits that name them; the other roles see all.
Result<Sees> AllowSeeing(Hub& hub, const policy::Actor& actor, policy::Action action) {
  policy::Actor without = actor;
  std::erase_if(without.grants, [](const policy::Grant& grant) { return grant.role == policy::Role::kResearcher; });
  if (policy::Decide(without, action, std::nullopt).ok()) return Sees::kAll;
  const bool researcher = without.grants.size() < actor.grants.size();
  if (researcher && actor.status == policy::ActorStatus::kActive) return Sees::kOwn;
  BOUCLIER_TRY_VOID(Allow(hub, actor, action, std::nullopt));
  return Sees::kOwn;
}

bool Names(const provision::ValidPermit& permit, const policy::Actor& actor) {
  return policy::FindMember(permit.permit(), actor.issuer, actor.number) != nullptr;
}

Json::Object RowJson(const provision::ValidPermit& valid, TimePoint now) {
  const policy::Permit& permit = valid.permit();
  return {{"end", policy::FormatDay(permit.end)},
          {"entry", valid.chain().last().entry},
          {"people", uint64_t{permit.people.size()}},
          {"permit", permit.id},
          {"project", permit.project},
          {"start", policy::FormatDay(permit.start)},
          {"state", policy::LifeStateName(policy::StateAt(permit, valid.life(), now))},
          {"version", permit.version}};
}

struct ChangeKind {
  policy::Action action;
  policy::LifeChange change;
};
ChangeKind KindOf(PermitChange change) {
  switch (change) {
    case PermitChange::kSuspend:
      return {policy::Action::kPermitSuspend, policy::LifeChange::kSuspend};
    case PermitChange::kResume:
      return {policy::Action::kPermitResume, policy::LifeChange::kResume};
    case PermitChange::kRevoke:
      break;
  }
  return {policy::Action::kPermitRevoke, policy::LifeChange::kRevoke};
}

}  // namespace

Result<Report> SignPermit(const Config& config, const Asker& asker, const std::filesystem::path& path,
                          const std::optional<std::filesystem::path>& out) {
  BOUCLIER_TRY(const PermitFile file, ReadPermitFile(path));
  BOUCLIER_TRY(PermitDesk desk, PermitDesk::Open(config));
  BOUCLIER_TRY(const PersonWithKey person, AuthenticateWithKey(*desk.hub, asker));
  BOUCLIER_TRY_VOID(Allow(*desk.hub, person.actor, policy::Action::kPermitSign, std::nullopt));
  BOUCLIER_TRY_VOID(RefuseLintErrors(file.permit, "sign"));
  const provision::PermitSigner signer{person.actor.number, desk.directory.changes()};
  std::string text;
  if (file.read) {
    BOUCLIER_TRY(text, provision::AddSignature(file.text, signer, person.key));
    BOUCLIER_TRY(const provision::SignedPermit both, provision::SignedPermit::Verify(text, desk.actor_at()));
    static_cast<void>(both);
  } else {
    text = provision::SignDraft(file.permit, signer, person.key);
  }
  std::filesystem::path target = path;
  if (!file.read) target.replace_extension(".jws");
  if (out) target = *out;
  if (!file.read && RealFileSystem().Exists(target))
    return Error(ErrorCode::kConflict, "sign permit: the file of the signed text is there already",
                 "choose another --out, or sign that file");
  BOUCLIER_TRY(const ports::LedgerReceipt receipt,
               desk.hub->Record(ports::EntryClass::kPermit, "permit.sign", person.actor.number,
                                {{"permit", file.permit.id}, {"version", file.permit.version}}));
  BOUCLIER_TRY_VOID(WriteTextFile(target, text));
  return Report{"permit.sign",
                {{"file", target.string()},
                 {"ledger_index", receipt.index()},
                 {"permit", file.permit.id},
                 {"signatures", file.read ? 2 : 1},
                 {"version", file.permit.version}}};
}

Result<Report> IssuePermit(const Config& config, const Asker& asker, const std::filesystem::path& path,
                           DryRun dry_run) {
  BOUCLIER_TRY(const PermitFile file, ReadPermitFile(path));
  BOUCLIER_TRY(PermitDesk desk, PermitDesk::Open(config));
  BOUCLIER_TRY(const policy::Actor actor, Admit(*desk.hub, asker, policy::Action::kPermitIssue));
  if (!file.read)
    return Error(ErrorCode::kPrecondition, "issue permit: the file is a draft, without signatures",
                 "permit officer and controller sign it: bouclier permit sign");
  std::optional<FileLock> lock, permits;
  if (dry_run == DryRun::kNo) {
    BOUCLIER_TRY(lock, desk.hub->BeginJob());
    BOUCLIER_TRY(permits, TakePermitLock(config));
    BOUCLIER_TRY(desk.directory, desk.hub->Directory());  // nobody changes it any more
  }
  const provision::IssueRequest request{actor.number, desk.directory.changes(), desk.hub->clock().Now()};
  provision::PermitBook book = desk.book();
  const auto checked = [&]() -> Result<provision::SignedPermit> {
    BOUCLIER_TRY(provision::SignedPermit permit, provision::SignedPermit::Verify(file.text, desk.actor_at()));
    BOUCLIER_TRY_VOID(desk.hub->record().Inner(permit.permit().base + "/tables"));  // the hub has such a base
    BOUCLIER_TRY_VOID(book.CheckIssue(permit, request));
    return permit;
  }();
  if (!checked.ok()) {
    BOUCLIER_TRY_VOID(RecordDenied(*desk.hub, actor, policy::Action::kPermitIssue, file.permit.id, checked.error()));
    return checked.error();
  }
  const provision::SignedPermit& permit = *checked;
  BOUCLIER_TRY(const HubCatalogue catalogue, ReadHubCatalogue(desk.hub->state()));
  Report report{"permit.issue",
                {{"end", policy::FormatDay(permit.permit().end)},
                 {"findings", FindingsJson(provision::Lint(permit.permit(), FactsOf(catalogue)))},
                 {"permit", permit.permit().id},
                 {"start", policy::FormatDay(permit.permit().start)},
                 {"version", permit.permit().version}}};
  if (dry_run == DryRun::kYes) {
    report.kind = "permit.issue.dry_run";
    return report;
  }
  vault::Committer committer = desk.hub->committer();
  BOUCLIER_TRY(const vault::Committed committed, book.Issue(committer, permit, request));
  report.data["ledger_index"] = committed.intent.index();
  return report;
}

Result<Report> ListPermits(const Config& config, const Asker& asker) {
  BOUCLIER_TRY(PermitDesk desk, PermitDesk::Open(config));
  BOUCLIER_TRY(const policy::Actor actor, Authenticate(*desk.hub, asker));
  BOUCLIER_TRY(const Sees sees, AllowSeeing(*desk.hub, actor, policy::Action::kPermitList));
  BOUCLIER_TRY(const std::vector<provision::ValidPermit> permits, desk.book().ReadAll());
  Json::Array rows;
  for (const provision::ValidPermit& permit : permits)
    if (sees == Sees::kAll || Names(permit, actor)) rows.emplace_back(RowJson(permit, desk.hub->clock().Now()));
  return Report{"permit.list", {{"permits", std::move(rows)}}};
}

Result<Report> ShowPermit(const Config& config, const Asker& asker, const std::string& id) {
  BOUCLIER_TRY(PermitDesk desk, PermitDesk::Open(config));
  BOUCLIER_TRY(const policy::Actor actor, Authenticate(*desk.hub, asker));
  BOUCLIER_TRY(const Sees sees, AllowSeeing(*desk.hub, actor, policy::Action::kPermitShow));
  const Result<provision::ValidPermit> permit = desk.book().Read(id);
  if (sees == Sees::kOwn && (!permit.ok() || !Names(*permit, actor))) {
    const Error told = policy::NoSuchPermit();
    BOUCLIER_TRY_VOID(RecordDenied(*desk.hub, actor, policy::Action::kPermitShow, id, told));
    return told;
  }
  if (!permit.ok()) return permit.error();
  Report report{"permit.show", PermitReport(permit->permit())};
  AddLife(report.data, *permit, desk.hub->clock().Now());
  return report;
}

Result<Report> AskPermit(const Config& config, const Asker& asker, const std::string& id, const std::string& table,
                         const std::vector<std::string>& columns) {
  BOUCLIER_TRY(PermitDesk desk, PermitDesk::Open(config));
  BOUCLIER_TRY(const policy::Actor actor, Authenticate(*desk.hub, asker));
  const std::vector<std::string_view> wanted(columns.begin(), columns.end());
  const Result<void> decision = [&]() -> Result<void> {
    BOUCLIER_TRY(const provision::ValidPermit permit, desk.book().Read(id));
    return permit.Decide(actor, {table, wanted}, desk.hub->clock().Now());
  }();
  const bool refused =
      !decision.ok() && (decision.error().code == ErrorCode::kDenied || decision.error().code == ErrorCode::kNotFound);
  if (refused) {
    BOUCLIER_TRY_VOID(RecordDenied(*desk.hub, actor, policy::Action::kPermitShow, id, decision.error()));
  }
  if (!decision.ok()) return decision.error();
  return Report{"permit.ask", {{"columns", uint64_t{columns.size()}}, {"permit", id}, {"table", table}}};
}

Result<Report> ChangePermit(const Config& config, const Asker& asker, PermitChange change, const std::string& id,
                            const std::string& reason, DryRun dry_run) {
  const ChangeKind kind = KindOf(change);
  BOUCLIER_TRY(PermitDesk desk, PermitDesk::Open(config));
  BOUCLIER_TRY(const policy::Actor actor, Admit(*desk.hub, asker, kind.action));
  provision::PermitBook book = desk.book();
  const provision::ChangeRequest request{id, kind.change, reason, actor.number};
  Report report{"permit." + std::string(policy::LifeChangeName(kind.change)), {{"permit", id}, {"reason", reason}}};
  if (dry_run == DryRun::kYes) {
    BOUCLIER_TRY(const policy::Standing standing, book.CheckChange(request));
    static_cast<void>(standing);
    report.kind += ".dry_run";
    return report;
  }
  // Access is stopped beside any job, an extract's above all; it is given back when none runs.
  const Result<FileLock> job = desk.hub->BeginJob();
  if (!job.ok() && (job.error().code != ErrorCode::kConflict || change == PermitChange::kResume)) return job.error();
  BOUCLIER_TRY(const FileLock lock, TakePermitLock(config));
  vault::Committer committer = desk.hub->committer();
  BOUCLIER_TRY(const vault::Committed committed, book.Change(committer, request));
  report.data["ledger_index"] = committed.intent.index();
  return report;
}

}  // namespace bouclier::app
