// SPDX-License-Identifier: Apache-2.0
#include "damage.h"

#include <array>

#include "bouclier/base/check.h"

namespace bouclier::synth {
namespace {

constexpr std::array<DamageTargets, 11> kTargets = {{
    {"IR_BEN_R", "BEN_DTE_INS", "BEN_NAI_ANN", "BEN_NIR_PSA", "ORG_AFF_BEN"},
    {"IR_BEN_R_ARC", "BEN_DTE_INS", "BEN_NAI_ANN", "BEN_NIR_PSA", "ORG_AFF_BEN"},
    {"IR_IMB_R", "IMB_ALD_DTD", "IMB_ALD_NUM", "BEN_NIR_PSA", "MED_MTF_COD"},
    {"ER_PRS_F", "EXE_SOI_DTD", "PRS_PAI_MNT", "PRS_ORD_NUM", "ORG_AFF_BEN"},
    {"ER_PHA_F", "FLX_TRT_DTD", "PHA_ACT_QSN", "DCT_ORD_NUM", "ORG_CLE_NEW"},
    {"ER_CAM_F", "FLX_TRT_DTD", "CAM_ACT_PRU", "DCT_ORD_NUM", "CAM_PRS_IDE"},
    {"T_MCOaaB", "", "SEJ_NBJ", "RSA_NUM", "DGN_PAL"},
    {"T_MCOaaC", "ENT_DAT", "", "RSA_NUM", "FOR_NUM"},
    {"T_MCOaaD", "", "DGN_ASS_NUM", "RSA_NUM", "ASS_DGN"},
    {"T_MCOaaA", "", "ENT_DAT_DEL", "ETA_NUM", "CDC_ACT"},
    {"KI_CCI_R", "BEN_DCD_DTE", "DCD_LIE_COD", "DCD_IDT_ENC", "DCD_CIM_COD"},
}};

std::vector<std::string> Split(std::string_view row) {
  std::vector<std::string> cells;
  for (size_t at = 0;;) {
    const size_t end = row.find(';', at);
    cells.emplace_back(row.substr(at, end - at));
    if (end == std::string_view::npos) return cells;
    at = end + 1;
  }
}

std::string Join(const std::vector<std::string>& cells) {
  std::string row;
  for (size_t i = 0; i < cells.size(); ++i) row += (i != 0 ? ";" : "") + cells[i];
  return row + '\n';
}

}  // namespace

std::string_view DamageName(DamageKind kind) {
  constexpr std::array<std::string_view, kDamageKinds> kNames = {
      "cell_missing", "cell_too_many", "bad_date", "bad_number", "missing_key", "bad_encoding", "nul_byte"};
  return kNames[static_cast<size_t>(kind)];
}

std::string_view DamageReason(DamageKind kind) {
  if (kind == DamageKind::kCellMissing || kind == DamageKind::kCellTooMany) return "ragged";
  return DamageName(kind);
}

const DamageTargets& TargetsOf(std::string_view table) {
  for (const DamageTargets& targets : kTargets) {
    if (targets.table == table) return targets;
  }
  BOUCLIER_CHECK(false);  // every table of the generator has a line above
  return kTargets.front();
}

std::string_view Damager::TargetOf(DamageKind kind) const {
  switch (kind) {
    case DamageKind::kBadDate:
      return targets_.date;
    case DamageKind::kBadNumber:
      return targets_.number;
    case DamageKind::kMissingKey:
      return targets_.key;
    case DamageKind::kBadEncoding:
    case DamageKind::kNulByte:
      return targets_.text;
    default:
      return {};
  }
}

std::string Damager::Spoil(const std::string& row, uint64_t line) {
  DamageKind kind = static_cast<DamageKind>(turn_++ % kDamageKinds);
  const auto whole_row = [](DamageKind k) { return k == DamageKind::kCellMissing || k == DamageKind::kCellTooMany; };
  while (!whole_row(kind) && TargetOf(kind).empty()) kind = static_cast<DamageKind>(turn_++ % kDamageKinds);
  const std::string_view column = TargetOf(kind);
  std::vector<std::string> cells = Split(std::string_view(row).substr(0, row.size() - 1));
  const auto cell = [&]() -> std::string& { return cells[*table_.IndexOf(column)]; };
  switch (kind) {
    case DamageKind::kCellMissing:
      cells.pop_back();
      break;
    case DamageKind::kCellTooMany:
      cells.emplace_back("0");
      break;
    case DamageKind::kBadDate:
      cell() = "2019-02-30";
      break;
    case DamageKind::kBadNumber:
      cell() = "12,5x";
      break;
    case DamageKind::kMissingKey:
      cell().clear();
      break;
    case DamageKind::kBadEncoding:
      cell() += '\xe9';
      break;  // Latin-1 é: not UTF-8
    case DamageKind::kNulByte:
      cell() += '\0';
      break;
  }
  rows_.push_back({line, kind, std::string(column)});
  return Join(cells);
}

}  // namespace bouclier::synth
