// SPDX-License-Identifier: Apache-2.0
// F14: a hostile host. Every read that touches the damage or the missing part, every full read and the check refuse by
// name; a range read beside it gives exactly the recorded bytes. Beside each attack its control: the twin that accepts
// it.
#include "attack_twins.h"

#include <set>

#include "bouclier/vault/check.h"
#include "test_hub.h"

namespace bouclier::vault {
namespace {

using test::Guards;
using test::Pattern;
using test::TestHub;
using test::TwinRecord;

constexpr uint64_t kSegments = 5;
constexpr uint64_t kSize = kSegments * kSegmentPlain;  // a Padmé length: no padding

struct Victim {
  TestHub hub;
  Bytes plain = Pattern(kSize, 1);
  ObjectId object = hub.Store("victim", plain);
  Bytes& body() { return hub.host.objects[hub.BodyKey(object)]; }

  // Reads of every segment: those in `damaged` are refused as corruption, all others give the recorded bytes.
  void ExpectOnlyDamaged(const std::set<uint64_t>& damaged) {
    SealedReader reader = hub.Open(object).value();
    for (uint64_t segment = 0; segment < kSegments; ++segment) {
      const auto read = reader.Read(segment * kSegmentPlain + 5, 1000);
      if (damaged.contains(segment)) {
        EXPECT_EQ(read.error().code, ErrorCode::kCorruption) << segment;
      } else {
        EXPECT_TRUE(Equal(read.value(), ByteView(plain).subspan(segment * kSegmentPlain + 5, 1000))) << segment;
      }
      // One that begins beside the damage and reaches into it.
      if (segment + 1 < kSegments && damaged.contains(segment + 1) && !damaged.contains(segment)) {
        EXPECT_EQ(reader.Read((segment + 1) * kSegmentPlain - 5, 10).error().code, ErrorCode::kCorruption);
      }
    }
    EXPECT_EQ(hub.ReadWhole(object).error().code, ErrorCode::kCorruption);
    const auto again = hub.ReadAgain(object);  // only what the digests alone can tell passes
    EXPECT_EQ(again.ok(), damaged.empty());
    EXPECT_TRUE(again.ok() ? *again == plain : again.error().code == ErrorCode::kCorruption);
    const CheckReport check = CheckBodies(hub.state, hub.host, CheckDepth::kLeaves, 1, {}).value();
    ASSERT_FALSE(check.findings.empty());
    EXPECT_EQ(check.findings.front().error.code, ErrorCode::kCorruption);
  }
};

TwinRecord NewTwinRecord() {
  TwinRecord record;
  record.dek = crypto::RandomSecret(32);
  record.start_nonce = crypto::RandomArray<12>();
  return record;
}

// The twin with every guard refuses the full read as the product does; without those that stop the attack it accepts.
void ExpectControl(const TwinRecord& record, ByteView attacked, Guards without, uint64_t touched, ByteView expected) {
  EXPECT_FALSE(test::TwinRead(record, Guards{}, attacked).ok());
  Guards only_root_missing;
  only_root_missing.root = false;
  EXPECT_FALSE(test::TwinRead(record, only_root_missing, attacked).ok()) << "the guard taken away is not what stops it";
  EXPECT_FALSE(test::TwinRead(record, Guards{}, attacked, touched, 1).ok());
  EXPECT_TRUE(test::TwinRead(record, without, attacked, touched, 1).ok());
  EXPECT_FALSE(test::TwinRead(record, without, attacked).ok()) << "full reads also have the root";
  without.root = false;
  EXPECT_TRUE(Equal(test::TwinRead(record, without, attacked).value(), expected));
}

TEST(F14HostileHost, CutAtASegmentBoundary) {
  Victim victim;
  test::CutAtSegment(victim.body(), 3);
  victim.ExpectOnlyDamaged({3, 4});

  TwinRecord record = NewTwinRecord();
  Bytes body = test::TwinSeal(record, victim.plain);
  test::CutAtSegment(body, 3);
  Guards without;
  without.recorded_length = false;
  ExpectControl(record, body, without, 3, ByteView(victim.plain).first(3 * kSegmentPlain));
}

TEST(F14HostileHost, TwoSegmentsSwapped) {
  Victim victim;
  test::SwapSegments(victim.body(), 1, 3);
  victim.ExpectOnlyDamaged({1, 3});

  TwinRecord record = NewTwinRecord();
  Bytes body = test::TwinSeal(record, victim.plain);
  test::SwapSegments(body, 1, 3);
  Guards without;
  without.expected_nonce = false;
  Bytes swapped = victim.plain;
  std::swap_ranges(swapped.begin() + kSegmentPlain, swapped.begin() + 2 * kSegmentPlain,
                   swapped.begin() + 3 * kSegmentPlain);
  ExpectControl(record, body, without, 1, swapped);
}

TEST(F14HostileHost, OneBitFlipped) {
  Victim victim;
  test::FlipBit(victim.body(), 2);
  victim.ExpectOnlyDamaged({2});

  TwinRecord record = NewTwinRecord();
  Bytes body = test::TwinSeal(record, victim.plain);
  test::FlipBit(body, 2);
  Guards without;
  without.tag = false;
  Bytes flipped = victim.plain;
  flipped[2 * kSegmentPlain + 100 - crypto::kNonceSize] ^= 0x10;
  ExpectControl(record, body, without, 2, flipped);
}

TEST(F14HostileHost, SegmentDuplicatedOverAnother) {
  Victim victim;
  std::copy_n(victim.body().begin(), kSegmentSealed, victim.body().begin() + 4 * kSegmentSealed);
  victim.ExpectOnlyDamaged({4});
}

// Two objects or generations sealed under one DEK and one start nonce: what must never be. The control reads one for
// the other.
void ExpectSharedKeyControl() {
  TwinRecord first = NewTwinRecord();
  const Bytes first_plain = Pattern(kSize, 1);
  const Bytes first_body = test::TwinSeal(first, first_plain);
  TwinRecord second;
  second.dek = first.dek.Duplicate(SecretAccess{});
  second.start_nonce = first.start_nonce;
  const Bytes second_plain = Pattern(kSize, 2);
  const Bytes second_body = test::TwinSeal(second, second_plain);
  EXPECT_TRUE(test::TwinRead(first, Guards{}, second_body, 2, 1).ok()) << "every range of the other is accepted";
  EXPECT_FALSE(test::TwinRead(first, Guards{}, second_body).ok());
  Guards without;
  without.root = false;
  EXPECT_EQ(test::TwinRead(first, without, second_body).value(), second_plain);

  TwinRecord own_nonce = NewTwinRecord();  // a start nonce of its own alone stops it …
  own_nonce.dek = first.dek.Duplicate(SecretAccess{});
  EXPECT_FALSE(test::TwinRead(first, without, test::TwinSeal(own_nonce, second_plain)).ok());
  TwinRecord own_dek = NewTwinRecord();  // … and so does a DEK of its own
  own_dek.start_nonce = first.start_nonce;
  EXPECT_FALSE(test::TwinRead(first, without, test::TwinSeal(own_dek, second_plain)).ok());
}

TEST(F14HostileHost, TwoObjectsSwapped) {
  Victim victim;
  const ObjectId other = victim.hub.Store("other", Pattern(kSize, 2));
  std::swap(victim.body(), victim.hub.host.objects[victim.hub.BodyKey(other)]);
  victim.ExpectOnlyDamaged({0, 1, 2, 3, 4});
  EXPECT_EQ(victim.hub.ReadWhole(other).error().code, ErrorCode::kCorruption);
  ExpectSharedKeyControl();
}

// Sealed by another hub, for another tenant of the same host; even when it holds the same plaintext.
TEST(F14HostileHost, AnotherTenantsObjectServed) {
  Victim victim;
  Victim tenant;
  ASSERT_EQ(victim.plain, tenant.plain);
  victim.body() = tenant.body();
  victim.ExpectOnlyDamaged({0, 1, 2, 3, 4});
  EXPECT_EQ(tenant.hub.ReadWhole(tenant.object).value(), tenant.plain) << "to its owner it is what it was";
  ExpectSharedKeyControl();
}

TEST(F14HostileHost, TrueOldBodyPutBack) {
  Victim victim;
  const Bytes old_body = victim.body();
  const Bytes fresh = Pattern(kSize, 7);
  victim.hub.CommitOne(victim.hub.Bring(victim.object, 2, "victim", fresh).value()).value();
  victim.hub.host.objects[victim.hub.BodyKey(victim.object, 2)] = old_body;
  victim.ExpectOnlyDamaged({0, 1, 2, 3, 4});
  EXPECT_EQ(victim.hub.ReadWhole(victim.object, 1).value(), victim.plain)
      << "the old generation itself is still itself";
  ExpectSharedKeyControl();
}

TEST(F14HostileHost, BytesAppendedAreSeenByFullReadsAndTheCheck) {
  Victim victim;
  victim.body().push_back(0);
  EXPECT_EQ(victim.hub.ReadWhole(victim.object).error().code, ErrorCode::kCorruption);
  EXPECT_EQ(CheckBodies(victim.hub.state, victim.hub.host, CheckDepth::kLengths, 1, {}).value().findings.size(), 1u);
}

TEST(F14HostileHost, BodyGone) {
  Victim victim;
  victim.hub.host.objects.clear();
  victim.ExpectOnlyDamaged({0, 1, 2, 3, 4});
}

TEST(F14HostileHost, LeavesOfALargeObjectSwapped) {
  TestHub hub;
  const Bytes plain = Pattern(2 * kLeafPlain + 10, 1);
  const ObjectId object = hub.Store("large", plain);
  Bytes& body = hub.host.objects[hub.BodyKey(object)];
  std::swap_ranges(body.begin(), body.begin() + kLeafSealed, body.begin() + kLeafSealed);
  SealedReader reader = hub.Open(object).value();
  EXPECT_EQ(reader.Read(0, 1).error().code, ErrorCode::kCorruption);
  EXPECT_TRUE(Equal(reader.Read(2 * kLeafPlain, 10).value(), ByteView(plain).subspan(2 * kLeafPlain, 10)));
  EXPECT_EQ(hub.ReadWhole(object).error().code, ErrorCode::kCorruption);
  EXPECT_EQ(CheckBodies(hub.state, hub.host, CheckDepth::kLeaves, 2, {}).value().findings.size(), 1u);
}

TEST(F5BitFlips, InTheDatabaseAreRefusedBeforeAnythingIsRead) {
  TestHub hub;
  const ObjectId object = hub.Store("a", Pattern(1000, 1));
  for (auto& [row, value] : hub.state.rows) {
    if (row.first != "vault_record") continue;
    const Bytes good = value;
    for (size_t at = 0; at < value.size(); ++at) {
      value = good;
      value[at] ^= 0x04;
      const auto read = hub.ReadWhole(object);
      ASSERT_FALSE(read.ok()) << at;
      const ErrorCode code = read.error().code;
      ASSERT_TRUE(code == ErrorCode::kCorruption || code == ErrorCode::kUnsupported || code == ErrorCode::kNotFound)
          << at;
    }
    value = good;
  }
  EXPECT_TRUE(hub.ReadWhole(object).ok());
}

}  // namespace
}  // namespace bouclier::vault
