// SPDX-License-Identifier: Apache-2.0
// IR_BEN_R, IR_BEN_R_ARC and IR_IMB_R.
#include <algorithm>

#include <fmt/format.h>

#include "files.h"

namespace bouclier::synth {
namespace {

struct Entry {
  const Person* person;
  Affiliation affiliation;
};

// Rows in an order that tells nothing of how people were made.
void Shuffle(const Setting& setting, std::vector<Entry>& entries) {
  const auto key = [&](const Entry& entry) {
    return Hash(setting.seed, Stream::kShuffle, entry.person->index, static_cast<uint64_t>(entry.affiliation));
  };
  std::sort(entries.begin(), entries.end(), [&](const Entry& a, const Entry& b) { return key(a) < key(b); });
}

class BeneficiaryRow {
 public:
  BeneficiaryRow(const Setting& setting, RowWriter& row) : setting_(setting), row_(row) {
    row_.Constant("BEN_TOP_CNS", "1");
  }

  // `certified`: BEN_IDT_TOP as the row states it.
  void Write(const Person& person, Affiliation affiliation, bool certified) {
    row_.Begin();
    Identifiers(person, affiliation, certified);
    Text("BEN_CDI_NIR", person.standing == Standing::kFictitious ? "03" : "00");
    row_.Integer(Col("BEN_NAI_ANN"), person.birth_year);
    row_.Integer(Col("BEN_NAI_MOI"), person.birth_month, 2);
    row_.Integer(Col("BEN_SEX_COD"), person.sex);
    row_.Date(Col("BEN_DCD_DTE"), person.death);
    row_.Month(Col("BEN_DCD_AME"), person.death);
    const std::string_view department = DepartmentOf(setting_, person).code;
    const std::string organism = fmt::format("01C{}100", department);
    Text("ORG_AFF_BEN", organism);
    Text("ORG_CLE_NEW", organism);
    Text("BEN_RES_DPT", department);
    row_.Integer(Col("BEN_RES_COM"), person.commune, 3);
    const bool recent = person.standing != Standing::kArchived;
    row_.Date(Col("MAX_TRT_DTD"), recent ? setting_.last_day - static_cast<Day>(person.index % 50)
                                         : setting_.first_day + 60 + static_cast<Day>(person.index % 30));
    const Day entered =
        std::max(setting_.first_day - 100 - static_cast<Day>(Mix(person.index) % 3000), person.BornFrom());
    row_.Date(Col("BEN_DTE_INS"), entered);
    row_.Date(Col("BEN_DTE_MAJ"), std::max(entered, person.changed_on));
  }

 private:
  size_t Col(std::string_view name) const { return row_.Column(name); }
  void Text(std::string_view column, std::string_view text) { row_.Text(Col(column), text); }

  void Identifiers(const Person& person, Affiliation affiliation, bool certified) {
    const Pseudonym psa = Psa(setting_, person, affiliation);
    const Pseudonym own = LifelongNumber(setting_, person);
    Text("BEN_NIR_PSA", psa.text());
    row_.Integer(Col("BEN_RNG_GEM"), RankUnder(person, affiliation));
    Text("BEN_NIR_ANO", certified ? own.text() : std::string_view());
    Text("BEN_IDT_ANO", certified ? std::string(own.text()) : UncertifiedId(setting_, person, affiliation));
    Text("BEN_IDT_TOP", certified ? "1" : "0");
    // Children, and everyone before a change of insured, are insured through someone else.
    const bool through_other = person.AgeIn(YearOf(setting_.first_day)) < 18 || !certified ||
                               (person.standing == Standing::kChangedInsured && affiliation == Affiliation::kFirst);
    const Pseudonym other(setting_.seed, "insured", person.index / 4);
    Text("ASS_NIR_ANO", through_other ? other.text() : own.text());
    const Day certified_on =
        person.standing == Standing::kMerged
            ? (certified ? person.changed_on : kNoDay)
            : std::max(setting_.first_day - static_cast<Day>(Mix(person.index + 7) % 2000), person.BornFrom());
    row_.Date(Col("BEN_IDT_MAJ"), certified ? certified_on : kNoDay);
  }

