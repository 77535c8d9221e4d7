// SPDX-License-Identifier: Apache-2.0
#include "bouclier/provision/lint.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "bouclier/provision/compile.h"

namespace bouclier::provision {
namespace {

using catalog::Concept;
using policy::Permit;

class Linter {
 public:
  Linter(const Permit& permit, const LoadedFacts& loaded)
      : permit_(permit), loaded_(loaded), compiled_(CompileWithObstacles(permit, loaded)) {}

  std::vector<Finding> Run() {
    for (const Obstacle& obstacle : compiled_.obstacles) Add(FindingLevel::kError, obstacle.rule, obstacle.subject);
    Identifiers();
    Rows();
    Codes();
    People();
    Times();
    std::ranges::sort(findings_, {}, [](const Finding& f) { return std::tie(f.level, f.rule, f.subject); });
    return std::move(findings_);
  }

 private:
  void Add(FindingLevel level, std::string rule, std::string subject, std::vector<std::string> carriers = {}) {
    findings_.push_back({level, std::move(rule), std::move(subject), std::move(carriers)});
  }

  // What each potential identifier is carried by, as it leaves: a column that is withheld or made coarse carries none.
  std::map<std::string, std::vector<std::string>> Carriers() const {
    std::map<std::string, std::vector<std::string>> by_rule;
    std::vector<std::string> birth_months;
    bool birth_year = false;
    for (const CompiledTable& table : compiled_.permit.tables)
      for (const CompiledColumn& column : table.columns) {
        const std::optional<Grain> grain = GrainOf(*column.column);
        if (column.column->concept_ == Concept::kNone || !grain || column.step == CellStep::kWithheld) continue;
        const std::string name = std::string(table.table->name) + "." + std::string(column.column->name);
        const bool exact = (column.step == CellStep::kAsIs && *grain == Grain::kDay) || column.step == CellStep::kToDay;
        const bool commune = *grain == Grain::kCommune && column.step == CellStep::kAsIs;
        switch (column.column->concept_) {
          case Concept::kBirth:
            birth_year |= *grain == Grain::kYear;
            if (*grain != Grain::kYear && column.step != CellStep::kToYear) birth_months.push_back(name);
            break;
          case Concept::kDeath:
            if (commune) by_rule["identifier_death_commune"].push_back(name);
            if (exact) by_rule["identifier_death_date"].push_back(name);
            break;
          case Concept::kResidence:
            if (commune) by_rule["identifier_residence"].push_back(name);
            break;
          case Concept::kCareDate:
            if (exact) by_rule["identifier_care_date"].push_back(name);
            break;
          case Concept::kNone:
            break;
        }
      }
    if (birth_year && !birth_months.empty()) by_rule["identifier_birth_month"] = std::move(birth_months);
    return by_rule;
  }

  void Identifiers() {
    std::vector<std::string> present;
    for (auto& [rule, columns] : Carriers()) {
      present.push_back(rule);
      Add(FindingLevel::kInfo, rule, permit_.id, std::move(columns));
    }
    if (present.size() > 1) Add(FindingLevel::kWarning, "identifier_crossing", permit_.id, std::move(present));
    // A date that no concept names is not made coarser with the others.
    if (permit_.generalisation.care_date == policy::DateStep::kDay) return;
    std::vector<std::string> loose;
    for (const CompiledTable& table : compiled_.permit.tables)
      for (const CompiledColumn& column : table.columns)
        if (column.step == CellStep::kAsIs && column.column->concept_ == Concept::kNone &&
            (column.column->type == catalog::ColumnType::kDate ||
             column.column->type == catalog::ColumnType::kDateTime))
          loose.push_back(std::string(table.table->name) + "." + std::string(column.column->name));
    if (!loose.empty()) Add(FindingLevel::kWarning, "date_without_concept", permit_.id, std::move(loose));
  }

  void Rows() {
    const auto& dates = permit_.rows.care_dates;
    bool hospital = false;
    for (const CompiledTable& table : compiled_.permit.tables) {
      const std::string name(table.table->name);
      hospital |= table.table->dataset == "pmsi_mco";
      if (table.table->care_date != catalog::CareDateRoute::kNone && !table.care)
        Add(FindingLevel::kWarning, "all_care_dates", name);
      if (table.care && dates && (table.care->from != dates->from || table.care->to != dates->to))
        Add(FindingLevel::kWarning, "whole_months_only", name,
            {policy::FormatDay(table.care->from), policy::FormatDay(table.care->to)});
      if (table.cutoff) Cutoff(name, *dates);
    }
    if (permit_.output.threshold < 11 && hospital)
      Add(FindingLevel::kWarning, "threshold_below_11", std::to_string(permit_.output.threshold));
  }

