// SPDX-License-Identifier: Apache-2.0
// One file of a period, read into memory: its rows as columns, whose they are, when they were. Reads the join index
// and, if the file bears keys others join by, fills it. One object a file; not thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "arrow_rows.h"
#include "bouclier/ingest/quarantine.h"
#include "bouclier/vault/crosswalk.h"
#include "delivered_file.h"
#include "identity_plan.h"
#include "join_index.h"

namespace bouclier::ingest {

class CodeLists;

// How a table of a period is joined.
enum class JoinBy : uint8_t { kNothing, kLine, kStay };
struct JoinRole {
  JoinBy by = JoinBy::kNothing;
  bool bears_persons = false;  // its rows say whose they are; others of its key are theirs too
  bool bears_days = false;     // others are its details: they take its days of care
  bool is_detail = false;      // a row without its parent is an orphan
};

struct PersonSpan {
  uint32_t first = 0, last = vault::kNoPerson;  // both included; kNoPerson: rows without a person
  bool Holds(uint32_t person) const { return person >= first && person <= last; }
};

// What is the same for all files of a period.
struct PeriodContext {
  PeriodContext(const vault::Crosswalk& of, const CodeLists* lists) : crosswalk(of), codes(lists) {}
  const vault::Crosswalk& crosswalk;
  const CodeLists* codes;  // null: none loaded
  LineFingerprint fingerprint;
  JoinIndex lines, stays;
  const std::vector<uint64_t>* line_of = nullptr;  // by arrival, once lines are numbered
};

struct FileCounts {
  uint64_t read = 0, accepted = 0;
  uint64_t nobodys = 0;                         // accepted rows without a person; counted with kVerdicts only
  std::array<uint64_t, kRowReasons> refused{};  // by reason
};
using TellRefused = std::function<Result<void>(const QuarantineRecord&)>;

class TableRows {
 public:
  // `expected`: rows of the file, as the survey counted them; 0: unknown.
  TableRows(const DeliveredFile& file, JoinRole role, PeriodContext& context, uint64_t expected = 0);
  ~TableRows();

  enum class Keep : uint8_t {
    kRows,      // every accepted row
    kVerdicts,  // none yet: they come by ReadSpan
  };
  // The first reading: fills the join index, counts, tells each row that cannot be read. **Errors:** those of the
  // reader and of `tell`.
  Result<void> Read(const ReadFile& read, Keep keep, const TellRefused& tell);
  // A later one, once the index is full: keeps the rows of these persons only.
  Result<void> ReadSpan(const ReadFile& read, PersonSpan span);
  // Once the files that bear keys are read: whose the kept rows are and when they were, by the index.
  void Resolve();
  // The kept rows by (person, line or stay, arrival).
  std::vector<uint32_t> Order() const;
  // Gives care lines their numbers, by (person, arrival) over all accepted rows: `first` and up. After Read.
  void NumberLines(uint64_t first);
  void Forget();  // the kept rows

  const DeliveredFile& file() const { return file_; }
  const ColumnSet& columns() const { return *columns_; }
  const RowPlaces& places() const { return places_; }
  const FileCounts& counts() const { return counts_; }
  const std::vector<std::string>& checked() const { return checked_; }  // columns whose codes were looked up

 private:
  class Sink;
  friend class Sink;

  void TakePerson(size_t row, const JoinEntry* entry);

  const DeliveredFile& file_;
  const JoinRole role_;
  PeriodContext& context_;
  const uint64_t expected_;
  std::unique_ptr<ColumnSet> columns_;
  RowPlaces places_;
  std::vector<JoinKey> keys_;          // of the kept rows; empty: the table is joined by nothing
  std::vector<uint32_t> arrival_;      // of the kept rows, among the accepted ones
  std::vector<bool> accepted_;         // of all rows, after kVerdicts
  std::vector<uint32_t> all_persons_;  // of the accepted rows of a file that bears lines
  std::vector<uint64_t> all_lines_;    // likewise, once numbered
  FileCounts counts_;
  std::vector<std::string> checked_;
};

}  // namespace bouclier::ingest
