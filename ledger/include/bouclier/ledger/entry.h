// SPDX-License-Identifier: Apache-2.0
// One entry of the ledger: canonical JSON, public, at most 65,535 bytes. Pure. **Source:**
// docs/formats/ledger-entry.md.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bouclier/base/bytes.h"
#include "bouclier/base/time.h"
#include "bouclier/ports/audit.h"

namespace bouclier::ledger {

constexpr size_t kEntryLimit = 65535;
constexpr size_t kBundleEntries = 256;                               // entries of a full bundle
constexpr size_t kBundleLimit = kBundleEntries * (kEntryLimit + 2);  // bytes

struct Entry {
  ports::EntryClass entry_class = ports::EntryClass::kSystem;
  std::string action;
  uint64_t actor = 0;
  std::string body;  // canonical JSON object
  TimePoint time{};
};

std::string_view ClassName(ports::EntryClass entry_class);

// The entry but for its time, which is known only when it is appended. **Errors:** invalid_argument (action, actor or
// body malformed, or too long).
Result<std::string> EntryWithoutTime(const ports::AuditEntry& entry);
Bytes CompleteEntry(std::string_view entry_without_time, TimePoint time);

// **Errors:** corruption (not such an entry, or not its canonical text).
Result<Entry> ParseEntry(ByteView bytes);

// Entry bundles of tlog-tiles: each entry behind its length, 2 bytes big-endian.
void AppendToBundle(Bytes& bundle, ByteView entry);
// Views into `bundle`. **Errors:** corruption (cut; more than 256).
Result<std::vector<ByteView>> ParseBundle(ByteView bundle);

}  // namespace bouclier::ledger
