// SPDX-License-Identifier: Apache-2.0
#include "table_file.h"

#include <algorithm>
#include <array>

namespace bouclier::synth {
namespace {

struct TableShape {
  std::string_view table;
  uint32_t damaged_one_in;
  size_t canary_rows;  // at most, of one file
  // Cells that a canary takes, from and to, as they stand side by side in the row.
  std::array<std::pair<std::string_view, std::string_view>, 3> canaries;
};
constexpr std::array<TableShape, 11> kShapes = {{
    {"IR_BEN_R",
     0,
     40,
     {{{"BEN_NIR_PSA", "BEN_NIR_PSA"}, {"BEN_NIR_ANO", "BEN_NIR_ANO"}, {"ASS_NIR_ANO", "BEN_IDT_MAJ"}}}},
    {"IR_BEN_R_ARC",
     0,
     10,
     {{{"BEN_NIR_PSA", "BEN_NIR_PSA"}, {"BEN_IDT_ANO", "BEN_IDT_ANO"}, {"ASS_NIR_ANO", "BEN_IDT_MAJ"}}}},
    {"IR_IMB_R", 200, 30, {{{"BEN_NIR_PSA", "IMB_ALD_DTD"}, {"", ""}, {"", ""}}}},
    {"ER_PRS_F",
     1200,
     4,
     {{{"BEN_NIR_PSA", "BEN_NIR_PSA"}, {"DCT_ORD_NUM", "FLX_DIS_DTD"}, {"FLX_TRT_DTD", "PRS_ORD_NUM"}}}},
    {"ER_PHA_F",
     1200,
     3,
     {{{"PHA_PRS_C13", "PHA_PRS_IDE"}, {"DCT_ORD_NUM", "FLX_DIS_DTD"}, {"FLX_TRT_DTD", "PRS_ORD_NUM"}}}},
    {"ER_CAM_F", 300, 3, {{{"DCT_ORD_NUM", "FLX_DIS_DTD"}, {"FLX_TRT_DTD", "PRS_ORD_NUM"}, {"", ""}}}},
    {"T_MCOaaB", 250, 15, {{{"RSA_NUM", "RSS_NUM"}, {"", ""}, {"", ""}}}},
    {"T_MCOaaC", 250, 25, {{{"NIR_ANO_17", "NIR_ANO_17"}, {"ENT_DAT", "ETA_NUM"}, {"", ""}}}},
    {"T_MCOaaD", 250, 15, {{{"ETA_NUM", "RSA_NUM"}, {"", ""}, {"", ""}}}},
    {"T_MCOaaA", 250, 15, {{{"RSA_NUM", "RSS_NUM"}, {"", ""}, {"", ""}}}},
    {"KI_CCI_R", 40, 15, {{{"DCD_IDT_ENC", "DCD_IDT_ENC"}, {"BEN_IDT_ANO", "BEN_IDT_ANO"}, {"", ""}}}},
}};
constexpr uint64_t kCanaryStride = 7;
constexpr size_t kShortestCanary = 10;

const TableShape& ShapeOf(std::string_view table) {
  const auto found = std::find_if(kShapes.begin(), kShapes.end(), [&](const auto& s) { return s.table == table; });
  BOUCLIER_CHECK(found != kShapes.end());
  return *found;
}

uint64_t KeyOf(std::string_view name) {
  uint64_t key = 0;
  for (const char c : name) key = Mix(key ^ static_cast<unsigned char>(c));
  return key;
}

}  // namespace

TableFile::TableFile(const Setting& setting, std::string_view table, catalog::FilePeriod period)
    : setting_(setting),
      table_(*catalog::FindTable(table)),
      row_(table_),
      name_(catalog::FileName(table_, period)),
      key_(KeyOf(name_)),
      damager_(table_, period.year * 12 + static_cast<int>(period.month)),
      text_(row_.Header()) {
  for (const auto& [from, to] : ShapeOf(table).canaries) {
    if (!from.empty()) canary_cells_.emplace_back(row_.Column(from), row_.Column(to));
  }
}

bool TableFile::Breaks(Mishap mishap, uint64_t line) const {
  const uint32_t one_in = ShapeOf(table_.name).damaged_one_in;
  if (mishap != Mishap::kMaybe || one_in == 0) return mishap == Mishap::kAlways;
  return Hash(setting_.seed, Stream::kDamage, key_, line) % one_in == 0;
}

RowFate TableFile::Add(Mishap mishap) {
  const uint64_t line = ++rows_ + 1;
  if (Breaks(mishap, line)) {
    text_ += damager_.Spoil(row_.Finish(), line);
    return RowFate::kRefused;
  }
  row_.AppendTo(text_);
  KeepCanaries(line);
  return RowFate::kSound;
}

void TableFile::AddOrphan() {
  orphans_.push_back(++rows_ + 1);
  row_.AppendTo(text_);
}

// Values a leak would show: identifiers, alone or with the date beside them, exactly as the file holds them.
void TableFile::KeepCanaries(uint64_t line) {
  const size_t limit = ShapeOf(table_.name).canary_rows * canary_cells_.size();
  if (canaries_.size() >= limit || Hash(setting_.seed, Stream::kCanary, key_, line) % kCanaryStride != 0) return;
  for (const auto& [from, to] : canary_cells_) {
    std::string value(row_.Cell(from));
    if (value.empty() || value.find_first_not_of("xXD") == std::string::npos) continue;
    for (size_t i = from + 1; i <= to; ++i) (value += ';') += row_.Cell(i);
    if (value.size() >= kShortestCanary) canaries_.push_back(std::move(value));
  }
}

FinishedFile TableFile::Finish() {
  FinishedFile file;
  file.path = std::string(table_.dataset) + '/' + name_;
  file.table = table_.name;
  file.rows = rows_;
  file.bytes = text_.size();
  file.text = std::move(text_);
  file.damaged = damager_.rows();
  file.orphans = std::move(orphans_);
  file.canaries = std::move(canaries_);
  return file;
}

}  // namespace bouclier::synth
