// SPDX-License-Identifier: Apache-2.0
// What a delivery came to, table by table: what a steward reads. It holds values of cells (the commonest codes): sealed
// with the snapshot. docs/formats/delivery-report.md. Pure.
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "bouclier/crypto/json.h"
#include "bouclier/ingest/quality.h"
#include "bouclier/ingest/row_reason.h"

namespace bouclier::ingest {

struct ColumnReport {
  static constexpr size_t kMostCodes = 1000;
  uint64_t nulls = 0;
  uint64_t checked = 0;                   // rows whose value was looked up in a code list
  bool many = false;                      // more distinct values than that: they are not listed
  std::map<std::string, uint64_t> codes;  // rows by value; of text columns
  void Add(const ColumnReport& other);
};

struct TableReport {
  uint64_t read = 0, rows = 0, files = 0;  // rows of the deliveries, rows accepted, files at rest
  std::array<uint64_t, kRowReasons> refused{};
  QualityCounts flagged{};
  std::map<std::string, ColumnReport> columns;
  uint64_t quarantined() const { return read - rows; }
  void Add(const TableReport& other);
};

// One delivered file that was not taken, or not wholly.
struct FileReport {
  std::string name;    // the deliverer's words
  std::string reason;  // a code: not_a_table, unsupported, incident…; empty: taken
  std::string detail;  // for the steward
};

struct DeliveryReport {
  std::map<std::string, std::map<std::string, TableReport>> periods;  // by period, table
  std::vector<FileReport> files;
  uint64_t persons = 0, merged = 0, ambiguous_numbers = 0, moved_numbers = 0, lifelong_twice = 0, rows_without_id = 0;
  uint64_t changed_numbers = 0;  // numbers that had another owner, or none, in the snapshot before
  uint64_t periods_kept = 0;     // taken over from the snapshot before, as they are there
  bool codes_checked = false;    // some list was loaded; which columns: `checked` of each

  std::map<std::string, TableReport> Tables() const;  // over all periods
};

crypto::Json ToJson(const TableReport& report);
crypto::Json ToJson(const DeliveryReport& report);
// **Errors:** corruption.
Result<TableReport> TableReportFrom(const crypto::Json& json);
Result<DeliveryReport> DeliveryReportFrom(const crypto::Json& json);
Result<DeliveryReport> ParseDeliveryReport(std::string_view text);  // canonical, as it is kept

}  // namespace bouclier::ingest
