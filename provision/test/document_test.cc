// SPDX-License-Identifier: Apache-2.0
// tests/vectors/permit, made by a second implementation: every good one is read, every bad one refused by its own
// reason.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "permit_vectors.h"

namespace bouclier::provision {
namespace {

using crypto::Json;
using test::List;
using test::Text;
using test::Vectors;

// Of each class of bad document: the code and what the message holds.
const std::map<std::string, std::pair<ErrorCode, std::string>> kDocumentReasons = {
    {"missing_member", {ErrorCode::kInvalidArgument, "lacks `"}},
    {"unknown_member", {ErrorCode::kInvalidArgument, "has an unknown member"}},
    {"unsupported", {ErrorCode::kUnsupported, "not supported yet"}},
    {"other_format_version", {ErrorCode::kUnsupported, "another version of the format"}},
    {"unknown_word", {ErrorCode::kInvalidArgument, "is not one of "}},
    {"wrong_type", {ErrorCode::kInvalidArgument, " is not a"}},
    {"not_a_date", {ErrorCode::kInvalidArgument, "written YYYY-MM"}},
    {"wrong_order", {ErrorCode::kInvalidArgument, "before"}},
    {"missing_reference", {ErrorCode::kInvalidArgument, "lacks a reference of kind"}},
    {"needs_valid_until", {ErrorCode::kInvalidArgument, "lacks `valid_until`"}},
    {"note_and_basis", {ErrorCode::kInvalidArgument, "`note` exactly when"}},
    {"predecessor_and_version", {ErrorCode::kInvalidArgument, "`predecessor` exactly when"}},
    {"not_a_digest", {ErrorCode::kInvalidArgument, "not a SHA-256"}},
    {"not_a_fingerprint", {ErrorCode::kInvalidArgument, "no fingerprint of a Crypt4GH key"}},
    {"malformed_text", {ErrorCode::kInvalidArgument, "read permit: "}},
    {"empty_list", {ErrorCode::kInvalidArgument, "does not have 1 to"}},
    {"lets_no_code_through", {ErrorCode::kInvalidArgument, "lets no code through"}},
    {"too_large", {ErrorCode::kInvalidArgument, " is above 1"}},
    {"twice", {ErrorCode::kInvalidArgument, "twice"}},
    {"lists_and_scope", {ErrorCode::kInvalidArgument, "exactly when its scope is"}},
    {"not_canonical", {ErrorCode::kInvalidArgument, "read permit: "}},
};

TEST(PermitDocument, GoodOnesAreReadAndWrittenBackByteForByte) {
  const Json vectors = Vectors("document.json");
  ASSERT_EQ(List(vectors, "good").size(), 3u);
  for (const Json& good : List(vectors, "good")) {
    const auto permit = ParsePermit(*good.if_string());
    ASSERT_TRUE(permit.ok()) << permit.error().message;
    EXPECT_EQ(WritePermit(*permit), *good.if_string());
    EXPECT_EQ(ParsePermit(WritePermit(*permit)).value(), *permit);
  }
}

TEST(PermitDocument, EveryMemberOfTheLargeOneIsUnderstood) {
  const policy::Permit permit = test::LargePermit();
  EXPECT_EQ(permit.version, 2u);
  EXPECT_EQ(permit.population_cap, 500'000u);
  EXPECT_EQ(permit.snapshot, 4u);
  EXPECT_EQ(permit.legal.basis, policy::LegalBasis::kCnilAuthorisation);
  EXPECT_EQ(permit.legal.valid_until, policy::ParseDay("2030-12-31").value());
  EXPECT_EQ(permit.people.at(1).actor, 12u);
  EXPECT_FALSE(permit.people.at(1).habilitation_until);
  EXPECT_EQ(permit.rows.care_dates->cutoff, policy::ParseMonth("2024-04").value());
  EXPECT_EQ(permit.rows.codes.at(0).starts_with, std::vector<std::string>{"J46"});
  EXPECT_EQ(permit.opposition.lists.size(), 2u);
  EXPECT_EQ(permit.tables.size(), 3u);
}

TEST(PermitDocument, FurtherUnitsThatOutputsProtectAreUnderstood) {
  EXPECT_TRUE(test::SmallPermit().output.protect.empty());
  const policy::Permit permit = ParsePermit(*List(Vectors("document.json"), "good")[2].if_string()).value();
  EXPECT_EQ(permit.output.protect,
            (std::vector<policy::UnitRule>{{policy::ProtectedUnit::kEstablishment, 3, "rules for hospitals"},
                                           {policy::ProtectedUnit::kProfessional, 5, "convention C-2026-7"}}));
}

TEST(PermitDocument, BadOnesAreRefusedByTheReasonOfTheirClass) {
  const Json vectors = Vectors("document.json");
  std::set<std::string> seen;
  for (const Json& bad : List(vectors, "bad")) {
    const std::string name = Text(bad, "class");
    const auto permit = ParsePermit(Text(bad, "document"));
    ASSERT_TRUE(kDocumentReasons.contains(name)) << name;
    ASSERT_FALSE(permit.ok()) << name << ": " << Text(bad, "document");
    const auto& [code, message] = kDocumentReasons.at(name);
    EXPECT_EQ(permit.error().code, code) << name << ": " << permit.error().message;
    EXPECT_NE(permit.error().message.find(message), std::string::npos) << name << ": " << permit.error().message;
    seen.insert(name);
  }
  EXPECT_EQ(seen.size(), kDocumentReasons.size());
}

const std::map<std::string, std::pair<ErrorCode, std::string>> kSignedReasons = {
    {"one_signature", {ErrorCode::kPrecondition, "verify permit: it carries one signature, not two"}},
    {"no_signature", {ErrorCode::kInvalidArgument, "parse JWS: it needs a list of 1 to 64 signatures"}},
    {"three_signatures", {ErrorCode::kInvalidArgument, "verify permit: it carries 3 signatures, not two"}},
    {"same_person", {ErrorCode::kInvalidArgument, "verify permit: both signatures are by one person"}},
    {"same_signer", {ErrorCode::kInvalidArgument, "parse JWS: two signatures are by the same key"}},
    {"wrong_role", {ErrorCode::kDenied, "verify permit: the signers did not hold the two roles"}},
    {"bad_signature", {ErrorCode::kUnauthenticated, "verify permit: a signature is not its signer's"}},
    {"unknown_signer", {ErrorCode::kUnauthenticated, "verify permit: a signer is not known to this hub"}},
    {"malformed_signer", {ErrorCode::kInvalidArgument, "verify permit: a signer is not written ACTOR@CHANGES"}},
    {"other_alg", {ErrorCode::kUnsupported, "parse JWS: its algorithm is not admitted"}},
    {"unknown_alg", {ErrorCode::kUnsupported, ""}},
    {"crit", {ErrorCode::kUnsupported, "parse JWS: critical extensions are not supported"}},
    {"unknown_header", {ErrorCode::kInvalidArgument, ""}},
    {"other_type", {ErrorCode::kInvalidArgument, "parse JWS: it is of another type"}},
    {"unprotected_header", {ErrorCode::kInvalidArgument, ""}},
    {"unknown_member", {ErrorCode::kInvalidArgument, ""}},
    {"cut_signature", {ErrorCode::kInvalidArgument, "parse JWS: a signature has the wrong length"}},
    {"not_canonical", {ErrorCode::kInvalidArgument, ""}},
};

TEST(SignedPermit, GoodOnesVerify) {
  for (const Json& good : List(Vectors("signed.json"), "good")) {
    const auto permit = SignedPermit::Verify(*good.if_string(), test::VectorDirectory());
    ASSERT_TRUE(permit.ok()) << permit.error().message;
    EXPECT_EQ(permit->text(), *good.if_string());
    EXPECT_EQ(permit->signers().size(), 2u);
  }
}

TEST(SignedPermit, BadOnesAreRefusedByTheReasonOfTheirClass) {
  std::set<std::string> seen;
  for (const Json& bad : List(Vectors("signed.json"), "bad")) {
    const std::string name = Text(bad, "class");
    const auto permit = SignedPermit::Verify(Text(bad, "permit"), test::VectorDirectory());
    ASSERT_FALSE(permit.ok()) << name;
    seen.insert(name);
    if (name == "bad_document") {
      EXPECT_TRUE(permit.error().message.starts_with("read permit: ")) << permit.error().message;
      continue;
    }
    ASSERT_TRUE(kSignedReasons.contains(name)) << name;
    EXPECT_EQ(permit.error().code, kSignedReasons.at(name).first) << name << ": " << permit.error().message;
    EXPECT_TRUE(permit.error().message.starts_with(kSignedReasons.at(name).second)) << name << permit.error().message;
  }
  EXPECT_EQ(seen.size(), kSignedReasons.size() + 1);
}

TEST(SignedPermit, EveryChangedByteOfASignedPermitIsRefused) {
  const std::string good = *List(Vectors("signed.json"), "good")[0].if_string();
  const ActorAt directory = test::VectorDirectory();
  uint64_t accepted = 0;
  for (size_t i = 0; i < good.size(); i += 7) {
    std::string changed = good;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    accepted += SignedPermit::Verify(changed, directory).ok() ? 1 : 0;
  }
  EXPECT_EQ(accepted, 0u);
}

TEST(SignedPermit, WhoLostARoleSinceTheySignedStopsTheIssue) {
  const Json vectors = Vectors("signed.json");
  const ActorAt directory = test::VectorDirectory();
  const auto by_someone_gone = SignedPermit::Verify(*List(vectors, "good")[4].if_string(), directory).value();
  EXPECT_TRUE(by_someone_gone.CheckRolesAt(8, directory).ok());
  EXPECT_EQ(by_someone_gone.CheckRolesAt(9, directory).error().code, ErrorCode::kDenied);
}

TEST(SignedPermit, ASignatureIsAddedOnceAPersonAndTwiceInAll) {
  const auto officer = crypto::PrivateKey::Generate(SignatureAlgorithm::kEcdsaP384Sha384);
  const auto controller = crypto::PrivateKey::Generate(SignatureAlgorithm::kEcdsaP384Sha384);
  const ActorAt directory = [&](uint64_t number, uint64_t) -> Result<policy::Actor> {
    policy::Actor actor{number, "local", number == 1 ? officer.public_key() : controller.public_key(), {}, {}};
    actor.grants = {{number == 1 ? policy::Role::kPermitOfficer : policy::Role::kController, {}}};
    return actor;
  };
  const std::string one = SignDraft(test::SmallPermit(), {1, 3}, officer);
  EXPECT_EQ(SignedPermit::Verify(one, directory).error().code, ErrorCode::kPrecondition);
  EXPECT_TRUE(VerifySignature(ReadUnverifiedPermit(one).value(), 0, directory).ok());
  EXPECT_EQ(AddSignature(one, {1, 4}, officer).error().code, ErrorCode::kConflict);
  const std::string two = AddSignature(one, {2, 3}, controller).value();
  EXPECT_TRUE(SignedPermit::Verify(two, directory).ok());
  EXPECT_EQ(AddSignature(two, {3, 3}, controller).error().code, ErrorCode::kConflict);
}

}  // namespace
}  // namespace bouclier::provision
