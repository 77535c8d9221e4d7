// SPDX-License-Identifier: Apache-2.0
// The interval of a hidden cell: docs/adr/0012-secondary-suppression.md. Pure.
#include "attacker.h"

#include <algorithm>
#include <cmath>

#include "bouclier/base/check.h"

namespace bouclier::kernels {
namespace {

constexpr double kWhole = 1e-6;  // what CLP may be off
constexpr int kNodes = 60;       // branches before a search for whole numbers is given up
constexpr uint32_t kShown = UINT32_MAX;

std::vector<uint32_t> HiddenCells(const std::vector<bool>& hidden) {
  std::vector<uint32_t> out;
  for (uint32_t i = 0; i < hidden.size(); ++i)
    if (hidden[i]) out.push_back(i);
  return out;
}

std::vector<LinearProgram::Bounds> AllMoves(const SuppressionTask& task, const std::vector<uint32_t>& cells) {
  std::vector<LinearProgram::Bounds> out;
  for (const uint32_t cell : cells) out.push_back(MovesOf(task.counts[cell]));
  return out;
}

template <typename Row>
std::vector<ProgramRow> ProgramOf(const std::vector<Row>& rows) {
  std::vector<ProgramRow> out;
  for (const Row& row : rows)
    out.push_back({row.columns, std::vector<double>(row.columns.size(), 1.0), static_cast<double>(row.low),
                   static_cast<double>(row.high)});
  return out;
}

}  // namespace

LinearProgram::Bounds MovesOf(uint32_t count) {
  return {-static_cast<double>(std::min<int64_t>(int64_t{count} - 1, kReach)), static_cast<double>(kReach)};
}

Attacker::Attacker(const SuppressionTask& task, const std::vector<bool>& hidden)
    : task_(task), cells_(HiddenCells(hidden)), columns_(hidden.size(), kShown), program_({}, {}) {
  for (uint32_t i = 0; i < cells_.size(); ++i) columns_[cells_[i]] = i;
  for (const Relation& relation : task.relations) {
    Row row{{}, relation.at_least, relation.at_most};
    for (const uint32_t cell : relation.cells) {
      row.low -= task.counts[cell];
      row.high -= task.counts[cell];
      if (hidden[cell]) row.columns.push_back(columns_[cell]);
    }
    if (!row.columns.empty()) rows_.push_back(std::move(row));
  }
  program_ = LinearProgram(AllMoves(task, cells_), ProgramOf(rows_));
}

bool Attacker::IsTable(const Moves& moves) const {
  for (uint32_t i = 0; i < moves.size(); ++i)
    if (moves[i] + task_.counts[cells_[i]] < 1) return false;
  return std::all_of(rows_.begin(), rows_.end(), [&](const Row& row) {
    int64_t sum = 0;
    for (const uint32_t column : row.columns) sum += moves[column];
    return sum >= row.low && sum <= row.high;
  });
}

// `relaxed` gets the minimum without whole numbers, of the first program alone.
std::optional<Attacker::Moves> Attacker::WholeMinimum(Search& search, double* relaxed) {
  const auto solution = program_.Minimise(search.objective);
  if (!solution) return std::nullopt;
  if (relaxed != nullptr)
    for (size_t i = 0; i < solution->size(); ++i) *relaxed += search.objective[i] * (*solution)[i];
  Moves moves;
  for (uint32_t i = 0; i < solution->size(); ++i) {
    const double value = (*solution)[i];
    if (std::abs(value - std::round(value)) > kWhole) return Branch(search, i, value);
    moves.push_back(std::llround(value));
  }
  return IsTable(moves) ? std::optional(std::move(moves)) : std::nullopt;
}

std::optional<Attacker::Moves> Attacker::Branch(Search& search, uint32_t column, double value) {
  const LinearProgram::Bounds bounds = program_.BoundsOf(column);
  std::optional<Moves> best;
  double least = 0;
  for (const bool below : {true, false}) {
    if (--search.nodes_left < 0) break;
    program_.SetBounds(column, below ? LinearProgram::Bounds{bounds.low, std::floor(value)}
                                     : LinearProgram::Bounds{std::ceil(value), bounds.high});
    auto found = WholeMinimum(search, nullptr);
    if (!found) continue;
    double objective = 0;
    for (size_t i = 0; i < found->size(); ++i) objective += search.objective[i] * static_cast<double>((*found)[i]);
    if (!best || objective < least) {
      best = std::move(found);
      least = objective;
    }
  }
  program_.SetBounds(column, bounds);
  return best;
}

// How far the cell can move up (1) or down (-1).
int64_t Attacker::Push(uint32_t column, int direction, Interval& out) {
  Search search{std::vector<double>(cells_.size(), 0.0), kNodes};
  search.objective[column] = -direction;
  double relaxed = 0;
  const auto found = WholeMinimum(search, &relaxed);
  if (!found) {
    out.exact = false;
    return 0;  // the true table is one
  }
  for (uint32_t i = 0; i < found->size(); ++i)
    if ((*found)[i] != 0) out.moved.push_back(cells_[i]);
  const int64_t pushed = (*found)[column];
  out.exact = out.exact && static_cast<int64_t>(std::floor(-relaxed + kWhole)) == direction * pushed &&
              direction * pushed < kReach;
  return pushed;
}

Attacker::Interval Attacker::IntervalOf(uint32_t cell) {
  BOUCLIER_CHECK(columns_[cell] != kShown);
  const int64_t count = task_.counts[cell];
  Interval out{count, count, true, {}};
  out.low += Push(columns_[cell], -1, out);
  out.high += Push(columns_[cell], 1, out);
  return out;
}

void Attacker::Show(uint32_t cell) { program_.SetBounds(columns_[cell], {0, 0}); }
void Attacker::HideAgain(uint32_t cell) { program_.SetBounds(columns_[cell], MovesOf(task_.counts[cell])); }

}  // namespace bouclier::kernels
