// SPDX-License-Identifier: Apache-2.0
#include "bouclier/airlock/assessment.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "bouclier/base/check.h"
#include "bouclier/kernels/near_index.h"

namespace bouclier::airlock {
namespace {

using kernels::ComparedGroup;
using kernels::GroupSignature;
using kernels::NearCandidate;
using kernels::PersonSet;

constexpr size_t kMostHits = 100;  // named; one is enough to refuse

struct Groups {
  std::vector<ComparedGroup> groups;
  std::vector<GroupSignature> signatures;
};

Groups GroupsOf(const kernels::OutputTable& table, const std::vector<bool>& hidden, const Layer& layer) {
  Groups out{kernels::GroupsOf(table, hidden), {}};
  out.signatures = kernels::SignaturesOf(table, out.groups, layer.cells);
  return out;
}

bool IsShown(const ComparedGroup& group, const std::vector<bool>& hidden) {
  return std::ranges::none_of(group.cells, [&](uint32_t cell) { return hidden[cell]; });
}

// A layer's groups, ready to be found by those that are near to them.
struct Indexed {
  Groups groups;
  kernels::NearIndex index;

  Indexed(const kernels::OutputTable& table, const std::vector<bool>& hidden, const Layer& layer, uint32_t threshold)
      : groups(GroupsOf(table, hidden, layer)), index(threshold) {
    for (const GroupSignature& signature : groups.signatures) index.Add(signature);
  }
};

// What equal groups have in common; unlike ones may share it.
std::pair<uint32_t, uint64_t> KeyOf(const GroupSignature& signature) {
  uint64_t sum = 0;
  for (const kernels::ClassPrint& print : signature.classes) sum += print.sum;
  return {signature.size, sum};
}

class Assessor {
 public:
  Assessor(const Output& output, const kernels::RuleParameters& rules, ReleaseMemory& memory)
      : output_(output), rules_(rules), memory_(memory), table_(output.figures.table) {}

  Result<Assessment> Run() {
    out_.findings = kernels::ApplyRules(output_.figures, rules_);
    const std::vector<bool> primary = kernels::HiddenBy(out_.findings, table_.cells.size());
    out_.hidden = primary;
    if (std::ranges::find(primary, true) != primary.end()) BOUCLIER_TRY_VOID(HideMore(primary));
    for (kernels::Finding& finding : kernels::JudgeHidden(output_.figures, out_.hidden, rules_))
      out_.findings.push_back(std::move(finding));
    BOUCLIER_TRY_VOID(Compare());
    out_.verdict = VerdictOf();
    return std::move(out_);
  }

 private:
  const Layer& persons() const { return output_.layers.front(); }

  Result<void> HideMore(const std::vector<bool>& primary) {
    kernels::SuppressionTask task;
    for (const kernels::CellFigures& cell : output_.figures.cells) task.counts.push_back(cell.units);
    task.primary = primary;
    BOUCLIER_TRY(task.relations, KnownTotals(primary));
    for (const kernels::Line& line : kernels::LinesOf(table_)) AddLine(line.cells, primary, task);
    std::vector<uint32_t> all(table_.cells.size());
    std::iota(all.begin(), all.end(), 0u);
    AddLine(std::move(all), primary, task);
    task.persons = persons().cells;
    task.threshold = rules_.threshold.value;
    task.protection = rules_.threshold.value - 2;
    BOUCLIER_TRY(kernels::SuppressionPlan plan, kernels::PlanSuppression(task));
    out_.hidden = std::move(plan.hidden);
    out_.audit = std::move(plan.audit);
    out_.safe = plan.safe;
    return {};
  }

  // A total of it may be released one day. One of hidden cells alone is a group like another then, and hidden itself
  // when it is small.
  static void AddLine(std::vector<uint32_t> cells, const std::vector<bool>& primary, kernels::SuppressionTask& task) {
    if (std::ranges::any_of(cells, [&](uint32_t cell) { return !primary[cell]; }))
      task.lines.push_back(std::move(cells));
  }

  // Groups of this output that an older one shows the number of: what is hidden inside them can be computed.
  Result<std::vector<kernels::Relation>> KnownTotals(const std::vector<bool>& primary) {
    const Groups here = GroupsOf(table_, primary, persons());
    std::multimap<std::pair<uint32_t, uint64_t>, size_t> by_key;
    for (size_t i = 0; i < here.groups.size(); ++i) by_key.emplace(KeyOf(here.signatures[i]), i);
    std::vector<kernels::Relation> relations;
    BOUCLIER_TRY_VOID(memory_.ForEach([&](const Remembered& old) -> Result<void> {
      for (const Layer& layer : old.layers) {
        const Groups there = GroupsOf(old.table, old.hidden, layer);
        for (size_t i = 0; i < there.groups.size(); ++i) {
          const auto [first, last] = by_key.equal_range(KeyOf(there.signatures[i]));
          if (first == last || !IsShown(there.groups[i], old.hidden)) continue;
          const PersonSet known = kernels::PersonsOf(there.groups[i], layer.cells);
          for (auto found = first; found != last; ++found) NoteTotal(here, found->second, known, relations);
        }
      }
      return {};
    }));
    return relations;
  }

