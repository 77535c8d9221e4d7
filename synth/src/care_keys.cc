// SPDX-License-Identifier: Apache-2.0
#include "care_keys.h"

#include <array>

#include <fmt/format.h>

namespace bouclier::synth {
namespace {

constexpr std::array<int, 6> kTreatedDays = {3, 8, 13, 18, 23, 27};
constexpr uint32_t kTypes = 2, kNumbers = 2, kOrders = 3;
constexpr uint32_t kBatches = kTypes * kNumbers * kOrders * kTreatedDays.size();
constexpr uint32_t kDepartmentsARegion = 16;
constexpr uint32_t kFirstNumbers = 8;  // few, so that organisms number their claims alike

}  // namespace

KeyNumbers::KeyNumbers(const Setting& setting, uint16_t month)
    : setting_(setting),
      settled_(setting.first_month + month),
      counters_(setting.regions.size() * kDepartmentsARegion * kBatches) {}

ClaimKeys KeyNumbers::Next(const Person& person, uint32_t claim) {
  const uint32_t organism = person.region * kDepartmentsARegion + person.department;
  const auto batch = static_cast<uint32_t>(Hash(setting_.seed, Stream::kBatch, person.index, claim) % kBatches);
  const uint32_t number = ++counters_[organism * kBatches + batch];
  ClaimKeys keys;
  keys.claim_number = 100'000 + static_cast<uint32_t>(Mix(organism % kFirstNumbers) % 800'000) + number;
  keys.flux = FirstDay(settled_ + 1);
  keys.emitter_type = 1 + static_cast<int>(batch % kTypes);
  keys.emitter_number = static_cast<int>(batch / kTypes % kNumbers);
  keys.emitter_order = 1 + static_cast<int>(batch / (kTypes * kNumbers) % kOrders);
  keys.treated = FirstDay(settled_) + kTreatedDays[batch / (kTypes * kNumbers * kOrders)] - 1;
  keys.organism = fmt::format("01C{}100", DepartmentOf(setting_, person).code);
  return keys;
}

KeyColumns::KeyColumns(const RowWriter& row)
    : claim_(row.Column("DCT_ORD_NUM")),
      flux_(row.Column("FLX_DIS_DTD")),
      emitter_number_(row.Column("FLX_EMT_NUM")),
      emitter_order_(row.Column("FLX_EMT_ORD")),
      emitter_type_(row.Column("FLX_EMT_TYP")),
      treated_(row.Column("FLX_TRT_DTD")),
      organism_(row.Column("ORG_CLE_NUM")),
      order_(row.Column("PRS_ORD_NUM")),
      supplement_(row.Column("REM_TYP_AFF")),
      organism_new_(row.Column("ORG_CLE_NEW")) {}

void KeyColumns::Write(RowWriter& row, const ClaimKeys& keys, const CareLine& line) const {
  row.Integer(claim_, keys.claim_number);
  row.Date(flux_, keys.flux);
  row.Integer(emitter_number_, keys.emitter_number);
  row.Integer(emitter_order_, keys.emitter_order);
  row.Integer(emitter_type_, keys.emitter_type);
  row.Date(treated_, keys.treated);
  row.Text(organism_, keys.organism);
  row.Integer(order_, line.order);
  row.Integer(supplement_, line.supplement);
  row.Text(organism_new_, keys.organism);
}

}  // namespace bouclier::synth
