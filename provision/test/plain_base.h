// SPDX-License-Identifier: Apache-2.0
// A synthetic base as plain CSV, read the slow and obvious way: whose a row is, by IR_BEN_R; what it is joined to; when
// it was. Knows no ordinal. Test support: the twin that extracts are compared with.
#pragma once

#include <time.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "bouclier/base/file.h"
#include "bouclier/catalog/file_name.h"
#include "bouclier/catalog/known_tables.h"
#include "bouclier/catalog/table.h"

namespace bouclier::provision::test {

struct PlainRow {
  std::string table, period;
  std::map<std::string, std::string> cells;
  // Filled once all files are read. Labels of identities: what stands in the source.
  std::string person, psa, line, stay;  // empty: none, or nobody can say
  std::optional<std::chrono::sys_days> care_from, care_to;
  bool dated = false;

  std::string Cell(std::string_view column) const {
    const auto found = cells.find(std::string(column));
    return found == cells.end() ? "" : found->second;
  }
};

class PlainBase {
 public:
  explicit PlainBase(const std::filesystem::path& folder);

  const std::vector<PlainRow>& rows() const { return rows_; }
  std::string PersonOfId(const std::string& id) const;  // a label
  std::string PersonOfLifelong(const std::string& nir) const;
  std::set<std::string> PersonsOfPsa(const std::string& psa) const;  // of a row of beneficiaries
  bool IsAmbiguous(const std::string& psa) const { return Owner(psa) == kAmbiguous; }
  std::string Owner(const std::string& psa) const;  // person, kAmbiguous, or empty
  bool KnowsPsa(const std::string& psa) const { return psas_.contains(psa); }
  // A number without rank, as rows have it; empty: no row has it.
  std::string Alone(const std::string& psa) const;
  bool KnowsId(const std::string& id) const { return ids_.contains(id); }
  const std::set<std::string>& psas() const { return psas_; }
  const std::set<std::string>& ids() const { return ids_; }
  static std::string Bare(const std::string& psa) { return psa.substr(0, psa.find('|') + 1); }

  static constexpr const char* kAmbiguous = "?";

 private:
  void Read(const std::filesystem::path& folder);
  void FindPeople();
  void FindLifelong();
  void Resolve();
  void Join();
  void Date(PlainRow& row) const;

  std::vector<PlainRow> rows_;
  // A number alone is the number with its only rank, where one rank is known.
  std::string Known(const std::string& psa) const;

  std::map<std::string, std::string> owner_, became_, bearer_;
  std::map<std::string, std::set<std::string>> ranked_;  // number| → number|rank
  std::set<std::string> psas_, ids_, alone_;
};

// A date of the source's formats; nothing for an empty one.
std::optional<std::chrono::sys_days> PlainDay(const std::string& text, const catalog::Column& column);

namespace plain {

inline std::vector<std::vector<std::string>> Csv(const std::filesystem::path& path) {
  std::vector<std::vector<std::string>> rows;
  std::istringstream in{std::string(AsText(RealFileSystem().Read(path, uint64_t{1} << 32).value()))};
  for (std::string line; std::getline(in, line);) {
    std::vector<std::string>& cells = rows.emplace_back(1);
    for (const char c : line) {
      if (c == ';')
        cells.emplace_back();
      else if (c != '\r')
        cells.back().push_back(c);
    }
  }
  return rows;
}

inline bool IsInvalid(const std::string& number) {
  return number.empty() || number.find_first_not_of("xXD") == std::string::npos;
}

inline const char* const kNine[] = {"DCT_ORD_NUM", "FLX_DIS_DTD", "FLX_EMT_NUM", "FLX_EMT_ORD", "FLX_EMT_TYP",
                                    "FLX_TRT_DTD", "ORG_CLE_NUM", "PRS_ORD_NUM", "REM_TYP_AFF"};

}  // namespace plain

inline PlainBase::PlainBase(const std::filesystem::path& folder) {
  Read(folder);
  FindPeople();
  FindLifelong();
  Resolve();
  Join();
}

inline void PlainBase::Read(const std::filesystem::path& folder) {
  std::set<std::pair<std::string, size_t>> damaged;
  const auto list = plain::Csv(folder / "truth" / "damaged.csv");
  for (size_t i = 1; i < list.size(); ++i) damaged.emplace(list[i][0], std::stoull(list[i][2]));
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder / "files"))
    if (entry.is_regular_file()) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  for (const auto& path : paths) {
    const auto file = catalog::KnownTables::BuiltIn().Identify(path.filename().string());
    if (!file) continue;
    const std::string name = std::filesystem::relative(path, folder / "files").string();
    std::string period = file->period.year == 0 ? "" : std::to_string(file->period.year);
    if (file->period.month != 0) period += (file->period.month < 10 ? "0" : "") + std::to_string(file->period.month);
    const auto csv = plain::Csv(path);
    for (size_t line = 1; line < csv.size(); ++line) {
      if (damaged.contains({name, line + 1})) continue;
      PlainRow row{std::string(file->table->name), period, {}, "", "", "", "", {}, {}, false};
      for (size_t i = 0; i < csv[0].size(); ++i) row.cells[csv[0][i]] = csv[line].at(i);
      rows_.push_back(std::move(row));
    }
  }
}

