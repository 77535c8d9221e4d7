// SPDX-License-Identifier: Apache-2.0
// Groups to compare, their names and their signatures. Pure.
#include "bouclier/kernels/comparisons.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "bouclier/base/check.h"
#include "bouclier/base/parallel.h"
#include "last_seen.h"
#include "window_prints.h"
#include "worth_threads.h"

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

// A table's sums over some of its keys: what a reader can add up who has all of it.
struct Margin {
  uint32_t along;
  std::vector<std::vector<uint32_t>> places;  // by value of that key: the shown cells that have it
  std::vector<std::vector<uint32_t>> all;     // hidden ones too
};

// Along each key, over all others; of three keys or more also with each value of another one. With fewer keys these are
// the lines.
std::vector<Margin> MarginsOf(const OutputTable& table, const std::vector<bool>& hidden) {
  const auto keys = static_cast<uint32_t>(table.dimensions.size());
  std::vector<Margin> out;
  for (uint32_t along = 0; along < keys; ++along)
    for (uint32_t beside = 0; beside <= keys; ++beside) {
      const bool alone = beside == keys;
      if (beside == along || keys < (alone ? 2u : 3u)) continue;
      struct OfValue {
        std::vector<uint32_t> shown, all;
      };
      std::map<uint32_t, std::map<uint32_t, OfValue>> places;
      for (uint32_t cell = 0; cell < table.cells.size(); ++cell) {
        const std::vector<uint32_t>& at = table.cells[cell];
        OfValue& place = places[alone ? 0 : at[beside]][at[along]];
        if (!hidden[cell]) place.shown.push_back(cell);
        place.all.push_back(cell);
      }
      for (auto& [value, by_value] : places) {
        Margin& margin = out.emplace_back(Margin{along, {}, {}});
        for (auto& [of, some] : by_value) {
          margin.places.push_back(std::move(some.shown));
          margin.all.push_back(std::move(some.all));
        }
      }
    }
  return out;
}

void AddRunsOfMargin(const Margin& margin, uint32_t number, Collector& out) {
  const auto places = static_cast<uint32_t>(margin.places.size());
  for (uint32_t first = 0; first < places; ++first) {
    std::vector<uint32_t> cells;
    for (uint32_t length = 1; length <= std::min<uint32_t>(kLongestRun, places - first); ++length) {
      const std::vector<uint32_t>& more = margin.places[first + length - 1];
      cells.insert(cells.end(), more.begin(), more.end());
      out.Add({GroupKind::kValues, margin.along, cells, number, first, length});
    }
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

// table region=11: week W05…W08
std::string ValuesName(const OutputTable& table, const ComparedGroup& group, const NameWords& words) {
  std::string head(words.table), tail;
  for (size_t d = 0; d < table.dimensions.size(); ++d) {
    const Dimension& dimension = table.dimensions[d];
    const auto value = [&](uint32_t cell) { return table.cells[cell][d]; };
    const uint32_t first = value(group.cells.front()), last = value(group.cells.back());
    const std::string& name = dimension.values[first];
    if (d == group.along)
      tail = dimension.name + " " + (first == last ? name : name + "…" + dimension.values[last]);
    else if (std::ranges::all_of(group.cells, [&](uint32_t cell) { return value(cell) == first; }))
      head += " " + dimension.name + "=" + name;
  }
  return head.append(words.colon).append(tail);
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
  const std::vector<Margin> margins = MarginsOf(table, hidden);
  for (uint32_t i = 0; i < margins.size(); ++i) AddRunsOfMargin(margins[i], i, out);
  if (table.dimensions.size() > 2)
    for (const Margin& margin : margins)
      for (const std::vector<uint32_t>& value : margin.all) out.Add({GroupKind::kTotalOfValue, margin.along, value});
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
    case GroupKind::kValues:
      return ValuesName(table, group, words);
    case GroupKind::kTotalOfValue:
      return after(ValuesName(table, group, words), words.total);
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
    for (const std::vector<uint32_t>& some : cells_of) {
      size_t most = 0;
      for (const uint32_t cell : some) most = std::max(most, cells[cell].size());
      of.push_back(static_cast<uint32_t>(most >= kManyUnits ? most : UnionOfCells(some, cells).size()));
    }
  }
  return units;
}

std::vector<GroupSignature> SignaturesOf(const OutputTable& table, const std::vector<bool>& hidden,
                                         std::span<const ComparedGroup> groups, std::span<const PersonSet> cells) {
  BOUCLIER_CHECK(cells.size() == table.cells.size());
  const std::vector<Line> lines = LinesOf(table);
  size_t persons = 0;
  for (const PersonSet& cell : cells) persons += cell.size();
  const size_t threads = ThreadsFor(persons);
  std::vector<std::optional<WindowPrints>> windows(lines.size());
  std::vector<WindowPrints> of_values;
  std::vector<std::vector<Place>> places(table.dimensions.size(), std::vector<Place>(cells.size()));
  for (size_t i = 0; i < lines.size(); ++i)
    for (size_t at = 0; at < lines[i].cells.size(); ++at) places[lines[i].along][lines[i].cells[at]] = {i, at};
  ParallelFor(lines.size(), threads, [&](size_t i) -> Result<void> {
    std::vector<std::vector<uint32_t>> single;
    for (const uint32_t cell : lines[i].cells) single.push_back({cell});
    windows[i].emplace(single, cells);
    return {};
  }).value();
  for (const Margin& margin : MarginsOf(table, hidden)) of_values.emplace_back(margin.places, cells);
  const auto prints_of = [&](const ComparedGroup& group) -> ClassPrints {
    if (group.kind == GroupKind::kValues) return of_values[group.margin].Of(group.first, group.length);
    if (group.kind != GroupKind::kRun) return PrintsOf(group, cells);
    const Place first = places[group.along][group.cells.front()];
    return windows[first.line]->Of(first.at, group.cells.size());
  };
  std::vector<GroupSignature> out(groups.size());
  ParallelFor(groups.size(), threads, [&](size_t i) -> Result<void> {
    const ClassPrints prints = prints_of(groups[i]);
    const bool carries = prints.size() <= kCarriedPersons;
    out[i] = SignatureOf(prints, carries ? PersonsOf(groups[i], cells) : PersonSet());
    return {};
  }).value();
  return out;
}

bool IsSumOfCells(const ComparedGroup& group, const GroupSignature& signature, std::span<const PersonSet> cells) {
  size_t sum = 0;
  for (const uint32_t cell : group.cells) sum += cells[cell].size();
  return sum == signature.size;
}

}  // namespace bouclier::kernels
