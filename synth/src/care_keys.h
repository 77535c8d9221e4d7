// SPDX-License-Identifier: Apache-2.0
// The nine keys of the care lines of one settlement month. Numbers begin anew in every batch of every organism, so
// fewer than nine keys multiply rows. One a month; not thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "care.h"
#include "row_writer.h"

namespace bouclier::synth {

struct ClaimKeys {
  uint32_t claim_number;  // DCT_ORD_NUM
  Day flux;               // FLX_DIS_DTD: the first of the month after settlement
  int emitter_number;
  int emitter_order;
  int emitter_type;
  Day treated;
  std::string organism;
};

class KeyNumbers {
 public:
  KeyNumbers(const Setting& setting, uint16_t month);
  // The keys of the next claim of a person; its lines differ by PRS_ORD_NUM and REM_TYP_AFF.
  ClaimKeys Next(const Person& person, uint32_t claim);

 private:
  const Setting& setting_;
  MonthNumber settled_;
  std::vector<uint32_t> counters_;  // by organism and batch
};

// The nine columns of a table, found once a file.
class KeyColumns {
 public:
  explicit KeyColumns(const RowWriter& row);
  void Write(RowWriter& row, const ClaimKeys& keys, const CareLine& line) const;

 private:
  size_t claim_, flux_, emitter_number_, emitter_order_, emitter_type_, treated_, organism_, order_, supplement_,
      organism_new_;
};

}  // namespace bouclier::synth
