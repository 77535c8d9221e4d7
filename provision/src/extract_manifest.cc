// SPDX-License-Identifier: Apache-2.0
#include "bouclier/provision/extract_manifest.h"

#include <algorithm>

#include "bouclier/crypto/hash.h"
#include "bouclier/provision/lint.h"

namespace bouclier::provision {
namespace {

using crypto::Json;

constexpr std::string_view kDigestLabel = "bouclier/extract-digest/v1";

Json::Array Texts(const std::vector<std::string>& texts) {
  Json::Array out;
  for (const std::string& text : texts) out.emplace_back(text);
  return out;
}

Json CareJson(const CarePredicate& care) {
  Json::Array columns;
  for (const std::string_view column : care.columns) columns.emplace_back(column);
  constexpr const char* kForms[] = {"day", "month", "spell"};
  return Json::Object{{"columns", std::move(columns)},
                      {"decided_by", care.decided_by->name},
                      {"form", kForms[static_cast<size_t>(care.form)]},
                      {"from", policy::FormatDay(care.from)},
                      {"to", policy::FormatDay(care.to)}};
}

// Lines of the last month of care that come after the cut-off (docs/SNDS.md): `missing_percent_at_most` is absent when
// no number is known.
Json LateJson(const CompiledTable& table) {
  const int months = policy::MonthsBetween(policy::MonthOf(table.care->to), *table.cutoff) - kFirstFlowAfterCare;
  Json::Object late{{"cutoff", policy::FormatMonth(*table.cutoff)}, {"months_after_last_care", std::max(months, 0)}};
  if (months >= kMonthsForAll)
    late["missing_percent_at_most"] = 0;
  else if (months >= kMonthsForAlmostAll)
    late["missing_percent_at_most"] = 1;
  return late;
}

Json ColumnsJson(const ExtractTable& table) {
  Json::Array columns;
  for (const GivenColumn& column : table.columns)
    columns.emplace_back(Json::Object{{"name", column.name},
                                      {"sources", Texts(column.sources)},
                                      {"step", CellStepName(column.step)},
                                      {"type", GivenTypeName(column)}});
  return columns;
}

Json CodesJson(const CompiledTable& table) {
  Json::Array codes;
  for (const CompiledCodes& one : table.codes)
    codes.emplace_back(Json::Object{
        {"column", one.column->name}, {"starts_with", Texts(one.starts_with)}, {"values", Texts(one.values)}});
  return codes;
}

Json TableJson(const ExtractTable& table) {
  const CompiledTable& compiled = *table.compiled;
  Json::Array files;
  for (const ExtractFile& file : table.files)
    files.emplace_back(Json::Object{{"bytes", file.bytes}, {"rows", file.rows}, {"sha256", Hex(file.sha256)}});
  Json::Object out{{"codes", CodesJson(compiled)},
                   {"columns", ColumnsJson(table)},
                   {"files", std::move(files)},
                   {"rows", table.rows()},
                   {"table", compiled.table->name}};
  if (compiled.care) out["care"] = CareJson(*compiled.care);
  if (compiled.care && compiled.cutoff) out["late"] = LateJson(compiled);
  return out;
}

}  // namespace

uint64_t ExtractTable::rows() const {
  uint64_t sum = 0;
  for (const ExtractFile& file : files) sum += file.rows;
  return sum;
}

Digest32 ExtractDigest(const std::vector<ExtractTable>& tables) {
  Bytes all = ToBytes(AsBytes(kDigestLabel));
  for (const ExtractTable& table : tables)
    for (const ExtractFile& file : table.files) {
      const std::string_view name = table.compiled->table->name;
      AppendLe32(all, static_cast<uint32_t>(name.size()));
      Append(all, AsBytes(name));
      AppendLe64(all, file.rows);
      Append(all, file.sha256);
    }
  return crypto::Sha256::Of(all);
}

Json ManifestJson(const CompiledPermit& permit, const ManifestHead& head, const std::vector<ExtractTable>& tables) {
  Json::Array list;
  for (const ExtractTable& table : tables) list.push_back(TableJson(table));
  Json::Object out{{"base", permit.base},
                   {"base_dataset", head.base_dataset},
                   {"base_snapshot", head.base_snapshot},
                   {"digest", Hex(ExtractDigest(tables))},
                   {"made_at", head.made_at},
                   {"number", head.number},
                   {"opposition", head.opposition},
                   {"permit", permit.permit},
                   {"persons", head.persons},
                   {"project", head.project},
                   {"regions", Texts(permit.regions)},
                   {"tables", std::move(list)},
                   {"v", 1},
                   {"version", permit.version}};
  if (permit.population_cap) out["population_cap"] = *permit.population_cap;
  return out;
}

}  // namespace bouclier::provision
