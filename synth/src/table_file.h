// SPDX-License-Identifier: Apache-2.0
// One CSV file of the base while it grows in memory: rows, damaged rows, orphans, canaries. Not thread-safe.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bouclier/catalog/file_name.h"
#include "damage.h"
#include "row_writer.h"
#include "setting.h"

namespace bouclier::synth {

// Whether a row may be spoiled: facts of the truth file never are.
enum class Mishap { kNever, kMaybe, kAlways };

// What a reader must see of a row.
enum class RowFate { kSound, kRefused };

struct FinishedFile {
  std::string path;  // below the folder of files
  std::string table;
  std::string text;
  uint64_t rows = 0;
  uint64_t bytes = 0;
  std::vector<DamagedRow> damaged;
  std::vector<uint64_t> orphans;  // lines whose parent row was refused
  std::vector<std::string> canaries;
};

class TableFile {
 public:
  TableFile(const Setting& setting, std::string_view table, catalog::FilePeriod period);

  RowWriter& row() { return row_; }
  RowFate Add(Mishap mishap);
  void AddOrphan();  // the row is sound; its parent was refused
  uint64_t rows() const { return rows_; }
  FinishedFile Finish();

 private:
  bool Breaks(Mishap mishap, uint64_t line) const;
  void KeepCanaries(uint64_t line);

  const Setting& setting_;
  const catalog::Table& table_;
  RowWriter row_;
  std::string name_;
  uint64_t key_;  // of the file, for its draws
  Damager damager_;
  std::string text_;
  uint64_t rows_ = 0;
  std::vector<uint64_t> orphans_;
  std::vector<std::pair<size_t, size_t>> canary_cells_;
  std::vector<std::string> canaries_;
};

}  // namespace bouclier::synth
