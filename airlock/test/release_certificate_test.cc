// SPDX-License-Identifier: Apache-2.0
// What a certificate says of the rules that judged and of what the output was compared with. docs/formats/release.md.
#include "bouclier/crypto/hash.h"
#include "release_hub.h"

namespace bouclier::airlock {
namespace {

using test::kOtherProject;
using test::kProject;
using test::ReleaseHub;

crypto::Json CertificateOf(ReleaseHub& hub, const ReleaseRequest& request) {
  const auto released = hub.Release(request);
  EXPECT_TRUE(released.ok()) << released.error().message;
  const auto verified = hub.Verify(*released);
  EXPECT_TRUE(verified.ok()) << verified.error().message;
  return verified->certificate;
}

// `rule unit value: origin` of each.
std::vector<std::string> RulesIn(const crypto::Json& certificate) {
  std::vector<std::string> out;
  for (const crypto::Json& rule : *certificate.Find("rules")->if_array())
    out.push_back(rule.GetString("rule").value() + " " + rule.GetString("unit").value() + " " +
                  std::to_string(rule.GetCount("value").value()) + ": " + rule.GetString("origin").value());
  return out;
}

kernels::RuleParameters RulesToSay() {
  return {.threshold = {11, "producer"},
          .hidden_per_mille = {200, "hub"},
          .dominance_per_mille = kernels::Limit{850, "statistics"},
          .unanimity_origin = "practice",
          .unanimity_origin_fr = "",
          .mean_origin = "custom",
          .mean_origin_fr = "",
          .unit = kernels::ProtectionUnit::kPerson,
          .further = {{kernels::ProtectionUnit::kEstablishment, {3, "hospitals"}}}};
}

TEST(ReleaseCertificate, RepeatsEveryRuleThatJudgedWithItsLimitAndOrigin) {
  ReleaseHub hub;
  hub.Approved();
  ReleaseRequest request = hub.ToRelease();
  request.rules = RulesToSay();
  EXPECT_EQ(RulesIn(CertificateOf(hub, request)),
            (std::vector<std::string>{"computable person 9: producer",
                                      "dominance establishment 850: statistics",
                                      "dominance person 850: statistics",
                                      "few_apart establishment 3: hospitals",
                                      "few_apart person 11: producer",
                                      "key_of_few establishment 3: hospitals",
                                      "key_of_few person 11: producer",
                                      "mean_alone person 0: custom",
                                      "near_itself person 11: producer",
                                      "near_release person 11: producer",
                                      "record_of_few establishment 3: hospitals",
                                      "record_of_few person 11: producer",
                                      "reopens_release person 9: producer",
                                      "second establishment 3: hospitals",
                                      "second person 11: producer",
                                      "small establishment 3: hospitals",
                                      "small person 11: producer",
                                      "small_complement establishment 3: hospitals",
                                      "small_complement person 11: producer",
                                      "too_many_hidden  200: hub",
                                      "unanimity person 0: practice"}));
}

TEST(ReleaseCertificate, SaysNothingOfARuleThatNobodyAskedFor) {
  ReleaseHub hub;
  hub.Approved();
  ReleaseRequest request = hub.ToRelease();
  request.rules = RulesToSay();
  request.rules.dominance_per_mille.reset();
  request.rules.unanimity_origin.clear();
  request.rules.mean_origin.clear();
  request.rules.further.clear();
  const std::vector<std::string> rules = RulesIn(CertificateOf(hub, request));
  EXPECT_EQ(rules.size(), 11u);
  for (const std::string& rule : rules)
    EXPECT_FALSE(rule.starts_with("dominance") || rule.starts_with("unanimity") || rule.starts_with("mean"));
}

// Of the own project's releases the numbers, of others how many; and the memory as the ledger has it.
TEST(ReleaseCertificate, NamesTheReleasesOfItsProjectAndTheMemoryItWasComparedWith) {
  ReleaseHub hub;
  const std::vector<std::string> projects = {kProject, kOtherProject, kProject, kProject};
  const std::vector<std::string> own = {"[]", "[]", "[1]", "[1,3]"};
  Bytes digests;
  for (size_t i = 0; i < projects.size(); ++i) {
    const crypto::Json certificate =
        CertificateOf(hub, hub.ToRelease(ReleaseHub::Weeks(12, {}), hub.Approved(projects[i])));
    const crypto::Json& compared = *certificate.Find("compared");
    EXPECT_EQ(compared.Find("own")->Canonical(), own[i]);
    EXPECT_EQ(compared.GetCount("releases").value(), i);
    EXPECT_EQ(compared.GetString("memory").value(), Hex(crypto::Sha256::Of(digests)));
    const auto entries = hub.trail->Read(0, 1000).value();
    const auto last = std::find_if(entries.rbegin(), entries.rend(), [](const ports::LoggedEntry& entry) {
      return entry.action == "airlock.release.intent";
    });
    ASSERT_NE(last, entries.rend());
    const std::string digest = crypto::Json::ParseCanonical(last->body).value().GetString("memory").value();
    Append(digests, ParseHex(digest).value());
  }
}

}  // namespace
}  // namespace bouclier::airlock
