// SPDX-License-Identifier: Apache-2.0
#include "bouclier/app/opposition.h"

#include "admission.h"
#include "bouclier/provision/opposition_book.h"

namespace bouclier::app {
namespace {

using crypto::Json;

Result<provision::OppositionList> ReadList(Hub& hub, const policy::Actor& actor, const OppositionOptions& options) {
  Result<Bytes> bytes = RealFileSystem().Read(options.file, provision::kOppositionLimit);
  if (!bytes.ok()) return std::move(bytes).error().WithContext("file " + options.file.string());
  Result<provision::OppositionList> list = provision::ParseOppositionList(AsText(*bytes));
  Wipe(*bytes);
  if (!list.ok() && list.error().code == ErrorCode::kDenied)
    BOUCLIER_TRY_VOID(hub.Record(ports::EntryClass::kAdministration, "opposition.refused", actor.number,
                                 {{"base", options.base}, {"cause", "nir"}}));
  return list;
}

Json::Object DataOf(const OppositionOptions& options, const provision::OppositionList& list) {
  return {{"base", options.base},
          {"form", provision::OppositionFormName(list.form)},
          {"list", options.list},
          {"people", uint64_t{list.people.size()}},
          {"repeated", list.repeated}};
}

}  // namespace

Result<Report> LoadOpposition(const Config& config, const Asker& asker, const OppositionOptions& options) {
  BOUCLIER_TRY(const auto hub, Hub::Open(config));
  BOUCLIER_TRY(const policy::Actor actor, Admit(*hub, asker, policy::Action::kOppositionLoad));
  BOUCLIER_TRY(const DatasetId crosswalk, hub->record().Inner(options.base + "/crosswalk"));
  BOUCLIER_TRY(const provision::OppositionList list, ReadList(*hub, actor, options));
  if (options.dry_run == DryRun::kYes) return Report{"opposition.load.dry_run", DataOf(options, list)};
  BOUCLIER_TRY(const FileLock lock, hub->BeginJob());
  BOUCLIER_TRY(const auto host, hub->CurrentHost());  // after the lock: another job may just have moved it
  BOUCLIER_TRY(const vault::DatasetKeysPtr keys, hub->Keys(crosswalk));
  vault::Committer committer = hub->committer();
  provision::OppositionBook book(hub->state(), hub->ledger(), &hub->mark_key());
  BOUCLIER_TRY(const vault::Committed committed, book.Load(committer, {host.get(), &hub->state(), keys},
                                                           {options.base, options.list, actor.number}, list));
  Report report{"opposition.load", DataOf(options, list)};
  report.data["ledger_index"] = committed.intent.index();
  return report;
}

Result<Report> ListOppositions(const Config& config, const Asker& asker) {
  BOUCLIER_TRY(const auto hub, Hub::Open(config));
  BOUCLIER_TRY_VOID(Admit(*hub, asker, policy::Action::kOppositionList));
  BOUCLIER_TRY(const auto versions, provision::OppositionBook(hub->state(), hub->ledger(), &hub->mark_key()).Newest());
  Json::Array rows;
  for (const provision::OppositionVersion& version : versions)
    rows.emplace_back(Json::Object{{"base", version.base},
                                   {"entry", version.entry},
                                   {"form", version.form},
                                   {"list", version.list},
                                   {"people", version.people},
                                   {"time", FormatTime(version.time)},
                                   {"version", version.version}});
  return Report{"opposition.list", {{"lists", std::move(rows)}}};
}

}  // namespace bouclier::app
