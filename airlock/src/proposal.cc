// SPDX-License-Identifier: Apache-2.0
#include "bouclier/airlock/proposal.h"

#include <algorithm>
#include <map>

#include "bouclier/base/check.h"
#include "bouclier/kernels/comparisons.h"

namespace bouclier::airlock {
namespace {

using kernels::PersonSet;
using workspace::Candidate;
using workspace::OutputCell;
using workspace::OutputColumn;
using workspace::OutputMeasure;
using workspace::SqlCell;

// As the engine orders keys: nulls last, numbers and days by their size, texts by their bytes.
bool KeyBefore(const SqlCell& a, const SqlCell& b) {
  if (!a.text || !b.text) return a.text.has_value() && !b.text;
  if (a.number && b.number && *a.number != *b.number) return *a.number < *b.number;
  return *a.text < *b.text;
}

// Numbers and days have an order that means something; of texts those that say when: 2019-02, 2019-W05.
bool HasOrder(workspace::SqlType type, const std::vector<std::string>& values) {
  if (type == workspace::SqlType::kBoolean) return false;
  if (type != workspace::SqlType::kText) return true;
  return std::ranges::all_of(values, [](const std::string& value) {
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    return value.empty() ||
           (value.size() > 4 && std::all_of(value.begin(), value.begin() + 4, digit) && value[4] == '-');
  });
}

class Shaper {
 public:
  Shaper(const Candidate& candidate, const ProposalFacts& facts) : candidate_(candidate), facts_(facts) {}

  Result<void> Shape() {
    BOUCLIER_TRY_VOID(ReadOrdinals());
    AddDimensions();
    AddColumns();
    AddLayers();
    BOUCLIER_TRY_VOID(AddFigures());
    return {};
  }

  Output output;
  std::vector<ProposedColumn> columns;

 private:
  const std::vector<OutputCell>& cells() const { return candidate_.run().cells; }

  Result<void> ReadOrdinals() {
    BOUCLIER_TRY(ordinals_, facts_.ordinals(candidate_.run().persons));
    std::vector<uint32_t> sorted = ordinals_;
    std::ranges::sort(sorted);
    if (sorted.size() == candidate_.run().persons.size() && std::ranges::adjacent_find(sorted) == sorted.end())
      return {};
    return Error(ErrorCode::kCorruption, "shape output: two persons of the extract are one of the base",
                 "see: bouclier vault check");
  }

  PersonSet SetOf(const std::vector<uint32_t>& numbers) const {
    std::vector<uint32_t> persons;
    persons.reserve(numbers.size());
    for (const uint32_t number : numbers) persons.push_back(ordinals_.at(number));
    return PersonSet::Of(std::move(persons));
  }

  void AddDimensions() {
    kernels::OutputTable& table = output.figures.table;
    table.cells.resize(cells().size());
    for (size_t column = 0; column < candidate_.columns().size(); ++column) {
      const OutputColumn& key = candidate_.columns()[column];
      if (key.kind != OutputColumn::Kind::kKey) continue;
      std::vector<SqlCell> values;
      for (const OutputCell& cell : cells()) values.push_back(cell.values[column]);
      std::ranges::sort(values, KeyBefore);
      std::map<std::optional<std::string>, uint32_t> places;
      kernels::Dimension dimension{key.name, {}};
      for (const SqlCell& value : values)
        if (places.emplace(value.text, static_cast<uint32_t>(dimension.values.size())).second)
          dimension.values.push_back(value.text.value_or(""));
      for (size_t cell = 0; cell < cells().size(); ++cell)
        table.cells[cell].push_back(places.at(cells()[cell].values[column].text));
      output.figures.dimensions.push_back(facts_.of_key(key));
      output.ordered.push_back(HasOrder(candidate_.run().columns[column].type, dimension.values));
      table.dimensions.push_back(std::move(dimension));
    }
  }

  void AddColumns() {
    size_t keys = 0;
    for (size_t column = 0; column < candidate_.columns().size(); ++column) {
      ProposedColumn& out = columns.emplace_back();
      if (candidate_.columns()[column].kind == OutputColumn::Kind::kKey) {
        out.dimension = keys++;
        continue;
      }
      for (const OutputCell& cell : cells()) out.values.push_back(cell.values[column].text);
    }
  }

  void AddLayers() {
    Layer all;
    for (const OutputCell& cell : cells()) all.cells.push_back(SetOf(cell.persons));
    output.layers.push_back(std::move(all));
    for (size_t measure = 0; measure < candidate_.measures().size(); ++measure) {
      Layer layer{candidate_.measures()[measure].text, {}};
      for (const OutputCell& cell : cells()) layer.cells.push_back(SetOf(PersonsOf(cell, {measure})));
      const bool there = std::ranges::any_of(output.layers, [&](const Layer& one) { return one.cells == layer.cells; });
      if (!there) output.layers.push_back(std::move(layer));
    }
  }

  Result<void> AddFigures() {
    kernels::OutputFigures& figures = output.figures;
    for (const OutputMeasure& measure : candidate_.measures())
      figures.sums.push_back({measure.text, facts_.of_measure(measure)});
    for (const OutputColumn& column : candidate_.columns()) {
      if (column.kind != OutputColumn::Kind::kDerived) continue;
      kernels::DerivedColumn derived{column.name, false, {}};
      for (const size_t measure : column.measures) {
        derived.of_counts |= candidate_.measures()[measure].kind != OutputMeasure::Kind::kSum;
        derived.sums.push_back(static_cast<uint32_t>(measure));
      }
      figures.derived.push_back(std::move(derived));
    }
    for (const OutputCell& cell : cells()) {
      kernels::CellFigures& out = figures.cells.emplace_back();
      out.units = static_cast<uint32_t>(cell.persons.size());
      out.rows = cell.persons.size() + cell.rows_of_nobody;  // at least
      for (const workspace::CellMeasure& measure : cell.measures) {
        BOUCLIER_TRY(const kernels::SumFigures sum, SumOf(measure));
        out.sums.push_back(sum);
        const OutputMeasure& of = candidate_.measures()[out.numbers.size()];
        out.numbers.push_back({measure.contributions, of.kind == OutputMeasure::Kind::kSum});
      }
    }
    figures.line_units = kernels::LineUnits(figures.table, output.layers.front().cells);
    return {};
  }

  static Result<kernels::SumFigures> SumOf(const workspace::CellMeasure& measure) {
    kernels::SumFigures out;
    for (const int64_t contribution : measure.contributions) {
      const uint64_t size =
          contribution < 0 ? 0 - static_cast<uint64_t>(contribution) : static_cast<uint64_t>(contribution);
      if (__builtin_add_overflow(out.absolute, size, &out.absolute))
        return Error(ErrorCode::kUnsupported, "shape output: what persons add to a sum is beyond 64 bits",
                     "sum numbers of fewer digits");
      out.largest = std::max(out.largest, size);
      out.contributors += size != 0 ? 1 : 0;
    }
    return out;
  }

  const Candidate& candidate_;
  const ProposalFacts& facts_;
  std::vector<uint32_t> ordinals_;
};

}  // namespace

Result<Proposal> ProposalOf(const Candidate& candidate, const ProposalFacts& facts) {
  Shaper shaper(candidate, facts);
  BOUCLIER_TRY_VOID(shaper.Shape());
  return Proposal(candidate.query(), std::move(shaper.output), std::move(shaper.columns));
}

}  // namespace bouclier::airlock
