// SPDX-License-Identifier: Apache-2.0
#include "bouclier/airlock/shown_table.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "bouclier/airlock/said_numbers.h"
#include "bouclier/base/check.h"
#include "bouclier/crypto/json.h"
#include "utf8_points.h"

namespace bouclier::airlock {
namespace {

Error NotShowable(Refusal why, const std::string& cause, const std::string& hint, const std::string& about) {
  return Error(ErrorCode::kInvalidArgument, "show output: " + cause, hint).Because(why, about);
}

Result<void> CheckColumns(const Proposal& proposal, const SubmissionText& text) {
  const kernels::OutputTable& table = proposal.output().figures.table;
  if (proposal.columns().size() != text.labels.size())
    return NotShowable(Refusal::kLabels,
                       "it has " + std::to_string(proposal.columns().size()) + " columns and " +
                           std::to_string(text.labels.size()) + " labels",
                       "change the submission: one label a column, in their order", std::to_string(text.labels.size()));
  std::vector<int> shown(table.dimensions.size());
  for (const ProposedColumn& column : proposal.columns()) {
    BOUCLIER_CHECK(column.dimension ? *column.dimension < shown.size() : column.values.size() == table.cells.size());
    if (column.dimension) ++shown[*column.dimension];
  }
  for (size_t i = 0; i < shown.size(); ++i)
    if (shown[i] != 1)
      return NotShowable(Refusal::kKeyNotShown, "the key " + table.dimensions[i].name + " is not shown once",
                         "every GROUP BY key is a column of the query, once", table.dimensions[i].name);
  return {};
}

// What neither table nor drawing could tell.
Result<void> CheckCells(const kernels::OutputTable& table) {
  if (table.cells.empty())
    return NotShowable(Refusal::kNone, "it has no cell", "the query answered no row: widen its filters", "");
  for (const kernels::Dimension& key : table.dimensions)
    if (std::set<std::string>(key.values.begin(), key.values.end()).size() != key.values.size())
      return NotShowable(Refusal::kKeyNotShown,
                         "two values of the key " + key.name + " read alike, an empty text and none",
                         "name the missing one in the query: coalesce(x, 'unknown')", key.name);
  return {};
}

// A spreadsheet would run it, whoever opens the table there. Some drop blanks before it, some read the wide signs too.
bool IsFormula(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  for (const std::string_view wide : {"＝", "＋", "－", "＠"})
    if (text.starts_with(wide)) return true;
  if (text.empty() || std::string_view("=+-@").find(text.front()) == std::string_view::npos) return false;
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [last, error] = std::from_chars(text.data() + (text.front() == '+' ? 1 : 0), end, number);
  return error != std::errc() || last != end;
}

// Keys and query leave as they are, so a reviewer must see all of them.
Result<void> CheckTexts(const Proposal& proposal, const SubmissionText& text) {
  const auto unseen = [](std::string_view words, bool lines) {
    return !crypto::IsUtf8(words) || std::ranges::any_of(PointsOf(words), [&](char32_t point) {
      return IsIn(kUnseen, point) && !(lines && (point == '\n' || point == '\r' || point == '\t'));
    });
  };
  if (unseen(proposal.query(), true))
    return NotShowable(Refusal::kTextUnseen, "the query's text holds a character that is not seen",
                       "write it without, and run it again", "SQL");
  for (const std::string& label : text.labels)
    if (IsFormula(label))
      return NotShowable(Refusal::kFormula, "a label is a formula to a spreadsheet", "begin it with a letter",
                         "--label");
  for (const kernels::Dimension& key : proposal.output().figures.table.dimensions)
    for (const std::string& value : key.values) {
      if (unseen(value, false))
        return NotShowable(Refusal::kTextUnseen,
                           "a value of the key " + key.name + " holds a character that is not seen",
                           "take it out in the query: regexp_replace, trim", key.name);
      if (IsFormula(value))
        return NotShowable(Refusal::kFormula, "a value of the key " + key.name + " is a formula to a spreadsheet",
                           "put a letter before it in the query", key.name);
    }
  return {};
}

void AppendCell(std::string& out, std::string_view cell) {
  if (cell.find_first_of(",\"\r\n") == std::string_view::npos) {
    out += cell;
    return;
  }
  out += '"';
  for (const char byte : cell) out += byte == '"' ? std::string("\"\"") : std::string(1, byte);
  out += '"';
}

}  // namespace

Result<ShownTable> Show(const Proposal& proposal, const SubmissionText& text, const std::vector<bool>& hidden) {
  const kernels::OutputTable& table = proposal.output().figures.table;
  BOUCLIER_CHECK(hidden.size() == table.cells.size());
  BOUCLIER_TRY_VOID(CheckColumns(proposal, text));
  BOUCLIER_TRY_VOID(CheckCells(table));
  BOUCLIER_TRY_VOID(CheckTexts(proposal, text));
  BOUCLIER_TRY_VOID(CheckSaidNumbers(text, proposal));
  ShownTable out{text, {}, {}, hidden};
  for (const ProposedColumn& column : proposal.columns()) out.keys.push_back(column.dimension.has_value());
  for (size_t cell = 0; cell < table.cells.size(); ++cell) {
    std::vector<std::optional<std::string>>& row = out.rows.emplace_back();
    for (const ProposedColumn& column : proposal.columns()) {
      if (column.dimension)
        row.emplace_back(table.dimensions[*column.dimension].values[table.cells[cell][*column.dimension]]);
      else if (hidden[cell])
        row.emplace_back();
      else
        row.push_back(column.values[cell]);
    }
  }
  return out;
}

std::string WriteCsv(const ShownTable& table) {
  std::string out;
  for (size_t column = 0; column < table.text.labels.size(); ++column) {
    if (column != 0) out += ',';
    AppendCell(out, table.text.labels[column]);
  }
  out += '\n';
  for (const auto& row : table.rows) {
    for (size_t column = 0; column < row.size(); ++column) {
      if (column != 0) out += ',';
      if (row[column]) AppendCell(out, *row[column]);
    }
    out += '\n';
  }
  return out;
}

}  // namespace bouclier::airlock
