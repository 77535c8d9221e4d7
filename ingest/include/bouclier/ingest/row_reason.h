// SPDX-License-Identifier: Apache-2.0
// Why a row was refused: the codes of quarantine records, in the order in which one is chosen when several hold.
// Only what cannot be read is refused; what is doubtful is kept and flagged (quality.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace bouclier::ingest {

enum class RowReason : uint8_t {
  kNone,            // not refused
  kQuoteNotClosed,  // the file ended inside a quoted cell that began in this row
  kCellTooLong,
  kRowTooLong,
  kBadQuote,     // text between a closing quote and the next separator
  kNulByte,      // of this and the next one, the one that comes first in the row
  kBadEncoding,  // not UTF-8
  kRagged,       // more or fewer cells than the header
  kMissingKey,   // a required cell is empty
  kBadDate,      // date, date with time, month: not in the column's format, or no such day
  kBadNumber,    // integer, decimal, year
  kBadBoolean,
};
constexpr int kRowReasons = 12;

std::string_view RowReasonName(RowReason reason);                // empty for kNone
std::optional<RowReason> ParseRowReason(std::string_view name);  // nothing for unknown names and for the empty one

}  // namespace bouclier::ingest
