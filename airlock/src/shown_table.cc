// SPDX-License-Identifier: Apache-2.0
#include "bouclier/airlock/shown_table.h"

#include "bouclier/airlock/said_numbers.h"
#include "bouclier/base/check.h"

namespace bouclier::airlock {
namespace {

Error NotShowable(const std::string& cause, const std::string& hint) {
  return Error(ErrorCode::kInvalidArgument, "show output: " + cause, hint);
}

Result<void> CheckColumns(const Proposal& proposal, const SubmissionText& text) {
  const kernels::OutputTable& table = proposal.output().figures.table;
  if (proposal.columns().size() != text.labels.size())
    return NotShowable("it has " + std::to_string(proposal.columns().size()) + " columns and " +
                           std::to_string(text.labels.size()) + " labels",
                       "change the submission: one label a column, in their order");
  std::vector<int> shown(table.dimensions.size());
  for (const ProposedColumn& column : proposal.columns()) {
    BOUCLIER_CHECK(column.dimension ? *column.dimension < shown.size() : column.values.size() == table.cells.size());
    if (column.dimension) ++shown[*column.dimension];
  }
  for (size_t i = 0; i < shown.size(); ++i)
    if (shown[i] != 1)
      return NotShowable("the key " + table.dimensions[i].name + " is not shown once",
                         "every GROUP BY key is a column of the query, once");
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
