// SPDX-License-Identifier: Apache-2.0
// Configurations and drafts of permits as a stranger hands them in: parsed or refused; what parses has a canonical text
// that reads back as the same value, and no more values than bytes, whatever names what.
#include <cstdint>

#include "app/src/yaml.h"
#include "bouclier/base/check.h"

using bouclier::crypto::Json;

namespace {

size_t Values(const Json& value) {
  size_t values = 1;
  if (value.if_array() != nullptr)
    for (const Json& item : *value.if_array()) values += Values(item);
  if (value.if_object() != nullptr)
    for (const auto& [key, item] : *value.if_object()) values += Values(item);
  return values;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto json = bouclier::app::ParseYaml(bouclier::AsText({data, size}));
  if (!json.ok()) return 0;
  BOUCLIER_CHECK(Values(*json) <= size + 1);
  const auto again = Json::ParseCanonical(json->Canonical());
  BOUCLIER_CHECK(again.ok() && *again == *json);
  return 0;
}