// The reading rules of docs/SNDS.md: a number and its rank belong to the id that IR_BEN_R gives it; an uncertified id
// of the archive, whose number is somebody's by now, was that person's.
inline void PlainBase::FindPeople() {
  std::set<std::string> listed, uncertified;
  const auto psa_of = [](const PlainRow& row) {
    const std::string number = row.Cell("BEN_NIR_PSA");
    return plain::IsInvalid(number) ? "" : number + "|" + row.Cell("BEN_RNG_GEM");
  };
  const auto take = [&](const PlainRow& row) {
    const std::string id = row.Cell("BEN_IDT_ANO"), psa = psa_of(row);
    if (id.empty()) return;
    listed.insert(id);
    if (row.Cell("BEN_IDT_TOP") != "1") uncertified.insert(id);
    if (psa.empty()) return;
    const auto [found, fresh] = owner_.emplace(psa, id);
    if (!fresh && found->second != id) found->second = kAmbiguous;
  };
  for (const PlainRow& row : rows_)
    if (row.table == "IR_BEN_R") take(row);
  const auto current = owner_;
  const auto merges = [&](const PlainRow& row) {
    const auto now = current.find(psa_of(row));
    const std::string id = row.Cell("BEN_IDT_ANO");
    if (now == current.end() || now->second == kAmbiguous || now->second == id || id.empty()) return false;
    if (row.Cell("BEN_IDT_TOP") == "1" || uncertified.contains(now->second)) return false;
    if (became_.contains(id)) return became_.at(id) == now->second;
    if (listed.contains(id)) return false;
    became_[id] = now->second;
    return true;
  };
  std::vector<const PlainRow*> others;
  for (const PlainRow& row : rows_)
    if (row.table == "IR_BEN_R_ARC" && !merges(row)) others.push_back(&row);
  for (const PlainRow* row : others) take(*row);
}

inline void PlainBase::FindLifelong() {
  for (const PlainRow& row : rows_) {
    const std::string id = row.Cell("BEN_IDT_ANO"), nir = row.Cell("BEN_NIR_ANO");
    if (!id.empty()) ids_.insert(id);
    if (row.table != "IR_BEN_R" && row.table != "IR_BEN_R_ARC") continue;
    if (id.empty() || nir.empty()) continue;
    const auto became = became_.find(id);
    const std::string& person = became == became_.end() ? id : became->second;
    const auto [found, fresh] = bearer_.emplace(nir, person);
    if (!fresh) found->second = std::min(found->second, person);
  }
}

inline std::string PlainBase::PersonOfId(const std::string& id) const {
  const auto found = became_.find(id);
  return "I|" + (found == became_.end() ? id : found->second);
}

inline std::string PlainBase::PersonOfLifelong(const std::string& nir) const {
  if (const auto found = bearer_.find(nir); found != bearer_.end()) return PersonOfId(found->second);
  return ids_.contains(nir) ? PersonOfId(nir) : "N|" + nir;
}

inline std::set<std::string> PlainBase::PersonsOfPsa(const std::string& psa) const {
  std::set<std::string> persons;
  for (const PlainRow& row : rows_)
    if ((row.table == "IR_BEN_R" || row.table == "IR_BEN_R_ARC") && row.psa == psa && !row.person.empty())
      persons.insert(row.person);
  return persons;
}

inline std::string PlainBase::Known(const std::string& psa) const {
  const auto ranks = ranked_.find(psa);
  return ranks != ranked_.end() && ranks->second.size() == 1 ? *ranks->second.begin() : psa;
}

inline std::string PlainBase::Alone(const std::string& psa) const {
  const std::string alone = Known(Bare(psa));
  return psas_.contains(alone) && alone_.contains(Bare(psa)) ? alone : "";
}

inline std::string PlainBase::Owner(const std::string& psa) const {
  if (psa.back() != '|') {
    const auto found = owner_.find(psa);
    if (found == owner_.end() || found->second == kAmbiguous) return found == owner_.end() ? "" : kAmbiguous;
    return PersonOfId(found->second);
  }
  std::set<std::string> all;  // of every rank
  if (const auto ranks = ranked_.find(psa); ranks != ranked_.end())
    for (const std::string& ranked : ranks->second) all.insert(Owner(ranked));
  return all.empty() ? "" : all.size() == 1 ? *all.begin() : kAmbiguous;
}

