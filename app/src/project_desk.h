// SPDX-License-Identifier: Apache-2.0
// What commands about a project begin with: the hub, who asks, for whom, and the permit, now and again.
#pragma once

#include "admission.h"
#include "bouclier/provision/extract.h"

namespace bouclier::app {

// Who may do it with all projects; a researcher may with those that name them.
bool SeesAllProjects(const policy::Actor& actor, policy::Action action = policy::Action::kProjectList);

class ProjectDesk {
 public:
  // Authenticates; nothing is decided yet.
  static Result<std::unique_ptr<ProjectDesk>> Open(const Config& config, const Asker& asker);

  Hub& hub() { return *hub_; }
  const policy::Actor& actor() const { return actor_; }
  provision::PermitBook book();
  // The permit, for who it names, with the role for `action`; a steward, where the action is theirs too, stands for the
  // first person it names who may work. **Ledger:** access.denied, when it refuses. **Errors:** not_found (a stranger,
  // or no such permit), denied with the true reason.
  Result<provision::PermitNow> Admit(const std::string& id, policy::Action action);
  // The same with nothing recorded: for who records every refusal in one place.
  Result<provision::PermitNow> Decide(const std::string& id, policy::Action action);
  // May this member work under it, as ledger, people and clock are now? **Errors:** those of policy::DecideMember.
  Result<void> AdmitsNow(const std::string& id, uint64_t member);
  bool for_somebody() const { return member_ != actor_.number; }

  // After Admit: the same, asked again; reads no more than it must.
  provision::ExtractAsk Ask(const provision::PermitNow& now);
  // `more`: further members of the entry.
  Result<void> RecordDenied(policy::Action action, const std::string& id, const Error& told,
                            crypto::Json::Object more = {});

 private:
  ProjectDesk(std::unique_ptr<Hub> hub, policy::Actor actor, ActorDirectory directory)
      : hub_(std::move(hub)), actor_(std::move(actor)), directory_(std::move(directory)) {}
  Result<provision::PermitNow> Read(const std::string& id, uint64_t member);

  std::unique_ptr<Hub> hub_;
  policy::Actor actor_;
  ActorDirectory directory_;
  uint64_t member_ = 0;
};

}  // namespace bouclier::app
