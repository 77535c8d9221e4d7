// SPDX-License-Identifier: Apache-2.0
#include "row_choice.h"

#include <algorithm>
#include <charconv>

#include <arrow/array/array_binary.h>
#include <arrow/array/array_primitive.h>
#include <arrow/record_batch.h>

#include "bouclier/policy/day.h"

namespace bouclier::provision {
namespace {

constexpr uint64_t kGap = 4096;  // persons not wanted between two wanted ones, for whom no range is ended

const arrow::UInt32Array& Ordinals(const arrow::RecordBatch& batch, const std::string& column) {
  return static_cast<const arrow::UInt32Array&>(*batch.GetColumnByName(column));
}

template <typename Passes>
void Keep(std::vector<int32_t>& chosen, const Passes& passes) {
  std::erase_if(chosen, [&](int32_t row) { return !passes(row); });
}

}  // namespace

Result<RowChoice> RowChoice::Make(const ChoiceRules& rules) {
  RowChoice choice(rules);
  choice.Need("person");
  if (rules.table->care) {
    if (!choice.HasAtRest("care_from"))
      return Error(ErrorCode::kPrecondition,
                   "extract: no date of care is known in table " + std::string(rules.table->table->name),
                   "ingest it together with the table that dates it");
    choice.Need("care_from");
    choice.Need("care_to");
  }
  if (rules.objections != nullptr)
    for (const char* column : {"psa", "care_line", "stay"})
      if (choice.HasAtRest(column)) choice.Need(column);
  for (const CompiledCodes& codes : rules.table->codes) {
    Codes made;
    made.column = codes.column->name;
    made.values.insert(codes.values.begin(), codes.values.end());
    made.starts_with = codes.starts_with;
    for (const std::string& value : codes.values) {
      int64_t number = 0;
      const auto read = std::from_chars(value.data(), value.data() + value.size(), number);
      if (read.ec == std::errc() && read.ptr == value.data() + value.size()) made.numbers.insert(number);
    }
    choice.Need(made.column);
    choice.codes_.push_back(std::move(made));
  }
  return choice;
}

bool RowChoice::HasAtRest(std::string_view column) const {
  return std::ranges::find(*rules_.at_rest, column, &vault::TableColumn::name) != rules_.at_rest->end();
}

void RowChoice::Need(std::string_view column) {
  if (std::ranges::find(columns_, column) == columns_.end()) columns_.emplace_back(column);
}

bool RowChoice::Wants(const vault::TableFile& file) const {
  if (file.table != rules_.table->table->name) return false;
  if (rules_.table->cutoff) {
    std::string cutoff = policy::FormatMonth(*rules_.table->cutoff);
    std::erase(cutoff, '-');
    if (file.period > cutoff) return false;
  }
  if (rules_.with_person && file.first_person == vault::kNoPerson) return false;
  return rules_.residents == nullptr || !Persons(file).empty();
}

std::vector<vault::PersonRange> RowChoice::Persons(const vault::TableFile& file) const {
  std::vector<vault::PersonRange> ranges;
  if (rules_.residents == nullptr) return ranges;
  const uint64_t end = std::min<uint64_t>(rules_.residents->limit(), uint64_t{file.last_person} + 1);
  for (uint64_t person = file.first_person; person < end; ++person) {
    if (!rules_.residents->Has(person)) continue;
    const auto number = static_cast<uint32_t>(person);
    if (ranges.empty() || number - ranges.back().last > kGap)
      ranges.push_back({number, number});
    else
      ranges.back().last = number;
  }
  return ranges;
}

void RowChoice::Choose(const arrow::RecordBatch& batch, std::vector<int32_t>& chosen) const {
  const arrow::UInt32Array& persons = Ordinals(batch, "person");
  chosen.clear();
  for (int32_t row = 0; row < static_cast<int32_t>(batch.num_rows()); ++row) {
    if (persons.IsNull(row)) {
      if (rules_.with_person || rules_.residents != nullptr) continue;
    } else {
      if (rules_.residents != nullptr && !rules_.residents->Has(persons.Value(row))) continue;
      if (rules_.objections != nullptr && rules_.objections->persons.Has(persons.Value(row))) continue;
    }
    chosen.push_back(row);
  }
  if (rules_.objections != nullptr) ByObjections(batch, chosen);
  if (rules_.table->care) ByCare(batch, chosen);
  for (const Codes& codes : codes_) ByCodes(codes, batch, chosen);
}

void RowChoice::ByObjections(const arrow::RecordBatch& batch, std::vector<int32_t>& chosen) const {
  const Objections& who = *rules_.objections;
  const auto by_ordinal = [&](const char* column, const NumberBits& out) {
    if (out.empty() || !HasAtRest(column)) return;
    const arrow::UInt32Array& values = Ordinals(batch, column);
    Keep(chosen, [&](int32_t row) { return values.IsNull(row) || !out.Has(values.Value(row)); });
  };
  by_ordinal("psa", who.numbers);
  by_ordinal("stay", who.stays);
  if (who.lines.empty() || !HasAtRest("care_line")) return;
  const auto& lines = static_cast<const arrow::UInt64Array&>(*batch.GetColumnByName("care_line"));
  Keep(chosen, [&](int32_t row) { return lines.IsNull(row) || !who.lines.contains(lines.Value(row)); });
}

// A day has both ends the same; a month must lie inside; a spell must overlap, and one without an end is open.
void RowChoice::ByCare(const arrow::RecordBatch& batch, std::vector<int32_t>& chosen) const {
  const auto day = [](policy::Day at) { return static_cast<int32_t>(at.time_since_epoch().count()); };
  const int32_t first = day(rules_.table->care->from), last = day(rules_.table->care->to);
  const auto& from = static_cast<const arrow::Date32Array&>(*batch.GetColumnByName("care_from"));
  const auto& to = static_cast<const arrow::Date32Array&>(*batch.GetColumnByName("care_to"));
  if (rules_.table->care->form == CarePredicate::Form::kSpell)
    return Keep(chosen, [&](int32_t row) {
      return !from.IsNull(row) && from.Value(row) <= last && (to.IsNull(row) || to.Value(row) >= first);
    });
  Keep(chosen, [&](int32_t row) {
    return !from.IsNull(row) && !to.IsNull(row) && from.Value(row) >= first && to.Value(row) <= last;
  });
}

bool RowChoice::Codes::Lets(std::string_view text) const {
  if (values.contains(std::string(text))) return true;
  return std::ranges::any_of(starts_with, [&](const std::string& start) { return text.starts_with(start); });
}

void RowChoice::ByCodes(const Codes& codes, const arrow::RecordBatch& batch, std::vector<int32_t>& chosen) const {
  const auto& array = batch.GetColumnByName(codes.column);
  if (array->type_id() == arrow::Type::INT64) {
    const auto& numbers = static_cast<const arrow::Int64Array&>(*array);
    return Keep(chosen,
                [&](int32_t row) { return !numbers.IsNull(row) && codes.numbers.contains(numbers.Value(row)); });
  }
  const auto& texts = static_cast<const arrow::StringArray&>(*array);
  std::string_view last;
  bool lets = false, known = false;
  Keep(chosen, [&](int32_t row) {
    if (texts.IsNull(row)) return false;
    const std::string_view text = texts.GetView(row);
    if (known && text == last) return lets;
    lets = codes.Lets(text);
    last = text;
    known = true;
    return lets;
  });
}

}  // namespace bouclier::provision
