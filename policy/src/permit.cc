// SPDX-License-Identifier: Apache-2.0
#include "bouclier/policy/permit.h"

#include <algorithm>

namespace bouclier::policy {

std::string_view LegalBasisName(LegalBasis basis) {
  switch (basis) {
    case LegalBasis::kCnilAuthorisation:
      return "cnil_authorisation";
    case LegalBasis::kMr00x:
      return "mr_00x";
    case LegalBasis::kPermanentAccess:
      return "permanent_access";
    case LegalBasis::kEhds68:
      return "ehds_68";
    case LegalBasis::kOther:
      return "other";
  }
  return "other";
}

std::vector<std::string_view> RequiredReferences(LegalBasis basis) {
  switch (basis) {
    case LegalBasis::kCnilAuthorisation:
      return {"cesrees_opinion", "cnil_decision"};
    case LegalBasis::kMr00x:
      return {"conformity_declaration", "reference_methodology"};
    case LegalBasis::kPermanentAccess:
      return {"decree"};
    case LegalBasis::kEhds68:
      return {"data_permit"};
    case LegalBasis::kOther:
      return {};
  }
  return {};
}

std::string_view MemberRoleName(MemberRole role) { return role == MemberRole::kLead ? "lead" : "analyst"; }

std::string_view ResidenceStepName(ResidenceStep step) {
  switch (step) {
    case ResidenceStep::kCommune:
      return "commune";
    case ResidenceStep::kDepartment:
      return "department";
    case ResidenceStep::kRegion:
      return "region";
    case ResidenceStep::kNone:
      return "none";
  }
  return "none";
}

std::string_view DateStepName(DateStep step) {
  switch (step) {
    case DateStep::kDay:
      return "day";
    case DateStep::kMonth:
      return "month";
    case DateStep::kYear:
      return "year";
  }
  return "year";
}

std::string_view ProtectedUnitName(ProtectedUnit unit) {
  return unit == ProtectedUnit::kProfessional ? "professional" : "establishment";
}

std::string_view OppositionScopeName(OppositionScope scope) {
  switch (scope) {
    case OppositionScope::kAll:
      return "all";
    case OppositionScope::kNamed:
      return "named";
    case OppositionScope::kNone:
      return "none";
  }
  return "all";
}

bool IsPermitName(std::string_view text) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
           c == '-';
  };
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, allowed);
}

const TableGrant* FindGrant(const Permit& permit, std::string_view table) {
  const auto it = std::ranges::find(permit.tables, table, &TableGrant::table);
  return it == permit.tables.end() ? nullptr : &*it;
}

const Member* FindMember(const Permit& permit, std::string_view issuer, uint64_t actor) {
  const auto it = std::ranges::find_if(
      permit.people, [&](const Member& member) { return member.actor == actor && member.issuer == issuer; });
  return it == permit.people.end() ? nullptr : &*it;
}

}  // namespace bouclier::policy
