// SPDX-License-Identifier: Apache-2.0
// The shape of an output: its dimensions (the keys of the outermost GROUP BY), its cells, its lines, and the names by
// which people are told of them. Values; thread-safe while nobody changes them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bouclier::kernels {

struct Dimension {
  std::string name;
  std::vector<std::string> values;  // in the order of the output: "consecutive" means this order
};

// A cell that no row falls in is not there, as in the answer of a GROUP BY. Without dimensions there is one cell.
struct OutputTable {
  std::vector<Dimension> dimensions;
  std::vector<std::vector<uint32_t>> cells;  // of each cell, the place of its value in each dimension
};

// CHECK: each cell has a value of each dimension, and no two have the same.
void CheckTable(const OutputTable& table);

// The cells that differ in one dimension only, in its order.
struct Line {
  uint32_t along;
  std::vector<uint32_t> cells;
};
// Every line of the table; a table without dimensions has none.
std::vector<Line> LinesOf(const OutputTable& table);

struct NameWords {
  std::string_view cell, line, table, total, shown, hidden, colon;
};
inline constexpr NameWords kEnglishNames = {"cell", "line", "table", "total", "its shown cells", "its hidden cells",
                                            ": "};
inline constexpr NameWords kFrenchNames = {
    "cellule", "ligne", "tableau", "total", "ses cellules montrées", "ses cellules masquées", " : "};

std::string CellName(const OutputTable& table, uint32_t cell, const NameWords& words);     // cell week=W05, region=11
std::string LineName(const OutputTable& table, const Line& line, const NameWords& words);  // line region=11

}  // namespace bouclier::kernels
