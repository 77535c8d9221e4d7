// SPDX-License-Identifier: Apache-2.0
#include "check_json.h"

#include <map>

#include "bouclier/vault/object_index.h"
#include "migration_json.h"

namespace bouclier::app {

using crypto::Json;

Result<Json::Array> FindingsJson(Hub& hub, const std::vector<vault::CheckFinding>& findings) {
  Json::Array list;
  BOUCLIER_TRY(const auto reader, hub.state().Read());
  vault::ObjectIndex index(*reader);
  std::map<DatasetId, vault::DatasetKeysPtr> keys;
  for (const vault::CheckFinding& finding : findings) {
    Json::Object json{{"object", finding.id.object.ToString()},
                      {"generation", finding.id.generation},
                      {"found", finding.error.message}};
    BOUCLIER_TRY(const auto stored, index.Generation(finding.id.object, finding.id.generation));
    if (stored) {
      json["dataset"] = hub.record().NameOf(stored->record.dataset);
      vault::DatasetKeysPtr& opened = keys[stored->record.dataset];
      if (opened == nullptr) {
        BOUCLIER_TRY(opened, hub.Keys(stored->record.dataset));
      }
      if (const auto meta = vault::UnsealMeta(*stored, *opened); meta.ok()) json["name"] = TextOf(meta->name);
    }
    list.emplace_back(std::move(json));
  }
  return list;
}

vault::CheckProgressFn ShowAs(ProgressSink& waiting, const std::string& what) {
  return [&waiting, what](const vault::CheckProgress& at) {
    waiting.Show({what, at.objects_done, at.objects, at.bytes_done, at.bytes});
  };
}

}  // namespace bouclier::app
