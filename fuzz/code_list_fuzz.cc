// SPDX-License-Identifier: Apache-2.0
// Code lists: whatever the text, the codes are a sorted set that can be kept.
#include <cstdint>

#include "bouclier/base/check.h"
#include "catalog/src/code_list.h"
#include "catalog/src/schema_record.h"

using namespace bouclier::catalog;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const SchemaFile described =
      ReadSchemaFile(R"({"name":"L","fields":[{"name":"K","role":"code"},{"name":"X"}],"primaryKey":"K"})", "L.json")
          .value();
  const ListFile file = ReadCodeLists(bouclier::AsText({data, size}), "L.csv", described, {"X"});
  for (const CodeList& list : file.lists) {
    const auto kept = DecodeList(EncodeList(list));
    BOUCLIER_CHECK(kept.ok() && *kept == list);
  }
  return 0;
}
