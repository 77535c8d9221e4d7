// SPDX-License-Identifier: Apache-2.0
// The groups of an output that a reader can make out of what it shows, and that are therefore compared with those of
// older outputs: cells, runs of cells, totals. Each has a name that a reviewer understands. Values; thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "bouclier/kernels/group_signature.h"
#include "bouclier/kernels/output_table.h"

namespace bouclier::kernels {

constexpr size_t kLongestRun = 12;  // a year of months, a quarter of weeks

enum class GroupKind : uint8_t {
  kCell = 1,          // a shown cell
  kRun = 2,           // 2 to kLongestRun consecutive shown cells of a line, not all of it
  kLine = 3,          // all cells of a line, hidden ones too: its total, shown or not
  kShownOfLine = 4,   // of a line that hides some
  kHiddenOfLine = 5,  // the same: what its total leaves
  kTable = 6,         // all cells
  kValues = 7,  // the shown cells of 1 to kLongestRun consecutive values of a key, over all values of the others, or
                // of all others but one
  kTotalOfValue = 8,  // of three keys or more: the cells of one value, hidden ones too, over as many of the others
};

struct ComparedGroup {
  GroupKind kind;
  uint32_t along = 0;           // the dimension of the line, for all but cells and the table
  std::vector<uint32_t> cells;  // in the order of the line
  // Of kValues: where they stand among all values of that key. For SignaturesOf.
  uint32_t margin = 0, first = 0, length = 0;
};

// Every group, each set of cells once: a line of one cell is that cell, a table of one line that line. Hidden cells
// break runs: their numbers are not there to be added. CHECK: as CheckTable, and a mark for each cell.
std::vector<ComparedGroup> GroupsOf(const OutputTable& table, const std::vector<bool>& hidden);

// `line region=11: week W05…W08`
std::string GroupName(const OutputTable& table, const ComparedGroup& group, const NameWords& words);

PersonSet PersonsOf(const ComparedGroup& group, std::span<const PersonSet> cells);

// How many distinct persons each line of LinesOf(table) has.
std::vector<uint32_t> LineUnits(const OutputTable& table, std::span<const PersonSet> cells);
// The same of each value of each dimension, over all cells that have it: exact when none of these has kManyUnits, else
// at least so many.
inline constexpr size_t kManyUnits = 64;  // above every threshold
std::vector<std::vector<uint32_t>> ValueUnits(const OutputTable& table, std::span<const PersonSet> cells);

// The signature of each group of GroupsOf(table, hidden), as SignatureOf(PersonsOf(group, cells)) gives it. **Cost:**
// grows with persons times dimensions, not with runs.
std::vector<GroupSignature> SignaturesOf(const OutputTable& table, const std::vector<bool>& hidden,
                                         std::span<const ComparedGroup> groups, std::span<const PersonSet> cells);

// True when no person stands in two cells of the group. Only then do the cells' counts of persons add up to the
// group's, and a reader can know it without being told.
bool IsSumOfCells(const ComparedGroup& group, const GroupSignature& signature, std::span<const PersonSet> cells);

}  // namespace bouclier::kernels
