// SPDX-License-Identifier: Apache-2.0
// Makes rows that no reader can accept, and remembers where and why. One a file; not thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "row_writer.h"

namespace bouclier::synth {

enum class DamageKind : uint8_t {
  kCellMissing,
  kCellTooMany,
  kBadDate,
  kBadNumber,
  kMissingKey,
  kBadEncoding,
  kNulByte,
};
constexpr int kDamageKinds = 7;
std::string_view DamageName(DamageKind kind);
std::string_view DamageReason(DamageKind kind);  // what a reader should say; the first two are both `ragged`

struct DamagedRow {
  uint64_t line;  // of the file; the header is line 1
  DamageKind kind;
  std::string column;  // empty: the whole row
};

// Where each kind strikes in a table; empty when the table has no such column.
struct DamageTargets {
  std::string_view table;
  std::string_view date;
  std::string_view number;
  std::string_view key;
  std::string_view text;
};
const DamageTargets& TargetsOf(std::string_view table);

class Damager {
 public:
  // `turn` picks the first kind, so that small files of one table do not all have the same one.
  Damager(const catalog::Table& table, int turn) : table_(table), targets_(TargetsOf(table.name)), turn_(turn) {}
  // The row with the next kind of damage that the table can have.
  std::string Spoil(const std::string& row, uint64_t line);
  const std::vector<DamagedRow>& rows() const { return rows_; }

 private:
  std::string_view TargetOf(DamageKind kind) const;

  const catalog::Table& table_;
  const DamageTargets& targets_;
  int turn_;
  std::vector<DamagedRow> rows_;
};

}  // namespace bouclier::synth
