// SPDX-License-Identifier: Apache-2.0
// Cells to hide, chosen by a linear program: docs/adr/0012-secondary-suppression.md. Pure.
#include "widening.h"

#include <algorithm>
#include <cmath>

#include "attacker.h"

namespace bouclier::kernels {
namespace {

constexpr double kNothing = 1e-6;

uint32_t UpOf(uint32_t cell) { return 2 * cell; }
uint32_t DownOf(uint32_t cell) { return 2 * cell + 1; }

std::vector<LinearProgram::Bounds> Columns(const SuppressionTask& task) {
  std::vector<LinearProgram::Bounds> out;
  for (const uint32_t count : task.counts) {
    // What is 0 is shown.
    const LinearProgram::Bounds moves = count == 0 ? LinearProgram::Bounds{0, 0} : MovesOf(count);
    out.push_back({0, moves.high});
    out.push_back({0, -moves.low});
  }
  return out;
}

std::vector<ProgramRow> Rows(const SuppressionTask& task) {
  std::vector<ProgramRow> out;
  for (const Relation& relation : task.relations) {
    ProgramRow row{{}, {}, static_cast<double>(relation.at_least), static_cast<double>(relation.at_most)};
    for (const uint32_t cell : relation.cells) {
      row.low -= task.counts[cell];
      row.high -= task.counts[cell];
      row.columns.insert(row.columns.end(), {UpOf(cell), DownOf(cell)});
      row.factors.insert(row.factors.end(), {1, -1});
    }
    out.push_back(std::move(row));
  }
  return out;
}

// What is lost with a cell: a number, whatever it is, and more with a large one.
double CostOf(uint32_t count) { return 1 + std::log2(1.0 + count); }

}  // namespace

Widening::Widening(const SuppressionTask& task) : task_(task), program_(Columns(task), Rows(task)) {}

int64_t Widening::Furthest(uint32_t cell, int direction) {
  std::vector<double> objective(2 * task_.counts.size(), 0.0);
  objective[UpOf(cell)] = -direction;
  objective[DownOf(cell)] = direction;
  const auto solution = program_.Minimise(objective);
  if (!solution) return 0;
  return static_cast<int64_t>(std::floor(direction * ((*solution)[UpOf(cell)] - (*solution)[DownOf(cell)]) + kNothing));
}

// Moves the cell by exactly so much; every cell that has to move with it is hidden.
bool Widening::HideMovesOf(uint32_t cell, int64_t move, std::vector<bool>& hidden) {
  std::vector<double> objective;
  for (uint32_t i = 0; i < task_.counts.size(); ++i)
    objective.insert(objective.end(), 2, hidden[i] ? 0.0 : CostOf(task_.counts[i]));
  const LinearProgram::Bounds up = program_.BoundsOf(UpOf(cell)), down = program_.BoundsOf(DownOf(cell));
  const auto upwards = static_cast<double>(std::max<int64_t>(move, 0));
  const auto downwards = static_cast<double>(std::max<int64_t>(-move, 0));
  program_.SetBounds(UpOf(cell), {upwards, upwards});
  program_.SetBounds(DownOf(cell), {downwards, downwards});
  const auto solution = program_.Minimise(objective);
  program_.SetBounds(UpOf(cell), up);
  program_.SetBounds(DownOf(cell), down);
  if (!solution) return false;
  for (uint32_t i = 0; i < task_.counts.size(); ++i)
    if (std::abs((*solution)[UpOf(i)] - (*solution)[DownOf(i)]) > kNothing) hidden[i] = true;
  return true;
}

bool Widening::Widen(uint32_t cell, std::vector<bool>& hidden) {
  const int64_t wanted = task_.protection;
  const int64_t up = std::min(wanted, Furthest(cell, 1));
  const int64_t down = wanted - up;
  if (down > 0 && Furthest(cell, -1) < down) return false;
  std::vector<bool> more = hidden;
  if (up > 0 && !HideMovesOf(cell, up, more)) return false;
  if (down > 0 && !HideMovesOf(cell, -down, more)) return false;
  hidden = std::move(more);
  return true;
}

}  // namespace bouclier::kernels
