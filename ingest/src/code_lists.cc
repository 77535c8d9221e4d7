// SPDX-License-Identifier: Apache-2.0
#include "bouclier/ingest/code_lists.h"

#include <algorithm>
#include <utility>

#include "bouclier/base/check.h"

namespace bouclier::ingest {
namespace {

using catalog::CatalogueColumn;
using catalog::ColumnType;

std::vector<std::string> CodesOf(const catalog::CodeList& list, ColumnType type) {
  if (type != ColumnType::kInteger) return list.codes;
  std::vector<std::string> numbers;
  numbers.reserve(list.codes.size());
  for (const std::string& code : list.codes) numbers.push_back(catalog::CodeAsStored(code, type));
  std::ranges::sort(numbers);
  const auto doubles = std::ranges::unique(numbers);
  numbers.erase(doubles.begin(), doubles.end());
  return numbers;
}

}  // namespace

LoadedCodes::LoadedCodes(const catalog::Catalogue& catalogue, const catalog::LoadedSchema& schema) {
  std::map<std::pair<const catalog::CodeList*, bool>, Codes> made;  // by list, and whether as numbers
  for (const catalog::CatalogueTable& table : catalogue.tables)
    for (const CatalogueColumn& column : table.columns) {
      if (column.list.empty() || (column.type != ColumnType::kText && column.type != ColumnType::kInteger)) continue;
      const catalog::CodeList* list = catalog::FindList(schema, column.list, column.list_column);
      if (list == nullptr || !list->has_data) continue;
      const bool as_numbers = column.type == ColumnType::kInteger;
      Codes& codes = made[{list, as_numbers}];
      if (codes.sorted == nullptr)
        codes = {std::make_shared<const std::vector<std::string>>(CodesOf(*list, column.type)), as_numbers};
      columns_[table.name][column.name] = codes;
    }
}

const LoadedCodes::Codes* LoadedCodes::Find(std::string_view table, std::string_view column) const {
  const auto of_table = columns_.find(table);
  if (of_table == columns_.end()) return nullptr;
  const auto codes = of_table->second.find(column);
  return codes == of_table->second.end() ? nullptr : &codes->second;
}

bool LoadedCodes::Has(std::string_view table, std::string_view column) const { return Find(table, column) != nullptr; }

bool LoadedCodes::Contains(std::string_view table, std::string_view column, std::string_view code) const {
  const Codes* codes = Find(table, column);
  BOUCLIER_CHECK(codes != nullptr);
  // A column that is only loaded is kept as text, whatever its list is about.
  if (codes->as_numbers)
    return std::ranges::binary_search(*codes->sorted, catalog::CodeAsStored(code, ColumnType::kInteger));
  return std::ranges::binary_search(*codes->sorted, code);
}

}  // namespace bouclier::ingest
