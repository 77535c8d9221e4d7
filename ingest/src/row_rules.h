// SPDX-License-Identifier: Apache-2.0
// The quality flags that one row shows by itself: rules of the catalogue, numbers declared twice, code lists. Flags
// that need other rows or tables are the caller's. Works on stored columns: a text is judged once, not once a row. Not
// thread-safe; one object a ColumnSet.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "bouclier/ingest/code_lists.h"
#include "bouclier/ingest/quality.h"
#include "column_store.h"

namespace bouclier::ingest {

class RowRules {
 public:
  // `year` of the file's period, 0 when it has none. The lists outlive the rules.
  RowRules(const Layout& layout, int year, const CodeLists* lists = nullptr,
           std::span<const catalog::DoubleDeclaration> doubles = catalog::DoubleDeclarations());

  // Adds the bits of rows `first` and later of the set to `flags`, which has one entry each of those rows.
  void Apply(const ColumnSet& set, size_t first, std::span<uint32_t> flags);

  // Columns whose code list was looked at: told in the report.
  const std::vector<std::string>& checked() const { return checked_; }

 private:
  struct Check {
    size_t column;
    uint32_t bit;
    const catalog::QualityRule* rule = nullptr;  // null: the code list, or numbers declared twice
    bool doubles = false;
    std::vector<uint8_t> by_code;  // for text: 1 = flagged; as far as the dictionary was judged
  };

  bool Flagged(const Check& check, std::string_view text) const;
  void ApplyToText(Check& check, const StoredColumn& column, size_t first, std::span<uint32_t> flags) const;
  void ApplyToNumbers(const Check& check, const StoredColumn& column, size_t first, std::span<uint32_t> flags) const;

  std::string table_;
  std::vector<std::string> names_;  // of the columns
  const CodeLists* lists_;
  std::vector<std::string> doubles_;  // sorted: of this year
  std::vector<Check> checks_;
  std::vector<std::string> checked_;
};

}  // namespace bouclier::ingest
