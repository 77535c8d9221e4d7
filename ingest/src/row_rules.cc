// SPDX-License-Identifier: Apache-2.0
#include "row_rules.h"

#include <algorithm>
#include <charconv>

#include "bouclier/base/check.h"

namespace bouclier::ingest {
namespace {

using catalog::RowTest;

std::optional<int64_t> WholeNumber(std::string_view text) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// The table's name stands with the placeholder of the year, in rules and in the catalogue alike.
bool Applies(const catalog::QualityRule& rule, std::string_view table, std::string_view column) {
  if (rule.table != "*" && rule.table != table) return false;
  return rule.column.starts_with('*') ? column.ends_with(rule.column.substr(1)) : rule.column == column;
}

bool Passes(const catalog::QualityRule& rule, std::string_view text) {
  const auto& arguments = rule.arguments;
  const bool listed = std::find(arguments.begin(), arguments.end(), text) != arguments.end();
  switch (rule.test) {
    case RowTest::kPrefix:
      return text.starts_with(arguments.at(0));
    case RowTest::kOneOf:
      return listed;
    case RowTest::kNotOneOf:
      return !listed;
    case RowTest::kNotZero:
      return text.find_first_not_of('0') != std::string_view::npos;
    case RowTest::kNotBetween: {
      const auto value = WholeNumber(text);
      return !value || *value < WholeNumber(arguments.at(0)).value() || *value > WholeNumber(arguments.at(1)).value();
    }
  }
  return false;
}

}  // namespace

RowRules::RowRules(const Layout& layout, int year, const CodeLists* lists,
                   std::span<const catalog::DoubleDeclaration> doubles)
    : table_(layout.table->name), lists_(lists) {
  for (const catalog::DoubleDeclaration& one : doubles) {
    if (one.first_year <= year && year <= one.last_year) doubles_.emplace_back(one.finess);
  }
  std::sort(doubles_.begin(), doubles_.end());
  for (size_t i = 0; i < layout.columns.size(); ++i) {
    const LayoutColumn& column = layout.columns[i];
    names_.push_back(column.name);
    const Physical physical = PhysicalOf(column);
    if (column.cell == kNoCell || physical == Physical::kNone) continue;
    for (const catalog::QualityRule& rule : catalog::QualityRules()) {
      const auto flag = ParseQuality(rule.flag);
      BOUCLIER_CHECK(flag.has_value());  // the build of the catalogue checks the words
      if (Applies(rule, table_, column.name)) checks_.push_back({i, QualityBit(*flag), &rule, false, {}});
    }
    if (physical == Physical::kText && column.name == "ETA_NUM" && !doubles_.empty()) {
      checks_.push_back({i, QualityBit(Quality::kFinessDouble), nullptr, true, {}});
    }
    const bool coded = physical == Physical::kText || column.type == catalog::ColumnType::kInteger;
    if (lists_ != nullptr && coded && lists_->Has(table_, column.name)) {
      checks_.push_back({i, QualityBit(Quality::kCodeUnknown), nullptr, false, {}});
      checked_.push_back(column.name);
    }
  }
}

bool RowRules::Flagged(const Check& check, std::string_view text) const {
  if (check.rule != nullptr) return Passes(*check.rule, text);
  if (check.doubles) return std::binary_search(doubles_.begin(), doubles_.end(), text);
  return !lists_->Contains(table_, names_[check.column], text);
}

void RowRules::ApplyToText(Check& check, const StoredColumn& column, size_t first, std::span<uint32_t> flags) const {
  for (size_t code = check.by_code.size(); code < column.dictionary->size(); ++code) {
    check.by_code.push_back(Flagged(check, column.dictionary->Text(static_cast<uint32_t>(code))) ? 1 : 0);
  }
  for (size_t i = 0; i < flags.size(); ++i) {
    if (column.valid[first + i] != 0 && check.by_code[column.codes[first + i]] != 0) flags[i] |= check.bit;
  }
}

void RowRules::ApplyToNumbers(const Check& check, const StoredColumn& column, size_t first,
                              std::span<uint32_t> flags) const {
  std::optional<int64_t> last;
  bool last_flagged = false;
  for (size_t i = 0; i < flags.size(); ++i) {
    const size_t row = first + i;
    if (column.valid[row] == 0) continue;
    const int64_t value = !column.int64.empty()   ? column.int64[row]
                          : !column.int32.empty() ? column.int32[row]
                                                  : column.boolean[row];
    if (value != last) {
      last = value;
      last_flagged = Flagged(check, std::to_string(value));
    }
    if (last_flagged) flags[i] |= check.bit;
  }
}

void RowRules::Apply(const ColumnSet& set, size_t first, std::span<uint32_t> flags) {
  BOUCLIER_CHECK(first + flags.size() == set.rows());
  for (Check& check : checks_) {
    const StoredColumn& column = set.column(check.column);
    if (column.all_null()) continue;
    if (column.physical == Physical::kText) {
      ApplyToText(check, column, first, flags);
    } else {
      ApplyToNumbers(check, column, first, flags);
    }
  }
}

}  // namespace bouclier::ingest
