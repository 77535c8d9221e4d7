// SPDX-License-Identifier: Apache-2.0
#include "bouclier/provision/permit_document.h"

#include <algorithm>

#include "bouclier/kernels/group_signature.h"
#include "permit_node.h"

namespace bouclier::provision {
namespace {

using crypto::Json;
using policy::Permit;

Result<policy::LegalGround> ParseLegal(const PermitNode& node) {
  BOUCLIER_TRY_VOID(node.Members({"basis", "convention", "references"}, {"note", "valid_until"}));
  policy::LegalGround legal;
  BOUCLIER_TRY(legal.basis, node.At("basis").OneOf(policy::kAllLegalBases, policy::LegalBasisName));
  BOUCLIER_TRY(legal.convention, node.At("convention").Text(100));
  BOUCLIER_TRY(const std::vector<PermitNode> references, node.At("references").Items(1, 50));
  for (const PermitNode& item : references) {
    BOUCLIER_TRY_VOID(item.Members({"date", "kind", "number"}));
    policy::Reference reference;
    BOUCLIER_TRY(reference.kind, item.At("kind").Name());
    BOUCLIER_TRY(reference.number, item.At("number").Text(100));
    BOUCLIER_TRY(reference.date, item.At("date").Date());
    legal.references.push_back(std::move(reference));
  }
  for (const std::string_view kind : policy::RequiredReferences(legal.basis))
    if (std::ranges::find(legal.references, kind, &policy::Reference::kind) == legal.references.end())
      return node.Refuse("lacks a reference of kind " + std::string(kind) + ", which its basis needs");
  if (node.Has("valid_until")) {
    BOUCLIER_TRY(legal.valid_until, node.At("valid_until").Date());
  } else if (legal.basis == policy::LegalBasis::kEhds68) {
    return node.Refuse("lacks `valid_until`, which its basis needs");
  }
  if (node.Has("note") != (legal.basis == policy::LegalBasis::kOther))
    return node.Refuse("has a `note` exactly when its basis is `other`");
  if (node.Has("note")) {
    BOUCLIER_TRY(legal.note, node.At("note").Text());
  }
  return legal;
}

Result<std::vector<policy::Use>> ParseUses(const PermitNode& node, size_t low) {
  BOUCLIER_TRY(const std::vector<PermitNode> items, node.Items(low, 50));
  std::vector<policy::Use> uses;
  for (const PermitNode& item : items) {
    BOUCLIER_TRY_VOID(item.Members({"rule", "text"}));
    policy::Use use;
    BOUCLIER_TRY(use.rule, item.At("rule").Text(100));
    BOUCLIER_TRY(use.text, item.At("text").Text());
    uses.push_back(std::move(use));
  }
  return uses;
}

Result<std::optional<policy::Day>> OptionalDate(const PermitNode& node, std::string_view key) {
  if (!node.Has(key)) return std::optional<policy::Day>();
  BOUCLIER_TRY(const policy::Day day, node.At(key).Date());
  return std::optional<policy::Day>(day);
}

Result<std::vector<policy::Member>> ParsePeople(const PermitNode& node) {
  BOUCLIER_TRY(const std::vector<PermitNode> items, node.Items(1, 1000));
  std::vector<policy::Member> people;
  constexpr policy::MemberRole kRoles[] = {policy::MemberRole::kLead, policy::MemberRole::kAnalyst};
  for (const PermitNode& item : items) {
    BOUCLIER_TRY_VOID(item.Members({"actor", "issuer", "roles"}, {"habilitation_until", "terms_signed", "training"}));
    policy::Member member;
    BOUCLIER_TRY(member.issuer, item.At("issuer").Text(200));
    BOUCLIER_TRY(member.actor, item.At("actor").Count(1));
    BOUCLIER_TRY(const std::vector<PermitNode> roles, item.At("roles").Items(1, std::size(kRoles)));
    for (const PermitNode& entry : roles) {
      BOUCLIER_TRY(const policy::MemberRole role, entry.OneOf(kRoles, policy::MemberRoleName));
      if (std::ranges::find(member.roles, role) != member.roles.end()) return entry.Refuse("stands twice");
      member.roles.push_back(role);
    }
    BOUCLIER_TRY(member.terms_signed, OptionalDate(item, "terms_signed"));
    BOUCLIER_TRY(member.training, OptionalDate(item, "training"));
    BOUCLIER_TRY(member.habilitation_until, OptionalDate(item, "habilitation_until"));
    for (const policy::Member& other : people)
      if (other.issuer == member.issuer && other.actor == member.actor) return item.Refuse("names a person twice");
    people.push_back(std::move(member));
  }
  return people;
}

Result<std::vector<policy::TableGrant>> ParseTables(const PermitNode& node) {
  const Json::Object* object = node.json().if_object();
  if (object == nullptr) return node.Refuse("is not an object");
  if (object->empty() || object->size() > 500) return node.Refuse("does not have 1 to 500 tables");
  std::vector<policy::TableGrant> tables;
  for (const auto& [name, columns] : *object) {
    const Json name_json(name);
    BOUCLIER_TRY(std::string table, PermitNode(name_json, "a name in tables").Name());
    BOUCLIER_TRY(std::vector<std::string> names, PermitNode(columns, "tables." + table).NameList(1, 2000));
    tables.push_back({std::move(table), std::move(names)});
  }
  return tables;
}

Result<policy::CareDates> ParseCareDates(const PermitNode& node) {
  BOUCLIER_TRY_VOID(node.Members({"from", "settlement_cutoff", "tables", "to"}));
  policy::CareDates dates;
  BOUCLIER_TRY(dates.from, node.At("from").Date());
  BOUCLIER_TRY(dates.to, node.At("to").Date());
  BOUCLIER_TRY(dates.cutoff, node.At("settlement_cutoff").YearMonth());
  BOUCLIER_TRY(dates.tables, node.At("tables").NameList(1, 500));
  if (dates.to < dates.from) return node.Refuse("ends before it begins");
  return dates;
}

Result<policy::RowFilter> ParseRows(const PermitNode& node) {
  BOUCLIER_TRY_VOID(node.Members({"codes", "regions"}, {"care_dates"}, {"cohort"}));
  policy::RowFilter rows;
  if (node.Has("care_dates")) {
    BOUCLIER_TRY(rows.care_dates, ParseCareDates(node.At("care_dates")));
  }
  BOUCLIER_TRY(rows.regions, node.At("regions").NameList(0, 100));
  BOUCLIER_TRY(const std::vector<PermitNode> codes, node.At("codes").Items(0, 200));
  for (const PermitNode& item : codes) {
    BOUCLIER_TRY_VOID(item.Members({"column", "starts_with", "table", "values"}));
    policy::CodeFilter filter;
    BOUCLIER_TRY(filter.table, item.At("table").Name());
    BOUCLIER_TRY(filter.column, item.At("column").Name());
    BOUCLIER_TRY(filter.values, item.At("values").Texts(0, 20'000, 64));
    BOUCLIER_TRY(filter.starts_with, item.At("starts_with").Texts(0, 2'000, 64));
    if (filter.values.empty() && filter.starts_with.empty()) return item.Refuse("lets no code through");
    for (const policy::CodeFilter& other : rows.codes)
      if (other.table == filter.table && other.column == filter.column) return item.Refuse("filters a column twice");
    rows.codes.push_back(std::move(filter));
  }
  return rows;
}

Result<policy::Generalisation> ParseGeneralisation(const PermitNode& node) {
  using policy::DateStep;
  using policy::ResidenceStep;
  constexpr ResidenceStep kPlaces[] = {ResidenceStep::kCommune, ResidenceStep::kDepartment, ResidenceStep::kRegion,
                                       ResidenceStep::kNone};
  constexpr DateStep kDates[] = {DateStep::kDay, DateStep::kMonth, DateStep::kYear};
  BOUCLIER_TRY_VOID(node.Members({"birth", "care_date", "death", "residence"}));
  policy::Generalisation out;
  BOUCLIER_TRY(out.residence, node.At("residence").OneOf(kPlaces, policy::ResidenceStepName));
  BOUCLIER_TRY(out.birth, node.At("birth").OneOf(kDates, policy::DateStepName));
  BOUCLIER_TRY(out.death, node.At("death").OneOf(kDates, policy::DateStepName));
  BOUCLIER_TRY(out.care_date, node.At("care_date").OneOf(kDates, policy::DateStepName));
  return out;
}

Result<policy::Opposition> ParseOpposition(const PermitNode& node) {
  using policy::OppositionScope;
  constexpr OppositionScope kScopes[] = {OppositionScope::kAll, OppositionScope::kNamed, OppositionScope::kNone};
  BOUCLIER_TRY_VOID(node.Members({"scope"}, {"lists", "reason"}));
  policy::Opposition out;
  BOUCLIER_TRY(out.scope, node.At("scope").OneOf(kScopes, policy::OppositionScopeName));
  if (node.Has("lists") != (out.scope == OppositionScope::kNamed))
    return node.Refuse("has `lists` exactly when its scope is `named`");
  if (node.Has("reason") != (out.scope == OppositionScope::kNone))
    return node.Refuse("has a `reason` exactly when its scope is `none`");
  if (node.Has("lists")) {
    BOUCLIER_TRY(out.lists, node.At("lists").NameList(1, 100));
  }
  if (node.Has("reason")) {
    BOUCLIER_TRY(out.reason, node.At("reason").Text());
  }
  return out;
}

Result<std::vector<std::string>> ParseRecipients(const PermitNode& node) {
  BOUCLIER_TRY(std::vector<std::string> recipients, node.Texts(0, 50, 60));
  for (const std::string& text : recipients) {
    constexpr std::string_view kAlgorithm = "SHA256:";
    const auto digest = ParseBase64Url(std::string_view(text).substr(std::min(text.size(), kAlgorithm.size())));
    if (!text.starts_with(kAlgorithm) || !digest.ok() || digest->size() != 32)
      return node.Refuse("has an item that is no fingerprint of a Crypt4GH key");
  }
  return recipients;
}

Result<policy::OutputRules> ParseOutput(const PermitNode& node) {
  constexpr uint64_t kMostUnits = 1'000'000;
  BOUCLIER_TRY_VOID(node.Members({"origin", "threshold"}, {"protect"}));
  policy::OutputRules output;
  BOUCLIER_TRY(output.threshold, node.At("threshold").Count(2));  // of 1 it would hide nothing
  if (output.threshold > kernels::kMaxThreshold)
    return node.At("threshold").Refuse("is above " + std::to_string(kernels::kMaxThreshold));
  BOUCLIER_TRY(output.origin, node.At("origin").Text(500));
  if (!node.Has("protect")) return output;
  BOUCLIER_TRY(const std::vector<PermitNode> items, node.At("protect").Items(1, std::size(policy::kAllProtectedUnits)));
  for (const PermitNode& item : items) {
    BOUCLIER_TRY_VOID(item.Members({"origin", "threshold", "unit"}));
    policy::UnitRule rule;
    BOUCLIER_TRY(rule.unit, item.At("unit").OneOf(policy::kAllProtectedUnits, policy::ProtectedUnitName));
    BOUCLIER_TRY(rule.threshold, item.At("threshold").Count(2));
    if (rule.threshold > kMostUnits) return item.At("threshold").Refuse("is above 1000000");
    BOUCLIER_TRY(rule.origin, item.At("origin").Text(500));
    if (std::ranges::find(output.protect, rule.unit, &policy::UnitRule::unit) != output.protect.end())
      return item.Refuse("protects a unit twice");
    output.protect.push_back(std::move(rule));
  }
  return output;
}

// Pseudonyms: the one mode there is.
Result<void> ParsePseudonyms(const PermitNode& node) {
  BOUCLIER_TRY(const std::string mode, node.Text(20));
  if (mode == "one_way") return {};
  if (mode == "reversible" || mode == "no_link")
    return Error(ErrorCode::kUnsupported, "read permit: pseudonyms `" + mode + "` are not supported yet",
                 "only `one_way` is");
  return node.Refuse("is not one of one_way");
}

Result<void> ParseIdentity(const PermitNode& node, Permit& permit) {
  BOUCLIER_TRY(permit.id, node.At("id").Name());
  BOUCLIER_TRY(permit.version, node.At("version").Count(1));
  if (node.Has("predecessor") != (permit.version > 1))
    return node.Refuse("has a `predecessor` exactly when its version is above 1");
  if (node.Has("predecessor")) {
    BOUCLIER_TRY(permit.predecessor, node.At("predecessor").Text(64));
    const auto digest = ParseHex(permit.predecessor);
    if (!digest.ok() || digest->size() != 32 || Hex(*digest) != permit.predecessor)
      return node.At("predecessor").Refuse("is not a SHA-256 in lower-case hex");
  }
  const PermitNode project = node.At("project");
  BOUCLIER_TRY_VOID(project.Members({"id", "title"}));
  BOUCLIER_TRY(permit.project, project.At("id").Name());
  BOUCLIER_TRY(permit.title, project.At("title").Text(500));
  BOUCLIER_TRY(permit.controller, node.At("controller").Text(500));
  return {};
}

Result<void> ParseTimes(const PermitNode& node, Permit& permit) {
  BOUCLIER_TRY(permit.start, node.At("start").Date());
  BOUCLIER_TRY(permit.end, node.At("end").Date());
  BOUCLIER_TRY(permit.deletion, node.At("deletion").Date());
  BOUCLIER_TRY(permit.publication_due, node.At("publication_due").Date());
  if (permit.end < permit.start) return node.Refuse("ends before it begins");
  if (permit.deletion < permit.end) return node.Refuse("has a deletion date before its end");
  if (permit.publication_due < permit.start) return node.Refuse("has a publication due before its start");
  return {};
}

Result<void> ParseData(const PermitNode& node, Permit& permit) {
  BOUCLIER_TRY(permit.base, node.At("base").Name());
  if (const PermitNode snapshot = node.At("snapshot"); snapshot.json() != Json("newest")) {
    BOUCLIER_TRY(permit.snapshot, snapshot.Count(1));
  }
  if (node.Has("population_cap")) {
    BOUCLIER_TRY(permit.population_cap, node.At("population_cap").Count(1));
  }
  BOUCLIER_TRY(permit.tables, ParseTables(node.At("tables")));
  BOUCLIER_TRY(permit.rows, ParseRows(node.At("rows")));
  BOUCLIER_TRY_VOID(ParsePseudonyms(node.At("pseudonyms")));
  BOUCLIER_TRY(permit.generalisation, ParseGeneralisation(node.At("generalisation")));
  BOUCLIER_TRY(permit.output, ParseOutput(node.At("output")));
  BOUCLIER_TRY(permit.export_recipients, ParseRecipients(node.At("export_recipients")));
  BOUCLIER_TRY(permit.opposition, ParseOpposition(node.At("opposition")));
  return {};
}

}  // namespace

Result<Permit> PermitFromJson(const Json& json) {
  const PermitNode node(json, "");
  BOUCLIER_TRY_VOID(node.Members({"base",
                                  "controller",
                                  "deletion",
                                  "end",
                                  "export_recipients",
                                  "generalisation",
                                  "id",
                                  "legal",
                                  "opposition",
                                  "output",
                                  "people",
                                  "prohibited_uses",
                                  "project",
                                  "pseudonyms",
                                  "publication_due",
                                  "purposes",
                                  "rows",
                                  "snapshot",
                                  "start",
                                  "tables",
                                  "v",
                                  "version"},
                                 {"population_cap", "predecessor"},
                                 {"archive", "cohort", "destroy", "duo_codes", "freeze"}));
  if (node.At("v").json() != Json(1))
    return Error(ErrorCode::kUnsupported, "read permit: it is of another version of the format", "`v` is 1");
  Permit permit;
  BOUCLIER_TRY_VOID(ParseIdentity(node, permit));
  BOUCLIER_TRY(permit.legal, ParseLegal(node.At("legal")));
  BOUCLIER_TRY(permit.purposes, ParseUses(node.At("purposes"), 1));
  BOUCLIER_TRY(permit.prohibited_uses, ParseUses(node.At("prohibited_uses"), 0));
  BOUCLIER_TRY(permit.people, ParsePeople(node.At("people")));
  BOUCLIER_TRY_VOID(ParseData(node, permit));
  BOUCLIER_TRY_VOID(ParseTimes(node, permit));
  return permit;
}

Result<Permit> ParsePermit(std::string_view canonical_json) {
  if (canonical_json.size() > kPermitLimit)
    return Error(ErrorCode::kInvalidArgument, "read permit: it is larger than 1 MiB");
  const Result<Json> json = Json::ParseCanonical(canonical_json);
  if (!json.ok()) return Wrap(json.error(), "read permit");
  return PermitFromJson(*json);
}

}  // namespace bouclier::provision
