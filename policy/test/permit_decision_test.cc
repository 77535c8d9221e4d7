// SPDX-License-Identifier: Apache-2.0
#include "bouclier/policy/permit_decision.h"

#include <gtest/gtest.h>

namespace bouclier::policy {
namespace {

Day On(const char* text) { return ParseDay(text).value(); }
TimePoint At(const char* text) { return ParseTime(text).value(); }

constexpr const char* kNoon = "2026-04-10T12:00:00.000Z";

Permit Example() {
  Permit permit;
  permit.id = "p-1";
  permit.start = On("2026-03-01");
  permit.end = On("2026-05-03");
  permit.tables = {{"ER_PRS_F", {"EXE_SOI_DTD", "BSE_PRS_NAT"}}};
  permit.people = {{"local", 7, {MemberRole::kLead}, On("2026-01-05"), On("2026-01-06"), On("2026-12-31")}};
  return permit;
}
PermitLife Life(Standing standing = Standing::kInForce) {
  return {standing, At("2026-02-20T08:00:00.000Z"), At("2026-02-21T09:00:00.000Z")};
}
Actor Person(uint64_t number = 7) {
  Actor actor;
  actor.number = number;
  return actor;
}

struct Answer {
  ErrorCode code;
  std::string message;
};
Answer Ask(const Permit& permit, const PermitLife& life, const Actor& actor, const char* now = kNoon,
           std::vector<std::string_view> columns = {"EXE_SOI_DTD"}, std::string_view table = "ER_PRS_F") {
  const auto decision = DecidePermit(permit, life, actor, {table, columns}, At(now));
  EXPECT_FALSE(decision.ok());
  return decision.ok() ? Answer{ErrorCode::kInternal, "allowed"}
                       : Answer{decision.error().code, decision.error().message};
}

TEST(PermitDecision, AMemberReadsGrantedColumnsFromTheFirstToTheLastDay) {
  const std::string_view columns[] = {"EXE_SOI_DTD", "BSE_PRS_NAT"};
  for (const char* now : {"2026-03-01T00:00:00.000Z", kNoon, "2026-05-03T23:59:59.999Z"})
    EXPECT_TRUE(DecidePermit(Example(), Life(), Person(), {"ER_PRS_F", columns}, At(now)).ok()) << now;
  EXPECT_EQ(Ask(Example(), Life(), Person(), "2026-02-28T23:59:59.999Z").message,
            "read under permit: the permit begins on 1 March 2026");
  EXPECT_EQ(Ask(Example(), Life(), Person(), "2026-05-04T00:00:00.000Z").message,
            "read under permit: the permit ended on 3 May 2026");
}

TEST(PermitDecision, F28AStrangerHearsWhatOneHearsOfAPermitThatDoesNotExist) {
  Actor other_house = Person();
  other_house.issuer = "https://other.example";
  Actor gone = Person(8);
  gone.status = ActorStatus::kRevoked;
  for (const Standing standing : {Standing::kInForce, Standing::kSuspended, Standing::kRevoked})
    for (const char* now : {"2026-02-01T00:00:00.000Z", kNoon, "2027-01-01T00:00:00.000Z"})
      for (const Actor& stranger : {Person(8), other_house, gone})
        for (const char* table : {"ER_PRS_F", "T_MCOaaB"}) {
          const Answer answer = Ask(Example(), Life(standing), stranger, now, {"EXE_SOI_DTD"}, table);
          EXPECT_EQ(answer.code, ErrorCode::kNotFound);
          EXPECT_EQ(answer.message, NoSuchPermit().message);
        }
}

TEST(PermitDecision, F28AMemberHearsTheTrueReason) {
  EXPECT_EQ(Ask(Example(), Life(Standing::kSuspended), Person()).message,
            "read under permit: the permit is suspended since 21 February 2026");
  EXPECT_EQ(Ask(Example(), Life(Standing::kRevoked), Person()).message,
            "read under permit: the permit was revoked on 21 February 2026");
  EXPECT_EQ(Ask(Example(), Life(), Person(), kNoon, {"EXE_SOI_DTD", "BEN_RES_COM"}).message,
            "read under permit: column BEN_RES_COM of ER_PRS_F is not granted");
  EXPECT_EQ(Ask(Example(), Life(), Person(), kNoon, {}, "T_MCOaaB").message,
            "read under permit: table T_MCOaaB is not granted");
  Actor gone = Person();
  gone.status = ActorStatus::kRevoked;
  EXPECT_EQ(Ask(Example(), Life(), gone).message, "read under permit: this actor's access was revoked");
  Permit permit = Example();
  permit.people[0].habilitation_until = On("2026-04-09");
  EXPECT_EQ(Ask(permit, Life(), Person()).message,
            "read under permit: this person's habilitation ended on 9 April 2026");
  permit.people[0].habilitation_until.reset();
  EXPECT_EQ(Ask(permit, Life(), Person()).message, "read under permit: this person has no habilitation");
  permit.people[0].terms_signed.reset();
  EXPECT_EQ(Ask(permit, Life(), Person()).message, "read under permit: the terms of use are not signed");
}

TEST(PermitDecision, F28AClockPutBackOpensNothing) {
  // An ended permit: a clock set to a day of its life, but before its newest entry.
  Permit permit = Example();
  permit.start = On("2026-01-01");
  for (const char* now : {"2026-02-20T07:59:59.999Z", "2026-02-21T08:59:59.999Z"})
    EXPECT_EQ(Ask(permit, Life(), Person(), now).message,
              "read under permit: the clock is before the permit's newest entry in the ledger");
  const std::string_view column[] = {"EXE_SOI_DTD"};
  EXPECT_TRUE(DecidePermit(permit, Life(), Person(), {"ER_PRS_F", column}, At("2026-02-21T09:00:00.000Z")).ok());
}

TEST(PermitLifeStates, AreThoseOfEveryStandingAndDay) {
  const Permit permit = Example();
  const char* days[] = {"2026-02-28T00:00:00.000Z", kNoon, "2026-05-04T00:00:00.000Z"};
  const LifeState expected[][3] = {{LifeState::kIssued, LifeState::kActive, LifeState::kEnded},
                                   {LifeState::kSuspended, LifeState::kSuspended, LifeState::kEnded},
                                   {LifeState::kRevoked, LifeState::kRevoked, LifeState::kRevoked}};
  const Standing standings[] = {Standing::kInForce, Standing::kSuspended, Standing::kRevoked};
  for (size_t s = 0; s < 3; ++s)
    for (size_t d = 0; d < 3; ++d) EXPECT_EQ(StateAt(permit, Life(standings[s]), At(days[d])), expected[s][d]);
}

TEST(PermitLifeStates, RevokedIsForGoodAndOnlyASuspendedPermitResumes) {
  EXPECT_EQ(After(Standing::kInForce, LifeChange::kSuspend).value(), Standing::kSuspended);
  EXPECT_EQ(After(Standing::kSuspended, LifeChange::kResume).value(), Standing::kInForce);
  EXPECT_EQ(After(Standing::kInForce, LifeChange::kRevoke).value(), Standing::kRevoked);
  EXPECT_EQ(After(Standing::kSuspended, LifeChange::kRevoke).value(), Standing::kRevoked);
  EXPECT_EQ(After(Standing::kSuspended, LifeChange::kSuspend).error().code, ErrorCode::kConflict);
  EXPECT_EQ(After(Standing::kInForce, LifeChange::kResume).error().code, ErrorCode::kPrecondition);
  EXPECT_EQ(After(Standing::kRevoked, LifeChange::kRevoke).error().code, ErrorCode::kConflict);
  for (const LifeChange change : {LifeChange::kSuspend, LifeChange::kResume})
    EXPECT_EQ(After(Standing::kRevoked, change).error().code, ErrorCode::kPrecondition);
}

TEST(Days, RoundTripAndOthersAreRefused) {
  EXPECT_EQ(FormatDay(On("2024-02-29")), "2024-02-29");
  EXPECT_EQ(DayInWords(On("2026-05-03")), "3 May 2026");
  EXPECT_EQ(FormatMonth(ParseMonth("0987-12").value()), "0987-12");
  for (const char* bad :
       {"2025-02-29", "2026-5-03", "2026-05-3", "20260503", "2026-00-01", "2026-13-01", "", "2026-05"})
    EXPECT_FALSE(ParseDay(bad).ok()) << bad;
  for (const char* bad : {"2026-13", "2026-00", "2026-5", "2026-05-03"}) EXPECT_FALSE(ParseMonth(bad).ok()) << bad;
  EXPECT_EQ(MonthsBetween(ParseMonth("2019-12").value(), ParseMonth("2022-04").value()), 28);
  EXPECT_EQ(FormatDay(LastDayOf(ParseMonth("2024-02").value())), "2024-02-29");
}

}  // namespace
}  // namespace bouclier::policy
