// SPDX-License-Identifier: Apache-2.0
// Buckets by their ends: where a line's first person stands, and where enough have come. Pure.
#include "bouclier/kernels/coarsening.h"

#include <algorithm>
#include <map>

#include "bouclier/base/check.h"

namespace bouclier::kernels {
namespace {

// A line's sets by place along the dimension; null where no cell is.
using Lane = std::vector<const PersonSet*>;

std::vector<Lane> LanesOf(const OutputTable& table, std::span<const PersonSet> persons, uint32_t dimension) {
  std::vector<Lane> out;
  for (const Line& line : LinesOf(table)) {
    if (line.along != dimension) continue;
    Lane lane(table.dimensions[dimension].values.size(), nullptr);
    for (const uint32_t cell : line.cells) lane[table.cells[cell][dimension]] = &persons[cell];
    out.push_back(std::move(lane));
  }
  return out;
}

// Which buckets pass: by first value, then by last.
class Passing {
 public:
  Passing(const std::vector<Lane>& lanes, uint32_t values, uint32_t threshold)
      : values_(values), fails_(size_t{values} * values, false) {
    for (const Lane& lane : lanes)
      for (uint32_t first = 0; first < values; ++first) Look(lane, first, threshold);
  }
  bool operator()(uint32_t first, uint32_t last) const { return !fails_[size_t{first} * values_ + last]; }

 private:
  // From here the lane has 0 persons, then too few, then enough for good: only the few are ever united.
  void Look(const Lane& lane, uint32_t first, uint32_t threshold) {
    PersonSet few;
    for (uint32_t last = first; last < values_; ++last) {
      if (lane[last] != nullptr) {
        if (lane[last]->size() >= threshold) return;
        few = UnionOf(few, *lane[last]);
        if (few.size() >= threshold) return;
      }
      if (!few.empty()) fails_[size_t{first} * values_ + last] = true;
    }
  }

  uint32_t values_;
  std::vector<bool> fails_;
};

Coarsening EvenlyBy(uint32_t width, uint32_t dimension, uint32_t values) {
  Coarsening out{dimension, {}, width};
  for (uint32_t first = 0; first < values; first += width) out.firsts.push_back(first);
  return out;
}

bool Passes(const Coarsening& coarsening, const Passing& passing, uint32_t values) {
  for (size_t i = 0; i < coarsening.firsts.size(); ++i) {
    const uint32_t end = i + 1 < coarsening.firsts.size() ? coarsening.firsts[i + 1] : values;
    if (!passing(coarsening.firsts[i], end - 1)) return false;
  }
  return true;
}

// The most buckets: of the values before `end`, the best is one bucket more than the best before its last bucket.
Coarsening MostBuckets(const Passing& passing, uint32_t dimension, uint32_t values) {
  std::vector<uint32_t> count(values + 1, 0), first_of_last(values + 1, 0);
  for (uint32_t end = 1; end <= values; ++end)
    for (uint32_t first = 0; first < end; ++first)
      if ((first == 0 || count[first] > 0) && passing(first, end - 1) && count[first] + 1 > count[end]) {
        count[end] = count[first] + 1;
        first_of_last[end] = first;
      }
  Coarsening out{dimension, {}, 0};
  if (count[values] == 0) return out;
  for (uint32_t end = values; end > 0; end = first_of_last[end]) out.firsts.push_back(first_of_last[end]);
  std::reverse(out.firsts.begin(), out.firsts.end());
  return out;
}

}  // namespace

std::vector<Coarsening> ProposeCoarser(const OutputTable& table, std::span<const PersonSet> persons, uint32_t dimension,
                                       uint32_t threshold) {
  CheckTable(table);
  BOUCLIER_CHECK(persons.size() == table.cells.size() && dimension < table.dimensions.size());
  const auto values = static_cast<uint32_t>(table.dimensions[dimension].values.size());
  const Passing passing(LanesOf(table, persons, dimension), values, threshold);
  std::vector<Coarsening> out;
  for (uint32_t width = 1; width <= values && out.empty(); ++width) {
    Coarsening even = EvenlyBy(width, dimension, values);
    if (Passes(even, passing, values)) out.push_back(std::move(even));
  }
  Coarsening most = MostBuckets(passing, dimension, values);
  if (most.firsts.size() > (out.empty() ? 0 : out.front().firsts.size())) out.push_back(std::move(most));
  return out;
}

CoarserTable Coarsen(const OutputTable& table, std::span<const PersonSet> persons, const Coarsening& coarsening) {
  BOUCLIER_CHECK(persons.size() == table.cells.size() && !coarsening.firsts.empty() && coarsening.firsts[0] == 0);
  const std::vector<std::string>& values = table.dimensions[coarsening.dimension].values;
  CoarserTable out{table, {}};
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
  }
  for (const auto& sets : members) out.persons.push_back(UnionOf(sets));
  return out;
}

}  // namespace bouclier::kernels
