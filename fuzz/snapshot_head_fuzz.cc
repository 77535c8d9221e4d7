// SPDX-License-Identifier: Apache-2.0
// Heads of table snapshots as whoever owns the database hands them in: parsed or refused; what parses has one text.
#include "bouclier/base/check.h"
#include "bouclier/vault/table_snapshot.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace bouclier;
  const std::string_view text = AsText(ByteView(data, size));
  const auto head = vault::ParseSnapshotHead(text);
  if (!head.ok()) return 0;
  // A head's text counts its files: the one of no files is the only one that needs none to be written again.
  if (head->files == 0 && head->root == vault::TableSnapshot().Root())
    BOUCLIER_CHECK(vault::SnapshotHeadText(head->snapshot) == text);
  return 0;
}
