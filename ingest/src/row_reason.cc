// SPDX-License-Identifier: Apache-2.0
#include "bouclier/ingest/row_reason.h"

#include <array>

namespace bouclier::ingest {
namespace {

constexpr std::array<std::string_view, kRowReasons> kNames = {
    "",       "quote_not_closed", "cell_too_long", "row_too_long", "bad_quote",  "nul_byte", "bad_encoding",
    "ragged", "missing_key",      "bad_date",      "bad_number",   "bad_boolean"};

}  // namespace

std::string_view RowReasonName(RowReason reason) { return kNames[static_cast<size_t>(reason)]; }

std::optional<RowReason> ParseRowReason(std::string_view name) {
  for (size_t i = 1; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<RowReason>(i);
  }
  return std::nullopt;
}

}  // namespace bouclier::ingest