inline void PlainBase::Resolve() {
  for (PlainRow& row : rows_) {
    if (const std::string number = row.Cell("BEN_NIR_PSA"); !plain::IsInvalid(number))
      row.psa = number + "|" + row.Cell("BEN_RNG_GEM");
    const std::string number = row.table == "T_MCOaaC" ? row.Cell("NIR_ANO_17") : "";
    if (!plain::IsInvalid(number)) row.psa = number + "|";
    if (!row.psa.empty() && row.psa.back() != '|') ranked_[Bare(row.psa)].insert(row.psa);
    if (!row.psa.empty() && row.psa.back() == '|') alone_.insert(row.psa);
  }
  std::map<std::string, size_t> seen;  // care lines of a file
  for (PlainRow& row : rows_) {
    if (!row.psa.empty()) psas_.insert(row.psa = Known(row.psa));
    const std::string id = row.Cell("BEN_IDT_ANO");
    if (!id.empty()) {
      row.person = PersonOfId(id);
    } else if (!row.psa.empty()) {
      row.person = Owner(row.psa);
      if (row.person == kAmbiguous) row.person.clear();
    }
    if (!row.Cell("RSA_NUM").empty()) row.stay = row.period + "|" + row.Cell("ETA_NUM") + "|" + row.Cell("RSA_NUM");
    if (row.table == "ER_PRS_F") row.line = row.period + "#" + std::to_string(seen[row.period]++);
    Date(row);
  }
}

inline void PlainBase::Join() {
  std::map<std::string, const PlainRow*> line_of, bearer_of, stay_of;
  const auto key_of = [](const PlainRow& row) {
    std::string key = row.period;
    for (const char* column : plain::kNine) key += ";" + row.Cell(column);
    return key;
  };
  for (const PlainRow& row : rows_) {
    if (row.table == "ER_PRS_F") line_of.emplace(key_of(row), &row);
    if (row.table == "T_MCOaaC") bearer_of.emplace(row.stay, &row);
    if (row.table == "T_MCOaaB") stay_of.emplace(row.stay, &row);
  }
  for (PlainRow& row : rows_) {
    if (row.table == "ER_PHA_F" || row.table == "ER_CAM_F") {
      const auto line = line_of.find(key_of(row));
      if (line == line_of.end()) continue;
      row.person = line->second->person;
      row.line = line->second->line;
      row.care_from = line->second->care_from;
      row.care_to = line->second->care_to;
    }
    if (!row.table.starts_with("T_MCO") || row.table == "T_MCOaaC") continue;
    if (const auto bearer = bearer_of.find(row.stay); bearer != bearer_of.end()) row.person = bearer->second->person;
    if (row.table == "T_MCOaaB") continue;
    if (const auto stay = stay_of.find(row.stay); stay != stay_of.end()) {
      row.care_from = stay->second->care_from;
      row.care_to = stay->second->care_to;
    }
  }
}

inline std::optional<std::chrono::sys_days> PlainDay(const std::string& text, const catalog::Column& column) {
  if (text.empty()) return std::nullopt;
  std::tm parts{};
  const std::string format(column.format.empty() ? "%Y-%m-%d" : column.format);
  if (strptime(text.c_str(), format.c_str(), &parts) == nullptr) return std::nullopt;
  return std::chrono::sys_days(std::chrono::year(parts.tm_year + 1900) / std::chrono::month(parts.tm_mon + 1) /
                               std::chrono::day(parts.tm_mday));
}

inline void PlainBase::Date(PlainRow& row) const {
  const catalog::Table& table = *catalog::FindTable(row.table);
  const auto day = [&](std::string_view name) {
    auto found = PlainDay(row.Cell(name), table.columns[*table.IndexOf(name)]);
    const bool none = found && *found == std::chrono::sys_days(std::chrono::year(1600) / 1 / 1);
    return none ? std::nullopt : found;
  };
  if (row.table == "ER_PRS_F" || row.table == "T_MCOaaC") row.care_from = row.care_to = day("EXE_SOI_DTD");
  if (row.table == "IR_IMB_R") {
    row.care_from = day("IMB_ALD_DTD");
    row.care_to = day("IMB_ALD_DTF");
  }
  if (row.table != "T_MCOaaB" || row.Cell("SOR_ANN").empty() || row.Cell("SOR_MOI").empty()) return;
  const auto month = std::chrono::year(std::stoi(row.Cell("SOR_ANN"))) /
                     std::chrono::month(static_cast<unsigned>(std::stoi(row.Cell("SOR_MOI"))));
  row.care_from = std::chrono::sys_days(month / 1);
  row.care_to = std::chrono::sys_days(month / std::chrono::last);
}

}  // namespace bouclier::provision::test
