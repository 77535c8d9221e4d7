// SPDX-License-Identifier: Apache-2.0
// A permit made enforceable: what is read of each table, how each cell is shown, which rows pass. What cannot be
// enforced is refused here, never left out. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bouclier/catalog/catalogue.h"
#include "bouclier/catalog/table.h"
#include "bouclier/policy/permit.h"

namespace bouclier::provision {

// What the extract does to a cell. Truncated dates keep their type: to the month is its first day (YYYYMM stays), to
// the year is 1 January (YYYY01). 1600 means none and stays.
enum class CellStep : uint8_t {
  kAsIs,
  kPseudonym,  // replaced by the project's pseudonym of its identity class
  kToDay,      // the time of day is dropped
  kToMonth,
  kToYear,
  kToRegion,  // a department's region, by RegionOf; null when it has none
  kWithheld,  // null in every row
};
std::string_view CellStepName(CellStep step);

// The class of the columns that hold such units.
catalog::IdentityClass IdentityOf(policy::ProtectedUnit unit);

struct CompiledColumn {
  const catalog::Column* column = nullptr;  // name, type, identity class, concept
  CellStep step = CellStep::kAsIs;
};

// Care in [from, to], found by the table's route.
struct CarePredicate {
  enum class Form : uint8_t {
    kDay,           // columns: one date or datetime, compared by day
    kYearAndMonth,  // columns: year, month of the year ("01"); from and to are whole months
    kSpell,         // columns: begin, end; overlaps [from, to]; an end of 1600-01-01 is open
  };
  const catalog::Table* decided_by = nullptr;  // the table itself, or its parent, whose rows pass or not
  std::vector<std::string_view> columns;       // of `decided_by`
  Form form = Form::kDay;
  policy::Day from{}, to{};
};

struct CompiledCodes {
  const catalog::Column* column = nullptr;  // text or integer; compared before any step, an integer by its decimal text
  std::vector<std::string> values, starts_with;
};

struct CompiledTable {
  const catalog::Table* table = nullptr;
  std::vector<CompiledColumn> columns;  // those granted, in the order of the source
  std::optional<CarePredicate> care;
  std::optional<policy::Month> cutoff;  // of tables by flux month: no later flow is read
  std::vector<CompiledCodes> codes;     // all of them must let a row through
};

struct CompiledPermit {
  std::string permit;
  uint64_t version = 0;
  std::string base;
  std::optional<uint64_t> snapshot;
  std::vector<CompiledTable> tables;
  // Persons whose department of residence (BEN_RES_DPT of IR_BEN_R, IR_BEN_R_ARC) is one of these, in every table; none
  // named: all persons.
  std::vector<std::string> regions;
  std::vector<std::string_view> departments;  // of the regions
  std::optional<uint64_t> population_cap;
  uint64_t threshold = 0;
};

// Why a permit cannot be enforced: a rule's name and what it is about. cli/words says it in sentences.
struct Obstacle {
  std::string rule;     // unknown_table, unknown_column, care_date_on_none…
  std::string subject;  // "ER_PRS_F.EXE_SOI_DTD"
  bool operator==(const Obstacle&) const = default;
};

struct Compiled {
  CompiledPermit permit;  // whole only when nothing stands in its way
  std::vector<Obstacle> obstacles;
};
// What a steward loaded beside the built-in tables. It widens nothing: what is not built in is refused all the same,
// and for the true reason. Null: not known here.
struct LoadedFacts {
  const catalog::Catalogue* catalogue = nullptr;
  const catalog::LoadedSchema* schema = nullptr;
};
Compiled CompileWithObstacles(const policy::Permit& permit, const LoadedFacts& loaded = {});
// **Errors:** unsupported, naming the first obstacle.
Result<CompiledPermit> Compile(const policy::Permit& permit, const LoadedFacts& loaded = {});

// The region of a department, written with three characters (001, 02A) or with two as in PMSI files (01, 2A). Empty:
// not known, or not told by two characters (97: five departments overseas).
std::string_view RegionOf(std::string_view department);

// How fine a concept's column is, by its type and, for places, its name. Nothing: no rule is known, so the column
// cannot be generalised and is refused.
enum class Grain : uint8_t { kCommune, kDepartment, kMoment, kDay, kMonth, kYear, kMonthOfYear };
std::optional<Grain> GrainOf(const catalog::Column& column);

}  // namespace bouclier::provision
