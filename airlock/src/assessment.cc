// SPDX-License-Identifier: Apache-2.0
#include "bouclier/airlock/assessment.h"

#include <algorithm>
#include <numeric>

#include "bouclier/base/check.h"
#include "comparison.h"

namespace bouclier::airlock {
namespace {

using kernels::Finding;

void ApplyRulesBy(const ByUnit& by, const Output& output, const kernels::RuleParameters& rules,
                  std::vector<Finding>& findings) {
  kernels::OutputFigures figures = output.figures;
  figures.cells = by.cells;
  const std::vector<std::vector<uint32_t>> units = kernels::ValueUnits(figures.table, by.sets);
  for (size_t key = 0; key < units.size(); ++key) figures.keys[key].units = units[key];
  for (Finding& finding : kernels::ApplyRules(figures, rules)) {
    // A cell of nobody cannot be hidden: a reader knows that it is one.
    if (finding.cell && output.figures.cells[*finding.cell].units == 0) finding.effect = kernels::Effect::kRefuse;
    findings.push_back(std::move(finding));
  }
}

struct FurtherUnit {
  const ByUnit& by;
  const kernels::UnitLimit& limit;
};
// What the rules protect beside persons, by each column that holds it.
std::vector<FurtherUnit> FurtherUnits(const Output& output, const kernels::RuleParameters& rules) {
  std::vector<FurtherUnit> out;
  for (const kernels::UnitLimit& limit : rules.further)
    for (const ByUnit& by : output.by_unit)
      if (by.unit == limit.unit) out.push_back({by, limit});
  return out;
}

// What the cells' own figures say, by persons and by each further unit that a rule protects; it hides the first cells.
void ApplyAllRules(const Output& output, const kernels::RuleParameters& rules, Assessment& out) {
  out.findings = kernels::ApplyRules(output.figures, rules);
  for (const FurtherUnit& unit : FurtherUnits(output, rules))
    ApplyRulesBy(unit.by, output, kernels::RulesBy(rules, unit.limit), out.findings);
  out.hidden = kernels::HiddenBy(out.findings, output.figures.table.cells.size());
  // A cell that one of the rules hides tells nothing of how its total is made. Its key leaves all the same.
  std::erase_if(out.findings, [&](const Finding& finding) {
    const bool of_total = finding.rule == kernels::Rule::kDominance || finding.rule == kernels::Rule::kUnanimity;
    return of_total && finding.cell && !finding.line && out.hidden[*finding.cell];
  });
}

// A total of it may be released one day. One of hidden cells alone is a group like another then, and hidden itself when
// it is small.
void AddLine(std::vector<uint32_t> cells, const std::vector<bool>& primary, kernels::SuppressionTask& task) {
  if (std::ranges::any_of(cells, [&](uint32_t cell) { return !primary[cell]; })) task.lines.push_back(std::move(cells));
}

// The totals of lines that a reader may know: those that could be released beside the table. Where some of the lines
// along one dimension are small, their table would hide them and the smallest of the others.
std::vector<bool> MayBeKnown(const kernels::OutputFigures& figures, const std::vector<kernels::Line>& lines,
                             uint32_t threshold) {
  std::vector<bool> known(lines.size(), false);
  for (uint32_t along = 0; along < figures.table.dimensions.size(); ++along) {
    std::vector<uint32_t> parallel;  // smallest first
    for (uint32_t i = 0; i < lines.size(); ++i)
      if (lines[i].along == along && figures.line_units[i] > 0) parallel.push_back(i);
    std::ranges::stable_sort(parallel, {}, [&](uint32_t i) { return figures.line_units[i]; });
    size_t hidden = 0;
    uint64_t units = 0;
    for (; hidden < parallel.size(); ++hidden) {
      const uint32_t line = figures.line_units[parallel[hidden]];
      if (line >= threshold && (hidden == 0 || units >= threshold)) break;
      units += line;
    }
    // With three dimensions or more their table has lines of its own: nothing is taken for known that it may hide.
    if (hidden > 0 && figures.table.dimensions.size() > 2) continue;
    for (size_t i = hidden; i < parallel.size(); ++i) known[parallel[i]] = true;
  }
  return known;
}

// With the total of a line that is the sum of its cells a hidden one has to stay open. Persons add up where each stands
// in one cell; rows and amounts always: that which cells can be solved for is asked of the persons then.
void AddOwnTotals(const kernels::OutputFigures& figures, const std::vector<kernels::Line>& lines,
                  kernels::SuppressionTask& task) {
  const std::vector<bool> known = MayBeKnown(figures, lines, task.threshold);
  const bool adds = std::ranges::any_of(figures.sums, &kernels::SumColumn::adds);
  for (uint32_t i = 0; i < lines.size(); ++i) {
    int64_t total = 0;
    for (const uint32_t cell : lines[i].cells) total += task.counts[cell];
    if (known[i] && (adds || total == figures.line_units[i])) task.relations.push_back({lines[i].cells, total, total});
  }
}

Result<void> HideMore(const Output& output, const kernels::RuleParameters& rules, ReleasedTotals known,
                      Assessment& out) {
  const kernels::OutputTable& table = output.figures.table;
  kernels::SuppressionTask task;
  for (const kernels::CellFigures& cell : output.figures.cells) task.counts.push_back(cell.units);
  task.primary = out.hidden;
  task.relations = std::move(known.relations);
  task.threshold = rules.threshold.value;
  const std::vector<kernels::Line> lines = kernels::LinesOf(table);
  for (const kernels::Line& line : lines) AddLine(line.cells, task.primary, task);
  const bool of_persons = std::ranges::any_of(out.findings, [](const Finding& finding) {
    return finding.effect == kernels::Effect::kHide && finding.unit == kernels::ProtectionUnit::kPerson;
  });
  if (of_persons) AddOwnTotals(output.figures, lines, task);
  std::vector<uint32_t> all(table.cells.size());
  std::iota(all.begin(), all.end(), 0u);
  AddLine(std::move(all), task.primary, task);
  task.persons = output.layers.front().cells;
  for (const FurtherUnit& unit : FurtherUnits(output, rules))
    task.further.push_back({unit.by.sets, unit.limit.threshold.value});
  task.protection = kernels::ProtectionOf(rules.threshold.value);
  BOUCLIER_TRY(kernels::SuppressionPlan plan, kernels::PlanSuppression(task));
  out.hidden = std::move(plan.hidden);
  out.audit = std::move(plan.audit);
  out.safe = plan.safe;
  out.known = std::move(known.named);
  return {};
}

bool Hides(const Assessment& assessment) {
  return std::ranges::find(assessment.hidden, true) != assessment.hidden.end();
}

// The second cells of every output that has first ones.
Result<void> HideMoreOfAll(std::span<const Output> outputs, const kernels::RuleParameters& rules, ReleaseMemory& memory,
                           std::vector<Assessment>& assessments) {
  std::vector<size_t> which;
  std::vector<OwnGroups> groups;
  for (size_t i = 0; i < outputs.size(); ++i) {
    if (!Hides(assessments[i])) continue;
    which.push_back(i);
    groups.emplace_back(outputs[i], assessments[i].hidden);
  }
  if (which.empty()) return {};
  BOUCLIER_TRY(auto known, KnownTotals(groups, memory));
  for (size_t i = 0; i < which.size(); ++i)
    BOUCLIER_TRY_VOID(HideMore(outputs[which[i]], rules, std::move(known[i]), assessments[which[i]]));
  return {};
}

Verdict VerdictOf(const Assessment& assessment) {
  const bool forbidden = std::ranges::any_of(
      assessment.findings, [](const Finding& finding) { return finding.effect == kernels::Effect::kRefuse; });
  if (forbidden || !assessment.safe || !assessment.hits.empty() || !assessment.reopened.empty())
    return Verdict::kRefused;
  return Hides(assessment) ? Verdict::kPassWithHiddenCells : Verdict::kPass;
}

}  // namespace

std::string_view VerdictName(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPass:
      return "pass";
    case Verdict::kPassWithHiddenCells:
      return "pass_with_hidden_cells";
    case Verdict::kRefused:
      return "refused";
  }
  return "refused";
}

