// SPDX-License-Identifier: Apache-2.0
// The rules, one function each. Pure.
#include "bouclier/kernels/disclosure_rules.h"

#include <algorithm>
#include <iterator>

#include "bouclier/base/check.h"
#include "bouclier/base/parallel.h"
#include "worth_threads.h"

namespace bouclier::kernels {
namespace {

using Findings = std::vector<Finding>;

bool IsSmall(uint64_t units, const RuleParameters& rules) { return units >= 1 && units < rules.threshold.value; }

// All who contribute contribute the same, as 0/1 columns do: the sum tells how many they are.
bool CountsUnits(const SumFigures& sum) {
  return sum.contributors > 0 &&
         static_cast<unsigned __int128>(sum.largest) * sum.contributors == static_cast<unsigned __int128>(sum.absolute);
}

void FindSmall(const OutputFigures& figures, uint32_t cell, const RuleParameters& rules, Findings& out) {
  const CellFigures& at = figures.cells[cell];
  if (IsSmall(at.units, rules))
    out.push_back({Rule::kSmall, Effect::kHide, cell, std::nullopt, "", at.units, rules.threshold});
  for (size_t i = 0; i < at.sums.size(); ++i) {
    const SumFigures& sum = at.sums[i];
    const std::string& name = figures.sums[i].name;
    if (IsSmall(sum.contributors, rules))
      out.push_back({Rule::kSmall, Effect::kHide, cell, std::nullopt, name, sum.contributors, rules.threshold});
    const uint32_t others = at.units - sum.contributors;
    if (CountsUnits(sum) && IsSmall(others, rules))
      out.push_back({Rule::kSmallComplement, Effect::kHide, cell, std::nullopt, name, others, rules.threshold});
  }
}

void FindFewApart(const OutputFigures& figures, uint32_t cell, const RuleParameters& rules, Findings& out) {
  const uint32_t apart = FewApart(figures.cells[cell].numbers, rules.threshold.value);
  if (apart != 0) out.push_back({Rule::kFewApart, Effect::kHide, cell, std::nullopt, "", apart, rules.threshold});
}

void FindDominance(const OutputFigures& figures, uint32_t cell, const RuleParameters& rules, Findings& out) {
  if (!rules.dominance_per_mille) return;
  const CellFigures& at = figures.cells[cell];
  for (size_t i = 0; i < at.sums.size(); ++i) {
    // That a hospital has most patients of a region is no secret; what it earns with them may be one.
    if (rules.unit != ProtectionUnit::kPerson && figures.sums[i].counts) continue;
    const auto largest = static_cast<unsigned __int128>(at.sums[i].largest) * 1000;
    const auto absolute = static_cast<unsigned __int128>(at.sums[i].absolute);
    if (largest > absolute * rules.dominance_per_mille->value)
      out.push_back({Rule::kDominance, Effect::kRefuse, cell, std::nullopt, figures.sums[i].name,
                     static_cast<uint64_t>(largest / absolute), *rules.dominance_per_mille});
  }
}

// Each unit adds to it what it adds to a count that is about no outcome: of all those rows, every one has it.
bool CountsAllRows(const OutputFigures& figures, const CellFigures& at, size_t sum) {
  if (!figures.sums[sum].counts || at.numbers.empty()) return false;
  for (size_t i = 0; i < at.numbers.size(); ++i)
    if (figures.sums[i].counts && figures.sums[i].matter != Matter::kOutcome &&
        at.numbers[i].contributions == at.numbers[sum].contributions)
      return true;
  return false;
}

// Everybody of a cell, or nobody, has what an outcome's sum counts.
void FindUnanimousSums(const OutputFigures& figures, uint32_t cell, const RuleParameters& rules, Findings& out) {
  const CellFigures& at = figures.cells[cell];
  for (size_t i = 0; i < at.sums.size(); ++i) {
    const SumFigures& sum = at.sums[i];
    const bool all = sum.contributors == at.units && (CountsUnits(sum) || CountsAllRows(figures, at, i));
    if (figures.sums[i].matter != Matter::kOutcome || (!all && sum.contributors > 0)) continue;
    out.push_back({Rule::kUnanimity,
                   Effect::kRefuse,
                   cell,
                   std::nullopt,
                   figures.sums[i].name,
                   all ? 1000u : 0u,
                   {all ? 1000u : 0u, rules.unanimity_origin, rules.unanimity_origin_fr}});
  }
}

// Everybody of a line along an outcome is in one of its cells. Whoever is known to be in the line is known to have it.
void FindUnanimousLines(const OutputFigures& figures, const RuleParameters& rules, Findings& out) {
  const std::vector<Line> lines = LinesOf(figures.table);
  BOUCLIER_CHECK(lines.size() == figures.line_units.size());
  for (uint32_t i = 0; i < lines.size(); ++i) {
    if (figures.dimensions[lines[i].along] != Matter::kOutcome || figures.line_units[i] < rules.threshold.value)
      continue;
    for (const uint32_t cell : lines[i].cells)
      if (figures.cells[cell].units == figures.line_units[i])
        out.push_back({Rule::kUnanimity,
                       Effect::kRefuse,
                       cell,
                       i,
                       figures.table.dimensions[lines[i].along].name,
                       1000u,
                       {1000, rules.unanimity_origin, rules.unanimity_origin_fr}});
  }
}

// Of a week that few are in, a reader learns that few are. A value that a query makes up may say of them what it likes.
void FindKeysOfFew(const OutputFigures& figures, const RuleParameters& rules, Findings& out) {
  for (size_t d = 0; d < figures.keys.size(); ++d) {
    const KeyFigures& key = figures.keys[d];
    std::vector<bool> told(key.units.size(), key.plain);
    for (uint32_t cell = 0; cell < figures.cells.size(); ++cell) {
      const uint32_t value = figures.table.cells[cell][d];
      if (told[value] || !IsSmall(key.units[value], rules)) continue;
      told[value] = true;
      out.push_back({Rule::kKeyOfFew, Effect::kRefuse, cell, std::nullopt, figures.table.dimensions[d].name,
                     key.units[value], rules.threshold});
    }
  }
}

// Week and region of few, side by side, are the beginning of a record: who is known by one is told the other.
void FindRecordsOfFew(const OutputFigures& figures, const RuleParameters& rules, Findings& out) {
  for (uint32_t cell = 0; cell < figures.cells.size(); ++cell) {
    size_t rare = 0;
    std::string names;
    uint32_t fewest = rules.threshold.value;
    for (size_t d = 0; d < figures.keys.size(); ++d) {
      const uint32_t units = figures.keys[d].units[figures.table.cells[cell][d]];
      if (!figures.keys[d].plain || !IsSmall(units, rules)) continue;
      ++rare;
      names += (names.empty() ? "" : ", ") + figures.table.dimensions[d].name;
      fewest = std::min(fewest, units);
    }
    if (rare > 1)
      out.push_back({Rule::kRecordOfFew, Effect::kRefuse, cell, std::nullopt, names, fewest, rules.threshold});
  }
}

// Whether `shown` says in each cell what `count` says, or of how many persons that is.
bool SaysOf(const OutputFigures& figures, uint32_t shown, uint32_t count) {
  if (shown == count) return true;
  if (!figures.sums[shown].counts) return false;
  return std::ranges::all_of(figures.cells, [&](const CellFigures& cell) {
    if (cell.numbers.empty()) return false;
    const auto &told = cell.numbers[shown].contributions, &asked = cell.numbers[count].contributions;
    if (figures.sums[shown].adds) return told == asked;
    return std::ranges::equal(told, asked, [](int64_t one, int64_t other) { return (one != 0) == (other != 0); });
  });
}

void FindMeansAlone(const OutputFigures& figures, const RuleParameters& rules, Findings& out) {
  for (const DerivedColumn& column : figures.derived) {
    const auto counts = [&](uint32_t sum) { return figures.sums[sum].counts; };
    const auto alone = [&](uint32_t sum) {
      return counts(sum) &&
             std::ranges::none_of(figures.shown, [&](uint32_t shown) { return SaysOf(figures, shown, sum); });
    };
    if (!std::ranges::all_of(column.sums, counts) && std::ranges::any_of(column.sums, alone))
      out.push_back({Rule::kMeanAlone,
                     Effect::kRefuse,
                     std::nullopt,
                     std::nullopt,
                     column.name,
                     0,
                     {0, rules.mean_origin, rules.mean_origin_fr}});
  }
}

void FindInCell(const OutputFigures& figures, uint32_t cell, const RuleParameters& rules, Findings& out) {
  const CellFigures& at = figures.cells[cell];
  BOUCLIER_CHECK(at.sums.size() == figures.sums.size());
  for (const SumFigures& sum : at.sums) BOUCLIER_CHECK(sum.contributors <= at.units && sum.largest <= sum.absolute);
  FindSmall(figures, cell, rules, out);
  if (out.empty()) FindFewApart(figures, cell, rules, out);
  // A hidden cell tells nothing of how its total is made.
  if (!out.empty() || at.units == 0) return;
  FindDominance(figures, cell, rules, out);
  if (!rules.unanimity_origin.empty()) FindUnanimousSums(figures, cell, rules, out);
}

}  // namespace

std::string_view UnitName(ProtectionUnit unit) {
  switch (unit) {
    case ProtectionUnit::kPerson:
      return "person";
    case ProtectionUnit::kProfessional:
      return "professional";
    case ProtectionUnit::kEstablishment:
      return "establishment";
  }
  return "person";
}

std::optional<ProtectionUnit> UnitNamed(std::string_view name) {
  for (const ProtectionUnit unit :
       {ProtectionUnit::kPerson, ProtectionUnit::kProfessional, ProtectionUnit::kEstablishment})
    if (UnitName(unit) == name) return unit;
  return std::nullopt;
}

std::optional<SumFigures> SumOf(std::span<const int64_t> contributions) {
  SumFigures out;
  for (const int64_t contribution : contributions) {
    const uint64_t size =
        contribution < 0 ? 0 - static_cast<uint64_t>(contribution) : static_cast<uint64_t>(contribution);
    if (__builtin_add_overflow(out.absolute, size, &out.absolute)) return std::nullopt;
    out.largest = std::max(out.largest, size);
    out.contributors += size != 0 ? 1 : 0;
  }
  return out;
}

RuleParameters RulesBy(const RuleParameters& rules, const UnitLimit& unit) {
  RuleParameters out = rules;
  out.threshold = unit.threshold;
  out.unit = unit.unit;
  out.unanimity_origin.clear();
  out.mean_origin.clear();
  out.further.clear();
  return out;
}

RuleParameters DefaultRules() {
  return {
      .threshold = {11, "ATIH/ScanSanté publication rules and CASD's guide to the PMSI: fewer than 11 units are hidden",
                    "règles de publication de l'ATIH (ScanSanté) et guide du CASD pour le PMSI : moins de 11 "
                    "unités sont masquées"},
      .hidden_per_mille = {200, "policy of this hub: more than 20 % hidden cells make no table",
                           "politique de cette plateforme : plus de 20 % de cellules masquées ne font pas un "
                           "tableau"},
      .dominance_per_mille = Limit{850, "French business statistics: no unit makes more than 85 % of a total",
                                   "statistique d'entreprise française : aucune unité ne fait plus de 85 % d'un "
                                   "total"},
      .unanimity_origin = "French health data hub practice: no cell of 0 % or 100 %",
      .unanimity_origin_fr = "usage de la Plateforme des données de santé : aucune cellule à 0 % ou 100 %",
      .mean_origin = "French health data hub practice: means carry their counts",
      .mean_origin_fr = "usage de la Plateforme des données de santé : une moyenne sort avec son effectif"};
}

std::vector<Finding> ApplyRules(const OutputFigures& figures, const RuleParameters& rules) {
  CheckTable(figures.table);
  BOUCLIER_CHECK(figures.cells.size() == figures.table.cells.size());
  BOUCLIER_CHECK(figures.dimensions.size() == figures.table.dimensions.size());
  BOUCLIER_CHECK(figures.keys.size() == figures.table.dimensions.size());
  for (size_t d = 0; d < figures.keys.size(); ++d)
    BOUCLIER_CHECK(figures.keys[d].units.size() == figures.table.dimensions[d].values.size());
  // Cells are looked at one by one on every core, where there is much to look at.
  size_t shares = 0;
  for (const CellFigures& cell : figures.cells)
    for (const CellNumber& number : cell.numbers) shares += number.contributions.size();
  std::vector<Findings> of_cells(figures.cells.size());
  ParallelFor(of_cells.size(), ThreadsFor(shares), [&](size_t cell) -> Result<void> {
    FindInCell(figures, static_cast<uint32_t>(cell), rules, of_cells[cell]);
    return {};
  }).value();
  Findings out;
  for (Findings& found : of_cells) std::ranges::move(found, std::back_inserter(out));
  if (!rules.unanimity_origin.empty()) FindUnanimousLines(figures, rules, out);
  FindKeysOfFew(figures, rules, out);
  FindRecordsOfFew(figures, rules, out);
  if (!rules.mean_origin.empty()) FindMeansAlone(figures, rules, out);
  for (Finding& finding : out) finding.unit = rules.unit;
  return out;
}

std::vector<bool> HiddenBy(std::span<const Finding> findings, size_t cells) {
  std::vector<bool> hidden(cells, false);
  for (const Finding& finding : findings)
    if (finding.effect == Effect::kHide && finding.cell) hidden[*finding.cell] = true;
  return hidden;
}

std::vector<Finding> JudgeHidden(const OutputFigures& figures, const std::vector<bool>& hidden,
                                 const RuleParameters& rules) {
  BOUCLIER_CHECK(hidden.size() == figures.cells.size());
  Findings out;
  for (uint32_t cell = 0; cell < hidden.size(); ++cell) {
    if (!hidden[cell]) continue;
    for (const DerivedColumn& column : figures.derived)
      if (column.of_counts || !column.sums.empty())
        out.push_back({Rule::kDerived, Effect::kHide, cell, std::nullopt, column.name, figures.cells[cell].units,
                       rules.threshold});
  }
  const auto count = static_cast<uint64_t>(std::count(hidden.begin(), hidden.end(), true));
  if (count * 1000 > uint64_t{rules.hidden_per_mille.value} * hidden.size())
    out.push_back(
        {Rule::kTooManyHidden, Effect::kRefuse, std::nullopt, std::nullopt, "", count, rules.hidden_per_mille});
  return out;
}

}  // namespace bouclier::kernels
