// SPDX-License-Identifier: Apache-2.0
// T_MCOaaB, C, D and A of one year. Stay numbers begin anew in every establishment, every year.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "files.h"

namespace bouclier::synth {
namespace {

constexpr std::string_view kVersion = "224";  // RSS_NUM

// Runs over the stays of a year and writes the four files.
class StayYear {
 public:
  StayYear(const Setting& setting, int year)
      : setting_(setting),
        stays_(setting, "T_MCOaaB", {year, 0}),
        links_(setting, "T_MCOaaC", {year, 0}),
        diagnoses_(setting, "T_MCOaaD", {year, 0}),
        acts_(setting, "T_MCOaaA", {year, 0}) {
    for (const char* column :
         {"ANT_SUP_NBR", "AUT_PGV_NBR", "NBR_SUP_REA", "NBR_SUP_SOI", "NBR_SUP_STF", "GHS_9615_ACT", "EXB_NBJ",
          "PAS_LIT_DED", "UHCD_TOP", "GRC_RET", "GRG_RET", "TYP_GEN_RSA"}) {
      stays_.row().Constant(column, "0");
    }
    for (const auto& [column, text] : {std::pair{"DOS_TYP", "1"},
                                       {"GRG_VER", "11"},
                                       {"GRC_VER", "11"},
                                       {"RSS_NUM", "224"},
                                       {"SEJ_TYP", "B"},
                                       {"TAR_SEQ_NUM", "005"}}) {
      stays_.row().Constant(column, text);
    }
    for (const char* column : kReturnCodes) links_.row().Constant(column, "0");
    links_.row().Constant("FOR_NUM", "012");
    for (TableFile* file : {&diagnoses_, &acts_}) file->row().Constant("RSS_NUM", kVersion);
    for (const auto& [column, text] :
         {std::pair{"ACV_ACT", "1"}, {"PHA_ACT", "0"}, {"DOC_ACT", "N"}, {"NBR_EXE_ACT", "1"}}) {
      acts_.row().Constant(column, text);
    }
  }

  void Add(const Person& person, const Stay& stay) {
    const Key key = NextKey(person, stay);
    WriteStay(person, stay, key);
    const Mishap mishap = stay.study ? Mishap::kNever : Mishap::kMaybe;
    const RowFate fate = stays_.Add(mishap);
    if (fate == RowFate::kSound) CountStay(stay);
    WriteLink(person, stay, key);
    if (AddChild(links_, mishap, fate)) CountLink(person, stay);
    Draws draws(setting_.seed, Stream::kStay, (uint64_t{1} << 40) + uint64_t{stay.person} * 64 + stay.number);
    for (int i = 0; i < stay.associated; ++i) WriteDiagnosis(key, i, draws, mishap, fate);
    for (int i = 0; i < stay.acts; ++i) WriteAct(stay, key, i, draws, mishap, fate);
  }

  FileGroup Finish() {
    FileGroup group;
    group.tally = tally_;
    for (TableFile* file : {&stays_, &links_, &diagnoses_, &acts_}) group.files.push_back(file->Finish());
    return group;
  }

 private:
  static constexpr const char* kReturnCodes[] = {"COH_NAI_RET", "COH_SEX_RET", "DAT_RET",     "ETA_NUM_RET", "FHO_RET",
                                                 "HOS_NN_MAM",  "HOS_ORG_RET", "HOS_PLO",     "NAI_RET",     "NIR_RET",
                                                 "PMS_RET",     "RNG_BEN_RET", "SEJ_MER_RET", "SEJ_RET",     "SEX_RET"};
  struct Key {
    std::string establishment;
    uint32_t number;
  };

  Key NextKey(const Person& person, const Stay& stay) {
    Key key{Establishment(setting_, person, stay), 0};
    key.number = ++numbers_[key.establishment];
    return key;
  }
  static void WriteKey(RowWriter& row, const Key& key) {
    row.Text(row.Column("ETA_NUM"), key.establishment);
    row.Integer(row.Column("RSA_NUM"), key.number, 10);
  }

  // False when the row was refused or has lost its parent.
  static bool AddChild(TableFile& file, Mishap mishap, RowFate parent) {
    if (parent == RowFate::kSound) return file.Add(mishap) == RowFate::kSound;
    file.AddOrphan();
    return false;
  }

  void WriteStay(const Person& person, const Stay& stay, const Key& key) {
    RowWriter& row = stays_.row();
    const auto col = [&](std::string_view name) { return row.Column(name); };
    const Diagnosis& diagnosis = kDiagnoses[stay.diagnosis];
    row.Begin();
    WriteKey(row, key);
    const int age = person.AgeIn(YearOf(stay.entry));
    if (age > 0) row.Integer(col("AGE_ANN"), age);
    if (age <= 0) row.Integer(col("AGE_JOU"), 30);
    row.Text(col("BDI_DEP"), DepartmentOf(setting_, person).code.substr(1));
    row.Integer(col("COD_SEX"), person.sex);
    row.Text(col("DGN_PAL"), diagnosis.icd10);
    row.Text(col("ENT_MOD"), "8");
    row.Text(col("SOR_MOD"), "8");
    const std::string_view group = stay.error_group ? "90Z00Z" : diagnosis.group;
    row.Text(col("GRC_GHM"), group);
    row.Text(col("GRG_GHM"), group);
    row.Integer(col("GHS_NUM"), 1000 + 37 * stay.diagnosis);
    row.Integer(col("NBR_ACT"), stay.acts);
    row.Integer(col("NBR_DGN"), stay.associated);
    row.Integer(col("NBR_RUM"), 1);
    row.Integer(col("SEJ_NBJ"), stay.exit - stay.entry);
    row.Integer(col("SOR_ANN"), YearOf(stay.exit));
    row.Integer(col("SOR_MOI"), static_cast<int64_t>(MonthInYear(MonthOf(stay.exit))), 2);
  }

