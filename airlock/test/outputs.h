// SPDX-License-Identifier: Apache-2.0
// Outputs and memories for tests. Test support.
#pragma once

#include <algorithm>
#include <numeric>

#include "bouclier/airlock/assessment.h"

namespace bouclier::airlock::test {

// Persons first, first + 1, …
inline kernels::PersonSet People(uint32_t first, uint32_t count) {
  std::vector<uint32_t> persons(count);
  std::iota(persons.begin(), persons.end(), first);
  return kernels::PersonSet::Of(std::move(persons));
}

inline kernels::Dimension Numbered(std::string name, size_t values) {
  kernels::Dimension dimension{std::move(name), {}};
  for (size_t i = 0; i < values; ++i) dimension.values.push_back("v" + std::to_string(10 + i));
  return dimension;
}

// An output whose cells are these persons, each with a row; every combination of the dimensions has a cell.
inline Output OutputOf(std::vector<kernels::Dimension> dimensions, std::vector<kernels::PersonSet> cells) {
  Output out;
  std::vector<uint32_t> place(dimensions.size(), 0);
  out.figures.table.dimensions = std::move(dimensions);
  const auto& shape = out.figures.table.dimensions;
  for (const kernels::PersonSet& persons : cells) {
    out.figures.table.cells.push_back(place);
    out.figures.cells.push_back({static_cast<uint32_t>(persons.size()), {}});
    for (size_t i = place.size(); i-- > 0;) {
      if (++place[i] < shape[i].values.size()) break;
      place[i] = 0;
    }
  }
  out.figures.dimensions.assign(shape.size(), kernels::Matter::kOther);
  out.figures.line_units = kernels::LineUnits(out.figures.table, cells);
  for (const auto& units : kernels::ValueUnits(out.figures.table, cells)) out.figures.keys.push_back({true, units});
  out.layers.push_back({"", std::move(cells)});
  return out;
}

class Memory final : public ReleaseMemory {
 public:
  std::vector<Remembered> releases;
  size_t opened = 0;  // how often persons were read
  void Add(const Output& output, const Assessment& assessment, std::string project = "grippe") {
    releases.push_back(
        {releases.size() + 1, std::move(project), output.figures.table, assessment.hidden, output.layers});
  }
  Result<void> ForEach(const Visitor& visit) override {
    for (const Remembered& release : releases) BOUCLIER_TRY_VOID(visit(PrintsOf(release)));
    return {};
  }
  Result<CellPersons> PersonsOf(const RememberedPrints& output) override {
    ++opened;
    const auto found = std::ranges::find(releases, output.release, &Remembered::release);
    if (found == releases.end()) return Error(ErrorCode::kCorruption, "there is no such release");
    CellPersons persons;
    for (const Layer& layer : found->layers) persons.push_back(layer.cells);
    return persons;
  }
};

}  // namespace bouclier::airlock::test
