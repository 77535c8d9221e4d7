// SPDX-License-Identifier: Apache-2.0
// Secondary suppression: hide, look with a reader's eyes, hide more, show again what was not needed.
// docs/adr/0012-secondary-suppression.md. Pure.
#include "bouclier/kernels/suppression.h"

#include <algorithm>

#include "attacker.h"
#include "bouclier/base/check.h"
#include "widening.h"

namespace bouclier::kernels {
namespace {

constexpr int kShowTrials = 1000;  // intervals computed to show cells again: beyond, a few more stay hidden

Result<void> CheckTask(const SuppressionTask& task, const std::vector<bool>& hidden) {
  const size_t cells = task.counts.size();
  BOUCLIER_CHECK(task.primary.size() == cells && hidden.size() == cells);
  BOUCLIER_CHECK(task.persons.empty() || task.persons.size() == cells);
  for (const FurtherUnits& units : task.further) BOUCLIER_CHECK(units.cells.size() == cells);
  for (uint32_t i = 0; i < cells; ++i) {
    BOUCLIER_CHECK(hidden[i] || !task.primary[i]);
    BOUCLIER_CHECK(task.counts[i] > 0 || !hidden[i]);
  }
  for (const Relation& relation : task.relations) {
    int64_t sum = 0;
    for (const uint32_t cell : relation.cells) sum += task.counts[cell];
    if (sum < relation.at_least || sum > relation.at_most)
      return Error(ErrorCode::kPrecondition, "plan suppression: a known total does not hold for these cells",
                   "totals of another snapshot or extract do not bind these cells: leave them out");
  }
  return {};
}

std::vector<const std::vector<uint32_t>*> LinesOf(const SuppressionTask& task) {
  std::vector<const std::vector<uint32_t>*> out;
  for (const auto& line : task.lines) out.push_back(&line);
  for (const Relation& relation : task.relations)
    if (relation.at_least == relation.at_most) out.push_back(&relation.cells);
  return out;
}

// The hidden cells of the line have none of these units, or enough of them together.
bool HasEnough(const FurtherUnits& units, const std::vector<uint32_t>& line, const std::vector<bool>& hidden) {
  std::vector<const PersonSet*> sets;
  for (const uint32_t cell : line) {
    if (!hidden[cell] || units.cells[cell].empty()) continue;
    if (units.cells[cell].size() >= units.threshold) return true;
    sets.push_back(&units.cells[cell]);
  }
  return sets.empty() || UnionOf(sets).size() >= units.threshold;
}

bool IsClosed(const SuppressionTask& task, const std::vector<uint32_t>& line, const std::vector<bool>& hidden) {
  for (const FurtherUnits& units : task.further)
    if (!HasEnough(units, line, hidden)) return false;
  std::vector<const PersonSet*> sets;
  uint64_t units = 0, largest = 0;
  for (const uint32_t cell : line) {
    if (!hidden[cell]) continue;
    units += task.counts[cell];
    largest = std::max<uint64_t>(largest, task.counts[cell]);
    if (!task.persons.empty()) sets.push_back(&task.persons[cell]);
  }
  if (units == 0 || largest >= task.threshold) return true;
  return (task.persons.empty() ? units : UnionOf(sets).size()) >= task.threshold;
}

// Cells are hidden until the hidden ones of the line are enough together. False when none is left to hide.
bool Close(const SuppressionTask& task, const std::vector<uint32_t>& line, std::vector<bool>& hidden) {
  while (!IsClosed(task, line, hidden)) {
    const auto cheaper = [&](uint32_t a, uint32_t b) {
      const bool can_a = !hidden[a] && task.counts[a] > 0, can_b = !hidden[b] && task.counts[b] > 0;
      return can_a != can_b ? can_a : task.counts[a] < task.counts[b];
    };
    const uint32_t next = *std::min_element(line.begin(), line.end(), cheaper);
    if (hidden[next] || task.counts[next] == 0) return false;
    hidden[next] = true;
  }
  return true;
}

// Where fractions would do and whole numbers do not: the cheapest cell that stands in a relation with this one.
bool HideBeside(const SuppressionTask& task, uint32_t cell, std::vector<bool>& hidden) {
  uint32_t best = cell;
  for (const Relation& relation : task.relations) {
    if (std::find(relation.cells.begin(), relation.cells.end(), cell) == relation.cells.end()) continue;
    for (const uint32_t other : relation.cells)
      if (!hidden[other] && task.counts[other] > 0 && (best == cell || task.counts[other] < task.counts[best]))
        best = other;
  }
  if (best == cell) return false;
  hidden[best] = true;
  return true;
}

void Protect(const SuppressionTask& task, std::vector<bool>& hidden) {
  Widening widening(task);
  for (uint32_t cell = 0; cell < task.counts.size(); ++cell) {
    if (!task.primary[cell]) continue;
    const auto has_protection = [&] { return Attacker(task, hidden).IntervalOf(cell).IsAtLeast(task.protection); };
    if (has_protection() || !widening.Widen(cell, hidden)) continue;
    while (!has_protection() && HideBeside(task, cell, hidden)) continue;
  }
}

// Shows again, largest first, what the others' protection can do without.
class ShowAgain {
 public:
  ShowAgain(const SuppressionTask& task, std::vector<bool>& hidden)
      : task_(task), hidden_(hidden), attacker_(task, hidden) {}

