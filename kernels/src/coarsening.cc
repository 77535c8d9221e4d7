// SPDX-License-Identifier: Apache-2.0
#include "bouclier/kernels/coarsening.h"

#include <algorithm>
#include <map>

#include "bouclier/base/check.h"

namespace bouclier::kernels {

Coarsening EvenlyBy(uint32_t width, uint32_t dimension, uint32_t values) {
  Coarsening out{dimension, {}, width};
  for (uint32_t first = 0; first < values; first += width) out.firsts.push_back(first);
  return out;
}

CoarserTable Coarsen(const OutputTable& table, std::span<const PersonSet> persons, const Coarsening& coarsening) {
  BOUCLIER_CHECK(persons.size() == table.cells.size() && !coarsening.firsts.empty() && coarsening.firsts[0] == 0);
  const std::vector<std::string>& values = table.dimensions[coarsening.dimension].values;
  CoarserTable out{table, {}, {}};
  std::vector<std::string>& buckets = out.table.dimensions[coarsening.dimension].values;
  buckets.clear();
  for (size_t i = 0; i < coarsening.firsts.size(); ++i) {
    const size_t first = coarsening.firsts[i];
    const size_t last = (i + 1 < coarsening.firsts.size() ? coarsening.firsts[i + 1] : values.size()) - 1;
    buckets.push_back(first == last ? values[first] : values[first] + "…" + values[last]);
  }
  out.table.cells.clear();
  std::map<std::vector<uint32_t>, size_t> places;
  std::vector<std::vector<const PersonSet*>> members;
  for (size_t cell = 0; cell < table.cells.size(); ++cell) {
    std::vector<uint32_t> at = table.cells[cell];
    uint32_t& value = at[coarsening.dimension];
    const auto after = std::upper_bound(coarsening.firsts.begin(), coarsening.firsts.end(), value);
    value = static_cast<uint32_t>(after - coarsening.firsts.begin()) - 1;
    const auto [place, fresh] = places.try_emplace(at, members.size());
    if (fresh) {
      out.table.cells.push_back(at);
      members.emplace_back();
    }
    members[place->second].push_back(&persons[cell]);
    out.cell_of.push_back(static_cast<uint32_t>(place->second));
  }
  for (const auto& sets : members) out.persons.push_back(UnionOf(sets));
  return out;
}

}  // namespace bouclier::kernels
