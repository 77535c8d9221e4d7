// SPDX-License-Identifier: Apache-2.0
// Watches a delivered file for plain identities: NIR, e-mail addresses, columns that announce a named person. SNDS
// files arrive pseudonymised twice; a plain identity means that something went wrong before, and the file stays sealed.
// What is seen and what is not: docs/formats/incidents.md. Not thread-safe; one object a file; values are never told.
#pragma once

#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "csv_row.h"

namespace bouclier::ingest {

enum class Suspicion : uint8_t { kNone, kFlagged, kIncident };
std::string_view SuspicionName(Suspicion suspicion);  // none flagged incident

// By the list of the catalogue; case, accents, separators and digits at the end do not count.
Suspicion JudgeHeader(std::string_view name);

// ln of P(X >= hits) for X of the binomial distribution (trials, chance); exact but for rounding.
double LogBinomialTail(uint64_t trials, uint64_t hits, double chance);

struct IncidentSettings {
  double log_chance = -20.723265836946414;  // ln 1e-9: below it, hits are no accident
  uint64_t emails = 10;                     // cells of a column: more are an incident
  uint64_t short_nirs = 20;                 // distinct numbers of 13 digits before their share is judged
  double short_share = 0.9;
};

// Counts of distinct numbers are those of a sample: all of them up to some ten thousand, then one in 2, 4, 8 …
struct ColumnFinding {
  std::string column;      // empty: cells beyond the header
  uint64_t nir_cells = 0;  // of the shape with a key that could be one
  uint64_t nir_distinct = 0, nir_hits = 0;
  double nir_expected = 0;                                        // hits by chance: one in 97
  uint64_t short_cells = 0, short_distinct = 0, short_plain = 0;  // 13 digits, no key
  uint64_t email_cells = 0;
  Suspicion header = Suspicion::kNone, nir = Suspicion::kNone, short_nir = Suspicion::kNone, email = Suspicion::kNone;

  Suspicion worst() const;
};

class IncidentWatch {
 public:
  explicit IncidentWatch(std::span<const std::string> names, IncidentSettings settings = {});
  void Look(const CsvBlock& block);  // rows that were cut by a limit cannot be looked at

  std::vector<ColumnFinding> Findings() const;  // of columns where anything was seen
  Suspicion Worst() const;
  uint64_t rows_not_looked_at() const { return skipped_; }

 private:
  // Distinct numbers, in memory that does not grow with the file.
  class Sample {
   public:
    void Add(uint64_t number, bool hit);
    uint64_t size() const { return numbers_.size(); }
    uint64_t hits() const;

   private:
    unsigned level_ = 0;  // numbers whose mixed bits begin with so many zeros are kept
    std::unordered_map<uint64_t, bool> numbers_;
  };
  struct Column {
    uint64_t nir_cells = 0, short_cells = 0, email_cells = 0;
    Sample nir, short_nir;
  };

  void LookAtCell(std::string_view cell, size_t column);
  void LookForEmails(const CsvBlock& block, const CsvRow& row);
  ColumnFinding Judge(size_t column) const;

  const IncidentSettings settings_;
  std::vector<std::string> names_;
  std::vector<Column> columns_;  // one more than names: for what lies beyond
  uint64_t skipped_ = 0;
};

}  // namespace bouclier::ingest
