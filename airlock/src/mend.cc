// SPDX-License-Identifier: Apache-2.0
#include "bouclier/airlock/mend.h"

#include <algorithm>

namespace bouclier::airlock {
namespace {

using kernels::Coarsening;
using kernels::PersonSet;

// The output with one dimension's values taken together, as far as persons go.
Output CoarserOf(const Output& output, const Coarsening& coarsening) {
  Output out;
  const kernels::OutputTable& table = output.figures.table;
  for (const Layer& layer : output.layers) {
    kernels::CoarserTable coarser = kernels::Coarsen(table, layer.cells, coarsening);
    out.figures.table = std::move(coarser.table);
    out.layers.push_back({layer.name, std::move(coarser.persons)});
  }
  for (const ByUnit& by : output.by_unit) {
    ByUnit& coarser = out.by_unit.emplace_back(by.unit, by.column);
    coarser.sets = kernels::Coarsen(table, by.sets, coarsening).persons;
    for (const PersonSet& cell : coarser.sets) coarser.cells.push_back({static_cast<uint32_t>(cell.size()), {}});
  }
  out.figures.dimensions = output.figures.dimensions;
  out.ordered = output.ordered;
  const std::vector<PersonSet>& persons = out.layers.front().cells;
  for (const PersonSet& cell : persons) out.figures.cells.push_back({static_cast<uint32_t>(cell.size()), {}});
  out.figures.line_units = kernels::LineUnits(out.figures.table, persons);
  const std::vector<std::vector<uint32_t>> units = kernels::ValueUnits(out.figures.table, persons);
  for (size_t key = 0; key < units.size(); ++key)
    out.figures.keys.push_back({output.figures.keys[key].plain, units[key]});
  return out;
}

}  // namespace

Result<std::vector<Mend>> ProposeMends(const Output& output, const kernels::RuleParameters& rules,
                                       ReleaseMemory& memory) {
  const kernels::OutputTable& table = output.figures.table;
  std::vector<Coarsening> coarsenings;
  std::vector<Output> coarser;
  for (uint32_t d = 0; d < table.dimensions.size(); ++d) {
    const size_t values = table.dimensions[d].values.size();
    if (d >= output.ordered.size() || !output.ordered[d] || values < 2) continue;
    for (uint32_t width = 2; width < 2 * values; width *= 2) {
      coarsenings.push_back(kernels::EvenlyBy(width, d, static_cast<uint32_t>(values)));
      coarser.push_back(CoarserOf(output, coarsenings.back()));
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
                     assessments[i].verdict, assessments[i].hidden.size(), hidden});
  }
  return mends;
}

}  // namespace bouclier::airlock
