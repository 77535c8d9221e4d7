// SPDX-License-Identifier: Apache-2.0
#include "bouclier/provision/compile.h"

#include <algorithm>

namespace bouclier::provision {
namespace {

using catalog::CareDateRoute;
using catalog::ColumnType;
using catalog::Concept;
using catalog::Table;
using policy::DateStep;
using policy::ResidenceStep;

constexpr std::string_view kCommunes[] = {"BEN_RES_COM", "BDI_COD", "DCD_COM_COD"};
constexpr std::string_view kDepartments[] = {"BEN_RES_DPT", "BDI_DEP", "DCD_DPT_COD"};
constexpr std::string_view kMonthsOfYear[] = {"BEN_NAI_MOI", "SOR_MOI"};

bool Among(std::string_view name, std::span<const std::string_view> names) {
  return std::ranges::find(names, name) != names.end();
}

CellStep DateCell(Grain grain, DateStep step) {
  switch (step) {
    case DateStep::kDay:
      return grain == Grain::kMoment ? CellStep::kToDay : CellStep::kAsIs;
    case DateStep::kMonth:
      return grain == Grain::kMoment || grain == Grain::kDay ? CellStep::kToMonth : CellStep::kAsIs;
    case DateStep::kYear:
      if (grain == Grain::kMonthOfYear) return CellStep::kWithheld;
      return grain == Grain::kYear ? CellStep::kAsIs : CellStep::kToYear;
  }
  return CellStep::kWithheld;
}

CellStep PlaceCell(Grain grain, ResidenceStep step) {
  if (step == ResidenceStep::kCommune) return CellStep::kAsIs;
  if (step == ResidenceStep::kNone || grain == Grain::kCommune) return CellStep::kWithheld;
  return step == ResidenceStep::kDepartment ? CellStep::kAsIs : CellStep::kToRegion;
}

CellStep ConceptCell(Concept what, Grain grain, const policy::Generalisation& steps) {
  // A place of death tells as much as a residence: it follows the residence's step.
  if (grain == Grain::kCommune || grain == Grain::kDepartment) return PlaceCell(grain, steps.residence);
  switch (what) {
    case Concept::kBirth:
      return DateCell(grain, steps.birth);
    case Concept::kDeath:
      return DateCell(grain, steps.death);
    case Concept::kCareDate:
      return DateCell(grain, steps.care_date);
    case Concept::kResidence:
    case Concept::kNone:
      return CellStep::kWithheld;
  }
  return CellStep::kWithheld;
}

// A whole number in its one form, as stored integers are written: no code 010 is the number 10 unseen.
bool IsDecimal(const std::string& text) {
  return !text.empty() && (text == "0" || text[0] != '0') &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool IsReplaced(catalog::IdentityClass identity) {
  return identity != catalog::IdentityClass::kNone && identity != catalog::IdentityClass::kEstablishment;
}

class Compiler {
 public:
  Compiler(const policy::Permit& permit, const LoadedFacts& loaded) : permit_(permit), loaded_(loaded) {}

  Compiled Run() {
    CompiledPermit& to = out_.permit;
    to.permit = permit_.id;
    to.version = permit_.version;
    to.base = permit_.base;
    to.snapshot = permit_.snapshot;
    to.population_cap = permit_.population_cap;
    to.threshold = permit_.output.threshold;
    Regions();
    if (permit_.rows.care_dates)
      for (const std::string& name : permit_.rows.care_dates->tables)
        if (policy::FindGrant(permit_, name) == nullptr) Stop("care_date_table_not_granted", name);
    for (const policy::CodeFilter& filter : permit_.rows.codes)
      if (policy::FindGrant(permit_, filter.table) == nullptr)
        Stop(IsList(filter.table) ? "code_by_list" : "code_table_not_granted", filter.table);
    for (const policy::TableGrant& grant : permit_.tables) {
      const Table* table = catalog::FindTable(grant.table);
      if (table == nullptr) {
        StopTable(grant);
        continue;
      }
      to.tables.push_back(CompileTable(*table, grant));
      for (const policy::UnitRule& rule : permit_.output.protect) UnitsOf(*table, grant, rule.unit);
    }
    return std::move(out_);
  }

 private:
  void Stop(std::string rule, std::string subject) { out_.obstacles.push_back({std::move(rule), std::move(subject)}); }

  bool IsList(const std::string& name) const {
    return loaded_.schema != nullptr && catalog::FindList(*loaded_.schema, name, "") != nullptr;
  }

  // A table that is not built in has no extract; of one that was loaded, columns that nobody classified are told apart.
  void StopTable(const policy::TableGrant& grant) {
    const auto* table = loaded_.catalogue == nullptr ? nullptr : loaded_.catalogue->Find(grant.table);
    if (table == nullptr) return Stop("unknown_table", grant.table);
    Stop("table_only_loaded", grant.table);
    for (const std::string& name : grant.columns)
      if (const auto* column = table->Find(name); column == nullptr || !column->identity_known)
        StopColumn(grant.table, name);
  }

  void StopColumn(const std::string& table, const std::string& name) {
    const auto* of = loaded_.catalogue == nullptr ? nullptr : loaded_.catalogue->Find(table);
    const auto* column = of == nullptr ? nullptr : of->Find(name);
    const char* rule = column == nullptr         ? "unknown_column"
                       : !column->identity_known ? "identity_unknown"
                                                 : "column_only_loaded";
    Stop(rule, table + "." + name);
  }

  // What an extract does not hold cannot be counted in its outputs: of a table whose rows are of such units, one column
  // that says which is granted.
  void UnitsOf(const Table& table, const policy::TableGrant& grant, policy::ProtectedUnit unit) {
    std::string first;
    for (const catalog::Column& column : table.columns) {
      if (column.identity != IdentityOf(unit)) continue;
      if (std::ranges::find(grant.columns, column.name) != grant.columns.end()) return;
      if (first.empty()) first = column.name;
    }
    if (!first.empty()) Stop("unit_not_granted", grant.table + "." + first);
  }

  void Regions() {
    out_.permit.regions = permit_.rows.regions;
    for (const std::string& region : permit_.rows.regions) {
      const size_t before = out_.permit.departments.size();
      for (const catalog::Department& department : catalog::Departments())
        if (department.region == region) out_.permit.departments.push_back(department.code);
      if (out_.permit.departments.size() == before) Stop("unknown_region", region);
    }
  }

  CompiledTable CompileTable(const Table& table, const policy::TableGrant& grant) {
    CompiledTable to;
    to.table = &table;
    for (const std::string& name : grant.columns)
      if (!table.IndexOf(name)) StopColumn(grant.table, name);
    for (const catalog::Column& column : table.columns)
      if (std::ranges::find(grant.columns, column.name) != grant.columns.end())
        to.columns.push_back({&column, StepOf(table, column)});
    for (const policy::CodeFilter& filter : permit_.rows.codes)
      if (filter.table == table.name) Codes(table, filter, to);
    if (const auto& dates = permit_.rows.care_dates;
        dates && std::ranges::find(dates->tables, table.name) != dates->tables.end()) {
      to.care = Care(table, *dates);
      if (table.period == catalog::Period::kFluxMonth) to.cutoff = dates->cutoff;
    }
    return to;
  }

  CellStep StepOf(const Table& table, const catalog::Column& column) {
    if (IsReplaced(column.identity)) return CellStep::kPseudonym;
    if (column.concept_ == Concept::kNone) return CellStep::kAsIs;
    const std::optional<Grain> grain = GrainOf(column);
    if (!grain) Stop("concept_without_rule", std::string(table.name) + "." + std::string(column.name));
    return grain ? ConceptCell(column.concept_, *grain, permit_.generalisation) : CellStep::kWithheld;
  }

  void Codes(const Table& table, const policy::CodeFilter& filter, CompiledTable& to) {
    const std::string subject = filter.table + "." + filter.column;
    const auto index = table.IndexOf(filter.column);
    if (!index) return Stop("code_column_unknown", subject);
    const catalog::Column& column = table.columns[*index];
    if (IsReplaced(column.identity)) return Stop("code_on_identity", subject);
    if (column.type != ColumnType::kText && column.type != ColumnType::kInteger) return Stop("code_on_type", subject);
    if (column.type == ColumnType::kInteger &&
        (!filter.starts_with.empty() || !std::ranges::all_of(filter.values, IsDecimal)))
      return Stop("code_not_a_number", subject);
    to.codes.push_back({&column, filter.values, filter.starts_with});
  }

  std::optional<CarePredicate> Care(const Table& table, const policy::CareDates& dates) {
    const Table* decider = table.care_date == CareDateRoute::kParent ? catalog::FindTable(table.parent) : &table;
    if (decider == nullptr || decider->care_date == CareDateRoute::kNone ||
        decider->care_date == CareDateRoute::kParent || decider->care_date_columns.empty()) {
      Stop("care_date_on_none", std::string(table.name));
      return std::nullopt;
    }
    CarePredicate care{decider, decider->care_date_columns, CarePredicate::Form::kDay, dates.from, dates.to};
    if (decider->care_date == CareDateRoute::kSpell) {
      care.form = CarePredicate::Form::kSpell;
      if (care.columns.size() != 2) Stop("care_date_on_none", std::string(table.name));
      return care;
    }
    const catalog::Column& first = decider->columns[*decider->IndexOf(care.columns.front())];
    if (first.type != ColumnType::kYear) {
      care.columns.resize(1);  // care is dated by its beginning
      return care;
    }
    // Months only: those wholly inside, so that nothing outside of the dates is given.
    care.form = CarePredicate::Form::kYearAndMonth;
    if (const policy::Month month = policy::MonthOf(care.from); care.from != policy::FirstDayOf(month))
      care.from = policy::FirstDayOf(month + std::chrono::months(1));
    if (const policy::Month month = policy::MonthOf(care.to); care.to != policy::LastDayOf(month))
      care.to = policy::LastDayOf(month - std::chrono::months(1));
    if (care.to < care.from) Stop("care_dates_below_month", std::string(table.name));
    return care;
  }

  const policy::Permit& permit_;
  const LoadedFacts loaded_;
  Compiled out_;
};

}  // namespace

catalog::IdentityClass IdentityOf(policy::ProtectedUnit unit) {
  return unit == policy::ProtectedUnit::kProfessional ? catalog::IdentityClass::kProfessional
                                                      : catalog::IdentityClass::kEstablishment;
}

std::string_view CellStepName(CellStep step) {
  switch (step) {
    case CellStep::kAsIs:
      return "as_is";
    case CellStep::kPseudonym:
      return "pseudonym";
    case CellStep::kToDay:
      return "to_day";
    case CellStep::kToMonth:
      return "to_month";
    case CellStep::kToYear:
      return "to_year";
    case CellStep::kToRegion:
      return "to_region";
    case CellStep::kWithheld:
      return "withheld";
  }
  return "withheld";
}

std::string_view RegionOf(std::string_view department) {
  const std::string padded = department.size() == 2 ? "0" + std::string(department) : std::string(department);
  const catalog::Department* found = catalog::FindDepartment(padded);
  return found == nullptr ? std::string_view() : found->region;
}

std::optional<Grain> GrainOf(const catalog::Column& column) {
  if (Among(column.name, kCommunes)) return Grain::kCommune;
  if (Among(column.name, kDepartments)) return Grain::kDepartment;
  if (Among(column.name, kMonthsOfYear)) return Grain::kMonthOfYear;
  if (column.concept_ == Concept::kResidence) return std::nullopt;
  switch (column.type) {
    case ColumnType::kDateTime:
      return Grain::kMoment;
    case ColumnType::kDate:
      return Grain::kDay;
    case ColumnType::kYearMonth:
      return Grain::kMonth;
    case ColumnType::kYear:
      return Grain::kYear;
    default:
      return std::nullopt;
  }
}

Compiled CompileWithObstacles(const policy::Permit& permit, const LoadedFacts& loaded) {
  return Compiler(permit, loaded).Run();
}

Result<CompiledPermit> Compile(const policy::Permit& permit, const LoadedFacts& loaded) {
  Compiled compiled = CompileWithObstacles(permit, loaded);
  if (compiled.obstacles.empty()) return std::move(compiled.permit);
  const Obstacle& first = compiled.obstacles.front();
  return Error(ErrorCode::kUnsupported, "compile permit: " + first.rule + " at " + first.subject,
               "all of them: bouclier permit lint");
}

}  // namespace bouclier::provision
