// SPDX-License-Identifier: Apache-2.0
#include "status.h"

#include "bouclier/app/setup.h"
#include "bouclier/vault/object_index.h"
#include "log_view.h"

namespace bouclier::app {

using crypto::Json;

Result<Json::Array> DatasetsJson(ports::StateReader& reader, const std::map<std::string, DatasetId>& datasets) {
  vault::ObjectIndex index(reader);
  Json::Array out;
  for (const auto& [name, id] : datasets) {
    uint64_t objects = 0, bytes = 0;
    BOUCLIER_TRY_VOID(index.ForEach(id, vault::Generations::kNewest, [&](const vault::StoredRecord& stored) {
      ++objects;
      bytes += stored.record.plaintext_length;
      return Result<void>();
    }));
    out.emplace_back(Json::Object{{"name", name}, {"dataset", id.ToString()}, {"objects", objects}, {"bytes", bytes}});
  }
  return out;
}

Result<Report> HubStatus(const Config& config) {
  BOUCLIER_TRY(const LogView view, OpenLogView(config));
  BOUCLIER_TRY(const auto reader, view.state->Read());
  BOUCLIER_TRY(Json::Array datasets, DatasetsJson(*reader, view.record.datasets));
  BOUCLIER_TRY(const uint64_t size, view.ledger->Size());
  return Report{
      "status",
      {{"hub", config.hub_name},
       {"host", view.record.current_host},
       {"processing", Json::Object{{"place", config.processing_place}, {"statement", config.processing_statement}}},
       {"datasets", std::move(datasets)},
       {"ledger", Json::Object{{"entries", size},
                               {"origin", config.ledger_origin},
                               {"fingerprint", ledger::VkeyFingerprint(view.ledger->vkey())}}}}};
}

}  // namespace bouclier::app
