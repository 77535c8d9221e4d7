// SPDX-License-Identifier: Apache-2.0
#include "code_list.h"

#include <algorithm>

#include "bouclier/crypto/json.h"
#include "findings.h"
#include "semicolon_rows.h"

namespace bouclier::catalog {
namespace {

constexpr size_t kLongestCode = 256;

struct Wanted {
  CodeList list;
  size_t index = 0;  // of its column in the file
};

std::string OwnColumn(const SchemaFile& described) {
  if (!described.code_columns.empty()) return described.code_columns.front();
  const LoadedTable& table = described.table;
  if (!table.primary_key.empty()) return table.primary_key.front();
  return table.columns.empty() ? "" : table.columns.front().name;
}

// The own column first, then each other linked one, once.
std::vector<Wanted> WantedLists(const SchemaFile& described, const std::vector<std::string>& linked) {
  std::vector<std::string> columns{OwnColumn(described)};
  for (const std::string& column : linked)
    if (!column.empty() && std::find(columns.begin(), columns.end(), column) == columns.end())
      columns.push_back(column);
  std::vector<Wanted> out;
  for (const std::string& column : columns) {
    CodeList list;
    list.name = described.table.name;
    list.column = column;
    list.own = out.empty();
    list.title = described.table.title;
    list.place = described.table.place;
    out.push_back({std::move(list), 0});
  }
  return out;
}

std::vector<Wanted> FindColumns(std::vector<Wanted> wanted, const std::vector<std::string>& header,
                                Findings& findings) {
  std::vector<Wanted> out;
  for (Wanted& one : wanted) {
    const auto at = std::find(header.begin(), header.end(), one.list.column);
    if (at == header.end()) {
      findings.Add(FindingKind::kListColumnUnknown, one.list.column);
      continue;
    }
    one.index = static_cast<size_t>(at - header.begin());
    out.push_back(std::move(one));
  }
  return out;
}

// Sorted, each once. A code that stands twice is odd only where the list says that it is the key.
void Settle(CodeList& list, const LoadedTable& described, size_t empty, Findings& findings) {
  std::vector<std::string>& codes = list.codes;
  std::sort(codes.begin(), codes.end());
  const auto end = std::unique(codes.begin(), codes.end());
  const bool is_key = described.primary_key == std::vector<std::string>{list.column};
  if (end != codes.end() && is_key)
    findings.Add(FindingKind::kCodeTwice, list.column, std::to_string(codes.end() - end));
  codes.erase(end, codes.end());
  codes.shrink_to_fit();
  if (empty > 0) findings.Add(FindingKind::kCodeEmpty, list.column, std::to_string(empty));
  list.has_data = true;
}

}  // namespace

ListFile ListsWithoutData(const SchemaFile& described, const std::vector<std::string>& linked) {
  ListFile out;
  for (Wanted& one : WantedLists(described, linked)) out.lists.push_back(std::move(one.list));
  return out;
}

ListFile ReadCodeLists(std::string_view csv, const std::string& place, const SchemaFile& described,
                       const std::vector<std::string>& linked) {
  Findings findings(place);
  if (csv.starts_with("\xef\xbb\xbf")) csv.remove_prefix(3);
  SemicolonRows rows(csv);
  if (!crypto::IsUtf8(csv) || !rows.Next()) {
    ListFile out = ListsWithoutData(described, linked);
    findings.Add(FindingKind::kFileUnreadable, "", csv.empty() ? "it is empty" : "it is not UTF-8, or has no row");
    out.findings = findings.Take();
    return out;
  }
  const std::vector<std::string> header = rows.cells();
  const std::vector<LoadedColumn>& columns = described.table.columns;
  if (!std::equal(header.begin(), header.end(), columns.begin(), columns.end(),
                  [](const std::string& name, const LoadedColumn& column) { return name == column.name; }))
    findings.Add(FindingKind::kListHeaderDiffers, "header");
  std::vector<Wanted> wanted = FindColumns(WantedLists(described, linked), header, findings);
  std::vector<size_t> empty(wanted.size());
  while (rows.Next()) {
    const std::vector<std::string>& cells = rows.cells();
    const std::string line = "line " + std::to_string(rows.line());
    if (cells.size() != header.size()) findings.Add(FindingKind::kRowWidth, line, std::to_string(cells.size()));
    if (rows.cut()) findings.Add(FindingKind::kTextCut, line);
    for (size_t i = 0; i < wanted.size(); ++i) {
      if (wanted[i].index >= cells.size()) continue;
      const std::string& code = cells[wanted[i].index];
      if (code.size() > kLongestCode)
        findings.Add(FindingKind::kTextCut, line, wanted[i].list.column);
      else if (code.empty())
        ++empty[i];
      else
        wanted[i].list.codes.push_back(code);
    }
  }
  if (rows.quote_open()) findings.Add(FindingKind::kQuoteOpen, "end");
  ListFile out;
  for (size_t i = 0; i < wanted.size(); ++i) {
    Settle(wanted[i].list, described.table, empty[i], findings);
    out.lists.push_back(std::move(wanted[i].list));
  }
  out.findings = findings.Take();
  return out;
}

}  // namespace bouclier::catalog
