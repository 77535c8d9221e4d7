// SPDX-License-Identifier: Apache-2.0
// Lines of a table and the names of its parts. Pure.
#include "bouclier/kernels/output_table.h"

#include <algorithm>
#include <map>
#include <set>

#include "bouclier/base/check.h"

namespace bouclier::kernels {
namespace {

std::string Coordinates(const OutputTable& table, uint32_t cell, size_t without) {
  std::string out;
  for (size_t i = 0; i < table.dimensions.size(); ++i) {
    if (i == without) continue;
    const Dimension& dimension = table.dimensions[i];
    if (!out.empty()) out += ", ";
    out += dimension.name + "=" + dimension.values[table.cells[cell][i]];
  }
  return out;
}

}  // namespace

void CheckTable(const OutputTable& table) {
  std::set<std::vector<uint32_t>> places;
  for (const std::vector<uint32_t>& cell : table.cells) {
    BOUCLIER_CHECK(cell.size() == table.dimensions.size());
    for (size_t i = 0; i < cell.size(); ++i) BOUCLIER_CHECK(cell[i] < table.dimensions[i].values.size());
    BOUCLIER_CHECK(places.insert(cell).second);
  }
}

std::vector<Line> LinesOf(const OutputTable& table) {
  std::vector<Line> out;
  for (uint32_t along = 0; along < table.dimensions.size(); ++along) {
    std::map<std::vector<uint32_t>, Line> lines;
    for (uint32_t cell = 0; cell < table.cells.size(); ++cell) {
      std::vector<uint32_t> others = table.cells[cell];
      others.erase(others.begin() + along);
      Line& line = lines[others];
      line.along = along;
      line.cells.push_back(cell);
    }
    for (auto& [others, line] : lines) {
      std::sort(line.cells.begin(), line.cells.end(),
                [&](uint32_t a, uint32_t b) { return table.cells[a][along] < table.cells[b][along]; });
      out.push_back(std::move(line));
    }
  }
  return out;
}

std::string CellName(const OutputTable& table, uint32_t cell, const NameWords& words) {
  if (table.dimensions.empty()) return std::string(words.cell) + " " + std::string(words.total);
  return std::string(words.cell) + " " + Coordinates(table, cell, table.dimensions.size());
}

std::string LineName(const OutputTable& table, const Line& line, const NameWords& words) {
  const std::string others = Coordinates(table, line.cells.front(), line.along);
  return std::string(words.line) + " " + (others.empty() ? table.dimensions[line.along].name : others);
}

}  // namespace bouclier::kernels
