// SPDX-License-Identifier: Apache-2.0
// truth.json: docs/formats/truth.md.
#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "drugs.h"
#include "truth.h"

namespace bouclier::synth {
namespace {

using Json = nlohmann::ordered_json;

std::string DateText(Day day) {
  const auto date = Civil(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

std::string WeekText(IsoWeek week) { return fmt::format("{:04}-W{:02}", week.year, week.week); }

Json Table(const TwoByTwo& table) {
  return {{"exposed_with_outcome", table.exposed_with},
          {"exposed_without_outcome", table.exposed_without},
          {"unexposed_with_outcome", table.unexposed_with},
          {"unexposed_without_outcome", table.unexposed_without}};
}

// The earliest week with the most ill people; of one region, or of all.
std::string PeakWeek(const WinterTruth& truth, std::optional<size_t> region) {
  uint64_t most = 0;
  std::string peak;
  for (const auto& [week, by_region] : truth.curve) {
    uint64_t ill = 0;
    for (size_t i = 0; i < by_region.size(); ++i) ill += !region || *region == i ? by_region[i] : 0;
    if (ill > most) {
      most = ill;
      peak = WeekText(week);
    }
  }
  return peak;
}

Json WinterJson(const Setting& setting, const Winter& winter, const WinterTruth& truth) {
  Json json = {{"winter", fmt::format("{}-{}", winter.january - 1, winter.january)},
               {"from", DateText(winter.first)},
               {"to", DateText(winter.last)},
               {"prevention_from", DateText(winter.prevention_from)},
               {"prevention_to", DateText(winter.first + 13)},
               {"population", truth.population},
               {"ill", truth.ill},
               {"attack_rate",
                truth.population == 0 ? 0.0 : static_cast<double>(truth.ill) / static_cast<double>(truth.population)},
               {"peak_week", PeakWeek(truth, std::nullopt)}};
  json["peak_week_by_region"] = Json::object();
  for (size_t i = 0; i < setting.regions.size(); ++i) {
    json["peak_week_by_region"][setting.regions[i].code] = PeakWeek(truth, i);
  }
  json["protective_drug_illness"] = Table(truth.protective_illness);
  json["protective_drug_epidemic_stay"] = Table(truth.protective_stay);
  json["adverse_drug_adverse_stay"] = Table(truth.adverse_stay);
  return json;
}

Json PeopleJson(const Base& base) {
  std::array<uint64_t, kStandings> standings{};
  uint64_t deaths = 0, identified = 0, pairs = 0, long_ill = 0;
  for (const Person& person : base.people) {
    ++standings[static_cast<size_t>(person.standing)];
    deaths += person.death != kNoDay ? 1 : 0;
    identified += person.Identified() ? 1 : 0;
    pairs += person.standing == Standing::kTwinSameSex && person.rank == 1 ? 1 : 0;
    long_ill += person.illness >= 0 ? 1 : 0;
  }
  Json json = {{"people", base.people.size()},
               {"identified", identified},
               {"deaths", deaths},
               {"long_ill", long_ill},
               {"same_sex_twin_pairs", pairs}};
  for (size_t i = 0; i < standings.size(); ++i) {
    json["standing"][std::string(StandingName(static_cast<Standing>(i)))] = standings[i];
  }
  return json;
}

Json FilesJson(const std::vector<FinishedFile>& files) {
  Json json = Json::array();
  for (const FinishedFile& file : files) {
    json.push_back({{"path", file.path},
                    {"table", file.table},
                    {"rows", file.rows},
                    {"bytes", file.bytes},
                    {"damaged", file.damaged.size()},
                    {"orphans", file.orphans.size()}});
  }
  return json;
}

// Per table: files, rows, damaged rows by reason and kind, orphans.
Json TablesJson(const std::vector<FinishedFile>& files) {
  Json json = Json::object();
  const auto add = [](Json& counter, uint64_t more) {
    counter = (counter.is_null() ? 0 : counter.get<uint64_t>()) + more;
  };
  for (const FinishedFile& file : files) {
    Json& table = json[file.table];
    if (table.is_null()) table = {{"files", 0}, {"rows", 0}, {"damaged", 0}, {"orphans", 0}};
    add(table["files"], 1);
    add(table["rows"], file.rows);
    add(table["damaged"], file.damaged.size());
    add(table["orphans"], file.orphans.size());
    for (const DamagedRow& row : file.damaged) {
      add(table["damaged_by_reason"][std::string(DamageReason(row.kind))], 1);
      add(table["damaged_by_kind"][std::string(DamageName(row.kind))], 1);
    }
  }
  return json;
}

Json CodesJson() {
  return {{"protective_drug", {{"cip13", Cip13(kProtectiveProduct)}, {"atc", AtcOf(kProtectiveProduct)}}},
          {"adverse_drug", {{"cip13", Cip13(kAdverseProduct)}, {"atc", AtcOf(kAdverseProduct)}}},
          {"illness_drug", {{"cip13", Cip13(kMarkerProduct)}, {"atc", AtcOf(kMarkerProduct)}}},
          {"epidemic_stay", {{"dgn_pal", kDiagnoses[kEpidemicDiagnosis].icd10}}},
          {"adverse_stay", {{"dgn_pal", kDiagnoses[kAdverseDiagnosis].icd10}}},
          {"double_finess", kDoubleSite}};
}

}  // namespace

std::string TruthJson(const Options& options, const Base& base, const std::vector<FinishedFile>& files,
                      const Tally& tally) {
  const Setting& setting = base.setting;
  Json json = {{"format", "bouclier/synth-truth/v1"},
               {"seed", options.seed},
               {"people", options.people},
               {"months", options.months},
               {"first_day", DateText(setting.first_day)},
               {"last_day", DateText(setting.last_day)},
               {"codes", CodesJson()},
               {"population", PeopleJson(base)}};
  json["winters"] = Json::array();
  const std::vector<WinterTruth> truths = StudyTruth(base);
  for (size_t i = 0; i < truths.size(); ++i) {
    json["winters"].push_back(WinterJson(setting, setting.winters[i], truths[i]));
  }
  for (size_t i = 0; i < kCounts; ++i)
    json["accepted_rows"][std::string(kCountNames[i])] = tally[static_cast<Count>(i)];
  json["tables"] = TablesJson(files);
  json["files"] = FilesJson(files);
  return json.dump(1) + '\n';
}

}  // namespace bouclier::synth
