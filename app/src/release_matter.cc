// SPDX-License-Identifier: Apache-2.0
#include "release_matter.h"

#include <algorithm>
#include <cctype>

#include "bouclier/catalog/table.h"

namespace bouclier::app {
namespace {

using kernels::Matter;
using workspace::OutputMeasure;
using workspace::SourceColumn;

// Whoever is in one of these is insured, or had some care. To be in any other table says more: a stay, a drug, a death.
constexpr std::string_view kOfEverybody[] = {"ir_ben_r", "ir_ben_r_arc", "er_prs_f"};

bool Same(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

// Tables and columns of an extract as the source has them: `er_prs_f` is ER_PRS_F.
const catalog::Column* ColumnOf(const SourceColumn& source) {
  for (const catalog::Table& table : catalog::BuiltInTables()) {
    if (!Same(table.name, source.table)) continue;
    for (const catalog::Column& column : table.columns)
      if (Same(column.name, source.column)) return &column;
  }
  return nullptr;
}

// What a project sees in place of an identifier has another name than the source's.
bool IsPseudonym(std::string_view column) { return column.starts_with("NUM_ENQ") || column.ends_with("_P"); }

// What people are told apart by anyway: when and where they lived and were treated, their age and sex; and amounts.
// Where people live has other names in an extract where it is coarser.
bool SaysLittle(const SourceColumn& source) {
  if (IsPseudonym(source.column))
    return std::ranges::any_of(kOfEverybody, [&](std::string_view table) { return Same(table, source.table); });
  if (source.column.starts_with("BEN_RES")) return true;
  const catalog::Column* column = ColumnOf(source);
  if (column == nullptr) return false;
  return column->concept_ == catalog::Concept::kBirth || column->concept_ == catalog::Concept::kResidence ||
         column->concept_ == catalog::Concept::kCareDate || column->name == "BEN_SEX_COD" ||
         column->type == catalog::ColumnType::kDecimal;
}

Matter MatterOf(const std::vector<SourceColumn>& reads) {
  return std::ranges::all_of(reads, SaysLittle) ? Matter::kOther : Matter::kOutcome;
}

}  // namespace

Matter MatterOfKey(const workspace::OutputColumn& key) { return MatterOf(key.reads); }

// Counting persons, or rows by their identifier, counts who is in the cell: everybody is. Of a filter that is not so.
Matter MatterOfMeasure(const OutputMeasure& measure) {
  if (measure.text.find("FILTER") != std::string::npos) return MatterOf(measure.reads);
  const bool plain_count = measure.kind == OutputMeasure::Kind::kCount && measure.reads.size() == 1 &&
                           IsPseudonym(measure.reads.front().column) && !measure.text.starts_with("count_if");
  return plain_count || measure.kind == OutputMeasure::Kind::kPersons ? Matter::kOther : MatterOf(measure.reads);
}

}  // namespace bouclier::app