  const Setting& setting_;
  RowWriter& row_;
};

bool InCurrentTable(const Person& person) {
  return person.standing != Standing::kArchived && person.standing != Standing::kUnlisted;
}

}  // namespace

FileGroup MakeBeneficiaryFile(const Setting& setting, const std::vector<Person>& people) {
  std::vector<Entry> entries;
  for (const Person& person : people) {
    if (!InCurrentTable(person)) continue;
    entries.push_back({&person, Affiliation::kFirst});
    if (person.standing == Standing::kChangedInsured) entries.push_back({&person, Affiliation::kSecond});
  }
  Shuffle(setting, entries);
  FileGroup group;
  TableFile file(setting, "IR_BEN_R", {});
  BeneficiaryRow row(setting, file.row());
  for (const Entry& entry : entries) {
    row.Write(*entry.person, entry.affiliation, Certified(*entry.person));
    const bool refused = entry.person->standing == Standing::kRefused;
    if (file.Add(refused ? Mishap::kAlways : Mishap::kNever) == RowFate::kRefused) continue;
    group.tally.Add(Count::kBeneficiaryRows);
    group.tally.AddIf(entry.person->standing == Standing::kFictitious, Count::kFictitiousRows);
    group.tally.AddIf(entry.person->standing == Standing::kUncertified, Count::kUncertifiedRows);
  }
  group.files.push_back(file.Finish());
  return group;
}

FileGroup MakeArchiveFile(const Setting& setting, const std::vector<Person>& people) {
  std::vector<Entry> entries;
  for (const Person& person : people) {
    const bool here = person.standing == Standing::kArchived || person.standing == Standing::kMerged;
    if (here) entries.push_back({&person, Affiliation::kFirst});
  }
  Shuffle(setting, entries);
  FileGroup group;
  TableFile file(setting, "IR_BEN_R_ARC", {});
  BeneficiaryRow row(setting, file.row());
  for (const Entry& entry : entries) {
    row.Write(*entry.person, entry.affiliation, entry.person->standing == Standing::kArchived);
    file.Add(Mishap::kNever);
    group.tally.Add(Count::kArchiveRows);
  }
  group.files.push_back(file.Finish());
  return group;
}

FileGroup MakeIllnessFile(const Setting& setting, const std::vector<Person>& people) {
  std::vector<Entry> entries;
  for (const Person& person : people) {
    if (person.illness < 0 || !InCurrentTable(person)) continue;
    entries.push_back({&person, AffiliationOn(person, person.illness_from)});
  }
  Shuffle(setting, entries);
  FileGroup group;
  TableFile file(setting, "IR_IMB_R", {});
  RowWriter& row = file.row();
  const auto col = [&](std::string_view name) { return row.Column(name); };
  row.Constant("IMB_ETM_NAT", "41");
  row.Constant("IMB_SDR_LOP", "N");
  for (const Entry& entry : entries) {
    const Person& person = *entry.person;
    const LongIllness& illness = kLongIllnesses[static_cast<uint8_t>(person.illness)];
    row.Begin();
    row.Text(col("BEN_NIR_PSA"), Psa(setting, person, entry.affiliation).text());
    row.Integer(col("BEN_RNG_GEM"), RankUnder(person, entry.affiliation));
    row.Date(col("IMB_ALD_DTD"), person.illness_from);
    row.Date(col("IMB_ALD_DTF"), person.illness_to);
    row.Integer(col("IMB_ALD_NUM"), illness.number);
    row.Date(col("INS_DTE"), person.illness_from + 20);
    row.Text(col("MED_MTF_COD"), illness.icd10);
    row.Date(col("UPD_DTE"), person.illness_from + 25);
    if (file.Add(Mishap::kMaybe) == RowFate::kRefused) continue;
    group.tally.Add(Count::kIllnessRows);
    group.tally.AddIf(person.illness_to == kNoDay, Count::kOpenIllnessRows);
  }
  group.files.push_back(file.Finish());
  return group;
}

}  // namespace bouclier::synth