Result<std::vector<Assessment>> AssessAll(std::span<const Output> outputs, const kernels::RuleParameters& rules,
                                          ReleaseMemory& memory) {
  std::vector<Assessment> out(outputs.size());
  for (size_t i = 0; i < outputs.size(); ++i) {
    BOUCLIER_CHECK(!outputs[i].layers.empty());
    for (const Layer& layer : outputs[i].layers)
      BOUCLIER_CHECK(layer.cells.size() == outputs[i].figures.table.cells.size());
    for (const ByUnit& by : outputs[i].by_unit) BOUCLIER_CHECK(by.sets.size() == outputs[i].figures.table.cells.size());
    ApplyAllRules(outputs[i], rules, out[i]);
  }
  BOUCLIER_TRY_VOID(HideMoreOfAll(outputs, rules, memory, out));
  std::vector<OwnGroups> groups;
  for (size_t i = 0; i < outputs.size(); ++i) {
    for (Finding& finding : kernels::JudgeHidden(outputs[i].figures, out[i].hidden, rules))
      out[i].findings.push_back(std::move(finding));
    groups.emplace_back(outputs[i], out[i].hidden);
  }
  BOUCLIER_TRY_VOID(CompareAll(groups, rules.threshold.value, memory, out));
  for (Assessment& assessment : out) assessment.verdict = VerdictOf(assessment);
  return out;
}

Result<Assessment> Assess(const Output& output, const kernels::RuleParameters& rules, ReleaseMemory& memory) {
  BOUCLIER_TRY(std::vector<Assessment> all, AssessAll({&output, 1}, rules, memory));
  return std::move(all.front());
}

}  // namespace bouclier::airlock
