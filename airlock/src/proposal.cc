// SPDX-License-Identifier: Apache-2.0
#include "bouclier/airlock/proposal.h"

#include <algorithm>
#include <map>
#include <numeric>

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
    for (const workspace::OutputByUnit& by : candidate_.run().by_unit) BOUCLIER_TRY_VOID(AddUnit(by));
    return {};
  }

  Output output;
  std::vector<ProposedColumn> columns;

 private:
  const std::vector<OutputCell>& cells() const { return candidate_.run().cells; }

  Result<void> ReadOrdinals() {
    BOUCLIER_TRY(ordinals_, facts_.ordinals(candidate_.run().persons));
    by_ordinal_.resize(ordinals_.size());
    std::iota(by_ordinal_.begin(), by_ordinal_.end(), 0u);
    const auto ordinal = [&](uint32_t number) { return ordinals_[number]; };
    std::ranges::sort(by_ordinal_, {}, ordinal);
    if (ordinals_.size() == candidate_.run().persons.size() &&
        std::ranges::adjacent_find(by_ordinal_, {}, ordinal) == by_ordinal_.end())
      return {};
    return Error(ErrorCode::kCorruption, "shape output: two persons of the extract are one of the base",
                 "see: bouclier vault check");
  }

  // The sets of lists of numbers, a list a cell. Persons are handed out in the order of their ordinals: to sort each
  // cell by itself would take as long as to find it.
  std::vector<PersonSet> SetsOf(const std::vector<std::vector<uint32_t>>& lists) const {
    std::vector<size_t> starts(ordinals_.size() + 1, 0);
    for (const auto& list : lists)
      for (const uint32_t number : list) ++starts.at(number + 1);
    std::partial_sum(starts.begin(), starts.end(), starts.begin());
    std::vector<uint32_t> cells_of(starts.back());
    std::vector<size_t> next(starts.begin(), starts.end() - 1);
    for (uint32_t cell = 0; cell < lists.size(); ++cell)
      for (const uint32_t number : lists[cell]) cells_of[next[number]++] = cell;
    std::vector<std::vector<uint32_t>> persons(lists.size());
    for (size_t cell = 0; cell < lists.size(); ++cell) persons[cell].reserve(lists[cell].size());
    for (const uint32_t number : by_ordinal_)
      for (size_t at = starts[number]; at < starts[number + 1]; ++at)
        persons[cells_of[at]].push_back(ordinals_[number]);
    std::vector<PersonSet> sets;
    for (auto& cell : persons) sets.push_back(PersonSet::Of(std::move(cell)));
    return sets;
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
      output.figures.keys.push_back({key.plain, {}});
      output.ordered.push_back(HasOrder(candidate_.run().columns[column].type, dimension.values));
      table.dimensions.push_back(std::move(dimension));
    }
  }

  void AddColumns() {
    size_t keys = 0;
    for (size_t column = 0; column < candidate_.columns().size(); ++column) {
      ProposedColumn& out = columns.emplace_back();
      out.name = candidate_.columns()[column].name;
      if (candidate_.columns()[column].kind == OutputColumn::Kind::kKey) {
        out.dimension = keys++;
        continue;
      }
      for (const OutputCell& cell : cells()) out.values.push_back(cell.values[column].text);
    }
  }

  void AddLayers() {
    std::vector<std::vector<std::vector<uint32_t>>> seen(1);
    for (const OutputCell& cell : cells()) seen[0].push_back(cell.persons);
    output.layers.push_back({"", SetsOf(seen[0])});
    for (size_t measure = 0; measure < candidate_.measures().size(); ++measure) {
      std::vector<std::vector<uint32_t>> lists;
      for (const OutputCell& cell : cells()) lists.push_back(PersonsOf(cell, {measure}));
      if (std::ranges::find(seen, lists) != seen.end()) continue;
      output.layers.push_back({candidate_.measures()[measure].text, SetsOf(lists)});
      seen.push_back(std::move(lists));
    }
  }

  Result<void> AddFigures() {
    kernels::OutputFigures& figures = output.figures;
    for (const OutputMeasure& measure : candidate_.measures())
      figures.sums.push_back({measure.text, facts_.of_measure(measure), measure.kind != OutputMeasure::Kind::kSum,
                              measure.kind != OutputMeasure::Kind::kPersons});
    for (const OutputColumn& column : candidate_.columns()) {
      if (column.kind == OutputColumn::Kind::kMeasure)
        figures.shown.push_back(static_cast<uint32_t>(column.measures.front()));
      if (column.kind != OutputColumn::Kind::kDerived) continue;
      kernels::DerivedColumn derived{column.name, false, {}};
      for (const size_t measure : column.measures) {
        derived.of_counts |= candidate_.measures()[measure].kind != OutputMeasure::Kind::kSum;
        derived.sums.push_back(static_cast<uint32_t>(measure));
      }
      figures.derived.push_back(std::move(derived));
    }
    for (const OutputCell& cell : cells()) {
      BOUCLIER_TRY(kernels::CellFigures out, FiguresOf(cell));
      figures.cells.push_back(std::move(out));
      std::vector<uint32_t>& persons = output.persons.emplace_back();
      for (const uint32_t number : cell.persons) persons.push_back(ordinals_[number]);
    }
    figures.line_units = kernels::LineUnits(figures.table, output.layers.front().cells);
    std::vector<std::vector<uint32_t>> units = kernels::ValueUnits(figures.table, output.layers.front().cells);
    for (size_t key = 0; key < units.size(); ++key) figures.keys[key].units = std::move(units[key]);
    return {};
  }

  // Of whatever units the cell's rows were gathered by.
  Result<kernels::CellFigures> FiguresOf(const OutputCell& cell) const {
    kernels::CellFigures out;
    out.units = static_cast<uint32_t>(cell.persons.size());
    for (const workspace::CellMeasure& measure : cell.measures) {
      const std::optional<kernels::SumFigures> sum = kernels::SumOf(measure.contributions);
      if (!sum)
        return Error(ErrorCode::kUnsupported, "shape output: what persons add to a sum is beyond 64 bits",
                     "sum numbers of fewer digits")
            .Because(Refusal::kSumTooLarge);
      out.sums.push_back(*sum);
      const OutputMeasure& of = candidate_.measures()[out.numbers.size()];
      out.numbers.push_back({measure.contributions, of.kind == OutputMeasure::Kind::kSum});
    }
    return out;
  }

  Result<void> AddUnit(const workspace::OutputByUnit& by) {
    const auto unit = kernels::UnitNamed(by.counted.unit);
    if (!unit) return Error(ErrorCode::kInternal, "shape output: it counts a unit that no rule protects");
    ByUnit& out = output.by_unit.emplace_back(*unit, by.counted.source.table + "." + by.counted.source.column);
    for (const OutputCell& cell : by.cells) {
      BOUCLIER_TRY(kernels::CellFigures figures, FiguresOf(cell));
      out.cells.push_back(std::move(figures));
      out.sets.push_back(PersonSet::Of(cell.persons));
    }
    return {};
  }

  const Candidate& candidate_;
  const ProposalFacts& facts_;
  std::vector<uint32_t> ordinals_;    // of each number
  std::vector<uint32_t> by_ordinal_;  // the numbers, by their ordinals
};

}  // namespace

Result<Proposal> ProposalOf(const Candidate& candidate, const ProposalFacts& facts) {
  Shaper shaper(candidate, facts);
  BOUCLIER_TRY_VOID(shaper.Shape());
  return Proposal(candidate.query(), std::move(shaper.output), std::move(shaper.columns));
}

}  // namespace bouclier::airlock
