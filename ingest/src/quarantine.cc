// SPDX-License-Identifier: Apache-2.0
#include "bouclier/ingest/quarantine.h"

#include "bouclier/crypto/json.h"
#include "text_check.h"

namespace bouclier::ingest {
namespace {

using crypto::Json;

constexpr uint64_t kLargestNumber = (uint64_t{1} << 53) - 1;

Error Bad(const std::string& why) { return Error(ErrorCode::kCorruption, "read quarantine record: " + why); }

// What both writer and parser insist on; empty when nothing is wrong.
std::string FaultOf(const QuarantineRecord& record) {
  if (record.reason == RowReason::kNone) return "no reason";
  if (record.file.empty()) return "no file";
  for (const std::string* text : {&record.file, &record.column}) {
    if (CheckText(*text).reason != RowReason::kNone) return "a text is not UTF-8";
  }
  if (record.line == 0 || record.lines == 0) return "a line is zero";
  if (record.line > kLargestNumber || record.lines > kLargestNumber || record.size > kLargestNumber) {
    return "a number is impossible";
  }
  return record.row.size() > record.size ? "more bytes than the row had" : "";
}

Result<QuarantineRecord> FromJson(const Json& json) {
  BOUCLIER_TRY_VOID(json.OnlyMembers({"column", "file", "line", "lines", "reason", "row", "size"}));
  QuarantineRecord record;
  BOUCLIER_TRY(record.file, json.GetString("file"));
  BOUCLIER_TRY(record.line, json.GetCount("line"));
  BOUCLIER_TRY(record.lines, json.GetCount("lines"));
  BOUCLIER_TRY(record.column, json.GetString("column"));
  BOUCLIER_TRY(const std::string reason, json.GetString("reason"));
  const auto known = ParseRowReason(reason);
  if (!known) return Bad("unknown reason");
  record.reason = *known;
  BOUCLIER_TRY(const std::string row, json.GetString("row"));
  BOUCLIER_TRY(record.row, ParseBase64(row));
  BOUCLIER_TRY(record.size, json.GetCount("size"));
  return record;
}

}  // namespace

Result<std::string> QuarantineLine(const QuarantineRecord& record) {
  if (const std::string fault = FaultOf(record); !fault.empty()) {
    return Error(ErrorCode::kInvalidArgument, "write quarantine record: " + fault);
  }
  return Json(Json::Object{{"file", record.file},
                           {"line", record.line},
                           {"lines", record.lines},
                           {"column", record.column},
                           {"reason", RowReasonName(record.reason)},
                           {"row", Base64(record.row)},
                           {"size", record.size}})
      .Canonical();
}

Result<QuarantineRecord> ParseQuarantineLine(std::string_view text) {
  if (text.size() > kLongestQuarantineLine) return Bad("longer than 8 MiB");
  const auto json = Json::ParseCanonical(text);
  if (!json.ok() || json->if_object() == nullptr) return Bad("not a canonical JSON object");
  auto record = FromJson(*json);
  if (!record.ok()) return record.error().code == ErrorCode::kCorruption ? record.error() : Bad(record.error().message);
  if (const std::string fault = FaultOf(*record); !fault.empty()) return Bad(fault);
  return record;
}

}  // namespace bouclier::ingest
