// SPDX-License-Identifier: Apache-2.0
// A query whose answer can be cut by person, so that it may ask to leave (docs/formats/disclosure.md). Made only by
// SqlSession::ReadOutput, from text that nobody trusts.
#pragma once

#include <compare>
#include <memory>
#include <string>
#include <vector>

namespace bouclier::workspace {

// A column of one of the project's tables: the table as the session names it, the column as its file does.
struct SourceColumn {
  std::string table, column;
  auto operator<=>(const SourceColumn&) const = default;
};

// A column that holds a unit of protection other than the person: a rule wants such units counted in each cell.
struct CountedUnit {
  std::string unit;     // as refusals name it: "establishment"
  SourceColumn source;  // as the session and the file name it, in any case
  auto operator<=>(const CountedUnit&) const = default;
};

// What is found for each cell and person. Each distinct one is there once.
struct OutputMeasure {
  enum class Kind {
    kRows,     // count(*)
    kCount,    // count(x), count_if(x): rows in which x is not null, or true
    kPersons,  // count(DISTINCT NUM_ENQ_IDT)
    kSum,      // sum(x)
  };
  Kind kind = Kind::kRows;
  std::string text;                 // "sum(PRS_PAI_MNT)"
  std::vector<SourceColumn> reads;  // its argument and its filter depend on; sorted, each once
};

struct OutputColumn {
  enum class Kind {
    kKey,
    kMeasure,  // one measure as it is
    kDerived,  // computed from measures: a mean, a rate
  };
  Kind kind = Kind::kKey;
  std::string name;
  std::string text;                 // the expression
  std::vector<size_t> measures;     // it is computed from, by their place in OutputQuery::measures
  std::vector<SourceColumn> reads;  // a key's value depends on, or those of its measures; sorted, each once
  // A key whose value is one column's of a row, or a day's week or a number's class of it: it says nothing else.
  bool plain = false;
};

// Belongs to the session that read it.
class OutputQuery {
 public:
  OutputQuery(OutputQuery&&) noexcept;
  OutputQuery& operator=(OutputQuery&&) noexcept;
  ~OutputQuery();

  const std::vector<OutputColumn>& columns() const { return columns_; }
  const std::vector<OutputMeasure>& measures() const { return measures_; }
  // One for each column of these units that the rows have: of a table that is joined twice, two.
  const std::vector<CountedUnit>& units() const { return units_; }
  // What is run: one row a cell and person. For the eye; what runs is not this text.
  const std::string& per_person() const { return per_person_; }

 private:
  friend class Engine;
  struct Statements;
  OutputQuery();

  std::vector<OutputColumn> columns_;
  std::vector<OutputMeasure> measures_;
  std::vector<CountedUnit> units_;
  std::string per_person_;
  std::unique_ptr<Statements> statements_;
};

}  // namespace bouclier::workspace