  // Codes are compared with cells, not with a list: a code that no list has is doubtful, and may only be newer.
  void Codes() {
    if (loaded_.catalogue == nullptr || loaded_.schema == nullptr) return;
    for (const CompiledTable& table : compiled_.permit.tables) {
      const auto* of = loaded_.catalogue->Find(table.table->name);
      for (const CompiledCodes& codes : table.codes)
        if (const auto* column = of == nullptr ? nullptr : of->Find(codes.column->name); column != nullptr)
          CodesOf(std::string(table.table->name) + "." + column->name, *column, codes);
    }
  }

  void CodesOf(const std::string& subject, const catalog::CatalogueColumn& column, const CompiledCodes& codes) {
    if (column.list.empty()) return;
    const catalog::CodeList* list = catalog::FindList(*loaded_.schema, column.list, column.list_column);
    if (list == nullptr || !list->has_data)
      return Add(FindingLevel::kWarning, "code_list_not_loaded", subject, {column.list});
    const auto absent = [&](const std::string& wanted, bool beginning) {
      return std::ranges::none_of(list->codes, [&](const std::string& code) {
        const std::string stored = catalog::CodeAsStored(code, column.type);
        return beginning ? stored.starts_with(wanted) : stored == wanted;
      });
    };
    std::vector<std::string> unknown;
    for (const std::string& code : codes.values)
      if (absent(code, false)) unknown.push_back(code);
    for (const std::string& code : codes.starts_with)
      if (absent(code, true)) unknown.push_back(code + "…");
    if (!unknown.empty()) Add(FindingLevel::kWarning, "code_not_in_list", subject, std::move(unknown));
  }

  void Cutoff(const std::string& table, const policy::CareDates& dates) {
    const int beyond = policy::MonthsBetween(policy::MonthOf(dates.to), dates.cutoff) - kFirstFlowAfterCare;
    const std::vector<std::string> months = {policy::FormatMonth(dates.cutoff), std::to_string(std::max(beyond, 0))};
    if (beyond < 0)
      Add(FindingLevel::kError, "cutoff_before_care_ends", table, months);
    else if (beyond < kMonthsForAlmostAll)
      Add(FindingLevel::kWarning, "cutoff_misses_late_lines", table, months);
    else if (beyond < kMonthsForAll)
      Add(FindingLevel::kInfo, "cutoff_misses_under_1_percent", table, months);
  }

  void People() {
    bool lead = false;
    for (const policy::Member& member : permit_.people) {
      const std::string who = member.issuer + "/" + std::to_string(member.actor);
      lead |= std::ranges::find(member.roles, policy::MemberRole::kLead) != member.roles.end();
      if (!member.terms_signed) Add(FindingLevel::kError, "terms_not_signed", who);
      if (!member.training) Add(FindingLevel::kWarning, "no_training", who);
      if (!member.habilitation_until)
        Add(FindingLevel::kError, "no_habilitation", who);
      else if (*member.habilitation_until < permit_.start)
        Add(FindingLevel::kError, "habilitation_ends_before_start", who);
      else if (*member.habilitation_until < permit_.end)
        Add(FindingLevel::kWarning, "habilitation_ends_before_end", who);
    }
    if (!lead) Add(FindingLevel::kWarning, "no_lead", permit_.id);
  }

  void Times() {
    if (permit_.legal.valid_until && permit_.end > *permit_.legal.valid_until)
      Add(FindingLevel::kError, "end_beyond_decision", policy::FormatDay(*permit_.legal.valid_until));
    if (permit_.legal.basis == policy::LegalBasis::kEhds68 &&
        policy::MonthsBetween(policy::MonthOf(permit_.end), policy::MonthOf(permit_.publication_due)) > 18)
      Add(FindingLevel::kWarning, "publication_after_18_months", policy::FormatDay(permit_.publication_due));
    if (permit_.prohibited_uses.empty()) Add(FindingLevel::kWarning, "no_prohibited_uses", permit_.id);
    if (!permit_.snapshot) Add(FindingLevel::kInfo, "newest_snapshot", permit_.base);
  }

  const Permit& permit_;
  const LoadedFacts loaded_;
  const Compiled compiled_;
  std::vector<Finding> findings_;
};

}  // namespace

std::string_view FindingLevelName(FindingLevel level) {
  switch (level) {
    case FindingLevel::kError:
      return "error";
    case FindingLevel::kWarning:
      return "warning";
    case FindingLevel::kInfo:
      return "info";
  }
  return "error";
}

std::vector<Finding> Lint(const Permit& permit, const LoadedFacts& loaded) { return Linter(permit, loaded).Run(); }

bool HasErrors(const std::vector<Finding>& findings) {
  return std::ranges::any_of(findings, [](const Finding& f) { return f.level == FindingLevel::kError; });
}

}  // namespace bouclier::provision
