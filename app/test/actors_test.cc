// SPDX-License-Identifier: Apache-2.0
#include "bouclier/app/actors.h"

#include <gtest/gtest.h>

#include "bouclier/crypto/signature.h"
#include "bouclier/state/memory_state_store.h"
#include "points/every_point.h"

namespace bouclier::app {
namespace {

class SoftwareSigner final : public ports::Signer {
 public:
  SoftwareSigner() : key_(crypto::PrivateKey::Generate(SignatureAlgorithm::kEcdsaP384Sha384)) {}
  const PublicKey& public_key() const override { return key_.public_key(); }
  Result<Bytes> Sign(ByteView message) override { return key_.Sign(message); }

 private:
  crypto::PrivateKey key_;
};

constexpr std::string_view kChanges = "app.actor_changes";
constexpr std::string_view kNames = "app.actor_names";

class ActorsTest : public ::testing::Test {
 protected:
  Result<ActorDirectory> Load() {
    auto reader = state_.Read().value();
    return ActorDirectory::Load(*reader, directory_key_, {a_.public_key(), b_.public_key()});
  }
  void Commit(const ActorChange& change) {
    auto transaction = state_.Begin().value();
    ASSERT_TRUE(ActorDirectory::Write(change, *transaction).ok());
    ASSERT_TRUE(transaction->Commit().ok());
  }
  void Add(const std::string& name, policy::Role role) {
    Commit(Load()->Add(name, SoftwareSigner().public_key(), {{role, {}}}, a_, b_).value());
  }
  void Overwrite(std::string_view table, const Bytes& key, const Bytes& row) {
    auto transaction = state_.Begin().value();
    ASSERT_TRUE(transaction->Put(table, key, row).ok());
    ASSERT_TRUE(transaction->Commit().ok());
  }
  static Bytes Key(uint64_t number) { return WithBe64({}, number); }

  state::MemoryStateStore state_;
  SecretBytes directory_key_{32};
  SoftwareSigner a_, b_;
};

TEST_F(ActorsTest, PeopleAreFoundByNameWithTheirRoles) {
  EXPECT_TRUE(Load()->people().empty());
  Add("camille", policy::Role::kOperator);
  Add("léa", policy::Role::kSteward);
  const auto directory = Load();
  ASSERT_TRUE(directory.ok()) << directory.error().message;
  EXPECT_EQ(directory->Find("camille")->actor.number, 1u);
  EXPECT_EQ(directory->Find("léa")->actor.grants[0].role, policy::Role::kSteward);
  EXPECT_EQ(directory->Find("nobody").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(directory->Add("camille", SoftwareSigner().public_key(), {}, a_, b_).error().code, ErrorCode::kConflict);
}

TEST_F(ActorsTest, AReplacedActorCountsAsTheNewestChangeSays) {
  Add("camille", policy::Role::kOperator);
  const auto directory = Load().value().people();
  Person person = directory.at(0);
  person.actor.status = policy::ActorStatus::kRevoked;
  Commit(Load()->Replace(person, a_, b_).value());
  EXPECT_EQ(Load()->Find("camille")->actor.status, policy::ActorStatus::kRevoked);
  EXPECT_EQ(Load()->people().size(), 1u);
}

TEST_F(ActorsTest, WhoHeldWhichRoleWhenIsReplayed) {
  Add("camille", policy::Role::kController);
  Add("lea", policy::Role::kSteward);
  Person person = Load()->Find("camille").value();
  person.actor.grants = {{policy::Role::kAuditor, {}}};
  Commit(Load()->Replace(person, a_, b_).value());
  const ActorDirectory directory = Load().value();
  EXPECT_EQ(directory.changes(), 3u);
  EXPECT_EQ(directory.ActorAt(1, 1)->grants[0].role, policy::Role::kController);
  EXPECT_EQ(directory.ActorAt(1, 2)->grants[0].role, policy::Role::kController);
  EXPECT_EQ(directory.ActorAt(1, 3)->grants[0].role, policy::Role::kAuditor);
  EXPECT_EQ(directory.ActorAt(2, 1).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(directory.ActorAt(1, 4).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(directory.ActorAt(1, 0).error().code, ErrorCode::kNotFound);
}

TEST_F(ActorsTest, TwoChangesFromTheSameMomentDoNotBothCount) {
  const auto one = Load()->Add("one", SoftwareSigner().public_key(), {}, a_, b_).value();
  const auto two = Load()->Add("two", SoftwareSigner().public_key(), {}, a_, b_).value();
  Commit(one);
  auto transaction = state_.Begin().value();
  EXPECT_EQ(ActorDirectory::Write(two, *transaction).error().code, ErrorCode::kConflict);
}

TEST_F(ActorsTest, NamesNeverStandInClearInTheDatabase) {
  Add("a-rare-name-to-find", policy::Role::kOperator);
  auto reader = state_.Read().value();
  int rows = 0;
  const auto look = [&](ByteView, ByteView value) -> Result<ports::ScanNext> {
    EXPECT_EQ(AsText(value).find("a-rare-name"), std::string_view::npos);
    ++rows;
    return ports::ScanNext::kGoOn;
  };
  for (std::string_view table : {kChanges, kNames}) ASSERT_TRUE(reader->Scan(table, {}, {}, look).ok());
  EXPECT_EQ(rows, 2);
}

TEST_F(ActorsTest, AnyByteChangedInADatabaseRowIsRefused) {
  Add("camille", policy::Role::kAuditor);
  for (const auto& [table, key] : {std::pair(kChanges, Key(0)), std::pair(kNames, Key(1))}) {
    const Bytes whole = state_.Read().value()->Get(table, key).value().value();
    for (size_t at = 0; at < whole.size(); at += points::Stride(5)) {
      Bytes changed = whole;
      changed[at] ^= 1;
      Overwrite(table, key, changed);
      EXPECT_EQ(Load().error().code, ErrorCode::kCorruption) << table << " byte " << at;
    }
    Overwrite(table, key, whole);
  }
  EXPECT_TRUE(Load().ok());
}

TEST_F(ActorsTest, AChangeSignedByOneCustodianAndAStrangerIsRefused) {
  SoftwareSigner stranger;
  Commit(Load()->Add("mallory", SoftwareSigner().public_key(), {{policy::Role::kSteward, {}}}, a_, stranger).value());
  const auto loaded = Load();
  EXPECT_EQ(loaded.error().code, ErrorCode::kCorruption);
  EXPECT_NE(loaded.error().message.find("custodian-b"), std::string::npos);
}

TEST_F(ActorsTest, ADroppedChangeIsAGap) {
  Add("one", policy::Role::kOperator);
  Add("two", policy::Role::kOperator);
  auto transaction = state_.Begin().value();
  ASSERT_TRUE(transaction->Delete(kChanges, Key(0)).ok());
  ASSERT_TRUE(transaction->Commit().ok());
  EXPECT_NE(Load().error().message.find("gap"), std::string::npos);
}

}  // namespace
}  // namespace bouclier::app
