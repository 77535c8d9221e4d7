// SPDX-License-Identifier: Apache-2.0
// KI_CCI_R: causes of death, one file a year. Most certificates are linked to a person, some are not.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "files.h"

namespace bouclier::synth {
namespace {

constexpr std::array<std::string_view, 8> kCauses = {"C349", "I219", "I509", "J189", "C509", "G309", "I64", "R99"};
constexpr uint64_t kUnlinkedOneIn = 12;

std::string CertificateNumber(uint64_t seed, uint32_t person) {
  std::string text;
  for (uint64_t part = 0; part < 4; ++part) {
    text += fmt::format("{:016x}", Hash(seed ^ 0x64656174680000, Stream::kIdentifier, person, part));
  }
  return text;
}

void WriteRow(const Setting& setting, const Person& person, bool linked, RowWriter& row) {
  const auto col = [&](std::string_view name) { return row.Column(name); };
  const auto text = [&](std::string_view name, std::string_view value) { row.Text(col(name), value); };
  row.Begin();
  text("DCD_IDT_ENC", CertificateNumber(setting.seed, person.index));
  text("DCD_IDT_TOP", linked ? "1" : "0");
  if (linked) {
    // Certificates are linked once; who was certified later keeps the earlier id here.
    const bool early = person.standing == Standing::kMerged;
    text("BEN_IDT_ANO", early ? UncertifiedId(setting, person, Affiliation::kFirst) : PersonId(setting, person));
    text("BEN_IDT_TOP", Certified(person) && !early ? "1" : "0");
    if (Certified(person) && !early) text("BEN_NIR_ANO", LifelongNumber(setting, person).text());
  }
  row.Integer(col("FLX_PER_ANN"), YearOf(person.death));
  const std::string_view department = DepartmentOf(setting, person).code;
  text("DCD_DPT_COD", department);
  row.Integer(col("DCD_COM_COD"), person.commune, 3);
  text("BEN_RES_DPT", department);
  row.Integer(col("BEN_RES_COM"), person.commune, 3);
  row.Date(col("BEN_DCD_DTE"), person.death);
  row.Month(col("BEN_DCD_AME"), person.death);
  row.Integer(col("DCD_LIE_COD"), 1 + static_cast<int>(Mix(person.index) % 5));
  row.Integer(col("BEN_NAI_ANN"), person.birth_year);
  row.Integer(col("BEN_NAI_MOI"), person.birth_month, 2);
  row.Integer(col("BEN_SEX_COD"), person.sex);
  text("DCD_CIM_COD", kCauses[Mix(person.index + 3) % kCauses.size()]);
}

}  // namespace

FileGroup MakeDeathFile(const Setting& setting, const std::vector<Person>& people, int year) {
  std::vector<const Person*> dead;
  for (const Person& person : people) {
    if (person.death != kNoDay && YearOf(person.death) == year) dead.push_back(&person);
  }
  const auto key = [&](const Person* p) { return Hash(setting.seed, Stream::kShuffle, p->index, 2); };
  std::sort(dead.begin(), dead.end(), [&](const Person* a, const Person* b) { return key(a) < key(b); });
  FileGroup group;
  TableFile file(setting, "KI_CCI_R", {year, 0});
  RowWriter& row = file.row();
  for (const char* column : {"CER_VER_NUM", "TRT_STA_COD", "TYP_CER_COD", "CER_SUP_TYP", "TYP_VOL_COD"}) {
    row.Constant(column, "1");
  }
  for (const Person* person : dead) {
    const bool linked = Hash(setting.seed, Stream::kShuffle, person->index, 3) % kUnlinkedOneIn != 0;
    WriteRow(setting, *person, linked, row);
    if (file.Add(Mishap::kMaybe) == RowFate::kRefused) continue;
    group.tally.Add(Count::kDeathRows);
    group.tally.AddIf(linked, Count::kLinkedDeathRows);
  }
  group.files.push_back(file.Finish());
  return group;
}

}  // namespace bouclier::synth
