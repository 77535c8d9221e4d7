// SPDX-License-Identifier: Apache-2.0
#include "bouclier/provision/given_columns.h"

#include <algorithm>
#include <array>
#include <set>

namespace bouclier::provision {
namespace {

using catalog::IdentityClass;
using kernels::PseudonymClass;

constexpr std::string_view kPersonName = "NUM_ENQ_IDT", kPsaName = "NUM_ENQ", kLifelongName = "NUM_ENQ_ANO";
constexpr std::string_view kLineName = "LINE_P";
constexpr std::string_view kLifelong = "BEN_NIR_ANO";

std::optional<PseudonymClass> ClassOf(IdentityClass identity) {
  switch (identity) {
    case IdentityClass::kPerson:
      return PseudonymClass::kPerson;
    case IdentityClass::kPsa:
      return PseudonymClass::kPsa;
    case IdentityClass::kInsured:
      return PseudonymClass::kInsured;
    case IdentityClass::kMotherChild:
      return PseudonymClass::kMotherChild;
    case IdentityClass::kCareLine:
      return PseudonymClass::kCareLine;
    case IdentityClass::kStay:
      return PseudonymClass::kStay;
    case IdentityClass::kDeathCertificate:
      return PseudonymClass::kDeathCertificate;
    case IdentityClass::kProfessional:
      return PseudonymClass::kProfessional;
    case IdentityClass::kEmployer:
      return PseudonymClass::kEmployer;
    case IdentityClass::kCase:
      return PseudonymClass::kCase;
    case IdentityClass::kNone:
    case IdentityClass::kEstablishment:
      break;
  }
  return std::nullopt;
}

std::string_view SuffixOf(CellStep step) {
  switch (step) {
    case CellStep::kToDay:
      return "_D";
    case CellStep::kToMonth:
      return "_M";
    case CellStep::kToYear:
      return "_Y";
    case CellStep::kToRegion:
      return "_REG";
    case CellStep::kWithheld:
      return "_WITHHELD";
    case CellStep::kPseudonym:
      return "_P";
    case CellStep::kAsIs:
      break;
  }
  return "";
}

// A date without a year in its format is text at rest.
catalog::ColumnType TypeAtRest(const catalog::Column& column) {
  const bool dated = column.type == catalog::ColumnType::kDate || column.type == catalog::ColumnType::kDateTime;
  return dated && column.format.find("%Y") == std::string_view::npos ? catalog::ColumnType::kText : column.type;
}

class Maker {
 public:
  void Take(const CompiledColumn& column) {
    if (column.step == CellStep::kPseudonym) return TakeIdentity(*column.column);
    GivenColumn given;
    given.name = std::string(column.column->name) + std::string(SuffixOf(column.step));
    given.sources = {std::string(column.column->name)};
    if (column.step != CellStep::kWithheld) given.at_rest = column.column->name;
    given.step = column.step;
    given.type = TypeAtRest(*column.column);
    given.scale = column.column->scale;
    plain_.push_back(std::move(given));
  }

  Result<std::vector<GivenColumn>> Done() {
    std::vector<GivenColumn> all;
    for (const std::string_view first : {kPersonName, kPsaName, kLifelongName, kLineName})
      for (const GivenColumn& column : replaced_)
        if (column.name == first) all.push_back(column);
    for (GivenColumn& column : replaced_)
      if (std::ranges::find(all, column.name, &GivenColumn::name) == all.end()) all.push_back(std::move(column));
    for (GivenColumn& column : plain_) all.push_back(std::move(column));
    std::set<std::string> names;
    for (const GivenColumn& column : all)
      if (!names.insert(column.name).second)
        return Error(ErrorCode::kUnsupported, "name columns: two granted columns would be named " + column.name);
    return all;
  }

 private:
  void TakeIdentity(const catalog::Column& column) {
    const PseudonymClass of = *ClassOf(column.identity);
    if (column.identity == IdentityClass::kPsa) {
      Add(kPersonName, column, "person", PseudonymClass::kPerson);
      return Add(kPsaName, column, RestName(column), of);
    }
    if (column.identity == IdentityClass::kCareLine) return Add(kLineName, column, RestName(column), of);
    if (column.identity != IdentityClass::kPerson)
      return Add(std::string(column.name) + std::string(SuffixOf(CellStep::kPseudonym)), column, RestName(column), of);
    if (column.name == kLifelong) return Add(kLifelongName, column, RestName(column), of);
    Add(kPersonName, column, "person", of);  // the row's person is that of its id, where it has one
  }

  // Several source columns may be one given column.
  void Add(std::string_view name, const catalog::Column& source, std::string_view at_rest, PseudonymClass of) {
    for (GivenColumn& column : replaced_)
      if (column.name == name) return column.sources.emplace_back(source.name), void();
    GivenColumn given;
    given.name = name;
    given.sources = {std::string(source.name)};
    given.at_rest = at_rest;
    given.step = CellStep::kPseudonym;
    given.pseudonym = of;
    replaced_.push_back(std::move(given));
  }

  std::vector<GivenColumn> replaced_, plain_;
};

}  // namespace

std::string_view RestName(const catalog::Column& column) {
  switch (column.identity) {
    case IdentityClass::kPsa:
      return "psa";
    case IdentityClass::kCareLine:
      return "care_line";
    case IdentityClass::kStay:
      return "stay";
    default:
      return column.name;
  }
}

Result<std::vector<GivenColumn>> GivenColumns(const CompiledTable& table) {
  Maker maker;
  for (const CompiledColumn& column : table.columns) maker.Take(column);
  return maker.Done();
}

std::optional<size_t> OrderedBy(const std::vector<GivenColumn>& columns) {
  // Pseudonyms come first, the best of them before the others.
  return !columns.empty() && columns.front().pseudonym ? std::optional<size_t>(0) : std::nullopt;
}

std::string GivenTypeName(const GivenColumn& column) {
  if (column.pseudonym) return "text";
  std::string name(catalog::ColumnTypeName(column.type));
  if (column.type == catalog::ColumnType::kDecimal) name += "(" + std::to_string(column.scale) + ")";
  return name;
}

}  // namespace bouclier::provision
