// SPDX-License-Identifier: Apache-2.0
// Groups to compare, their names and their signatures. Pure.
#include "bouclier/kernels/comparisons.h"

#include <algorithm>
#include <set>

#include "bouclier/base/check.h"
#include "last_seen.h"
#include "window_prints.h"

namespace bouclier::kernels {
namespace {

class Collector {
 public:
  void Add(ComparedGroup group) {
    std::vector<uint32_t> sorted = group.cells;
    std::sort(sorted.begin(), sorted.end());
    if (!sorted.empty() && seen_.insert(std::move(sorted)).second) groups_.push_back(std::move(group));
  }
  std::vector<ComparedGroup> Take() { return std::move(groups_); }

 private:
  std::set<std::vector<uint32_t>> seen_;
  std::vector<ComparedGroup> groups_;
};

void AddPartsOfLine(const Line& line, const std::vector<bool>& hidden, Collector& out) {
  ComparedGroup shown{GroupKind::kShownOfLine, line.along, {}}, hid{GroupKind::kHiddenOfLine, line.along, {}};
  for (const uint32_t cell : line.cells) (hidden[cell] ? hid : shown).cells.push_back(cell);
  out.Add(std::move(shown));
  out.Add(std::move(hid));
}

void AddRunsOfLine(const Line& line, const std::vector<bool>& hidden, Collector& out) {
  for (auto first = line.cells.begin(); first != line.cells.end(); ++first) {
    const auto end = std::find_if(first, line.cells.end(), [&](uint32_t cell) { return hidden[cell]; });
    const auto longest = std::min<size_t>(kLongestRun, static_cast<size_t>(end - first));
    for (size_t length = 2; length <= longest; ++length)
      out.Add({GroupKind::kRun, line.along, {first, first + static_cast<ptrdiff_t>(length)}});
  }
}

// The classes of the cells' persons, each person once.
ClassPrints PrintsOf(const ComparedGroup& group, std::span<const PersonSet> cells) {
  ClassPrints out;
  if (group.cells.size() == 1) {
    for (const uint32_t person : cells[group.cells.front()].persons()) out.Add(person);
    return out;
  }
  size_t total = 0;
  for (const uint32_t cell : group.cells) total += cells[cell].size();
  LastSeen seen(total);
  for (const uint32_t cell : group.cells)
    for (const uint32_t person : cells[cell].persons())
      if (seen.Replace(person, 0) == LastSeen::kNever) out.Add(person);
  return out;
}

// Where a cell stands in the line along a dimension.
struct Place {
  size_t line, at;
};

PersonSet UnionOfCells(const std::vector<uint32_t>& which, std::span<const PersonSet> cells) {
  std::vector<const PersonSet*> sets;
  for (const uint32_t cell : which) sets.push_back(&cells[cell]);
  return UnionOf(sets);
}

}  // namespace

std::vector<ComparedGroup> GroupsOf(const OutputTable& table, const std::vector<bool>& hidden) {
  CheckTable(table);
  BOUCLIER_CHECK(hidden.size() == table.cells.size());
  const std::vector<Line> lines = LinesOf(table);
  Collector out;
  ComparedGroup all{GroupKind::kTable, 0, {}};
  for (uint32_t cell = 0; cell < hidden.size(); ++cell) {
    if (!hidden[cell]) out.Add({GroupKind::kCell, 0, {cell}});
    all.cells.push_back(cell);
  }
  for (const Line& line : lines) out.Add({GroupKind::kLine, line.along, line.cells});
  out.Add(std::move(all));
  for (const Line& line : lines) AddPartsOfLine(line, hidden, out);
  for (const Line& line : lines) AddRunsOfLine(line, hidden, out);
  return out.Take();
}

std::string GroupName(const OutputTable& table, const ComparedGroup& group, const NameWords& words) {
  const auto after = [&](std::string head, std::string_view tail) { return head.append(words.colon).append(tail); };
  const auto line = [&] { return LineName(table, {group.along, group.cells}, words); };
  switch (group.kind) {
    case GroupKind::kCell:
      return CellName(table, group.cells.front(), words);
    case GroupKind::kTable:
      return after(std::string(words.table), words.total);
    case GroupKind::kLine:
      return after(line(), words.total);
    case GroupKind::kShownOfLine:
      return after(line(), words.shown);
    case GroupKind::kHiddenOfLine:
      return after(line(), words.hidden);
    case GroupKind::kRun:
      break;
  }
  const Dimension& dimension = table.dimensions[group.along];
  const auto value = [&](uint32_t cell) { return dimension.values[table.cells[cell][group.along]]; };
  const std::string of = table.dimensions.size() > 1 ? dimension.name + " " : "";
  return after(line(), of + value(group.cells.front()) + "…" + value(group.cells.back()));
}

PersonSet PersonsOf(const ComparedGroup& group, std::span<const PersonSet> cells) {
  return UnionOfCells(group.cells, cells);
}

std::vector<uint32_t> LineUnits(const OutputTable& table, std::span<const PersonSet> cells) {
  std::vector<uint32_t> units;
  for (const Line& line : LinesOf(table))
    units.push_back(static_cast<uint32_t>(UnionOfCells(line.cells, cells).size()));
  return units;
}

std::vector<std::vector<uint32_t>> ValueUnits(const OutputTable& table, std::span<const PersonSet> cells) {
  std::vector<std::vector<uint32_t>> units;
  for (size_t d = 0; d < table.dimensions.size(); ++d) {
    std::vector<std::vector<uint32_t>> cells_of(table.dimensions[d].values.size());
    for (uint32_t cell = 0; cell < table.cells.size(); ++cell) cells_of[table.cells[cell][d]].push_back(cell);
    std::vector<uint32_t>& of = units.emplace_back();
    for (const std::vector<uint32_t>& some : cells_of)
      of.push_back(static_cast<uint32_t>(UnionOfCells(some, cells).size()));
  }
  return units;
}

std::vector<GroupSignature> SignaturesOf(const OutputTable& table, std::span<const ComparedGroup> groups,
                                         std::span<const PersonSet> cells) {
  BOUCLIER_CHECK(cells.size() == table.cells.size());
  const std::vector<Line> lines = LinesOf(table);
  std::vector<WindowPrints> windows;
  std::vector<std::vector<Place>> places(table.dimensions.size(), std::vector<Place>(cells.size()));
  for (size_t i = 0; i < lines.size(); ++i) {
    windows.emplace_back(lines[i].cells, cells);
    for (size_t at = 0; at < lines[i].cells.size(); ++at) places[lines[i].along][lines[i].cells[at]] = {i, at};
  }
  std::vector<GroupSignature> out;
  out.reserve(groups.size());
  for (const ComparedGroup& group : groups) {
    const Place first = group.kind == GroupKind::kRun ? places[group.along][group.cells.front()] : Place{};
    const ClassPrints prints =
        group.kind == GroupKind::kRun ? windows[first.line].Of(first.at, group.cells.size()) : PrintsOf(group, cells);
    const bool carries = prints.size() <= kCarriedPersons;
    out.push_back(SignatureOf(prints, carries ? PersonsOf(group, cells) : PersonSet()));
  }
  return out;
}

bool IsSumOfCells(const ComparedGroup& group, const GroupSignature& signature, std::span<const PersonSet> cells) {
  size_t sum = 0;
  for (const uint32_t cell : group.cells) sum += cells[cell].size();
  return sum == signature.size;
}

}  // namespace bouclier::kernels