  void Run() {
    std::vector<uint32_t> second;
    for (uint32_t i = 0; i < hidden_.size(); ++i) {
      if (hidden_[i] && !task_.primary[i]) second.push_back(i);
      if (task_.primary[i]) protected_.push_back({i, attacker_.IntervalOf(i)});
    }
    std::erase_if(protected_, [&](const auto& one) { return !one.second.IsAtLeast(task_.protection); });
    std::stable_sort(second.begin(), second.end(),
                     [&](uint32_t a, uint32_t b) { return task_.counts[a] > task_.counts[b]; });
    for (const uint32_t cell : second)
      if (trials_ > 0) Try(cell);
  }

 private:
  void Try(uint32_t cell) {
    hidden_[cell] = false;
    attacker_.Show(cell);
    if (LinesStayClosed(cell) && AllStayProtected(cell)) return;
    hidden_[cell] = true;
    attacker_.HideAgain(cell);
  }

  bool LinesStayClosed(uint32_t cell) const {
    for (const std::vector<uint32_t>* line : LinesOf(task_))
      if (std::find(line->begin(), line->end(), cell) != line->end() && !IsClosed(task_, *line, hidden_)) return false;
    return true;
  }

  // Tables in which the cell stays as it is prove their intervals as before.
  bool AllStayProtected(uint32_t cell) {
    auto kept = protected_;
    for (auto& [primary, interval] : kept) {
      if (std::find(interval.moved.begin(), interval.moved.end(), cell) == interval.moved.end()) continue;
      if (--trials_ < 0) return false;
      interval = attacker_.IntervalOf(primary);
      if (!interval.IsAtLeast(task_.protection)) return false;
    }
    protected_ = std::move(kept);
    return true;
  }

  const SuppressionTask& task_;
  std::vector<bool>& hidden_;
  Attacker attacker_;
  std::vector<std::pair<uint32_t, Attacker::Interval>> protected_;
  int trials_ = kShowTrials;
};

}  // namespace

Result<SuppressionPlan> AuditSuppression(const SuppressionTask& task, const std::vector<bool>& hidden) {
  BOUCLIER_TRY_VOID(CheckTask(task, hidden));
  SuppressionPlan out{.hidden = hidden, .audit = {}, .open_lines = {}, .safe = true};
  Attacker attacker(task, hidden);
  for (uint32_t cell = 0; cell < hidden.size(); ++cell) {
    if (!hidden[cell]) continue;
    const Attacker::Interval interval = attacker.IntervalOf(cell);
    const bool enough = !task.primary[cell] || interval.IsAtLeast(task.protection);
    out.audit.push_back({cell, interval.low, interval.high, interval.exact, task.primary[cell], enough});
    out.safe = out.safe && enough;
  }
  const auto lines = LinesOf(task);
  for (uint32_t i = 0; i < lines.size(); ++i)
    if (!IsClosed(task, *lines[i], hidden)) out.open_lines.push_back(i);
  out.safe = out.safe && out.open_lines.empty();
  return out;
}

Result<SuppressionPlan> PlanSuppression(const SuppressionTask& task) {
  std::vector<bool> hidden = task.primary;
  BOUCLIER_TRY_VOID(CheckTask(task, hidden));
  Protect(task, hidden);
  for (std::vector<bool> before; before != hidden;) {
    before = hidden;
    for (const std::vector<uint32_t>* line : LinesOf(task)) Close(task, *line, hidden);
  }
  ShowAgain(task, hidden).Run();
  return AuditSuppression(task, hidden);
}

}  // namespace bouclier::kernels
