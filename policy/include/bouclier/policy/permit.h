// SPDX-License-Identifier: Apache-2.0
// A permit as plain data: who may see which columns and rows of a base, for what, until when. Says nothing of whether
// it was signed or is in force: docs/formats/permit.md. Table and column names are the source's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bouclier/policy/day.h"

namespace bouclier::policy {

enum class LegalBasis : uint8_t { kCnilAuthorisation, kMr00x, kPermanentAccess, kEhds68, kOther };
constexpr LegalBasis kAllLegalBases[] = {LegalBasis::kCnilAuthorisation, LegalBasis::kMr00x,
                                         LegalBasis::kPermanentAccess, LegalBasis::kEhds68, LegalBasis::kOther};
std::string_view LegalBasisName(LegalBasis basis);  // cnil_authorisation…

// A decision, opinion or declaration that the permit rests on.
struct Reference {
  std::string kind, number;
  Day date{};
  bool operator==(const Reference&) const = default;
};

struct LegalGround {
  LegalBasis basis = LegalBasis::kOther;
  std::vector<Reference> references;
  std::string convention;          // number of the convention with the project
  std::optional<Day> valid_until;  // last day the decision allows
  std::string note;                // required for `other`, empty elsewhere
  bool operator==(const LegalGround&) const = default;
};
// The kinds of reference that a basis cannot do without.
std::vector<std::string_view> RequiredReferences(LegalBasis basis);

struct Use {
  std::string rule, text;  // "CSP L.1461-1 III 6°", and the words of the decision
  bool operator==(const Use&) const = default;
};

enum class MemberRole : uint8_t { kLead, kAnalyst };
std::string_view MemberRoleName(MemberRole role);

struct Member {
  std::string issuer;
  uint64_t actor = 0;  // the number by which the ledger knows the person
  std::vector<MemberRole> roles;
  std::optional<Day> terms_signed, training, habilitation_until;
  bool operator==(const Member&) const = default;
};

struct TableGrant {
  std::string table;
  std::vector<std::string> columns;
  bool operator==(const TableGrant&) const = default;
};

// Rows whose care lies in [from, to], as known from settlements up to the month `cutoff` (flow months, FLX_DIS_DTD).
struct CareDates {
  Day from{}, to{};
  Month cutoff{};
  std::vector<std::string> tables;  // to which it applies; the others give all their dates
  bool operator==(const CareDates&) const = default;
};

// Rows of one table whose cell is one of `values`, or begins with one of `starts_with`.
struct CodeFilter {
  std::string table, column;
  std::vector<std::string> values, starts_with;
  bool operator==(const CodeFilter&) const = default;
};

struct RowFilter {
  std::optional<CareDates> care_dates;
  std::vector<std::string> regions;  // persons who live there; empty: anywhere
  std::vector<CodeFilter> codes;
  bool operator==(const RowFilter&) const = default;
};

enum class ResidenceStep : uint8_t { kCommune, kDepartment, kRegion, kNone };
enum class DateStep : uint8_t { kDay, kMonth, kYear };
std::string_view ResidenceStepName(ResidenceStep step);
std::string_view DateStepName(DateStep step);

// How finely each concept is shown, in every column that carries it.
struct Generalisation {
  ResidenceStep residence = ResidenceStep::kNone;
  DateStep birth = DateStep::kYear, death = DateStep::kYear, care_date = DateStep::kYear;
  bool operator==(const Generalisation&) const = default;
};

// Who else than persons is protected in what leaves.
enum class ProtectedUnit : uint8_t { kProfessional, kEstablishment };
constexpr ProtectedUnit kAllProtectedUnits[] = {ProtectedUnit::kProfessional, ProtectedUnit::kEstablishment};
std::string_view ProtectedUnitName(ProtectedUnit unit);  // professional establishment

struct UnitRule {
  ProtectedUnit unit = ProtectedUnit::kEstablishment;
  uint64_t threshold = 0;  // cells of fewer of them are hidden
  std::string origin;
  bool operator==(const UnitRule&) const = default;
};

struct OutputRules {
  uint64_t threshold = 0;              // cells of fewer people are hidden
  std::string origin;                  // the text that says so
  std::vector<UnitRule> protect = {};  // each unit at most once
  bool operator==(const OutputRules&) const = default;
};

enum class OppositionScope : uint8_t { kAll, kNamed, kNone };
std::string_view OppositionScopeName(OppositionScope scope);

// Whose opposition is respected: all lists the hub has at the extract, those named, or none, with the reason.
struct Opposition {
  OppositionScope scope = OppositionScope::kAll;
  std::vector<std::string> lists;
  std::string reason;
  bool operator==(const Opposition&) const = default;
};

struct Permit {
  std::string id;
  uint64_t version = 1;
  std::string predecessor;  // SHA-256 of the signed text of version - 1, hex; empty for version 1
  std::string project, title, controller;
  LegalGround legal;
  std::vector<Use> purposes, prohibited_uses;
  std::optional<uint64_t> population_cap;
  std::vector<Member> people;
  std::string base;
  std::optional<uint64_t> snapshot;  // none: the newest when the extract is made
  std::vector<TableGrant> tables;
  RowFilter rows;
  Generalisation generalisation;  // pseudonyms are one-way: no other mode is supported yet
  OutputRules output;
  std::vector<std::string> export_recipients;  // fingerprints of Crypt4GH keys
  Opposition opposition;
  Day start{}, end{}, deletion{}, publication_due{};  // `end` is the last day of access
  bool operator==(const Permit&) const = default;
};

// What a permit's id and a project's look like: 1 to 64 letters, digits, `_`, `.`, `-`.
bool IsPermitName(std::string_view text);

// Of that table; null: not granted.
const TableGrant* FindGrant(const Permit& permit, std::string_view table);
// The person's entry; null: a stranger.
const Member* FindMember(const Permit& permit, std::string_view issuer, uint64_t actor);

}  // namespace bouclier::policy
