// SPDX-License-Identifier: Apache-2.0
// CSV as a stranger delivers it. The first two bytes choose pieces and limits; the rest is read whole and in pieces,
// with and without AVX2: the same rows, in order, without gaps, within the limits; then into the columns of a table
// whose names are those of the header, where accepted and refused rows add up.
#include <algorithm>
#include <string>
#include <vector>

#include "bouclier/base/check.h"
#include "bouclier/catalog/table.h"
#include "ingest/src/column_store.h"
#include "ingest/src/csv_tokenizer.h"

namespace {

using namespace bouclier;
using namespace bouclier::ingest;

struct Seen : CsvSink {
  explicit Seen(const CsvSettings& s) : settings(s) {}
  Result<void> Header(const CsvHeader& header) override {
    text = std::string(1, header.separator);
    for (const std::string& name : header.names) text += name + '\n';
    const auto layout = MatchHeader(table, header.names);
    if (layout.ok()) set.emplace(*layout);
    return {};
  }
  Result<void> Rows(const CsvBlock& block) override {
    for (const CsvRow& row : block.rows) {
      BOUCLIER_CHECK(row.line > last_line && row.lines > 0);
      last_line = row.line + row.lines - 1;
      text += std::to_string(row.line) + RowReasonName(row.reason).data() + std::to_string(row.offset) + '+' +
              std::to_string(row.raw_size) + ':' + std::string(AsText(block.Raw(row)));
      if (row.reason != RowReason::kNone && row.reason != RowReason::kRagged) continue;
      for (uint32_t cell = 0; cell < row.cells; ++cell) {
        BOUCLIER_CHECK(block.Cell(row, cell).size() <= settings.longest_cell.value);
        (text += '|') += block.Cell(row, cell);
      }
    }
    rows += block.rows.size();
    if (!set) return {};
    const auto& appended = set->Append(block);
    const auto refused = std::count_if(appended.verdicts.begin(), appended.verdicts.end(),
                                       [](const RowVerdict& v) { return v.reason != RowReason::kNone; });
    BOUCLIER_CHECK(appended.accepted.size() + static_cast<size_t>(refused) == block.rows.size());
    return {};
  }

  static const catalog::Table table;
  const CsvSettings& settings;
  std::string text;
  std::optional<ColumnSet> set;
  uint64_t rows = 0, last_line = 1;
};

using catalog::ColumnType;
catalog::Column Of(std::string_view name, ColumnType type, std::string_view format = "") {
  return {name, type, 2, format, "", "", catalog::IdentityClass::kNone, catalog::Concept::kNone};
}
const catalog::Table Seen::table = {
    "FUZZ",
    "fuzz",
    catalog::Period::kOnce,
    {Of("k", ColumnType::kText), Of("i", ColumnType::kInteger), Of("n", ColumnType::kDecimal),
     Of("d", ColumnType::kDate, "%Y-%m-%d"), Of("t", ColumnType::kDateTime, "%d%b%Y:%H:%M:%S"),
     Of("y", ColumnType::kYear, "%Y"), Of("m", ColumnType::kYearMonth, "%Y%m"), Of("b", ColumnType::kBoolean)},
    {"k"},
    {"k"},
    "",
    {},
    catalog::CareDateRoute::kNone,
    {}};

std::string Read(ByteView data, const CsvSettings& settings, size_t piece) {
  Seen seen(settings);
  auto tokenizer = CsvTokenizer::Make(settings).value();
  Result<void> done;
  for (size_t at = 0; at < data.size() && done.ok(); at += piece) {
    const Bytes exact = ToBytes(data.subspan(at, std::min(piece, data.size() - at)));
    done = tokenizer.Push(exact, seen);
  }
  if (done.ok()) done = tokenizer.Finish(seen);
  BOUCLIER_CHECK(tokenizer.rows() == seen.rows);
  return done.ok() ? seen.text : done.error().message;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  CsvSettings settings;
  if (data[1] % 2 == 0) {
    settings.longest_cell = ByteCount{1u + data[1] / 8};
    settings.longest_row = ByteCount{1u + data[1]};
    settings.kept_of_too_long = ByteCount{1u + data[1] / 4};
    settings.block = ByteCount{1u + data[1]};
  }
  const ByteView file(data + 2, size - 2);
  const std::string whole = Read(file, settings, size);
  BOUCLIER_CHECK(Read(file, settings, 1u + data[0]) == whole);
  settings.find_marks = &FindMarksPortable;
  BOUCLIER_CHECK(Read(file, settings, 1u + data[0] * 7u) == whole);
  return 0;
}
