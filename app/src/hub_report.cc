// SPDX-License-Identifier: Apache-2.0
#include "bouclier/app/hub_report.h"

#include "airlock_desk.h"
#include "airlock_json.h"
#include "hub_catalogue.h"
#include "permit_json.h"
#include "status.h"
#include "streamed_file.h"

namespace bouclier::app {
namespace {

using crypto::Json;

constexpr uint64_t kEntries = 40;
constexpr uint64_t kLongestStory = 16 << 20;

Json::Array SnapshotsJson(const std::vector<vault::PublishedSnapshot>& published) {
  Json::Array out;
  for (const vault::PublishedSnapshot& one : published)
    out.emplace_back(
        Json::Object{{"number", one.number}, {"entry", one.entry}, {"files", one.files}, {"revoked", one.revoked}});
  return out;
}

Result<Json::Array> BasesJson(Hub& hub) {
  BOUCLIER_TRY(const std::vector<BaseHolding> holdings, ReadHoldings(hub));
  Json::Array out;
  for (const BaseHolding& holding : holdings) {
    Json::Array tables;
    for (const auto& [name, held] : holding.tables)
      tables.emplace_back(Json::Object{{"table", name}, {"rows", held.rows}, {"files", held.files}});
    BOUCLIER_TRY(const DatasetId dataset, hub.record().Inner(holding.base + "/tables"));
    BOUCLIER_TRY(const auto published, vault::ReadPublished(hub.ledger(), dataset));
    out.emplace_back(Json::Object{{"base", holding.base},
                                  {"snapshot", holding.snapshot},
                                  {"tables", std::move(tables)},
                                  {"snapshots", SnapshotsJson(published)}});
  }
  return out;
}

Json::Array HostsJson(const Hub& hub) {
  Json::Array out;
  for (const HostConfig& host : hub.config().hosts)
    out.emplace_back(
        Json::Object{{"host", host.id}, {"profile", host.profile}, {"in_use", host.id == hub.record().current_host}});
  return out;
}

Json::Array SourcesJson(const Config& config) {
  Json::Array out;
  for (const SourceConfig& source : config.sources) out.emplace_back(Json::Object{{"source", source.id}});
  return out;
}

Result<Json::Array> PermitsJson(AirlockDesk& desk) {
  Hub& hub = desk.hub();
  BOUCLIER_TRY(const std::vector<provision::ValidPermit> permits, desk.people().book().ReadAll());
  Json::Array out;
  for (const provision::ValidPermit& valid : permits) {
    Json::Object permit = PermitReport(valid.permit());
    AddLife(permit, valid, hub.clock().Now());
    permit["title"] = valid.permit().title;
    permit["extracts"] = Json::Array();
    if (const auto dataset = hub.record().Inner(ProjectDataset(valid.permit().id)); dataset.ok()) {
      BOUCLIER_TRY(const auto published, vault::ReadPublished(hub.ledger(), *dataset));
      permit["extracts"] = SnapshotsJson(published);
    }
    out.emplace_back(std::move(permit));
  }
  return out;
}

// A title is an output: of what has not left, only the number is told. Who asked and who reviewed is not told at all.
Result<Json::Array> SubmissionsJson(AirlockDesk& desk) {
  airlock::SubmissionBook book = desk.book();
  BOUCLIER_TRY(const std::vector<airlock::Submission> all, book.ReadAll());
  Json::Array out;
  for (const airlock::Submission& submission : all) {
    const Json::Object known = SubmissionJson(submission);
    Json::Object told;
    for (const std::string_view key : {"submission", "stage", "version", "query", "snapshot", "since"})
      if (const auto found = known.find(key); found != known.end()) told[std::string(key)] = found->second;
    told["approvals"] = uint64_t{submission.progress().approvals.size()};
    told["entry"] = submission.chain().events.empty() ? 0 : submission.chain().events.back().entry;
    if (submission.progress().stage == airlock::Stage::kReleased)
      for (const std::string_view key : {"title", "release", "certificate"})
        told[std::string(key)] = known.find(key)->second;
    out.emplace_back(std::move(told));
  }
  return out;
}

Result<Json::Object> LedgerJson(Hub& hub) {
  BOUCLIER_TRY(const uint64_t size, hub.ledger().Size());
  const uint64_t first = size > kEntries ? size - kEntries : 0;
  BOUCLIER_TRY(const auto entries, hub.ledger().Read(first, size - first));
  Json::Array list;
  for (auto logged = entries.rbegin(); logged != entries.rend(); ++logged) {
    BOUCLIER_TRY(const Json entry, Json::ParseCanonical(AsText(logged->entry)));
    BOUCLIER_TRY(std::string time, entry.GetString("time"));
    list.emplace_back(Json::Object{{"index", logged->index}, {"time", std::move(time)}, {"action", logged->action}});
  }
  BOUCLIER_TRY(std::string checkpoint, hub.ledger().CheckpointNote());
  return Json::Object{{"size", size},
                      {"origin", hub.config().ledger_origin},
                      {"fingerprint", ledger::VkeyFingerprint(hub.ledger().vkey())},
                      {"checkpoint", std::move(checkpoint)},
                      {"entries", std::move(list)}};
}

Result<Json> ReadStory(const std::filesystem::path& path) {
  BOUCLIER_TRY(const Bytes text, RealFileSystem().Read(path, kLongestStory));
  return Json::Parse(AsText(text));
}

}  // namespace

Result<Report> ReportHub(const Config& config, const Asker& asker, const HubReportOptions& options,
                         const HubPageMaker& page) {
  BOUCLIER_TRY(const auto desk, AirlockDesk::Open(config, asker));
  Hub& hub = desk->hub();
  BOUCLIER_TRY_VOID(Allow(hub, desk->actor(), policy::Action::kHubReport, std::nullopt));
  if (RealFileSystem().Exists(options.out))
    return Error(ErrorCode::kConflict, "write page: a file of that name is there already", "name another one");
  Json story;
  if (options.story) {
    BOUCLIER_TRY(story, ReadStory(*options.story));
  }
  Json::Object state{{"hub", config.hub_name},
                     {"made_at", FormatTime(hub.clock().Now())},
                     {"processing", config.processing_statement},
                     {"hosts", HostsJson(hub)},
                     {"sources", SourcesJson(config)}};
  {
    BOUCLIER_TRY(const auto reader, hub.state().Read());
    BOUCLIER_TRY(state["datasets"], DatasetsJson(*reader, hub.record().datasets));
  }
  BOUCLIER_TRY(state["bases"], BasesJson(hub));
  BOUCLIER_TRY(state["permits"], PermitsJson(*desk));
  BOUCLIER_TRY(state["submissions"], SubmissionsJson(*desk));
  BOUCLIER_TRY(Json::Object ledger, LedgerJson(hub));
  Report report{"report.hub",
                {{"file", options.out.string()},
                 {"permits", uint64_t{state["permits"].if_array()->size()}},
                 {"submissions", uint64_t{state["submissions"].if_array()->size()}},
                 {"entries", ledger["size"]}}};
  state["ledger"] = std::move(ledger);
  BOUCLIER_TRY(const std::string text, page(Json(std::move(state)), story));
  BOUCLIER_TRY_VOID(WriteTextFile(options.out, text));
  report.data["bytes"] = uint64_t{text.size()};
  return report;
}

}  // namespace bouclier::app
