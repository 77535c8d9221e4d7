// SPDX-License-Identifier: Apache-2.0
#include "bouclier/policy/permit_decision.h"

#include <algorithm>
#include <string>

namespace bouclier::policy {
namespace {

Error Denied(const std::string& cause, const std::string& hint) {
  return Error(ErrorCode::kDenied, "read under permit: " + cause, hint);
}

Result<void> DecideLife(const Permit& permit, const PermitLife& life, TimePoint now) {
  // Before anything that a date decides: a clock put back must not make an ended permit run again.
  if (now < life.issued || now < life.changed)
    return Denied("the clock is before the permit's newest entry in the ledger", "set the machine's clock right");
  switch (StateAt(permit, life, now)) {
    case LifeState::kActive:
      return {};
    case LifeState::kRevoked:
      return Denied("the permit was revoked on " + DayInWords(DayOf(life.changed)), "ask for a new permit");
    case LifeState::kEnded:
      return Denied("the permit ended on " + DayInWords(permit.end), "ask for a new version of the permit");
    case LifeState::kSuspended:
      return Denied("the permit is suspended since " + DayInWords(DayOf(life.changed)),
                    "the permit officer can say why, and resume it");
    case LifeState::kIssued:
      return Denied("the permit begins on " + DayInWords(permit.start), "wait for that day");
  }
  return Denied("the permit's state is not known", "");
}

Result<void> DecideHabilitation(const Member& member, TimePoint now) {
  if (!member.terms_signed) return Denied("the terms of use are not signed", "a new version of the permit says when");
  if (!member.habilitation_until)
    return Denied("this person has no habilitation", "a new version of the permit says until when");
  if (DayOf(now) > *member.habilitation_until)
    return Denied("this person's habilitation ended on " + DayInWords(*member.habilitation_until),
                  "renew it; a new version of the permit says until when");
  return {};
}

}  // namespace

std::string_view LifeStateName(LifeState state) {
  switch (state) {
    case LifeState::kIssued:
      return "issued";
    case LifeState::kActive:
      return "active";
    case LifeState::kSuspended:
      return "suspended";
    case LifeState::kRevoked:
      return "revoked";
    case LifeState::kEnded:
      return "ended";
  }
  return "ended";
}

LifeState StateAt(const Permit& permit, const PermitLife& life, TimePoint now) {
  if (life.standing == Standing::kRevoked) return LifeState::kRevoked;
  if (DayOf(now) > permit.end) return LifeState::kEnded;
  if (life.standing == Standing::kSuspended) return LifeState::kSuspended;
  return DayOf(now) < permit.start ? LifeState::kIssued : LifeState::kActive;
}

std::string_view LifeChangeName(LifeChange change) {
  switch (change) {
    case LifeChange::kSuspend:
      return "suspend";
    case LifeChange::kResume:
      return "resume";
    case LifeChange::kRevoke:
      return "revoke";
  }
  return "revoke";
}

Result<Standing> After(Standing standing, LifeChange change) {
  const std::string verb = std::string(LifeChangeName(change)) + " permit: ";
  if (standing == Standing::kRevoked) {
    if (change == LifeChange::kRevoke) return Error(ErrorCode::kConflict, verb + "it is revoked already");
    return Error(ErrorCode::kPrecondition, verb + "it was revoked, for good", "draft a new permit under another id");
  }
  switch (change) {
    case LifeChange::kSuspend:
      if (standing == Standing::kSuspended) return Error(ErrorCode::kConflict, verb + "it is suspended already");
      return Standing::kSuspended;
    case LifeChange::kResume:
      if (standing != Standing::kSuspended) return Error(ErrorCode::kPrecondition, verb + "it is not suspended");
      return Standing::kInForce;
    case LifeChange::kRevoke:
      return Standing::kRevoked;
  }
  return Error(ErrorCode::kInternal, verb + "no such change");
}

Error NoSuchPermit() {
  return Error(ErrorCode::kNotFound, "find permit: there is none of that id here", "see: bouclier permit list");
}

Result<void> DecideMember(const Permit& permit, const PermitLife& life, const Actor& actor, TimePoint now) {
  const Member* member = FindMember(permit, actor.issuer, actor.number);
  if (member == nullptr) return NoSuchPermit();
  if (actor.status != ActorStatus::kActive)
    return Denied("this actor's access was revoked", "ask both custodians for a new grant");
  BOUCLIER_TRY_VOID(DecideLife(permit, life, now));
  return DecideHabilitation(*member, now);
}

Result<void> DecidePermit(const Permit& permit, const PermitLife& life, const Actor& actor, const Asked& asked,
                          TimePoint now) {
  BOUCLIER_TRY_VOID(DecideMember(permit, life, actor, now));
  const TableGrant* grant = FindGrant(permit, asked.table);
  if (grant == nullptr)
    return Denied("table " + std::string(asked.table) + " is not granted", "see: bouclier permit show " + permit.id);
  for (const std::string_view column : asked.columns)
    if (std::ranges::find(grant->columns, column) == grant->columns.end())
      return Denied("column " + std::string(column) + " of " + grant->table + " is not granted",
                    "see: bouclier permit show " + permit.id);
  return {};
}

}  // namespace bouclier::policy