  void NoteTotal(const Groups& here, size_t at, const PersonSet& there, std::vector<kernels::Relation>& relations) {
    const ComparedGroup& group = here.groups[at];
    if (kernels::PersonsOf(group, persons().cells) != there) return;
    const auto total = static_cast<int64_t>(there.size());
    const bool sum = kernels::IsSumOfCells(group, here.signatures[at], persons().cells);
    relations.push_back({group.cells, total, sum ? total : total * static_cast<int64_t>(group.cells.size())});
  }

  Result<void> Compare() {
    std::vector<Indexed> here;
    for (const Layer& layer : output_.layers) {
      here.emplace_back(table_, out_.hidden, layer, rules_.threshold.value);
      out_.compared.groups += here.back().groups.groups.size();
    }
    CompareWithItself(here);
    return memory_.ForEach([&](const Remembered& old) -> Result<void> {
      ++out_.compared.releases;
      for (const Layer& layer : old.layers) {
        const Groups there = GroupsOf(old.table, old.hidden, layer);
        out_.compared.released_groups += there.groups.size();
        for (size_t i = 0; i < there.groups.size(); ++i)
          for (size_t of = 0; of < here.size(); ++of)
            for (const NearCandidate& found : here[of].index.Candidates(there.signatures[i]))
              NoteNear(of, here[of].groups.groups[found.group], old, layer, there.groups[i]);
      }
      return {};
    });
  }

  // A person may stand in several cells. Two numbers of this table itself are then as near as those of two releases.
  // What the numbers of one cell tell together is the rules' matter: kernels::FewApart.
  void CompareWithItself(const std::vector<Indexed>& here) {
    for (size_t one = 0; one < here.size(); ++one)
      for (size_t i = 0; i < here[one].groups.groups.size(); ++i)
        for (size_t other = 0; other <= one; ++other)
          for (const NearCandidate& found : here[other].index.Candidates(here[one].groups.signatures[i]))
            if (other < one || found.group < i) NoteNearItself(here, {one, i}, {other, found.group});
  }

  struct Place {
    size_t layer, group;
  };
  void NoteNearItself(const std::vector<Indexed>& here, Place one, Place other) {
    const ComparedGroup &a = GroupAt(here, one), &b = GroupAt(here, other);
    if (out_.hits.size() == kMostHits || !IsNumber(here, one) || !IsNumber(here, other)) return;
    const bool share =
        std::ranges::any_of(a.cells, [&](uint32_t cell) { return std::ranges::find(b.cells, cell) != b.cells.end(); });
    if (share && one.layer != other.layer) return;
    const PersonSet persons = kernels::PersonsOf(a, output_.layers[one.layer].cells);
    const PersonSet others = kernels::PersonsOf(b, output_.layers[other.layer].cells);
    if (!kernels::AreNear(persons, others, rules_.threshold.value)) return;
    std::string name = kernels::GroupName(table_, b, kernels::kEnglishNames);
    out_.hits.push_back({one.layer, a, 0, "", std::move(name), kernels::DifferenceSize(persons, others)});
  }
  static const ComparedGroup& GroupAt(const std::vector<Indexed>& here, Place at) {
    return here[at.layer].groups.groups[at.group];
  }
  // That a reader has: shown, or the sum of what is shown.
  bool IsNumber(const std::vector<Indexed>& here, Place at) const {
    const ComparedGroup& group = GroupAt(here, at);
    return IsShown(group, out_.hidden) &&
           kernels::IsSumOfCells(group, here[at.layer].groups.signatures[at.group], output_.layers[at.layer].cells);
  }

  void NoteNear(size_t layer, const ComparedGroup& group, const Remembered& old, const Layer& old_layer,
                const ComparedGroup& old_group) {
    if (out_.hits.size() == kMostHits) return;
    const PersonSet now = kernels::PersonsOf(group, output_.layers[layer].cells);
    const PersonSet then = kernels::PersonsOf(old_group, old_layer.cells);
    if (!kernels::AreNear(now, then, rules_.threshold.value)) return;
    std::string name = kernels::GroupName(old.table, old_group, kernels::kEnglishNames);
    if (!old_layer.name.empty()) name += " of " + old_layer.name;
    out_.hits.push_back({layer, group, old.release, old.project, std::move(name), kernels::DifferenceSize(now, then)});
  }

  Verdict VerdictOf() const {
    const bool forbidden = std::ranges::any_of(
        out_.findings, [](const kernels::Finding& finding) { return finding.effect == kernels::Effect::kRefuse; });
    if (forbidden || !out_.safe || !out_.hits.empty()) return Verdict::kRefused;
    const bool hides = std::ranges::find(out_.hidden, true) != out_.hidden.end();
    return hides ? Verdict::kPassWithHiddenCells : Verdict::kPass;
  }

  const Output& output_;
  const kernels::RuleParameters& rules_;
  ReleaseMemory& memory_;
  const kernels::OutputTable& table_;
  Assessment out_;
};

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

Result<Assessment> Assess(const Output& output, const kernels::RuleParameters& rules, ReleaseMemory& memory) {
  BOUCLIER_CHECK(!output.layers.empty());
  for (const Layer& layer : output.layers) BOUCLIER_CHECK(layer.cells.size() == output.figures.table.cells.size());
  return Assessor(output, rules, memory).Run();
}

}  // namespace bouclier::airlock
