// SPDX-License-Identifier: Apache-2.0
#include "diagram_layout.h"

#include <algorithm>
#include <numeric>

namespace bouclier::report {
namespace {

constexpr size_t kTallest = 24;  // boxes above one another; a taller column is broken
constexpr double kAcross = 90, kDown = 14, kMargin = 16;
constexpr int kSweeps = 4;

using Neighbours = std::vector<std::vector<size_t>>;

// 0: points to nothing; else one more than the furthest it points to. A link that closes a circle does not count.
std::vector<size_t> Layers(const Neighbours& targets) {
  enum class Seen : char { kNo, kOpen, kDone };
  std::vector<size_t> layers(targets.size());
  std::vector<Seen> seen(targets.size(), Seen::kNo);
  std::vector<std::pair<size_t, size_t>> trail;  // box, its next target; no recursion: circles may be long
  for (size_t start = 0; start < targets.size(); ++start) {
    if (seen[start] != Seen::kNo) continue;
    trail.emplace_back(start, 0);
    seen[start] = Seen::kOpen;
    while (!trail.empty()) {
      auto& [box, next] = trail.back();
      if (next == targets[box].size()) {
        seen[box] = Seen::kDone;
        const size_t layer = layers[box];
        trail.pop_back();
        if (!trail.empty()) layers[trail.back().first] = std::max(layers[trail.back().first], layer + 1);
        continue;
      }
      const size_t target = targets[box][next++];
      if (seen[target] == Seen::kDone) layers[box] = std::max(layers[box], layers[target] + 1);
      if (seen[target] != Seen::kNo) continue;
      seen[target] = Seen::kOpen;
      trail.emplace_back(target, 0);
    }
  }
  return layers;
}

Neighbours TargetsOf(const Diagram& diagram) {
  Neighbours targets(diagram.boxes.size());
  for (const DiagramLink& link : diagram.links)
    if (link.from != link.to) targets[link.from].push_back(link.to);
  for (std::vector<size_t>& list : targets) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
  }
  return targets;
}

// The mean row of a box's neighbours in the other columns; its own row where it has none.
double Pull(const std::vector<size_t>& neighbours, const std::vector<double>& rows, double own) {
  if (neighbours.empty()) return own;
  double sum = 0;
  for (size_t one : neighbours) sum += rows[one];
  return sum / static_cast<double>(neighbours.size());
}

void Order(std::vector<std::vector<size_t>>& columns, const Neighbours& targets) {
  Neighbours around = targets;
  for (size_t from = 0; from < targets.size(); ++from)
    for (size_t to : targets[from]) around[to].push_back(from);
  std::vector<double> rows(targets.size());
  const auto number = [&](const std::vector<size_t>& column) {
    for (size_t row = 0; row < column.size(); ++row) rows[column[row]] = static_cast<double>(row);
  };
  for (const auto& column : columns) number(column);
  for (int sweep = 0; sweep < kSweeps; ++sweep) {
    for (auto& column : columns) {
      std::vector<std::pair<double, size_t>> pulls;
      for (size_t box : column) pulls.emplace_back(Pull(around[box], rows, rows[box]), box);
      std::sort(pulls.begin(), pulls.end());
      for (size_t row = 0; row < pulls.size(); ++row) column[row] = pulls[row].second;
      number(column);
    }
  }
}

double HeightOf(const DiagramBox& box) {
  return kTitleHeight + kLineHeight * static_cast<double>(box.lines.size()) + kBoxPadding;
}

// Sets the boxes of one column below `top`; the lower end.
double Stack(const Diagram& diagram, const std::vector<size_t>& column, size_t number, double top, DiagramLayout& out) {
  double y = top;
  for (size_t row = 0; row < column.size(); ++row) {
    BoxPlace& place = out.boxes[column[row]];
    place = {number, row, kMargin + static_cast<double>(number) * (out.box_width + kAcross), y,
             HeightOf(diagram.boxes[column[row]])};
    y += place.height + kDown;
  }
  return y;
}

// No column is taller than kTallest boxes.
std::vector<std::vector<size_t>> Broken(const std::vector<std::vector<size_t>>& columns) {
  std::vector<std::vector<size_t>> out;
  for (const auto& column : columns) {
    const size_t parts = (column.size() + kTallest - 1) / kTallest;
    for (size_t part = 0; part < parts; ++part)
      out.emplace_back(column.begin() + static_cast<ptrdiff_t>(column.size() * part / parts),
                       column.begin() + static_cast<ptrdiff_t>(column.size() * (part + 1) / parts));
  }
  return out;
}

}  // namespace

DiagramLayout LayOut(const Diagram& diagram, double box_width) {
  DiagramLayout out;
  out.boxes.resize(diagram.boxes.size());
  out.box_width = box_width;
  const Neighbours targets = TargetsOf(diagram);
  const std::vector<size_t> layers = Layers(targets);
  std::vector<bool> linked(diagram.boxes.size());
  for (const DiagramLink& link : diagram.links) linked[link.from] = linked[link.to] = true;
  std::vector<std::vector<size_t>> columns;
  std::vector<size_t> alone;
  for (size_t box = 0; box < layers.size(); ++box) {
    if (!linked[box]) {
      alone.push_back(box);
      continue;
    }
    if (columns.size() <= layers[box]) columns.resize(layers[box] + 1);
    columns[layers[box]].push_back(box);
  }
  Order(columns, targets);
  columns = Broken(columns);
  double bottom = kMargin;
  for (size_t i = 0; i < columns.size(); ++i) bottom = std::max(bottom, Stack(diagram, columns[i], i, kMargin, out));
  const size_t across = std::max<size_t>(columns.size(), 4);
  std::vector<std::vector<size_t>> rest(std::min(across, alone.size()));
  for (size_t i = 0; i < alone.size(); ++i) rest[i % rest.size()].push_back(alone[i]);
  double end = bottom;
  for (size_t i = 0; i < rest.size(); ++i) end = std::max(end, Stack(diagram, rest[i], i, bottom + kDown, out));
  const auto used = static_cast<double>(std::max({columns.size(), rest.size(), size_t{1}}));
  out.width = 2 * kMargin + used * out.box_width + (used - 1) * kAcross;
  out.height = end + kMargin;
  return out;
}

}  // namespace bouclier::report
