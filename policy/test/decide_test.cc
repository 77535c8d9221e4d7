// SPDX-License-Identifier: Apache-2.0
#include "bouclier/policy/decide.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace bouclier::policy {
namespace {

// The policy written a second time, as a table a data protection officer can read; the code must agree on every pair.
const std::map<std::string_view, std::set<Role>> kTable = {
    {"migrate.inventory", {Role::kOperator}},
    {"migrate.run", {Role::kOperator}},
    {"migrate.verify", {Role::kOperator}},
    {"migrate.manifest", {Role::kOperator, Role::kSteward, Role::kAuditor}},
    {"host.move", {Role::kOperator}},
    {"host.empty", {Role::kOperator}},
    {"vault.check", {Role::kOperator, Role::kSteward, Role::kAuditor}},
    {"vault.sweep", {Role::kOperator}},
    {"object.list", {Role::kOperator, Role::kSteward, Role::kAuditor}},
    {"object.get", {Role::kSteward}},
    {"object.export", {Role::kSteward}},
    {"object.import", {Role::kSteward}},
    {"ledger.read",
     {Role::kOperator, Role::kSteward, Role::kAuditor, Role::kPermitOfficer, Role::kController, Role::kReviewer}},
    {"hub.status",
     {Role::kOperator, Role::kSteward, Role::kAuditor, Role::kPermitOfficer, Role::kController, Role::kReviewer}},
    {"hub.report", {Role::kOperator, Role::kAuditor}},
    {"permit.sign", {Role::kPermitOfficer, Role::kController}},
    {"permit.issue", {Role::kPermitOfficer}},
    {"permit.suspend", {Role::kPermitOfficer, Role::kController}},
    {"permit.resume", {Role::kPermitOfficer}},
    {"permit.revoke", {Role::kPermitOfficer, Role::kController}},
    {"permit.list", {Role::kPermitOfficer, Role::kController, Role::kAuditor, Role::kSteward, Role::kResearcher}},
    {"permit.show", {Role::kPermitOfficer, Role::kController, Role::kAuditor, Role::kSteward, Role::kResearcher}},
    {"opposition.load", {Role::kSteward}},
    {"opposition.list", {Role::kSteward, Role::kAuditor, Role::kPermitOfficer}},
    {"ingest.run", {Role::kSteward}},
    {"ingest.report", {Role::kSteward, Role::kAuditor}},
    {"quarantine.read", {Role::kSteward}},
    {"vault.drop_raw", {Role::kSteward}},
    {"project.list", {Role::kPermitOfficer, Role::kController, Role::kAuditor, Role::kSteward, Role::kResearcher}},
    {"project.extract", {Role::kSteward, Role::kResearcher}},
    {"workspace.query", {Role::kResearcher}},
    {"project.export", {Role::kResearcher}},
    {"airlock.submit", {Role::kResearcher}},
    {"airlock.check", {Role::kResearcher}},
    {"airlock.list", {Role::kResearcher, Role::kReviewer, Role::kAuditor}},
    {"airlock.review", {Role::kReviewer}},
    {"airlock.comment", {Role::kResearcher, Role::kReviewer}},
    {"airlock.release", {Role::kResearcher}},
    {"airlock.history", {Role::kResearcher, Role::kReviewer, Role::kAuditor}},
    {"catalog.load", {Role::kSteward}},
    {"catalog.read",
     {Role::kOperator, Role::kSteward, Role::kPermitOfficer, Role::kController, Role::kResearcher, Role::kReviewer,
      Role::kAuditor}},
};

TEST(Decide, AgreesWithTheTableOnEveryRoleAndAction) {
  for (Action action : kAllActions) {
    ASSERT_TRUE(kTable.contains(ActionName(action))) << ActionName(action);
    for (Role role : kAllRoles) {
      Actor actor;
      actor.grants = {{role, {}}};
      EXPECT_EQ(Decide(actor, action, std::nullopt).ok(), kTable.at(ActionName(action)).contains(role))
          << ActionName(action) << " by " << RoleName(role);
    }
  }
}

TEST(Decide, ARevokedActorMayNothing) {
  Actor actor;
  for (Role role : kAllRoles) actor.grants.push_back({role, {}});
  actor.status = ActorStatus::kRevoked;
  for (Action action : kAllActions) EXPECT_EQ(Decide(actor, action, std::nullopt).error().code, ErrorCode::kDenied);
}

TEST(Decide, AGrantForOneDatasetOpensNoOther) {
  DatasetId mine, other;
  mine.bytes[0] = 1;
  other.bytes[0] = 2;
  Actor actor;
  actor.grants = {{Role::kSteward, {mine}}};
  EXPECT_TRUE(Decide(actor, Action::kObjectGet, mine).ok());
  EXPECT_FALSE(Decide(actor, Action::kObjectGet, other).ok());
  EXPECT_FALSE(Decide(actor, Action::kObjectGet, std::nullopt).ok());
  actor.grants.push_back({Role::kSteward, {}});
  EXPECT_TRUE(Decide(actor, Action::kObjectGet, other).ok());
}

TEST(Roles, NamesRoundTripAndOthersAreRefusedWithTheList) {
  for (Role role : kAllRoles) EXPECT_EQ(ParseRole(RoleName(role)).value(), role);
  EXPECT_NE(ParseRole("root").error().hint.find("steward"), std::string::npos);
}

}  // namespace
}  // namespace bouclier::policy
