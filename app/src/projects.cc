// SPDX-License-Identifier: Apache-2.0
#include "bouclier/app/projects.h"

#include <algorithm>

#include "bouclier/crypto/random.h"
#include "bouclier/provision/project_secrets.h"
#include "project_desk.h"

namespace bouclier::app {
namespace {

using crypto::Json;

Result<Json> RowJson(Hub& hub, const provision::ValidPermit& valid) {
  const policy::Permit& permit = valid.permit();
  Json::Object row{{"permit", permit.id},
                   {"project", permit.project},
                   {"title", permit.title},
                   {"version", permit.version},
                   {"state", policy::LifeStateName(policy::StateAt(permit, valid.life(), hub.clock().Now()))}};
  const auto dataset = hub.record().Inner(ProjectDataset(permit.id));
  if (!dataset.ok()) return Json(std::move(row));
  BOUCLIER_TRY(const auto published, vault::ReadPublished(hub.ledger(), *dataset));
  if (const auto newest = vault::NewestSnapshot(published); newest.ok()) {
    row["extract"] = newest->number;
    row["files"] = newest->files;
    row["entry"] = newest->entry;
  }
  return Json(std::move(row));
}

// Keys, secret and salt, each made once, in one batch.
Result<void> MakeProject(Hub& hub, uint64_t actor, const policy::Permit& permit) {
  HubRecord changed = hub.record();
  std::vector<std::pair<DatasetId, vault::KeyDomain>> fresh;
  const auto add = [&](const std::string& name, vault::KeyDomain domain) {
    const auto [found, added] = changed.inner.emplace(name, DatasetId{crypto::RandomArray<16>()});
    if (added) fresh.emplace_back(found->second, domain);
  };
  add(kPseudonymDataset, vault::KeyDomain::kPseudonym);
  add(ProjectDataset(permit.id), vault::KeyDomain::kProject);
  if (fresh.empty()) return {};
  vault::CommitBatch batch;
  batch.action = "project.create";
  batch.entry_class = ports::EntryClass::kKey;
  batch.actor = actor;
  Json::Array ids;
  for (const auto& [id, domain] : fresh) ids.emplace_back(id.ToString());
  batch.body = {{"datasets", std::move(ids)}, {"permit", permit.id}};
  batch.also = [&](ports::StateTransaction& transaction) -> Result<void> {
    for (const auto& [id, domain] : fresh) {
      BOUCLIER_TRY(const vault::DatasetKeysPtr keys,
                   vault::DatasetKeys::Create(transaction, hub.wrapper(), id, domain));
      if (domain == vault::KeyDomain::kPseudonym)
        BOUCLIER_TRY_VOID(provision::MakeHubSecret(transaction, *keys));
      else
        BOUCLIER_TRY_VOID(provision::MakeProjectSalt(transaction, *keys, permit.id));
    }
    return WriteHubRecord(changed, transaction);
  };
  BOUCLIER_TRY(const vault::Committed committed, hub.committer().Commit(std::move(batch)));
  static_cast<void>(committed);
  return hub.Refresh();
}

Result<provision::ExtractParts> PartsOf(Hub& hub, ports::ObjectStore* host, const policy::Permit& permit) {
  provision::ExtractParts parts;
  parts.state = &hub.state();
  parts.store = host;
  parts.sink = &hub.ledger();
  parts.trail = &hub.ledger();
  parts.clock = &hub.clock();
  parts.marks = &hub.mark_key();
  BOUCLIER_TRY(parts.tables, hub.InnerKeys(permit.base + "/tables"));
  BOUCLIER_TRY(parts.crosswalk, hub.InnerKeys(permit.base + "/crosswalk"));
  if (host == nullptr) return parts;  // a plan
  BOUCLIER_TRY(parts.project, hub.InnerKeys(ProjectDataset(permit.id)));
  BOUCLIER_TRY(parts.pseudonyms, hub.InnerKeys(kPseudonymDataset));
  return parts;
}

Report PlanReport(const std::string& id, const provision::ExtractPlan& plan) {
  Json::Array tables;
  for (const provision::PlannedTable& table : plan.tables) {
    Json::Array columns;
    for (const provision::GivenColumn& column : table.columns) columns.emplace_back(column.name);
    tables.emplace_back(Json::Object{
        {"columns", std::move(columns)}, {"files", table.files}, {"rows_at_most", table.rows}, {"table", table.table}});
  }
  return {"project.extract.dry_run",
          {{"permit", id}, {"base_snapshot", plan.base_snapshot}, {"tables", std::move(tables)}}};
}

Report ExtractReport(const std::string& id, const provision::ExtractResult& result, bool for_somebody) {
  Report report{"project.extract",
                {{"permit", id},
                 {"number", result.snapshot.number},
                 {"files", uint64_t{result.snapshot.files.size()}},
                 {"ledger_index", result.ledger_index},
                 {"nothing_new", result.nothing_new},
                 {"manifest", result.manifest}}};
  if (for_somebody && result.objections)
    report.data["objections"] = Json::Object{{"lists", result.objections->lists},
                                             {"identifiers", result.objections->identifiers},
                                             {"unknown", result.objections->unknown},
                                             {"persons", result.objections->persons}};
  return report;
}

}  // namespace

Result<Report> ListProjects(const Config& config, const Asker& asker) {
  BOUCLIER_TRY(const auto desk, ProjectDesk::Open(config, asker));
  const bool all = SeesAllProjects(desk->actor());
  if (!all) {
    policy::Actor anywhere = desk->actor();
    for (policy::Grant& grant : anywhere.grants) grant.datasets.clear();
    BOUCLIER_TRY_VOID(Allow(desk->hub(), anywhere, policy::Action::kProjectList, std::nullopt));
  }
  BOUCLIER_TRY(const std::vector<provision::ValidPermit> permits, desk->book().ReadAll());
  Json::Array rows;
  for (const provision::ValidPermit& permit : permits) {
    if (!all && policy::FindMember(permit.permit(), desk->actor().issuer, desk->actor().number) == nullptr) continue;
    BOUCLIER_TRY(Json row, RowJson(desk->hub(), permit));
    rows.push_back(std::move(row));
  }
  return Report{"project.list", {{"projects", std::move(rows)}}};
}

Result<Report> ExtractProject(const Config& config, const Asker& asker, const std::string& id,
                              const ExtractCommand& command, ProgressSink& waiting) {
  BOUCLIER_TRY(const auto desk, ProjectDesk::Open(config, asker));
  BOUCLIER_TRY(const provision::PermitNow now, desk->Admit(id, policy::Action::kProjectExtract));
  Hub& hub = desk->hub();
  const provision::ExtractAsk ask = desk->Ask(now);
  if (command.dry_run == DryRun::kYes) {
    BOUCLIER_TRY(const provision::ExtractParts parts, PartsOf(hub, nullptr, now.permit.permit()));
    BOUCLIER_TRY(const provision::ExtractPlan plan, provision::PlanExtract(parts, ask));
    return PlanReport(id, plan);
  }
  BOUCLIER_TRY(const FileLock lock, hub.BeginJob());
  BOUCLIER_TRY_VOID(MakeProject(hub, desk->actor().number, now.permit.permit()));
  BOUCLIER_TRY(const auto host, hub.CurrentHost());  // after the lock: another job may just have moved it
  BOUCLIER_TRY(const provision::ExtractParts parts, PartsOf(hub, host.get(), now.permit.permit()));
  provision::ExtractOptions options;
  options.memory = command.memory.value_or(provision::kExtractMemory);
  options.threads = command.threads.value_or(0);
  provision::ExtractControl control;
  control.stop = &waiting.stop();
  control.progress = [&waiting](const provision::ExtractProgress& at) {
    waiting.Show({"rows of " + at.table, at.rows_read, at.rows_total, 0, 0});
  };
  BOUCLIER_TRY(const provision::ExtractResult result, provision::RunExtract(parts, ask, options, control));
  return ExtractReport(id, result, desk->for_somebody());
}

}  // namespace bouclier::app
