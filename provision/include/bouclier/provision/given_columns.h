// SPDX-License-Identifier: Apache-2.0
// What a project gets for the columns it was granted: under which name, made of what. A column that was replaced or
// made coarse never keeps its source name. docs/formats/extract.md. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bouclier/kernels/pseudonym.h"
#include "bouclier/provision/compile.h"

namespace bouclier::provision {

struct GivenColumn {
  std::string name;                  // in the extract
  std::vector<std::string> sources;  // the granted columns it stands for
  std::string at_rest;               // what is read; empty: withheld
  CellStep step = CellStep::kAsIs;
  std::optional<kernels::PseudonymClass> pseudonym;
  catalog::ColumnType type = catalog::ColumnType::kText;
  uint8_t scale = 0;
};

// Pseudonyms first (NUM_ENQ_IDT, NUM_ENQ, NUM_ENQ_ANO, LINE_P, the others), then the columns in the order of the
// source. **Errors:** unsupported: two of them would have one name.
Result<std::vector<GivenColumn>> GivenColumns(const CompiledTable& table);
// By which the rows of the table are ordered; none: by their content only.
std::optional<size_t> OrderedBy(const std::vector<GivenColumn>& columns);
// The column of a table at rest that holds a source column's ordinals or values: psa, stay, care_line, or its own name.
std::string_view RestName(const catalog::Column& column);
std::string GivenTypeName(const GivenColumn& column);  // text, integer, decimal(2), date…

}  // namespace bouclier::provision
