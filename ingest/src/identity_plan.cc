// SPDX-License-Identifier: Apache-2.0
#include "identity_plan.h"

#include <algorithm>
#include <cctype>
#include <map>

#include "bouclier/vault/crosswalk.h"
#include "join_index.h"

namespace bouclier::ingest {
namespace {

using catalog::IdentityClass;

constexpr size_t kLongestIdentifier = 1024;

// Columns of the source whose identifiers are more than their own text (docs/SNDS.md).
constexpr std::string_view kNumber = "BEN_NIR_PSA", kRank = "BEN_RNG_GEM", kRankless = "NIR_ANO_17";
constexpr std::string_view kPersonId = "BEN_IDT_ANO", kLifelong = "BEN_NIR_ANO";
constexpr std::string_view kStayNumber = "RSA_NUM", kEstablishment = "ETA_NUM";
constexpr std::string_view kOfStays = "pmsi_mco";  // the field whose stays go by the year alone

// Columns at rest that no file brings (arrow_rows.h).
constexpr std::string_view kOwnNames[] = {"person", "psa", "stay", "care_line", "care_from", "care_to", "flags"};

uint32_t CellOf(const Layout& layout, std::string_view name) {
  const auto found = std::ranges::find(layout.columns, name, &LayoutColumn::name);
  return found == layout.columns.end() ? kNoCell : found->cell;
}

Result<IdentityField> FieldOf(const Layout& layout, const LayoutColumn& column, catalog::FilePeriod period) {
  IdentityField field{column.identity, KeyForm::kPlain, column.name, column.cell, kNoCell, ""};
  switch (column.identity) {
    case IdentityClass::kPsa:
      field.form = KeyForm::kPsa;
      field.column = "psa";
      if (column.name == kNumber) field.second = CellOf(layout, kRank);
      break;
    case IdentityClass::kPerson:
      if (column.name != kPersonId && column.name != kLifelong)
        return Error(ErrorCode::kUnsupported, "plan identities: a person column of another kind: " + column.name);
      field.form = column.name == kPersonId ? KeyForm::kPerson : KeyForm::kLifelong;
      break;
    case IdentityClass::kStay:
      if (column.name != kStayNumber)
        return Error(ErrorCode::kUnsupported, "plan identities: a stay column of another kind: " + column.name);
      field.form = KeyForm::kStay;
      field.column = "stay";
      field.second = CellOf(layout, kEstablishment);
      field.prefix = std::to_string(period.year);
      if (layout.table->dataset != kOfStays) field.prefix += " " + std::string(layout.table->dataset);
      break;
    case IdentityClass::kCase:
      field.form = KeyForm::kCase;
      field.prefix = column.name;
      break;
    default:
      break;
  }
  return field;
}

}  // namespace

Result<IdentityPlan> PlanIdentities(const Layout& layout, catalog::FilePeriod period) {
  IdentityPlan plan;
  std::map<std::string, uint32_t> keys;  // by name: tables need not have them in one order
  for (const LayoutColumn& column : layout.columns) {
    if (!IsMapped(column)) continue;
    if (column.identity == IdentityClass::kCareLine) {
      keys.emplace(column.name, column.cell);
      continue;
    }
    if (column.name == kRank) continue;  // part of the number's key
    BOUCLIER_TRY(IdentityField field, FieldOf(layout, column, period));
    plan.fields.push_back(std::move(field));
  }
  for (const auto& [name, cell] : keys) plan.line_cells.push_back(cell);
  return plan;
}

Result<void> CheckNames(const Layout& layout) {
  const auto same = [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); };
  for (const LayoutColumn& column : layout.columns)
    if (std::ranges::any_of(kOwnNames,
                            [&](std::string_view own) { return std::ranges::equal(column.name, own, same); }))
      return Error(ErrorCode::kInvalidArgument,
                   "take file: a column is named " + column.name + ", as one of the hub's own",
                   "rename it in the delivery, and in the schema that was loaded");
  return {};
}

bool IsInvalidNumber(std::string_view number) {
  if (number.size() < 2) return false;
  const std::string_view but_last = number.substr(0, number.size() - 1);
  const bool all_x = but_last.find_first_not_of("xX") == std::string_view::npos;
  return all_x && (number.back() == 'x' || number.back() == 'X' || number.back() == 'D');
}

std::string_view KeyOf(const IdentityField& field, const CsvBlock& block, const CsvRow& row, std::string& scratch) {
  if (field.cell == kNoCell) return {};
  const std::string_view value = block.Cell(row, field.cell);
  if (value.empty() || value.size() > kLongestIdentifier) return {};
  const std::string_view second = field.second == kNoCell ? std::string_view() : block.Cell(row, field.second);
  if (second.size() > kLongestIdentifier) return {};
  switch (field.form) {
    case KeyForm::kPlain:
      return value;
    case KeyForm::kPsa:
      if (IsInvalidNumber(value)) return {};
      vault::MakePsaKey(scratch, value, second);
      return scratch;
    case KeyForm::kPerson:
      vault::MakePersonKey(scratch, value);
      return scratch;
    case KeyForm::kLifelong:
      vault::MakeLifelongKey(scratch, value);
      return scratch;
    case KeyForm::kCase:
      vault::MakeCaseKey(scratch, field.prefix, value);
      return scratch;
    case KeyForm::kStay:
      vault::MakeStayKey(scratch, field.prefix, WithoutLeadingZeros(second), WithoutLeadingZeros(value));
      return scratch;
  }
  return {};
}

}  // namespace bouclier::ingest
