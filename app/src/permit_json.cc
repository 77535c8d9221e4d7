// SPDX-License-Identifier: Apache-2.0
#include "permit_json.h"

#include "bouclier/crypto/hash.h"
#include "bouclier/provision/permit_document.h"

namespace bouclier::app {
namespace {

using crypto::Json;
using policy::FormatDay;

std::string_view FormName(provision::CarePredicate::Form form) {
  switch (form) {
    case provision::CarePredicate::Form::kDay:
      return "day";
    case provision::CarePredicate::Form::kYearAndMonth:
      return "month";
    case provision::CarePredicate::Form::kSpell:
      return "spell";
  }
  return "day";
}

Json CareJson(const provision::CarePredicate& care) {
  Json::Array columns;
  for (const std::string_view column : care.columns) columns.emplace_back(column);
  return Json::Object{{"columns", std::move(columns)},
                      {"decided_by", care.decided_by->name},
                      {"form", FormName(care.form)},
                      {"from", FormatDay(care.from)},
                      {"to", FormatDay(care.to)}};
}

Json TableJson(const provision::CompiledTable& table) {
  Json::Array columns;
  for (const provision::CompiledColumn& column : table.columns)
    columns.emplace_back(Json::Object{{"concept", catalog::ConceptName(column.column->concept_)},
                                      {"identity", catalog::IdentityClassName(column.column->identity)},
                                      {"name", column.column->name},
                                      {"step", provision::CellStepName(column.step)}});
  Json::Object out{{"columns", std::move(columns)},
                   {"dated", table.table->care_date != catalog::CareDateRoute::kNone},
                   {"table", table.table->name}};
  if (table.care) out["care"] = CareJson(*table.care);
  if (table.cutoff) out["settlement_cutoff"] = policy::FormatMonth(*table.cutoff);
  return out;
}

Json RegionsJson(const std::vector<std::string>& regions) {
  Json::Array out;
  for (const std::string& region : regions) {
    std::string name;
    for (const catalog::Department& department : catalog::Departments())
      if (department.region == region) name = department.region_name;
    out.emplace_back(Json::Object{{"code", region}, {"name", name}});
  }
  return out;
}

}  // namespace

Json::Array FindingsJson(const std::vector<provision::Finding>& findings) {
  Json::Array out;
  for (const provision::Finding& finding : findings) {
    Json::Array carriers;
    for (const std::string& carrier : finding.carriers) carriers.emplace_back(carrier);
    out.emplace_back(Json::Object{{"carriers", std::move(carriers)},
                                  {"level", provision::FindingLevelName(finding.level)},
                                  {"rule", finding.rule},
                                  {"subject", finding.subject}});
  }
  return out;
}

Json::Object PermitReport(const policy::Permit& permit) {
  const provision::Compiled compiled = provision::CompileWithObstacles(permit);
  Json::Array tables, departments;
  for (const provision::CompiledTable& table : compiled.permit.tables) tables.push_back(TableJson(table));
  for (const std::string_view department : compiled.permit.departments) departments.emplace_back(department);
  return {{"departments", std::move(departments)},
          {"document", provision::PermitJson(permit)},
          {"findings", FindingsJson(provision::Lint(permit))},
          {"permit", permit.id},
          {"regions", RegionsJson(permit.rows.regions)},
          {"tables", std::move(tables)},
          {"version", permit.version}};
}

void AddLife(Json::Object& report, const provision::ValidPermit& permit, TimePoint now) {
  Json::Array life, signers;
  for (const provision::PermitEvent& event : permit.chain().events) {
    Json::Object entry{
        {"actor", event.actor}, {"change", event.change},         {"day", FormatDay(policy::DayOf(event.time))},
        {"entry", event.entry}, {"time", FormatTime(event.time)}, {"version", event.version}};
    if (!event.reason.empty()) entry["reason"] = event.reason;
    life.emplace_back(std::move(entry));
  }
  for (const provision::PermitSigner& signer : permit.signers()) signers.emplace_back(signer.actor);
  report["life"] = std::move(life);
  report["signers"] = std::move(signers);
  report["state"] = policy::LifeStateName(policy::StateAt(permit.permit(), permit.life(), now));
  report["unsettled"] = permit.chain().unsettled;
  report["digest"] = Hex(crypto::Sha256::Of(AsBytes(permit.text())));
}

}  // namespace bouclier::app
