// SPDX-License-Identifier: Apache-2.0
// The answer of an OutputQuery, cell by cell, with the persons of each. Nothing here may leave before the airlock has
// judged it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bouclier/workspace/output_query.h"
#include "bouclier/workspace/sql_result.h"

namespace bouclier::workspace {

// One measure of one cell. Numbers are whole: a sum's are at 10^-scale.
struct CellMeasure {
  std::optional<int64_t> total;        // none: a sum, or a count_if, of nothing but nulls
  std::vector<int64_t> contributions;  // of each person of the cell, in their order; 0: not a person of this measure
  int64_t of_nobody = 0;               // what rows without a person add
};

struct OutputCell {
  std::vector<SqlCell> values;    // as many as columns
  std::vector<uint32_t> persons;  // those with a row here, ascending: numbers of OutputRun::persons
  uint64_t rows_of_nobody = 0;
  std::vector<CellMeasure> measures;  // as many as the query has
};

// The same cells, their rows gathered by a unit in place of the person.
struct OutputByUnit {
  CountedUnit counted;
  // In the order of OutputRun::cells. `persons` are units, numbers of this run; `values` is empty. Of a count of
  // persons a unit's contribution is how many of its own it has: one person may be of several units.
  std::vector<OutputCell> cells;
};

struct OutputRun {
  std::vector<SqlColumn> columns;
  std::vector<uint8_t> scales;    // of each measure; 0 but for sums of decimals
  std::vector<OutputCell> cells;  // by their keys, nulls last
  // NUM_ENQ_IDT of each number, ascending. Numbers are of this run alone: what is remembered are these.
  std::vector<std::string> persons;
  std::vector<OutputByUnit> by_unit = {};  // as OutputQuery::units
};

// The persons of the cell who add to any of `measures`, ascending: of a column, those of OutputColumn::measures. Whose
// lines cancel each other adds nothing.
std::vector<uint32_t> PersonsOf(const OutputCell& cell, const std::vector<size_t>& measures);

struct OutputLimits {
  size_t cells = 100'000;
  size_t pairs = 50'000'000;  // of a cell and a person in it
};

}  // namespace bouclier::workspace
