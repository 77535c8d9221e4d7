// SPDX-License-Identifier: Apache-2.0
// The reader who wants to know hidden cells: from the shown ones, the relations, and that a hidden cell is not 0.
// Private to suppression. Not thread-safe.
#pragma once

#include <optional>
#include <vector>

#include "bouclier/kernels/suppression.h"
#include "linear_program.h"

namespace bouclier::kernels {

class Attacker {
 public:
  Attacker(const SuppressionTask& task, const std::vector<bool>& hidden);

  struct Interval {
    int64_t low, high;
    bool exact;
    std::vector<uint32_t> moved;  // cells that differ from the truth in one of the two tables that prove the interval
    bool IsAtLeast(uint32_t width) const { return high - low >= width; }
  };
  // `cell` is a hidden one. Both ends are values of tables in whole numbers, checked against every relation.
  Interval IntervalOf(uint32_t cell);

  void Show(uint32_t cell);       // what if it were shown
  void HideAgain(uint32_t cell);  // undoes it

 private:
  using Moves = std::vector<int64_t>;  // by column: value less the true one
  struct Search {
    std::vector<double> objective;
    int nodes_left;
  };
  std::optional<Moves> WholeMinimum(Search& search, double* relaxed);
  std::optional<Moves> Branch(Search& search, uint32_t column, double value);
  bool IsTable(const Moves& moves) const;
  int64_t Push(uint32_t column, int direction, Interval& out);

  struct Row {
    std::vector<uint32_t> columns;
    int64_t low, high;
  };
  const SuppressionTask& task_;
  std::vector<uint32_t> cells_;    // of each column
  std::vector<uint32_t> columns_;  // of each cell
  std::vector<Row> rows_;
  LinearProgram program_;
};

// What moves may do: a cell stays above 0, and nobody looks further than kReach.
LinearProgram::Bounds MovesOf(uint32_t count);

}  // namespace bouclier::kernels
