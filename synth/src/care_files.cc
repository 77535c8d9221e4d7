// SPDX-License-Identifier: Apache-2.0
// ER_PRS_F, ER_PHA_F and ER_CAM_F of one settlement month.
#include <algorithm>

#include <fmt/format.h>

#include "care_row.h"
#include "drugs.h"
#include "files.h"

namespace bouclier::synth {
namespace {

constexpr int kLate = 6;

Mishap MishapOf(const CareLine& line) { return line.fate == Fate::kPlain ? Mishap::kMaybe : Mishap::kNever; }

// Whole claims side by side, in an order that tells nothing of how people were made.
void Shuffle(const Setting& setting, std::vector<CareLine>& lines) {
  const auto key = [&](const CareLine& line) {
    return Hash(setting.seed, Stream::kShuffle, line.person, 16 + uint64_t{line.claim});
  };
  std::vector<std::pair<uint64_t, CareLine>> keyed;
  keyed.reserve(lines.size());
  for (const CareLine& line : lines) keyed.emplace_back(key(line), line);
  std::stable_sort(keyed.begin(), keyed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (size_t i = 0; i < lines.size(); ++i) lines[i] = keyed[i].second;
}

void AddDetail(TableFile& file, Mishap mishap, RowFate parent) {
  if (parent == RowFate::kRefused) {
    file.AddOrphan();
  } else {
    file.Add(mishap);
  }
}

class DrugRows {
 public:
  DrugRows(const Setting& setting, catalog::FilePeriod period)
      : file_(setting, "ER_PHA_F", period),
        keys_(file_.row()),
        price_(file_.row().Column("PHA_ACT_PRU")),
        quantity_(file_.row().Column("PHA_ACT_QSN")),
        order_(file_.row().Column("PHA_ORD_NUM")),
        code_(file_.row().Column("PHA_PRS_C13")) {
    for (const auto& [column, text] : {std::pair{"PHA_CPA_PCP", "0"},
                                       {"PHA_DEC_PRU", "0.00"},
                                       {"PHA_DEC_QSU", "0"},
                                       {"PHA_DEC_TOP", "0"},
                                       {"PHA_IDE_CPL", "0"},
                                       {"PHA_MOD_PRN", "0"},
                                       {"PHA_PRS_IDE", "0000000"},
                                       {"PHA_SEQ_RNV", "0"},
                                       {"PHA_SUB_MTF", "0"}}) {
      file_.row().Constant(column, text);
    }
    for (uint16_t i = 0; i < kProducts; ++i) codes_.push_back(Cip13(i));
  }
  void Add(const CareLine& line, const ClaimKeys& keys, RowFate parent) {
    RowWriter& row = file_.row();
    for (int i = 0; i < line.details; ++i) {
      const uint16_t product = DetailProduct(line, i);
      row.Begin();
      keys_.Write(row, keys, line);
      row.Text(code_, codes_[product]);
      row.Integer(order_, i + 1);
      row.Integer(quantity_, line.sign);
      row.Text(price_, fmt::format("{}.{:02}000", PriceCents(product) / 100, PriceCents(product) % 100));
      AddDetail(file_, MishapOf(line), parent);
    }
  }
  TableFile& file() { return file_; }

 private:
  TableFile file_;
  KeyColumns keys_;
  size_t price_, quantity_, order_, code_;
  std::vector<std::string> codes_;
};

class ActRows {
 public:
  ActRows(const Setting& setting, catalog::FilePeriod period)
      : file_(setting, "ER_CAM_F", period),
        keys_(file_.row()),
        price_(file_.row().Column("CAM_ACT_PRU")),
        base_(file_.row().Column("CAM_REM_BSE")),
        order_(file_.row().Column("CAM_ORD_NUM")),
        code_(file_.row().Column("CAM_PRS_IDE")) {
    for (const auto& [column, text] : {std::pair{"CAM_ACT_COD", "1"},
                                       {"CAM_ASS_COD", "1"},
                                       {"CAM_DOC_EXT", "N"},
                                       {"CAM_TRT_PHA", "0"},
                                       {"CAM_SUP_MNT", "0.00"},
                                       {"CAM_GRI_TAR", "1"}}) {
      file_.row().Constant(column, text);
    }
  }
  void Add(const CareLine& line, const ClaimKeys& keys, RowFate parent) {
    RowWriter& row = file_.row();
    for (int i = 0; i < line.details; ++i) {
      const uint16_t act = DetailProduct(line, i);
      row.Begin();
      keys_.Write(row, keys, line);
      row.Text(code_, fmt::format("{}QA{:03}", std::string_view("DEBAZZYY").substr(static_cast<size_t>(act % 4) * 2, 2),
                                  1 + act));
      row.Integer(order_, i + 1);
      row.Hundredths(price_, int64_t{line.sign} * ActPriceCents(act));
      row.Hundredths(base_, int64_t{line.sign} * ActPriceCents(act));
      AddDetail(file_, MishapOf(line), parent);
    }
  }
  TableFile& file() { return file_; }

 private:
  TableFile file_;
  KeyColumns keys_;
  size_t price_, base_, order_, code_;
};

void CountLine(const Setting& setting, const Person& person, const CareLine& line, Tally& tally) {
  tally.Add(Count::kCareLines);
  tally.AddIf(line.sign < 0, Count::kCancellingLines);
  tally.AddIf(line.act == Act::kSurcharge, Count::kSurchargeLines);
  tally.AddIf(line.act == Act::kOutpatient, Count::kOutpatientLines);
  tally.AddIf(line.supplement != 0, Count::kSupplementLines);
  const bool unknown = person.standing == Standing::kUnlisted || person.standing == Standing::kRefused;
  tally.AddIf(unknown, Count::kUnknownPersonLines);
  tally.AddIf(person.standing == Standing::kArchived, Count::kArchivedPersonLines);
  tally.AddIf(person.standing == Standing::kFictitious, Count::kFictitiousPersonLines);
  tally.AddIf(line.month > MonthOf(line.care) - setting.first_month + kLate, Count::kLateLines);
}

}  // namespace

FileGroup MakeCareFiles(const Setting& setting, const std::vector<Person>& people, std::vector<CareLine> lines,
                        uint16_t month) {
  Shuffle(setting, lines);
  const MonthNumber flux = setting.first_month + month + 1;
  const catalog::FilePeriod period{YearOfMonth(flux), MonthInYear(flux)};
  FileGroup group;
  TableFile file(setting, "ER_PRS_F", period);
  CareRow row(setting, file.row());
  DrugRows drugs(setting, period);
  ActRows acts(setting, period);
  KeyNumbers numbers(setting, month);
  ClaimKeys keys;
  const CareLine* previous = nullptr;
  for (const CareLine& line : lines) {
    const Person& person = people[line.person];
    const bool same_claim = previous && previous->person == line.person && previous->claim == line.claim;
    if (!same_claim) keys = numbers.Next(person, line.claim);
    previous = &line;
    row.Write(person, line, keys);
    const RowFate fate = file.Add(MishapOf(line));
    if (fate == RowFate::kSound) CountLine(setting, person, line, group.tally);
    if (line.act == Act::kPharmacy) drugs.Add(line, keys, fate);
    if (line.act == Act::kTechnical) acts.Add(line, keys, fate);
  }
  for (TableFile* made : {&file, &drugs.file(), &acts.file()}) {
    if (made->rows() != 0) group.files.push_back(made->Finish());
  }
  return group;
}

}  // namespace bouclier::synth
