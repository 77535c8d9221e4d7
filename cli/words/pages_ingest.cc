// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "words/page.h"
#include "words/pages.h"

namespace bouclier::cli {
namespace {

using crypto::Json;

constexpr size_t kMostTold = 40;

std::string Share(uint64_t part, uint64_t whole) {
  if (whole == 0 || part == 0) return part == 0 ? "0" : fmt::format("{}", part);
  return fmt::format("{} ({:.2g}%)", part, 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

std::string Tables(const Json& data) {
  std::string out =
      fmt::format("  {:<14} {:>12} {:>12} {:>12} {:>7}\n", "table", "read", "rows", "quarantined", "files");
  for (const Json& table : ListIn(data, "tables"))
    out += fmt::format("  {:<14} {:>12} {:>12} {:>12} {:>7}\n", TextIn(table, "table"), CountIn(table, "read"),
                       CountIn(table, "rows"), CountIn(table, "quarantined"), CountIn(table, "files"));
  return out;
}

// "  ER_PRS_F  person_unknown 250 (0.1 %), …" for each table that has any.
std::string ByTable(const Json& data, std::string_view member) {
  std::string out;
  for (const Json& table : ListIn(data, "tables")) {
    const Json& counts = In(table, member);
    if (counts.if_object() == nullptr || counts.if_object()->empty()) continue;
    std::string list;
    for (const auto& [name, rows] : *counts.if_object())
      list += (list.empty() ? "" : ", ") + name + " " +
              Share(static_cast<uint64_t>(*rows.if_int()), CountIn(table, "read"));
    out += fmt::format("  {:<14} {}\n", TextIn(table, "table"), Wrapped(list, 17, 17));
  }
  return out;
}

// How a file report is told; columns that are missing or unknown are many, and told by how often.
std::string FilesTold(const Json& data) {
  static const std::map<std::string, std::string> kMeaning = {
      {"incident", "REFUSED, kept sealed: plain identities stand in it"},
      {"unreadable", "REFUSED, kept sealed"},
      {"unsupported", "not read"},
      {"same_period_twice", "not taken"},
      {"looked_at", "taken; looked at for plain identities"},
      {"not_a_table", "not the file of a known table"},
      {"period_missing", "NOT TAKEN: its name does not say which period it is of"}};
  std::string out;
  std::map<std::string, uint64_t> columns;
  size_t told = 0, files = 0;
  for (const Json& file : ListIn(data, "files_told")) {
    const std::string reason = TextIn(file, "reason");
    if (reason.starts_with("column_")) {
      ++columns[(reason == "column_missing" ? "missing: " : "unknown, kept as text: ") + TextIn(file, "detail")];
      continue;
    }
    ++files;
    if (++told > kMostTold) continue;
    const auto meaning = kMeaning.find(reason);
    const std::string detail = TextIn(file, "detail");
    out += "  " + TextIn(file, "name") + ": " + (meaning == kMeaning.end() ? reason : meaning->second) +
           (detail.empty() ? "" : " (" + detail + ")") + "\n";
  }
  if (files > kMostTold) out += fmt::format("  and {} more\n", files - kMostTold);
  for (const auto& [column, count] : columns)
    out += fmt::format("  column {} (in {})\n", column, Counted(count, "file"));
  return out.empty() ? "" : "Files and columns to know of:\n" + out;
}

std::string ReportBody(const Json& data) {
  std::string out = Tables(data);
  if (const std::string refused = ByTable(data, "refused"); !refused.empty())
    out += "Rows in quarantine, by reason:\n" + refused;
  if (const std::string flagged = ByTable(data, "flagged"); !flagged.empty())
    out += "Rows kept and flagged as doubtful:\n" + flagged;
  out += FilesTold(data);
  out += Line("persons", fmt::format("{}", CountIn(data, "persons")));
  if (CountIn(data, "merged") != 0)
    out += Line("merged", Counted(CountIn(data, "merged"), "former id") + " of a known person");
  if (CountIn(data, "ambiguous_numbers") != 0)
    out += Line("ambiguous", Counted(CountIn(data, "ambiguous_numbers"), "number") + " that several persons have");
  if (CountIn(data, "changed_numbers") != 0)
    out += Line("changed", Counted(CountIn(data, "changed_numbers"), "number") + " with another owner than before");
  if (CountIn(data, "periods_kept") != 0)
    out += Line("taken over", Counted(CountIn(data, "periods_kept"), "period") + " of the snapshot before");
  std::string checked;
  for (const Json& table : ListIn(data, "tables"))
    for (const Json& column : ListIn(table, "codes_checked"))
      if (column.if_string() != nullptr)
        checked += (checked.empty() ? "" : ", ") + TextIn(table, "table") + "." + *column.if_string();
  if (!checked.empty()) out += Line("codes looked up", Wrapped(checked, 24, 24));
  if (!IsTrue(data, "codes_checked")) out += "  codes not checked: no code list is loaded (bouclier catalog load)\n";
  return out;
}

}  // namespace

std::string IngestPlanPage(const Json& data) {
  std::map<std::string, std::pair<uint64_t, uint64_t>> tables;  // files and bytes
  std::string others;
  size_t told = 0;
  for (const Json& file : ListIn(data, "files")) {
    if (const std::string table = TextIn(file, "table"); !table.empty()) {
      ++tables[table].first;
      tables[table].second += CountIn(file, "bytes");
    } else if (++told <= kMostTold) {
      const std::string detail = TextIn(file, "detail");
      others += "  " + TextIn(file, "name") + ": " + TextIn(file, "reason") +
                (detail.empty() ? "" : " (" + detail + ")") + "\n";
    }
  }
  if (told > kMostTold) others += fmt::format("  and {} more\n", told - kMostTold);
  std::string out = fmt::format("Base {}: {} of known tables, {}.\n", TextIn(data, "base"),
                                Counted(CountIn(data, "taken"), "file"), SizeText(CountIn(data, "bytes")));
  for (const auto& [table, files] : tables)
    out += fmt::format("  {:<14} {:>5} files {:>12}\n", table, files.first, SizeText(files.second));
  if (!others.empty()) out += "Not taken:\n" + others;
  return out +
         (IsTrue(data, "nothing_new")
              ? "The newest snapshot was made of exactly these files: there is nothing to do.\n"
              : fmt::format("They would make snapshot {}. Nothing was changed.\n", CountIn(data, "next_snapshot")));
}

std::string IngestRunPage(const Json& data) {
  if (IsTrue(data, "nothing_new"))
    return fmt::format("Nothing new: snapshot {} of base {} was made of exactly these files.\n",
                       CountIn(data, "snapshot"), TextIn(data, "base"));
  std::string out = fmt::format("Snapshot {} of base {} is published: {}.\n", CountIn(data, "snapshot"),
                                TextIn(data, "base"), Counted(CountIn(data, "files"), "sealed table file"));
  if (CountIn(data, "periods_resumed") != 0)
    out += fmt::format("{} had been made by the run that was stopped.\n",
                       Counted(CountIn(data, "periods_resumed"), "period"));
  return out + ReportBody(data);
}

std::string IngestReportPage(const Json& data) {
  return fmt::format("Snapshot {} of base {}\n", CountIn(data, "snapshot"), TextIn(data, "base")) + ReportBody(data);
}

std::string IngestReportTablePage(const Json& data) {
  std::string out = fmt::format("Snapshot {} of base {}, table {}\n", CountIn(data, "snapshot"), TextIn(data, "base"),
                                TextIn(data, "table"));
  out += Tables(data) + ByTable(data, "refused") + ByTable(data, "flagged");
  out += fmt::format("  {:<14} {:>12} {:>9}  {}\n", "column", "nulls", "distinct", "commonest codes (rows)");
  for (const Json& column : ListIn(data, "columns")) {
    std::string top;
    for (const Json& code : ListIn(column, "top"))
      top += (top.empty() ? "" : ", ") + fmt::format("{} ({})", TextIn(code, "code"), CountIn(code, "rows"));
    const bool text = IsTrue(column, "many") || CountIn(column, "distinct") != 0;
    const std::string distinct = !text                    ? ""
                                 : IsTrue(column, "many") ? "many"
                                                          : fmt::format("{}", CountIn(column, "distinct"));
    out += fmt::format("  {:<14} {:>12} {:>9}  {}\n", TextIn(column, "column"), CountIn(column, "nulls"), distinct,
                       Wrapped(top, 42, 42));
  }
  return out;
}

std::string IngestListPage(const Json& data) {
  std::string out = fmt::format("{:>8}  {:<24} {:>8} {:>14} {:>12} {:>10}  {:>6}\n", "snapshot", "made", "files",
                                "rows", "size", "persons", "entry");
  for (const Json& one : ListIn(data, "snapshots"))
    out += fmt::format("{:>8}  {:<24} {:>8} {:>14} {:>12} {:>10}  {:>6}{}\n", CountIn(one, "snapshot"),
                       TextIn(one, "made_at"), CountIn(one, "files"), CountIn(one, "rows"),
                       SizeText(CountIn(one, "bytes")), CountIn(one, "persons"), CountIn(one, "entry"),
                       IsTrue(one, "revoked") ? "  revoked" : "");
  return ListIn(data, "snapshots").empty() ? "This base has no snapshot yet.\n" : out;
}

std::string IngestFilesPage(const Json& data) {
  std::string out =
      fmt::format("  {:<14} {:<8} {:>8} {:>12} {:>12}  {}\n", "table", "period", "bucket", "rows", "bytes", "object");
  for (const Json& file : ListIn(data, "files")) {
    const uint64_t bucket = CountIn(file, "bucket");
    out += fmt::format("  {:<14} {:<8} {:>8} {:>12} {:>12}  {}\n", TextIn(file, "table"), TextIn(file, "period"),
                       bucket == UINT32_MAX ? "nobody" : fmt::format("{}", bucket), CountIn(file, "rows"),
                       CountIn(file, "bytes"), TextIn(file, "object"));
  }
  return out + fmt::format("{} of snapshot {} of base {}.\n", Counted(ListIn(data, "files").size(), "file"),
                           CountIn(data, "snapshot"), TextIn(data, "base"));
}

std::string IngestVerifyPage(const Json& data) {
  std::string out;
  for (const Json& finding : ListIn(data, "findings"))
    out += fmt::format("  DAMAGED {} {}, object {}: {}\n", TextIn(finding, "table"), TextIn(finding, "period"),
                       TextIn(finding, "object"), TextIn(finding, "found"));
  return out +
         fmt::format("Snapshot {} of base {}: {}, {} rows, {}: {}.\n", CountIn(data, "snapshot"), TextIn(data, "base"),
                     Counted(CountIn(data, "files"), "file"), CountIn(data, "rows"), SizeText(CountIn(data, "bytes")),
                     out.empty() ? "all as published" : Counted(ListIn(data, "findings").size(), "file") + " refused");
}

std::string IngestRevokePage(const Json& data) {
  const uint64_t then = CountIn(data, "newest_then");
  return fmt::format("Snapshot {} of base {} is revoked. {}\n", CountIn(data, "snapshot"), TextIn(data, "base"),
                     then == 0 ? "None is in force now." : fmt::format("The newest is now {}.", then));
}

std::string IngestRevokeDryRunPage(const Json& data) {
  const uint64_t then = CountIn(data, "newest_then");
  return fmt::format("Snapshot {} of base {} would be revoked. {} Nothing was changed.\n", CountIn(data, "snapshot"),
                     TextIn(data, "base"),
                     then == 0 ? "None would be in force then." : fmt::format("The newest would be {}.", then));
}

std::string QuarantineListPage(const Json& data) {
  std::string out = fmt::format("  {:<14} {:<8} {:>10}\n", "table", "period", "rows");
  for (const Json& file : ListIn(data, "files"))
    out += fmt::format("  {:<14} {:<8} {:>10}\n", TextIn(file, "table"), TextIn(file, "period"), CountIn(file, "rows"));
  return out + fmt::format("{} in quarantine, of snapshot {} of base {}.\n", Counted(CountIn(data, "rows"), "row"),
                           CountIn(data, "snapshot"), TextIn(data, "base"));
}

std::string QuarantineShowPage(const Json& data) {
  std::string out;
  for (const Json& row : ListIn(data, "rows")) {
    const std::string column = TextIn(row, "column");
    out += fmt::format("{} line {}{}: {}\n", TextIn(row, "file"), CountIn(row, "line"),
                       column.empty() ? "" : ", column " + column, TextIn(row, "reason"));
    out += In(row, "row").if_string() != nullptr ? "  " + TextIn(row, "row") + "\n"
                                                 : "  (bytes) " + TextIn(row, "row_hex") + "\n";
  }
  if (CountIn(data, "more") != 0) out += fmt::format("and {} more: --limit\n", CountIn(data, "more"));
  return out.empty() ? "No row is in quarantine there.\n" : out;
}

std::string QuarantineExportPage(const Json& data) {
  return fmt::format("{} of the quarantine, in clear, are in {} (ledger entry {}).\n",
                     Counted(CountIn(data, "rows"), "row"), TextIn(data, "file"), CountIn(data, "ledger_index"));
}

std::string DropRawPage(const Json& data) {
  std::string out = fmt::format("The records of {} ({}) are gone; {} bodies deleted at the host.\n",
                                Counted(CountIn(data, "files"), "raw file"), SizeText(CountIn(data, "bytes")),
                                CountIn(data, "bodies_deleted"));
  if (!IsTrue(data, "may_delete"))
    out +=
        "The host's key may not delete: the rest stays there, sealed, until a key that may sweeps it (vault check "
        "--sweep).\n";
  return out;
}

std::string DropRawDryRunPage(const Json& data) {
  return fmt::format("{} ({}) of base {} would be deleted. Nothing was changed.\n",
                     Counted(CountIn(data, "files"), "raw file"), SizeText(CountIn(data, "bytes")),
                     TextIn(data, "base"));
}

}  // namespace bouclier::cli
