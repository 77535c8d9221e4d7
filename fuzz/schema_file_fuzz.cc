// SPDX-License-Identifier: Apache-2.0
// Schema files: what is taken can be kept and comes back the same, and every name in it is plain.
#include <cstdint>

#include "bouclier/base/check.h"
#include "catalog/src/schema_file.h"
#include "catalog/src/schema_record.h"

using namespace bouclier::catalog;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto file = ReadSchemaFile(bouclier::AsText({data, size}), "schema/T.json");
  if (!file.ok()) return 0;
  for (const LoadedColumn& column : file->table.columns) BOUCLIER_CHECK(IsPlainName(column.name));
  for (const ForeignKey& key : file->table.foreign_keys) BOUCLIER_CHECK(key.columns.size() == key.referenced.size());
  const auto kept = DecodeTable(EncodeTable(file->table));
  BOUCLIER_CHECK(kept.ok() && *kept == file->table);
  for (const Finding& one : file->findings) BOUCLIER_CHECK(DecodeFinding(EncodeFinding(one)).value() == one);
  return 0;
}