  void WriteLink(const Person& person, const Stay& stay, const Key& key) {
    RowWriter& row = links_.row();
    const auto col = [&](std::string_view name) { return row.Column(name); };
    row.Begin();
    WriteKey(row, key);
    const Pseudonym psa = Psa(setting_, person, AffiliationOn(person, stay.entry));
    row.Text(col("NIR_ANO_17"), stay.link == PatientLink::kGood     ? psa.text()
                                : stay.link == PatientLink::kLowerX ? kLowerXNumber
                                                                    : kUpperXNumber);
    if (stay.return_code) row.Text(col(stay.link == PatientLink::kGood ? "SEJ_RET" : "NIR_RET"), ReturnCode(stay));
    row.DateTight(col("ENT_DAT"), stay.entry);
    row.DateTight(col("SOR_DAT"), stay.exit);
    row.Month(col("EXE_SOI_AMD"), stay.entry);
    row.Month(col("EXE_SOI_AMF"), stay.exit);
    row.DateTime(col("EXE_SOI_DTD"), stay.entry);
    row.DateTime(col("EXE_SOI_DTF"), stay.exit);
    row.Integer(col("SOR_ANN"), YearOf(stay.exit));
    row.Integer(col("SOR_MOI"), static_cast<int64_t>(MonthInYear(MonthOf(stay.exit))), 2);
    row.Integer(col("SEJ_NUM"), 10'000 + stay.number + static_cast<int64_t>(Mix(stay.person) % 80'000));
  }
  static std::string_view ReturnCode(const Stay& stay) { return (stay.person + stay.number) % 2 == 0 ? "9" : "1"; }

  void WriteDiagnosis(const Key& key, int place, Draws& draws, Mishap mishap, RowFate parent) {
    RowWriter& row = diagnoses_.row();
    row.Begin();
    WriteKey(row, key);
    const size_t code = static_cast<size_t>(draws.Between(2, static_cast<int>(kDiagnoses.size()) - 1));
    row.Text(row.Column("ASS_DGN"), kDiagnoses[code].icd10);
    row.Integer(row.Column("DGN_ASS_NUM"), place + 1);
    AddChild(diagnoses_, mishap, parent);
  }
  void WriteAct(const Stay& stay, const Key& key, int place, Draws& draws, Mishap mishap, RowFate parent) {
    RowWriter& row = acts_.row();
    row.Begin();
    WriteKey(row, key);
    row.Text(row.Column("CDC_ACT"), fmt::format("ZBQK{:03}", 1 + draws.Below(40)));
    row.Integer(row.Column("ENT_DAT_DEL"), std::min(place, stay.exit - stay.entry));
    AddChild(acts_, mishap, parent);
  }

  void CountStay(const Stay& stay) {
    tally_.Add(Count::kStays);
    tally_.AddIf(stay.error_group, Count::kErrorGroupStays);
    tally_.AddIf(stay.copy, Count::kDoubleFinessStays);
  }
  void CountLink(const Person& person, const Stay& stay) {
    tally_.Add(Count::kStayLinks);
    tally_.AddIf(stay.link == PatientLink::kLowerX, Count::kInvalidLowerX);
    tally_.AddIf(stay.link == PatientLink::kUpperX, Count::kInvalidUpperX);
    tally_.AddIf(stay.return_code, Count::kReturnCodeStays);
    const bool shared = person.standing == Standing::kTwinSameSex && stay.link == PatientLink::kGood;
    tally_.AddIf(shared, Count::kAmbiguousStays);
  }

  const Setting& setting_;
  TableFile stays_, links_, diagnoses_, acts_;
  std::map<std::string, uint32_t, std::less<>> numbers_;
  Tally tally_;
};

}  // namespace

FileGroup MakeStayFiles(const Setting& setting, const std::vector<Person>& people, std::vector<Stay> stays, int year) {
  const auto key = [&](const Stay& stay) {
    return Hash(setting.seed, Stream::kShuffle, stay.person, 1024 + 2u * stay.number + (stay.copy ? 1 : 0));
  };
  std::sort(stays.begin(), stays.end(), [&](const Stay& a, const Stay& b) { return key(a) < key(b); });
  StayYear files(setting, year);
  for (const Stay& stay : stays) files.Add(people[stay.person], stay);
  return files.Finish();
}

}  // namespace bouclier::synth
