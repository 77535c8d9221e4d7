// SPDX-License-Identifier: Apache-2.0
// The other way: a permit to JSON.
#include "bouclier/provision/permit_document.h"

namespace bouclier::provision {
namespace {

using crypto::Json;
using policy::FormatDay;

Json Texts(const std::vector<std::string>& texts) {
  Json::Array list;
  for (const std::string& text : texts) list.emplace_back(text);
  return list;
}

Json OutputJson(const policy::OutputRules& output) {
  Json::Object out{{"origin", output.origin}, {"threshold", output.threshold}};
  Json::Array protect;
  for (const policy::UnitRule& rule : output.protect)
    protect.emplace_back(Json::Object{
        {"origin", rule.origin}, {"threshold", rule.threshold}, {"unit", policy::ProtectedUnitName(rule.unit)}});
  if (!protect.empty()) out["protect"] = std::move(protect);
  return out;
}

Json LegalJson(const policy::LegalGround& legal) {
  Json::Array references;
  for (const policy::Reference& reference : legal.references)
    references.emplace_back(
        Json::Object{{"date", FormatDay(reference.date)}, {"kind", reference.kind}, {"number", reference.number}});
  Json::Object out{{"basis", policy::LegalBasisName(legal.basis)},
                   {"convention", legal.convention},
                   {"references", std::move(references)}};
  if (legal.valid_until) out["valid_until"] = FormatDay(*legal.valid_until);
  if (!legal.note.empty()) out["note"] = legal.note;
  return out;
}

Json UsesJson(const std::vector<policy::Use>& uses) {
  Json::Array list;
  for (const policy::Use& use : uses) list.emplace_back(Json::Object{{"rule", use.rule}, {"text", use.text}});
  return list;
}

Json PeopleJson(const std::vector<policy::Member>& people) {
  Json::Array list;
  for (const policy::Member& member : people) {
    Json::Array roles;
    for (const policy::MemberRole role : member.roles) roles.emplace_back(policy::MemberRoleName(role));
    Json::Object out{{"actor", member.actor}, {"issuer", member.issuer}, {"roles", std::move(roles)}};
    if (member.terms_signed) out["terms_signed"] = FormatDay(*member.terms_signed);
    if (member.training) out["training"] = FormatDay(*member.training);
    if (member.habilitation_until) out["habilitation_until"] = FormatDay(*member.habilitation_until);
    list.emplace_back(std::move(out));
  }
  return list;
}

Json RowsJson(const policy::RowFilter& rows) {
  Json::Array codes;
  for (const policy::CodeFilter& filter : rows.codes)
    codes.emplace_back(Json::Object{{"column", filter.column},
                                    {"starts_with", Texts(filter.starts_with)},
                                    {"table", filter.table},
                                    {"values", Texts(filter.values)}});
  Json::Object out{{"codes", std::move(codes)}, {"regions", Texts(rows.regions)}};
  if (rows.care_dates)
    out["care_dates"] = Json::Object{{"from", FormatDay(rows.care_dates->from)},
                                     {"settlement_cutoff", policy::FormatMonth(rows.care_dates->cutoff)},
                                     {"tables", Texts(rows.care_dates->tables)},
                                     {"to", FormatDay(rows.care_dates->to)}};
  return out;
}

Json OppositionJson(const policy::Opposition& opposition) {
  Json::Object out{{"scope", policy::OppositionScopeName(opposition.scope)}};
  if (!opposition.lists.empty()) out["lists"] = Texts(opposition.lists);
  if (!opposition.reason.empty()) out["reason"] = opposition.reason;
  return out;
}

}  // namespace

Json PermitJson(const policy::Permit& permit) {
  Json::Object tables;
  for (const policy::TableGrant& grant : permit.tables) tables[grant.table] = Texts(grant.columns);
  const policy::Generalisation& steps = permit.generalisation;
  Json::Object out{{"base", permit.base},
                   {"controller", permit.controller},
                   {"deletion", FormatDay(permit.deletion)},
                   {"end", FormatDay(permit.end)},
                   {"export_recipients", Texts(permit.export_recipients)},
                   {"generalisation", Json::Object{{"birth", policy::DateStepName(steps.birth)},
                                                   {"care_date", policy::DateStepName(steps.care_date)},
                                                   {"death", policy::DateStepName(steps.death)},
                                                   {"residence", policy::ResidenceStepName(steps.residence)}}},
                   {"id", permit.id},
                   {"legal", LegalJson(permit.legal)},
                   {"opposition", OppositionJson(permit.opposition)},
                   {"output", OutputJson(permit.output)},
                   {"people", PeopleJson(permit.people)},
                   {"prohibited_uses", UsesJson(permit.prohibited_uses)},
                   {"project", Json::Object{{"id", permit.project}, {"title", permit.title}}},
                   {"pseudonyms", "one_way"},
                   {"publication_due", FormatDay(permit.publication_due)},
                   {"purposes", UsesJson(permit.purposes)},
                   {"rows", RowsJson(permit.rows)},
                   {"snapshot", permit.snapshot ? Json(*permit.snapshot) : Json("newest")},
                   {"start", FormatDay(permit.start)},
                   {"tables", std::move(tables)},
                   {"v", 1},
                   {"version", permit.version}};
  if (permit.population_cap) out["population_cap"] = *permit.population_cap;
  if (!permit.predecessor.empty()) out["predecessor"] = permit.predecessor;
  return out;
}

std::string WritePermit(const policy::Permit& permit) { return PermitJson(permit).Canonical(); }

}  // namespace bouclier::provision
