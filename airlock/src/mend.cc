// SPDX-License-Identifier: Apache-2.0
#include "bouclier/airlock/mend.h"

#include <algorithm>
#include <optional>
#include <span>

namespace bouclier::airlock {
namespace {

using kernels::CellFigures;
using kernels::Coarsening;
using kernels::PersonSet;

using Units = std::vector<std::span<const uint32_t>>;  // of each cell whose its contributions are

struct Share {
  uint32_t unit, cell, at;
};

// Shares of one unit in one coarser cell, as the coarser query would find them. None: it cannot be told.
std::optional<int64_t> Together(std::span<const Share> shares, const std::vector<CellFigures>& cells, size_t measure,
                                bool adds_up) {
  int64_t total = 0;
  bool adds = false;
  for (const Share& share : shares) {
    const int64_t one = cells[share.cell].numbers[measure].contributions[share.at];
    adds = adds || one != 0;
    if (!adds_up)
      total = std::max(total, one);
    else if (__builtin_add_overflow(total, one, &total))
      return std::nullopt;
  }
  if (adds != (total != 0)) return std::nullopt;
  return total;
}

// The figures of one coarser cell, of shares in the order of their units.
std::optional<CellFigures> FiguresOf(const std::vector<kernels::SumColumn>& sums, const std::vector<CellFigures>& cells,
                                     std::span<const Share> shares) {
  CellFigures out;
  for (size_t measure = 0; measure < sums.size(); ++measure) {
    kernels::CellNumber number{{}, !sums[measure].counts};
    for (size_t from = 0; from < shares.size();) {
      size_t to = from;
      while (to < shares.size() && shares[to].unit == shares[from].unit) ++to;
      const auto total = Together(shares.subspan(from, to - from), cells, measure, sums[measure].adds);
      if (!total) return std::nullopt;
      number.contributions.push_back(*total);
      from = to;
    }
    const auto sum = kernels::SumOf(number.contributions);
    if (!sum) return std::nullopt;
    out.sums.push_back(*sum);
    out.numbers.push_back(std::move(number));
  }
  return out;
}

// The figures of cells taken together, from what each unit adds. None: it cannot be told.
std::optional<std::vector<CellFigures>> Gathered(const std::vector<kernels::SumColumn>& sums,
                                                 const std::vector<CellFigures>& cells, const Units& units,
                                                 const std::vector<uint32_t>& cell_of,
                                                 std::span<const PersonSet> into) {
  std::vector<std::vector<Share>> shares(into.size());
  if (units.size() != cells.size()) return std::nullopt;
  for (uint32_t cell = 0; cell < cells.size(); ++cell) {
    if (cells[cell].numbers.size() != sums.size()) return std::nullopt;
    for (uint32_t at = 0; at < units[cell].size(); ++at) shares[cell_of[cell]].push_back({units[cell][at], cell, at});
  }
  std::vector<CellFigures> out;
  for (size_t cell = 0; cell < into.size(); ++cell) {
    std::ranges::sort(shares[cell], {}, &Share::unit);
    auto figures = FiguresOf(sums, cells, shares[cell]);
    if (!figures) return std::nullopt;
    figures->units = static_cast<uint32_t>(into[cell].size());
    out.push_back(std::move(*figures));
  }
  return out;
}

// As far as who is in them goes.
std::vector<CellFigures> UnitsOf(std::span<const PersonSet> cells) {
  std::vector<CellFigures> out;
  for (const PersonSet& cell : cells) out.push_back({static_cast<uint32_t>(cell.size()), {}});
  return out;
}

struct Coarser {
  Output output;
  bool whole = false;  // its sums are there too
};

// Adds what the coarser cells' sums are. All or nothing.
bool AddSums(const Output& output, const std::vector<uint32_t>& cell_of, Output& out) {
  const std::vector<kernels::SumColumn>& sums = output.figures.sums;
  auto figures = Gathered(sums, output.figures.cells, Units(output.persons.begin(), output.persons.end()), cell_of,
                          out.layers.front().cells);
  if (!figures) return false;
  std::vector<std::vector<CellFigures>> by_unit;
  for (size_t i = 0; i < output.by_unit.size(); ++i) {
    if (!std::ranges::all_of(sums, &kernels::SumColumn::adds)) return false;
    Units units;
    for (const PersonSet& cell : output.by_unit[i].sets) units.push_back(cell.persons());
    auto of_unit = Gathered(sums, output.by_unit[i].cells, units, cell_of, out.by_unit[i].sets);
    if (!of_unit) return false;
    by_unit.push_back(std::move(*of_unit));
  }
  out.figures.sums = sums;
  out.figures.derived = output.figures.derived;
  out.figures.shown = output.figures.shown;
  out.figures.cells = std::move(*figures);
  for (size_t i = 0; i < by_unit.size(); ++i) out.by_unit[i].cells = std::move(by_unit[i]);
  return true;
}

// The output with one dimension's values taken together.
Coarser CoarserOf(const Output& output, const Coarsening& coarsening) {
  Output out;
  const kernels::OutputTable& table = output.figures.table;
  std::vector<uint32_t> cell_of;
  for (const Layer& layer : output.layers) {
    kernels::CoarserTable coarser = kernels::Coarsen(table, layer.cells, coarsening);
    out.figures.table = std::move(coarser.table);
    out.layers.push_back({layer.name, std::move(coarser.persons)});
    cell_of = std::move(coarser.cell_of);
  }
  for (const ByUnit& by : output.by_unit) {
    ByUnit& coarser = out.by_unit.emplace_back(by.unit, by.column);
    coarser.sets = kernels::Coarsen(table, by.sets, coarsening).persons;
    coarser.cells = UnitsOf(coarser.sets);
  }
  out.figures.dimensions = output.figures.dimensions;
  out.ordered = output.ordered;
  const std::vector<PersonSet>& persons = out.layers.front().cells;
  out.figures.cells = UnitsOf(persons);
  out.figures.line_units = kernels::LineUnits(out.figures.table, persons);
  const std::vector<std::vector<uint32_t>> units = kernels::ValueUnits(out.figures.table, persons);
  for (size_t key = 0; key < units.size(); ++key)
    out.figures.keys.push_back({output.figures.keys[key].plain, units[key]});
  const bool whole = AddSums(output, cell_of, out);
  return {std::move(out), whole};
}

}  // namespace

Result<std::vector<Mend>> ProposeMends(const Output& output, const kernels::RuleParameters& rules,
                                       ReleaseMemory& memory) {
  const kernels::OutputTable& table = output.figures.table;
  std::vector<Coarsening> coarsenings;
  std::vector<Output> coarser;
  std::vector<bool> whole;
  for (uint32_t d = 0; d < table.dimensions.size(); ++d) {
    const size_t values = table.dimensions[d].values.size();
    if (d >= output.ordered.size() || !output.ordered[d] || values < 2) continue;
    for (uint32_t width = 2; width < 2 * values; width *= 2) {
      coarsenings.push_back(kernels::EvenlyBy(width, d, static_cast<uint32_t>(values)));
      Coarser one = CoarserOf(output, coarsenings.back());
      coarser.push_back(std::move(one.output));
      whole.push_back(one.whole);
    }
  }
  BOUCLIER_TRY(const std::vector<Assessment> assessments, AssessAll(coarser, rules, memory));
  std::vector<Mend> mends;
  for (size_t i = 0; i < coarser.size(); ++i) {
    const uint32_t d = coarsenings[i].dimension;
    if (assessments[i].verdict == Verdict::kRefused) continue;
    if (!mends.empty() && mends.back().coarsening.dimension == d) continue;  // a narrower one passes
    const auto hidden = static_cast<size_t>(std::ranges::count(assessments[i].hidden, true));
    mends.push_back({coarsenings[i], table.dimensions[d].name, coarser[i].figures.table.dimensions[d].values,
                     assessments[i].verdict, assessments[i].hidden.size(), hidden, whole[i]});
  }
  return mends;
}

}  // namespace bouclier::airlock
