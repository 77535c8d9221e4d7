// SPDX-License-Identifier: Apache-2.0
#include "bouclier/vault/check.h"

#include "admission.h"
#include "bouclier/app/hosts.h"
#include "check_json.h"

namespace bouclier::app {
namespace {

using crypto::Json;

struct Listing {
  uint64_t objects = 0, bytes = 0;
  std::vector<std::string> keys;
};
Result<Listing> ListBodies(ports::ObjectStore& host) {
  Listing listing;
  std::string token;
  do {
    BOUCLIER_TRY(const ports::StorePage page, host.List("o/", token));
    for (const ports::StoredObject& object : page.objects) {
      ++listing.objects;
      listing.bytes += object.size;
      listing.keys.push_back(object.key);
    }
    token = page.next_token;
  } while (!token.empty());
  return listing;
}

// A HEAD cannot say why it was refused or found nothing: a listing tells a wrong key or bucket from a lost body.
Result<void> Reach(ports::ObjectStore& host) {
  Result<ports::StorePage> page = host.List("o/", "");
  if (!page.ok() && page.error().code != ErrorCode::kDenied) return std::move(page).error();
  return {};
}

Json::Object ListingJson(const Listing& listing) { return {{"objects", listing.objects}, {"bytes", listing.bytes}}; }

Json::Object SweepJson(const vault::SweepReport& sweep) {
  Json::Array keys;
  for (const std::string& key : sweep.keys) keys.emplace_back(key);
  return {{"listed", sweep.listed},
          {"orphans", sweep.orphans},
          {"orphan_bytes", sweep.orphan_bytes},
          {"deleted", sweep.deleted},
          {"orphan_uploads", sweep.orphan_uploads},
          {"aborted", sweep.aborted},
          {"may_delete", sweep.may_delete},
          {"may_abort", sweep.may_abort},
          {"may_list_uploads", sweep.may_list_uploads},
          {"keys", std::move(keys)}};
}

// Deletes until the host refuses for want of the right. Returns whether it may.
Result<bool> DeleteAll(ports::ObjectStore& host, const Listing& listing, ProgressSink& waiting) {
  for (size_t i = 0; i < listing.keys.size(); ++i) {
    const Result<void> gone = host.Delete(listing.keys[i]);
    if (!gone.ok() && gone.error().code == ErrorCode::kDenied) return false;
    if (!gone.ok()) return gone.error();
    waiting.Show({"delete", i + 1, listing.keys.size(), 0, 0});
  }
  return true;
}

}  // namespace

Result<Report> CheckVault(const Config& config, const Asker& asker, const CheckOptions& options,
                          ProgressSink& waiting) {
  BOUCLIER_TRY(const auto hub, Hub::Open(config));
  BOUCLIER_TRY(const policy::Actor actor, Admit(*hub, asker, policy::Action::kVaultCheck));
  if (options.sweep) BOUCLIER_TRY_VOID(Allow(*hub, actor, policy::Action::kVaultSweep, std::nullopt));
  std::optional<FileLock> lock;
  if (options.sweep) {
    BOUCLIER_TRY(FileLock taken, hub->BeginJob());  // a body whose commit is under way is not yet named
    lock.emplace(std::move(taken));
  }
  BOUCLIER_TRY(const auto host, hub->CurrentHost());  // after the lock: another job may just have moved it
  BOUCLIER_TRY_VOID(Reach(*host));
  const auto depth = options.quick ? vault::CheckDepth::kLengths : vault::CheckDepth::kLeaves;
  BOUCLIER_TRY(const vault::CheckReport check,
               vault::CheckBodies(hub->state(), *host, depth, kCheckThreads, ShowAs(waiting, "check")));
  Report report{"vault.check",
                {{"host", hub->record().current_host},
                 {"depth", options.quick ? "lengths" : "leaves"},
                 {"objects", check.objects},
                 {"bytes", check.bytes},
                 {"leaves", check.leaves}}};
  BOUCLIER_TRY(report.data["findings"], FindingsJson(*hub, check.findings));
  Json::Object body{{"findings", check.findings.size()}, {"objects", check.objects}, {"depth", report.data["depth"]}};
  if (options.sweep) {
    const auto mode = options.dry_run == DryRun::kYes ? vault::SweepMode::kList : vault::SweepMode::kDelete;
    BOUCLIER_TRY(const vault::SweepReport sweep,
                 vault::SweepOrphans(hub->state(), *host, mode, ShowAs(waiting, "sweep")));
    report.data["sweep"] = SweepJson(sweep);
    body["swept"] = sweep.deleted;
    if (sweep.orphans > sweep.deleted || sweep.orphan_uploads > sweep.aborted || !sweep.may_list_uploads)
      report.ending = Ending::kIncomplete;
  }
  if (!check.findings.empty()) report.ending = Ending::kDamaged;
  BOUCLIER_TRY_VOID(hub->Record(ports::EntryClass::kHost, "vault.check.done", actor.number, std::move(body)));
  return report;
}

Result<Report> EmptyHost(const Config& config, const Asker& asker, const std::string& host_id, DryRun dry_run,
                         ProgressSink& waiting) {
  BOUCLIER_TRY(const auto hub, Hub::Open(config));
  BOUCLIER_TRY(const policy::Actor actor, Admit(*hub, asker, policy::Action::kHostEmpty));
  BOUCLIER_TRY(const FileLock lock, hub->BeginJob());
  BOUCLIER_TRY(const auto left, hub->places().OpenHost(host_id));
  if (hub->record().current_host == host_id)
    return Error(ErrorCode::kPrecondition, "empty host: it is the host in use", "first: bouclier host move OTHER");
  BOUCLIER_TRY(const Listing before, ListBodies(*left));
  Report report{"host.empty", {{"host", host_id}, {"before", ListingJson(before)}}};
  if (dry_run == DryRun::kYes) {
    report.kind = "host.empty.dry_run";
    return report;
  }
  BOUCLIER_TRY(const auto current, hub->CurrentHost());
  BOUCLIER_TRY(const vault::CheckReport there,
               vault::CheckBodies(hub->state(), *current, vault::CheckDepth::kLengths, kCheckThreads,
                                  ShowAs(waiting, "look at host in use")));
  if (!there.findings.empty())
    return Error(ErrorCode::kPrecondition, "empty host: the host in use does not hold every body; nothing was deleted",
                 "see: bouclier vault check");
  BOUCLIER_TRY_VOID(hub->Record(ports::EntryClass::kHost, "host.empty.intent", actor.number,
                                {{"host", host_id}, {"objects", before.objects}, {"bytes", before.bytes}}));
  BOUCLIER_TRY(const bool may_delete, DeleteAll(*left, before, waiting));
  BOUCLIER_TRY(const Listing after, ListBodies(*left));
  BOUCLIER_TRY_VOID(hub->Record(ports::EntryClass::kHost, "host.empty.done", actor.number,
                                {{"host", host_id}, {"left", after.objects}, {"may_delete", may_delete}}));
  report.data["after"] = ListingJson(after);
  report.data["may_delete"] = may_delete;
  if (after.objects > 0) report.ending = Ending::kIncomplete;
  return report;
}

}  // namespace bouclier::app
