// SPDX-License-Identifier: Apache-2.0
// The truth's CSV files and the canaries.
#include "truth.h"

#include <algorithm>

#include <fmt/format.h>

#include "drugs.h"

namespace bouclier::synth {
namespace {

std::string DateOrNothing(Day day) {
  if (day == kNoDay) return "";
  const auto date = Civil(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

std::string PersonsCsv(const Base& base) {
  std::string text =
      "person;standing;identified;ben_idt_ano;ben_nir_ano;ben_nir_psa;ben_rng_gem;ben_nir_psa_after;ben_rng_gem_after;"
      "changed_on;sex;birth_year;birth_month;department;region;zone;death;icd10_long_illness\n";
  for (const Person& person : base.people) {
    const catalog::Department& home = DepartmentOf(base.setting, person);
    const bool changed = person.standing == Standing::kChangedInsured;
    text += fmt::format("{};{};{};{};{};{};{};", person.index, StandingName(person.standing),
                        person.Identified() ? 1 : 0, PersonId(base.setting, person),
                        Certified(person) ? LifelongNumber(base.setting, person).text() : std::string_view(),
                        Psa(base.setting, person, Affiliation::kFirst).text(), person.rank);
    text += fmt::format("{};{};{};{};{};{};{};{};{};{};{}\n",
                        changed ? Psa(base.setting, person, Affiliation::kSecond).text() : std::string_view(),
                        changed ? std::to_string(person.rank_after) : "", DateOrNothing(person.changed_on), person.sex,
                        person.birth_year, person.birth_month, home.code, home.region, home.zone,
                        DateOrNothing(person.death),
                        person.illness < 0 ? "" : kLongIllnesses[static_cast<uint8_t>(person.illness)].icd10);
  }
  return text;
}

std::string WinterName(const Setting& setting, int winter) {
  if (winter < 0) return "";
  const int january = setting.winters[static_cast<size_t>(winter)].january;
  return fmt::format("{}-{}", january - 1, january);
}

std::string EventsCsv(const Base& base) {
  std::string text = "person;winter;event;day\n";
  for (const Event& event : base.events) {
    text += fmt::format("{};{};{};{}\n", event.person, WinterName(base.setting, event.winter), EventName(event.kind),
                        DateOrNothing(event.day));
  }
  return text;
}

std::string CurvesCsv(const Base& base) {
  std::string text = "winter;week;region;zone;ill\n";
  const std::vector<WinterTruth> winters = StudyTruth(base);
  for (size_t i = 0; i < winters.size(); ++i) {
    for (const auto& [week, by_region] : winters[i].curve) {
      for (size_t r = 0; r < by_region.size(); ++r) {
        const Region& region = base.setting.regions[r];
        text += fmt::format("{};{:04}-W{:02};{};{};{}\n", WinterName(base.setting, static_cast<int>(i)), week.year,
                            week.week, region.code, region.zone, by_region[r]);
      }
    }
  }
  return text;
}

std::string DamagedCsv(const std::vector<FinishedFile>& files) {
  std::string text = "path;table;line;reason;kind;column\n";
  for (const FinishedFile& file : files) {
    for (const DamagedRow& row : file.damaged) {
      text += fmt::format("{};{};{};{};{};{}\n", file.path, file.table, row.line, DamageReason(row.kind),
                          DamageName(row.kind), row.column);
    }
  }
  return text;
}

std::string OrphansCsv(const std::vector<FinishedFile>& files) {
  std::string text = "path;table;line\n";
  for (const FinishedFile& file : files) {
    for (const uint64_t line : file.orphans) text += fmt::format("{};{};{}\n", file.path, file.table, line);
  }
  return text;
}

std::string DrugClassesCsv() {
  std::string text = "cip13;atc\n";
  for (uint16_t i = 0; i < kProducts; ++i) text += fmt::format("{};{}\n", Cip13(i), AtcOf(i));
  return text;
}

uint64_t KeyOf(const std::string& value) {
  uint64_t key = 0;
  for (const char c : value) key = Mix(key ^ static_cast<unsigned char>(c));
  return key;
}

std::vector<std::string> Canaries(const std::vector<FinishedFile>& files) {
  std::vector<std::string> values;
  for (const FinishedFile& file : files) values.insert(values.end(), file.canaries.begin(), file.canaries.end());
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  // In an order of no meaning, so that the first few hundred are of every kind.
  std::sort(values.begin(), values.end(), [](const std::string& one, const std::string& other) {
    return std::pair(KeyOf(one), one) < std::pair(KeyOf(other), other);
  });
  return values;
}

}  // namespace

TruthFiles MakeTruthFiles(const Options& options, const Base& base, const std::vector<FinishedFile>& files,
                          const Tally& tally) {
  const std::vector<std::string> canaries = Canaries(files);
  std::string canary_text;
  for (const std::string& value : canaries) (canary_text += value) += '\n';
  TruthFiles truth;
  truth.canaries = canaries.size();
  truth.files = {{"persons.csv", PersonsCsv(base)},        {"events.csv", EventsCsv(base)},
                 {"curves.csv", CurvesCsv(base)},          {"damaged.csv", DamagedCsv(files)},
                 {"orphans.csv", OrphansCsv(files)},       {"drug_classes.csv", DrugClassesCsv()},
                 {"canaries.txt", std::move(canary_text)}, {"truth.json", TruthJson(options, base, files, tally)}};
  return truth;
}

}  // namespace bouclier::synth
