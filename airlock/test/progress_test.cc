// SPDX-License-Identifier: Apache-2.0
// The life of a submission, written a second time as a table: every state, every event, by everybody.
#include <gtest/gtest.h>

#include <map>

#include "bouclier/airlock/submission.h"

namespace bouclier::airlock {
namespace {

constexpr uint64_t kAuthor = 7, kFirst = 11, kSecond = 12, kThird = 13;
constexpr uint64_t kPeople[] = {kAuthor, kFirst, kSecond, kThird};
constexpr uint64_t kVersion = 2;

// For the author, the first reviewer (who approved in `one` and `two`), the second (who did in `two`), a third:
// o done · d denied · c conflict · p precondition · n not found.
const std::map<std::string, std::map<std::string, std::string>> kTable = {
    {"none",
     {{"submit", "oooo"},
      {"change", "nnnn"},
      {"approve", "nnnn"},
      {"refuse", "nnnn"},
      {"comment", "nnnn"},
      {"withdraw", "nnnn"},
      {"release", "nnnn"}}},
    {"open",
     {{"submit", "cccc"},
      {"change", "oddd"},
      {"approve", "dooo"},
      {"refuse", "dooo"},
      {"comment", "oooo"},
      {"withdraw", "oddd"},
      {"release", "pddd"}}},
    {"one",
     {{"submit", "cccc"},
      {"change", "oddd"},
      {"approve", "dcoo"},
      {"refuse", "dooo"},
      {"comment", "oooo"},
      {"withdraw", "oddd"},
      {"release", "pddd"}}},
    {"two",
     {{"submit", "cccc"},
      {"change", "oddd"},
      {"approve", "dccc"},
      {"refuse", "dooo"},
      {"comment", "oooo"},
      {"withdraw", "oddd"},
      {"release", "oddd"}}},
    {"refused", {}},    // closed: conflict, whoever does what
    {"withdrawn", {}},  // likewise
    {"released", {}},   // likewise
};

std::optional<Progress> StateNamed(const std::string& name) {
  if (name == "none") return std::nullopt;
  Progress out{Stage::kOpen, kAuthor, kVersion, {}, 9};
  if (name != "open") out.approvals = {kFirst};
  if (name != "open" && name != "one") out.approvals = {kFirst, kSecond};
  for (const Stage stage : {Stage::kRefused, Stage::kWithdrawn, Stage::kReleased})
    if (StageName(stage) == name) out.stage = stage;
  return out;
}

char Letter(const Result<Progress>& after) {
  if (after.ok()) return 'o';
  switch (after.error().code) {
    case ErrorCode::kDenied:
      return 'd';
    case ErrorCode::kConflict:
      return 'c';
    case ErrorCode::kPrecondition:
      return 'p';
    case ErrorCode::kNotFound:
      return 'n';
    default:
      return '?';
  }
}

std::string Expected(const std::string& state, Change change) {
  const auto& row = kTable.at(state);
  return row.empty() ? "cccc" : row.at(std::string(ChangeName(change)));
}

TEST(SubmissionProgress, AgreesWithTheTableOnEveryStateEventAndPerson) {
  size_t cases = 0;
  for (const auto& [name, row] : kTable) {
    for (const Change change : kAllChanges) {
      std::string found;
      for (const uint64_t person : kPeople) {
        const uint64_t version = change == Change::kSubmit ? 1 : kVersion + (change == Change::kChange ? 1 : 0);
        const std::optional<Progress> before = StateNamed(name);
        const auto after = After(before, {change, person, version});
        found += Letter(after);
        ++cases;
        if (!after.ok()) continue;
        EXPECT_EQ(after->steps, before ? before->steps + 1 : 1);
        EXPECT_EQ(after->version, version);
        EXPECT_EQ(after->author, before ? kAuthor : person);
      }
      EXPECT_EQ(found, Expected(name, change)) << name << " " << ChangeName(change);
    }
  }
  EXPECT_EQ(cases, 7u * 7u * 4u);
}

TEST(SubmissionProgress, NothingIsSaidOfAnotherVersion) {
  for (const auto& [name, row] : kTable) {
    if (name == "none") continue;
    for (const Change change : kAllChanges) {
      for (const uint64_t person : kPeople) {
        for (const uint64_t version : {uint64_t{0}, kVersion - 1, kVersion + 2}) {
          const auto after = After(StateNamed(name), {change, person, version});
          EXPECT_FALSE(after.ok()) << name << " " << ChangeName(change) << " of version " << version;
        }
      }
    }
  }
  EXPECT_EQ(After(std::nullopt, {Change::kSubmit, kAuthor, 2}).error().code, ErrorCode::kInvalidArgument);
}

TEST(SubmissionProgress, WhatAnEventLeaves) {
  const auto two = StateNamed("two");
  const Progress changed = After(two, {Change::kChange, kAuthor, 3}).value();
  EXPECT_TRUE(changed.approvals.empty()) << "votes are reset";
  EXPECT_EQ(changed.stage, Stage::kOpen);
  const Progress approved = After(StateNamed("one"), {Change::kApprove, kSecond, 2}).value();
  EXPECT_TRUE(approved.approved());
  EXPECT_EQ(approved.approvals, (std::vector<uint64_t>{kFirst, kSecond}));
  EXPECT_EQ(After(two, {Change::kComment, kThird, 2}).value().approvals, two->approvals);
  EXPECT_EQ(After(two, {Change::kRelease, kAuthor, 2}).value().stage, Stage::kReleased);
  EXPECT_EQ(After(two, {Change::kRefuse, kFirst, 2}).value().stage, Stage::kRefused) << "whoever approved may refuse";
  EXPECT_EQ(After(two, {Change::kWithdraw, kAuthor, 2}).value().stage, Stage::kWithdrawn);
}

TEST(SubmissionProgress, RefusalsNameWhatIsWrong) {
  const auto message = [](const std::string& state, const SubmissionEvent& event) {
    return After(StateNamed(state), event).error().message;
  };
  EXPECT_EQ(message("open", {Change::kApprove, kAuthor, 2}), "approve submission: its author cannot review it");
  EXPECT_EQ(message("open", {Change::kApprove, kFirst, 1}),
            "approve submission: this is about version 1, the newest is 2");
  EXPECT_EQ(message("one", {Change::kApprove, kFirst, 2}), "approve submission: this reviewer approved it already");
  EXPECT_EQ(message("two", {Change::kApprove, kThird, 2}), "approve submission: two reviewers approved it already");
  EXPECT_EQ(message("one", {Change::kRelease, kAuthor, 2}), "release submission: it has 1 of 2 approvals");
  EXPECT_EQ(message("released", {Change::kRelease, kAuthor, 2}), "release submission: it was released already");
}

TEST(SubmissionProgress, NamesRoundTrip) {
  for (const Change change : kAllChanges) EXPECT_EQ(ParseChange(ChangeName(change)).value(), change);
  EXPECT_FALSE(ParseChange("publish").ok());
  EXPECT_EQ(ParseSubmissionId("asthma-2026/3").value(), (SubmissionId{"asthma-2026", 3}));
  EXPECT_EQ(ToText({"asthma-2026", 3}), "asthma-2026/3");
  for (const char* bad : {"", "asthma", "/3", "asthma/", "asthma/0", "asthma/03", "asthma/-1", "asthma/1x", "a/b/1",
                          "asthma/9999999999", "as thma/1"})
    EXPECT_FALSE(ParseSubmissionId(bad).ok()) << bad;
  EXPECT_FALSE(ParseSubmissionId(std::string("a\0b/1", 5)).ok());
}

TEST(SubmissionGround, SaysWhatIsNoLongerTheNewest) {
  const Ground was{2, 3, "aa", 4};
  EXPECT_TRUE(CheckGround(was, was).ok());
  const auto message = [&](const Ground& now) { return CheckGround(was, now).error().message; };
  EXPECT_EQ(message({3, 3, "aa", 4}), "check submission: its permit version is no longer the newest (2, now 3)");
  EXPECT_EQ(message({2, 4, "bb", 4}), "check submission: its extract is no longer the newest (3, now 4)");
  EXPECT_EQ(message({2, 4, "bb", 5}), "check submission: its snapshot is no longer the newest (4, now 5)");
  EXPECT_EQ(message({2, 3, "bb", 4}), "check submission: its extract is not what it was");
}

TEST(SubmissionWords, RoundTrip) {
  const SubmissionText text{"Grippe, semaines d’hiver \"S40\" — été", {"semaine", "personnes 人"}};
  ASSERT_TRUE(CheckSubmissionText(text).ok());
  EXPECT_EQ(ParseSubmissionText(WriteSubmissionText(text)).value(), text);
  for (const char* bad : {"", "{}", "[]", R"({"labels":["a"]})", R"({"labels":[],"title":"t"})",
                          R"({"labels":[1],"title":"t"})", R"({"labels":["a"],"more":1,"title":"t"})",
                          R"({"labels":["a"], "title":"t"})", R"({"labels":["a"],"title":"a\nb"})"})
    EXPECT_EQ(ParseSubmissionText(bad).error().code, ErrorCode::kCorruption) << bad;
}

TEST(SubmissionWords, WhatIsNotSeenIsRefused) {
  const auto of_title = [](const std::string& title) { return CheckSubmissionText({title, {"a"}}); };
  EXPECT_TRUE(of_title(std::string(kTitleBytes, 'x')).ok());
  for (const std::string& bad :
       {std::string(), std::string(kTitleBytes + 1, 'x'), std::string("a\nb"), std::string("a\0b", 3),
        std::string("a\x7f"), std::string("\xff"), std::string("a\u0085"), std::string("a\u200bb"),
        std::string("a\u202eb"), std::string("a\u2066b"), std::string("a\ufe0f"), std::string("a\U000e0041"),
        std::string("a\U000e0101"), std::string("\xc3"), std::string("\xed\xa0\x80")})
    EXPECT_EQ(of_title(bad).error().code, ErrorCode::kInvalidArgument) << bad;
  EXPECT_FALSE(CheckSubmissionText({"t", {}}).ok());
  EXPECT_FALSE(CheckSubmissionText({"t", std::vector<std::string>(kLabels + 1, "a")}).ok());
  EXPECT_EQ(CheckSubmissionText({"t", {"a", "b\t"}}).error().message,
            "check submission: label 2 holds a character that is not seen");
  EXPECT_FALSE(CheckComment(std::string(kCommentBytes + 1, 'x')).ok());
  EXPECT_TRUE(CheckComment("looks fine").ok());
}

}  // namespace
}  // namespace bouclier::airlock
