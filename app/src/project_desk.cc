// SPDX-License-Identifier: Apache-2.0
#include "project_desk.h"

#include <algorithm>
#include <map>

namespace bouclier::app {
namespace {

bool HasRole(const policy::Actor& actor, policy::Role role) {
  return std::ranges::any_of(actor.grants, [&](const policy::Grant& grant) { return grant.role == role; });
}

}  // namespace

bool SeesAllProjects(const policy::Actor& actor, policy::Action action) {
  policy::Actor without = actor;
  std::erase_if(without.grants, [](const policy::Grant& grant) { return grant.role == policy::Role::kResearcher; });
  return policy::Decide(without, action, std::nullopt).ok();
}

Result<std::unique_ptr<ProjectDesk>> ProjectDesk::Open(const Config& config, const Asker& asker) {
  BOUCLIER_TRY(auto hub, Hub::Open(config));
  BOUCLIER_TRY(policy::Actor actor, Authenticate(*hub, asker));
  BOUCLIER_TRY(ActorDirectory directory, hub->Directory());
  return std::unique_ptr<ProjectDesk>(new ProjectDesk(std::move(hub), std::move(actor), std::move(directory)));
}

provision::PermitBook ProjectDesk::book() {
  return {hub_->state(), hub_->ledger(),
          [this](uint64_t number, uint64_t changes) { return directory_.ActorAt(number, changes); }, &hub_->mark_key()};
}

Result<void> ProjectDesk::RecordDenied(policy::Action action, const std::string& id, const Error& told,
                                       crypto::Json::Object more) {
  return app::RecordDenied(*hub_, actor_, action, id, told, std::move(more));
}

Result<void> ProjectDesk::AdmitsNow(const std::string& id, uint64_t member) {
  BOUCLIER_TRY(directory_, hub_->Directory());
  BOUCLIER_TRY(const provision::PermitNow now, Read(id, member));
  return policy::DecideMember(now.permit.permit(), now.permit.life(), now.member, hub_->clock().Now());
}

Result<provision::PermitNow> ProjectDesk::Read(const std::string& id, uint64_t member) {
  BOUCLIER_TRY(provision::ValidPermit permit, book().Read(id));
  BOUCLIER_TRY(policy::Actor who, directory_.ActorAt(member, directory_.changes()));
  return provision::PermitNow{std::move(permit), std::move(who)};
}

Result<provision::PermitNow> ProjectDesk::Decide(const std::string& id, policy::Action action) {
  member_ = actor_.number;
  const auto mine = Read(id, member_);
  if (!mine.ok() && mine.error().code == ErrorCode::kNotFound) return policy::NoSuchPermit();
  if (!mine.ok()) return mine.error();
  const policy::Permit& permit = mine->permit.permit();
  const TimePoint now = hub_->clock().Now();
  if (policy::FindMember(permit, actor_.issuer, actor_.number) != nullptr) {
    if (!HasRole(actor_, policy::Role::kResearcher)) BOUCLIER_TRY_VOID(policy::Decide(actor_, action, std::nullopt));
    BOUCLIER_TRY_VOID(policy::DecideMember(permit, mine->permit.life(), mine->member, now));
    return *mine;
  }
  policy::Actor steward = actor_;
  std::erase_if(steward.grants, [](const policy::Grant& grant) { return grant.role != policy::Role::kSteward; });
  if (!policy::Decide(steward, action, std::nullopt).ok()) {
    if (!SeesAllProjects(actor_)) return policy::NoSuchPermit();
    return Error(ErrorCode::kDenied,
                 "allow " + std::string(policy::ActionName(action)) + ": it is for the people named");
  }
  Result<void> last = Error(ErrorCode::kDenied, "extract: nobody whom the permit names may work under it");
  for (const policy::Member& member : permit.people) {
    const auto theirs = Read(id, member.actor);
    if (!theirs.ok()) continue;
    last = policy::DecideMember(permit, theirs->permit.life(), theirs->member, now);
    if (!last.ok()) continue;
    member_ = member.actor;
    return *theirs;
  }
  return last.error();
}

Result<provision::PermitNow> ProjectDesk::Admit(const std::string& id, policy::Action action) {
  auto decided = Decide(id, action);
  const bool refused =
      !decided.ok() && (decided.error().code == ErrorCode::kDenied || decided.error().code == ErrorCode::kNotFound);
  if (refused) BOUCLIER_TRY_VOID(RecordDenied(action, id, decided.error()));
  return decided;
}

// Permits and people change by entries of the ledger only: while it has not grown, what was read still stands.
provision::ExtractAsk ProjectDesk::Ask(const provision::PermitNow& now) {
  provision::ExtractAsk ask;
  ask.who.asker = actor_;
  if (for_somebody()) ask.who.on_behalf_of = now.member;
  ask.permit_now = [this, id = now.permit.permit().id, kept = now,
                    size = uint64_t{0}]() mutable -> Result<provision::PermitNow> {
    BOUCLIER_TRY(const uint64_t entries, hub_->ledger().Size());
    if (entries == size) return kept;
    BOUCLIER_TRY(directory_, hub_->Directory());
    BOUCLIER_TRY(kept, Read(id, member_));
    size = entries;
    return kept;
  };
  return ask;
}

}  // namespace bouclier::app
