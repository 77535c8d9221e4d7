// SPDX-License-Identifier: Apache-2.0
// What the rules say about one output by its own figures: which cells have to be hidden, and what forbids it as it is.
// What several cells, or several outputs, tell together is the matter of suppression.h and comparisons.h.
// Values in, findings out; thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bouclier/kernels/few_apart.h"
#include "bouclier/kernels/output_table.h"

namespace bouclier::kernels {

// A number and who asks for it: each finding repeats it, so that nobody has to believe the hub.
struct Limit {
  uint32_t value;
  std::string origin;
  std::string origin_fr = {};  // the same in French; empty: its origin speaks one language
};

enum class ProtectionUnit : uint8_t { kPerson, kProfessional, kEstablishment };
std::string_view UnitName(ProtectionUnit unit);                  // person professional establishment
std::optional<ProtectionUnit> UnitNamed(std::string_view name);  // none: there is no such

// Groups of 1 to threshold - 1 of another unit than the person are hidden too.
struct UnitLimit {
  ProtectionUnit unit;
  Limit threshold;
};

struct RuleParameters {
  Limit threshold;                           // groups of 1 to threshold - 1 units are hidden
  Limit hidden_per_mille;                    // more hidden cells than this, and the output is refused
  std::optional<Limit> dominance_per_mille;  // the largest unit's share of the absolute contributions, at most
  std::string unanimity_origin;              // who forbids cells of 0 % and 100 %; empty: nobody
  std::string unanimity_origin_fr;
  std::string mean_origin;  // who wants a mean to carry its count; empty: nobody
  std::string mean_origin_fr;
  ProtectionUnit unit = ProtectionUnit::kPerson;  // what `units` below counts
  std::vector<UnitLimit> further = {};            // persons are protected always; these, where a rule says so
};
RuleParameters DefaultRules();
// What is asked of figures that count that unit: that they are not few, alone or apart, and that none of them makes the
// total. Unanimity is about persons.
RuleParameters RulesBy(const RuleParameters& rules, const UnitLimit& unit);

// A sum over a cell. A unit's contribution is its net one: what it adds over all its rows.
struct SumFigures {
  uint64_t absolute = 0;      // of all |contributions|, in the smallest unit of the column (cents)
  uint64_t largest = 0;       // the largest |contribution|
  uint32_t contributors = 0;  // units whose contribution is not zero
};

// Of what each unit adds. None: their sizes together are beyond 64 bits.
std::optional<SumFigures> SumOf(std::span<const int64_t> contributions);

struct CellFigures {
  uint32_t units = 0;  // distinct ones: rows count for nothing, and those without a person count nobody
  std::vector<SumFigures> sums;
  std::vector<CellNumber> numbers = {};  // of each sum what each unit adds: for FewApart. None: nothing is asked
};

enum class Matter : uint8_t { kOther, kOutcome };  // health, outcome or death

struct SumColumn {
  std::string name;
  Matter matter = Matter::kOther;
  bool counts = false;  // rows or persons: no amount
  bool adds = true;     // its numbers add up over cells: not so of persons who stand in several
};

// A column computed from others of its row: a mean, a rate, the ends of an interval.
struct DerivedColumn {
  std::string name;
  bool of_counts = false;      // reads a count
  std::vector<uint32_t> sums;  // reads these sums
};

// A dimension's values leave, also where the numbers beside them are hidden.
struct KeyFigures {
  bool plain = false;           // a value says what one column says of a row, or less, and nothing else
  std::vector<uint32_t> units;  // of each value: distinct ones that have it, as ValueUnits counts them
};

struct OutputFigures {
  OutputTable table;
  std::vector<Matter> dimensions;  // of each dimension
  std::vector<KeyFigures> keys;    // of each dimension
  std::vector<SumColumn> sums;
  std::vector<DerivedColumn> derived;
  std::vector<CellFigures> cells;
  std::vector<uint32_t> line_units;  // distinct ones of each line of LinesOf(table)
  std::vector<uint32_t> shown = {};  // the sums that a column shows as they are
};

enum class Rule : uint8_t {
  kSmall,            // 1 to threshold - 1 units, or contributors to a sum
  kSmallComplement,  // a sum that counts units leaves out 1 to threshold - 1 of the cell
  kFewApart,         // numbers of the cell that, one taken from another, tell of 1 to threshold - 1 units
  kDerived,          // a column that would rebuild what is hidden beside it
  kDominance,
  kUnanimity,
  kKeyOfFew,     // a value that only 1 to threshold - 1 units have, of a key that is not plain
  kRecordOfFew,  // two such values or more of plain keys in one cell
  kMeanAlone,  // a column of amounts and a count that does not show that count beside it, nor how many persons it is of
  kTooManyHidden,
};
enum class Effect : uint8_t { kHide, kRefuse };

struct Finding {
  Rule rule;
  Effect effect;
  std::optional<uint32_t> cell;
  std::optional<uint32_t> line;  // of LinesOf(table)
  std::string column;            // empty: the count itself
  uint64_t seen;                 // units, contributors, per mille or hidden cells: **confidential** like the cell
  Limit limit;
  ProtectionUnit unit = ProtectionUnit::kPerson;  // what was counted
};

// Decided: a cell of 0 units is shown. It is not 1 to 10, a GROUP BY shows it by its absence anyway, and where "none"
// says something about everybody of a line, kUnanimity finds it. CHECK: figures of each cell, sum and line.
std::vector<Finding> ApplyRules(const OutputFigures& figures, const RuleParameters& rules);
// The cells that findings hide, by cell.
std::vector<bool> HiddenBy(std::span<const Finding> findings, size_t cells);
// What is left to say when all hidden cells are known, the second ones too: kDerived, by cell and column, and
// kTooManyHidden. A hidden cell is blank in every column that reads a figure of it; these are the columns where that
// matters.
std::vector<Finding> JudgeHidden(const OutputFigures& figures, const std::vector<bool>& hidden,
                                 const RuleParameters& rules);

}  // namespace bouclier::kernels
