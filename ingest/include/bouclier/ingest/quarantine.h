// SPDX-License-Identifier: Apache-2.0
// One record of a quarantine: a row that was refused, as it stood in the file, and why. Canonical JSON, one line.
// docs/formats/quarantine.md. Pure; thread-safe; parsing takes untrusted bytes. A record holds the row's values: it is
// sealed like the file it comes from.
#pragma once

#include <string>
#include <string_view>

#include "bouclier/base/bytes.h"
#include "bouclier/ingest/row_reason.h"

namespace bouclier::ingest {

constexpr uint64_t kLongestQuarantineLine = 8 * 1024 * 1024;

struct QuarantineRecord {
  std::string file;    // name of the delivered object
  uint64_t line = 0;   // of the row's first byte; the header is line 1
  uint64_t lines = 1;  // physical lines the row spans
  std::string column;  // empty: the whole row
  RowReason reason = RowReason::kNone;
  Bytes row;          // without its line end; the first bytes when `size` says more
  uint64_t size = 0;  // of the whole row
  bool operator==(const QuarantineRecord&) const = default;

  bool cut() const { return row.size() < size; }
};

// No newline at the end. **Errors:** invalid_argument (a text is not UTF-8, no reason, more bytes than `size`).
Result<std::string> QuarantineLine(const QuarantineRecord& record);
// **Errors:** corruption: anything but what QuarantineLine writes.
Result<QuarantineRecord> ParseQuarantineLine(std::string_view text);

}  // namespace bouclier::ingest
