// SPDX-License-Identifier: Apache-2.0
// File lines of table snapshots as a stranger hands them in: parsed or refused; what parses has one text.
#include "bouclier/base/check.h"
#include "bouclier/vault/table_snapshot.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace bouclier;
  const std::string_view text = AsText(ByteView(data, size));
  const auto file = vault::ParseTableFile(text);
  if (file.ok()) BOUCLIER_CHECK(vault::TableFileText(*file) == text);
  return 0;
}
