// SPDX-License-Identifier: Apache-2.0
#include "bouclier/vault/crosswalk.h"

#include <gtest/gtest.h>

#include <map>

#include "bouclier/base/bytes.h"

namespace bouclier::vault::test {
namespace {

using Identity = catalog::IdentityClass;

std::string PersonKey(std::string_view id) {
  std::string key;
  MakePersonKey(key, id);
  return key;
}
std::string LifelongKey(std::string_view id) {
  std::string key;
  MakeLifelongKey(key, id);
  return key;
}
std::string PsaKey(std::string_view number, std::string_view rank) {
  std::string key;
  MakePsaKey(key, number, rank);
  return key;
}

Crosswalk Small() {
  Crosswalk made;
  auto& persons = made.spaces[static_cast<size_t>(Identity::kPerson)];
  const std::pair<std::string, uint32_t> keys[] = {
      {PersonKey("zeta"), 1}, {PersonKey("alpha"), 0}, {LifelongKey("alpha"), 0}, {PersonKey("old zeta"), 1}};
  for (const auto& [key, ordinal] : keys) {
    persons.keys.Intern(key);
    persons.ordinals.push_back(ordinal);
  }
  persons.count = 2;
  auto& numbers = made.spaces[static_cast<size_t>(Identity::kPsa)];
  for (const char* rank : {"1", "2", ""}) {
    numbers.ordinals.push_back(numbers.keys.Intern(PsaKey("shared", rank)));
  }
  numbers.count = 3;
  made.psa_person = {0, 1, kAmbiguousPerson};
  made.person_marks = {0, kMerged};
  return made;
}

TEST(IdentifierTable, NumbersTextsInOrderOfArrivalAndFindsThem) {
  IdentifierTable table;
  std::map<std::string, uint32_t> expected;
  for (uint32_t i = 0; i < 200'000; ++i) {
    const std::string text = std::string(i % 40, 'x') + std::to_string(i % 150'000);
    const auto [it, fresh] = expected.emplace(text, static_cast<uint32_t>(expected.size()));
    ASSERT_EQ(table.Intern(text), it->second) << text;
  }
  ASSERT_EQ(table.size(), expected.size());
  for (const auto& [text, number] : expected) {
    ASSERT_EQ(table.Find(text), number);
    ASSERT_EQ(table.Text(number), text);
  }
  EXPECT_EQ(table.Find("absent"), IdentifierTable::kAbsent);
  EXPECT_EQ(table.Find(""), IdentifierTable::kAbsent);
}

TEST(Crosswalk, KeysAreTheirPartsWithNulBetween) {
  using namespace std::string_literals;
  EXPECT_EQ(PsaKey("abc", "1"), "abc\0001"s);
  EXPECT_EQ(PsaKey("abc", ""), "abc\0"s);
  EXPECT_EQ(PersonKey("x"), "I\0x"s);
  std::string stay;
  MakeStayKey(stay, "2019", "010000024", "0000000012");
  EXPECT_EQ(stay,
            "2019\0"
            "010000024\0"
            "0000000012"s);
}

TEST(Crosswalk, ReadsWhatItWrote) {
  const Crosswalk made = Small();
  const Bytes encoded = EncodeCrosswalk(made);
  const Crosswalk read = DecodeCrosswalk(encoded).value();
  EXPECT_EQ(read.Find(Identity::kPerson, PersonKey("old zeta")), 1u);
  EXPECT_EQ(read.Find(Identity::kPerson, LifelongKey("alpha")), 0u);
  EXPECT_EQ(read.Find(Identity::kPerson, LifelongKey("zeta")), kNoPerson);
  EXPECT_EQ(read.PersonOf(read.Find(Identity::kPsa, PsaKey("shared", ""))), kAmbiguousPerson);
  EXPECT_EQ(read.PersonOf(read.Find(Identity::kPsa, PsaKey("shared", "2"))), 1u);
  EXPECT_EQ(read.person_marks, made.person_marks);
  EXPECT_EQ(EncodeCrosswalk(read), encoded);
}

TEST(Crosswalk, EveryAlteredByteIsRefusedOrReadsAsWhatItSays) {
  const Bytes encoded = EncodeCrosswalk(Small());
  for (size_t at = 0; at < encoded.size(); ++at)
    for (const uint8_t change : {1, 0x80, 0xff}) {
      Bytes bad = encoded;
      bad[at] ^= change;
      const auto read = DecodeCrosswalk(bad);
      if (read.ok()) {
        EXPECT_EQ(EncodeCrosswalk(*read), bad) << at;
      }
    }
  for (size_t size = 0; size < encoded.size(); ++size)
    EXPECT_FALSE(DecodeCrosswalk(ByteView(encoded).first(size)).ok()) << size;
  Bytes longer = encoded;
  longer.push_back(0);
  EXPECT_FALSE(DecodeCrosswalk(longer).ok());
}

}  // namespace
}  // namespace bouclier::vault::test
