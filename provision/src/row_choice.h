// SPDX-License-Identifier: Apache-2.0
// Which rows of a table pass a permit: dates of care, codes, regions, people who object. Immutable while it chooses;
// thread-safe. docs/formats/extract.md.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include <arrow/type_fwd.h>

#include "bouclier/base/result.h"
#include "bouclier/provision/compile.h"
#include "bouclier/vault/table_scan.h"
#include "number_bits.h"

namespace bouclier::provision {

// Who is left out: persons; numbers (psa) of those who object, for rows that name no person; care lines and stays of
// such rows, for their details.
struct Objections {
  NumberBits persons, numbers, stays;
  std::unordered_set<uint64_t> lines;
};

struct ChoiceRules {
  const CompiledTable* table = nullptr;
  const std::vector<vault::TableColumn>* at_rest = nullptr;
  const NumberBits* residents = nullptr;   // null: wherever they live
  const Objections* objections = nullptr;  // null: nobody objects
  bool with_person = false;                // rows of nobody do not pass
};

class RowChoice {
 public:
  // **Errors:** precondition: the table at rest has no date of care although the permit goes by one.
  static Result<RowChoice> Make(const ChoiceRules& rules);

  const std::vector<std::string>& columns() const { return columns_; }  // to be read, `person` first
  // Whether any row of the file may pass.
  bool Wants(const vault::TableFile& file) const;
  // Few ranges that hold every person who may pass; none: everybody, and nobody.
  std::vector<vault::PersonRange> Persons(const vault::TableFile& file) const;
  // The rows of a batch that pass, ascending.
  void Choose(const arrow::RecordBatch& batch, std::vector<int32_t>& chosen) const;

 private:
  struct Codes {
    std::string column;
    std::unordered_set<std::string> values;
    std::unordered_set<int64_t> numbers;
    std::vector<std::string> starts_with;
    bool Lets(std::string_view text) const;
  };

  explicit RowChoice(const ChoiceRules& rules) : rules_(rules) {}
  bool HasAtRest(std::string_view column) const;
  void Need(std::string_view column);
  void ByCare(const arrow::RecordBatch& batch, std::vector<int32_t>& chosen) const;
  void ByObjections(const arrow::RecordBatch& batch, std::vector<int32_t>& chosen) const;
  void ByCodes(const Codes& codes, const arrow::RecordBatch& batch, std::vector<int32_t>& chosen) const;

  ChoiceRules rules_;
  std::vector<std::string> columns_;
  std::vector<Codes> codes_;
};

}  // namespace bouclier::provision
