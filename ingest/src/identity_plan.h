// SPDX-License-Identifier: Apache-2.0
// Which cells of a file identify what, and under which column their ordinals rest. docs/formats/crosswalk.md. Pure;
// thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bouclier/catalog/file_name.h"
#include "bouclier/catalog/table.h"
#include "csv_layout.h"
#include "csv_row.h"

namespace bouclier::ingest {

enum class KeyForm : uint8_t { kPsa, kPerson, kLifelong, kStay, kCase, kPlain };

struct IdentityField {
  catalog::IdentityClass identity = catalog::IdentityClass::kNone;
  KeyForm form = KeyForm::kPlain;
  std::string column;         // at rest
  uint32_t cell = kNoCell;    // of the identifier
  uint32_t second = kNoCell;  // the rank of a beneficiary number, the establishment of a stay
  std::string prefix;         // the year of a stay, the column of a case number
};

struct IdentityPlan {
  std::vector<IdentityField> fields;
  std::vector<uint32_t> line_cells;  // of the nine keys; empty: the table has none
};

// **Errors:** unsupported: an identity class of which this program does not know how its key is made.
Result<IdentityPlan> PlanIdentities(const Layout& layout, catalog::FilePeriod period);

// The key under which the crosswalk knows the row's identifier; empty: there is none (no cell, empty, longer than any
// identifier, or one of the values that stand for none). The view is of the block or of `scratch`.
std::string_view KeyOf(const IdentityField& field, const CsvBlock& block, const CsvRow& row, std::string& scratch);

// **Errors:** invalid_argument: a column bears a name that columns at rest have (arrow_rows.h).
Result<void> CheckNames(const Layout& layout);

// NIR_ANO_17 and BEN_NIR_PSA as they stand for nobody.
bool IsInvalidNumber(std::string_view number);

}  // namespace bouclier::ingest
