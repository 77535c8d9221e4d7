// SPDX-License-Identifier: Apache-2.0
// Pseudonyms: the known answers of a second implementation (tests/vectors/kernels), what must differ, and the strict
// reader of their text.
#include "bouclier/kernels/pseudonym.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "bouclier/base/file.h"
#include "bouclier/crypto/hash.h"
#include "bouclier/crypto/json.h"

namespace bouclier::kernels {
namespace {

using crypto::Json;

constexpr PseudonymClass kEvery[] = {
    PseudonymClass::kPerson,   PseudonymClass::kPsa,  PseudonymClass::kInsured,          PseudonymClass::kMotherChild,
    PseudonymClass::kCareLine, PseudonymClass::kStay, PseudonymClass::kDeathCertificate, PseudonymClass::kProfessional,
    PseudonymClass::kEmployer, PseudonymClass::kCase};

Json ReadVectors() {
  std::filesystem::path at = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  while (at.has_relative_path() && !std::filesystem::exists(at / "tests/vectors/kernels")) at = at.parent_path();
  const Bytes text = RealFileSystem().Read(at / "tests/vectors/kernels/pseudonym.json", 1 << 20).value();
  return Json::Parse(AsText(text)).value();
}

const Json::Array& List(const Json& json, std::string_view name) { return *json.Find(name)->if_array(); }
std::string Text(const Json& json, std::string_view name) { return json.GetString(name).value(); }
Bytes Raw(const Json& json, std::string_view name) { return ParseHex(Text(json, name)).value(); }

SecretBytes KeyOf(uint8_t filling) { return SecretBytes::CopyOf(Bytes(kProjectKeySize, filling)); }

std::vector<Pseudonym> Of(const Pseudonymiser& pseudonymiser, PseudonymClass of,
                          const std::vector<uint64_t>& ordinals) {
  std::vector<Pseudonym> out(ordinals.size());
  if (of == PseudonymClass::kCareLine) {
    pseudonymiser.Compute(of, ordinals, out);
  } else {
    const std::vector<uint32_t> narrow(ordinals.begin(), ordinals.end());
    pseudonymiser.Compute(of, narrow, out);
  }
  return out;
}

TEST(Pseudonym, KeysAreThoseOfTheVectors) {
  const Json vectors = ReadVectors();
  std::set<std::string> different;
  for (const Json& one : List(vectors, "keys")) {
    ProjectSalt salt;
    const Bytes raw = Raw(one, "salt");
    std::copy(raw.begin(), raw.end(), salt.begin());
    const SecretBytes key = DeriveProjectKey(SecretBytes::CopyOf(Raw(one, "hub_secret")), salt, Text(one, "label"));
    EXPECT_EQ(Hex(key.Reveal(SecretAccess{})), Text(one, "project_key")) << Text(one, "name");
    different.insert(Text(one, "project_key"));
  }
  EXPECT_EQ(different.size(), 4u);
}

TEST(Pseudonym, GivesTheKnownAnswers) {
  const Json vectors = ReadVectors();
  const Pseudonymiser pseudonymiser(SecretBytes::CopyOf(Raw(vectors, "project_key")));
  std::set<std::string> classes;
  for (const Json& one : List(vectors, "good")) {
    const auto of = static_cast<PseudonymClass>(one.GetCount("number").value());
    ASSERT_TRUE(std::find(std::begin(kEvery), std::end(kEvery), of) != std::end(kEvery));
    classes.insert(Text(one, "class"));
    const Pseudonym pseudonym = Of(pseudonymiser, of, {std::stoull(Text(one, "ordinal"))}).front();
    EXPECT_EQ(Hex(pseudonym), Text(one, "bytes"));
    EXPECT_EQ(PseudonymText(pseudonym), Text(one, "text"));
    EXPECT_EQ(ParsePseudonym(Text(one, "text")).value(), pseudonym);
  }
  EXPECT_EQ(classes.size(), std::size(kEvery)) << "each class has its answers";
}

TEST(Pseudonym, ABatchGivesWhatOneByOneByOpensslGives) {
  const SecretBytes key = KeyOf(3);
  const Pseudonymiser pseudonymiser(key);
  for (size_t count : {0, 1, 15, 16, 17, 511, 512, 513, 1500}) {
    std::vector<uint64_t> ordinals(count);
    for (size_t i = 0; i < count; ++i) ordinals[i] = static_cast<uint32_t>(i * 2654435761u);
    for (PseudonymClass of : {PseudonymClass::kPsa, PseudonymClass::kCareLine}) {
      if (of == PseudonymClass::kCareLine)
        for (uint64_t& ordinal : ordinals) ordinal = ordinal * 0x1000193u + (ordinal << 40);
      const auto batch = Of(pseudonymiser, of, ordinals);
      for (size_t i = 0; i < count; ++i) {
        Bytes message{1, static_cast<uint8_t>(of)};
        AppendLe64(message, ordinals[i]);
        const Digest32 mac = crypto::HmacSha256(key, message);
        ASSERT_TRUE(Equal(batch[i], ByteView(mac).first(16))) << count << ' ' << i;
      }
    }
  }
}

TEST(Pseudonym, KeysClassesAndOrdinalsNeverMeet) {
  std::vector<uint64_t> ordinals(20000);
  for (size_t i = 0; i < ordinals.size(); ++i) ordinals[i] = i < 10000 ? i : (uint64_t{1} << 32) - 1 - i;
  std::vector<Pseudonym> all;
  for (uint8_t key : {1, 2}) {
    const Pseudonymiser pseudonymiser(KeyOf(key));
    for (PseudonymClass of : kEvery) {
      const auto some = Of(pseudonymiser, of, ordinals);
      all.insert(all.end(), some.begin(), some.end());
    }
  }
  ASSERT_EQ(all.size(), 2 * std::size(kEvery) * ordinals.size());
  std::sort(all.begin(), all.end());
  EXPECT_EQ(std::adjacent_find(all.begin(), all.end()), all.end());
}

TEST(Pseudonym, TheUpperHalfOfACareLineCounts) {
  const Pseudonymiser pseudonymiser(KeyOf(1));
  const auto two = Of(pseudonymiser, PseudonymClass::kCareLine, {7, (uint64_t{1} << 32) + 7});
  EXPECT_NE(two[0], two[1]);
}

TEST(Pseudonym, SaysNothingOfTheOrderOfOrdinals) {
  // Of 10,000 neighbours half are in order; 200 off is four standard deviations.
  std::vector<uint64_t> ordinals(10001);
  for (size_t i = 0; i < ordinals.size(); ++i) ordinals[i] = i;
  const auto some = Of(Pseudonymiser(KeyOf(9)), PseudonymClass::kPerson, ordinals);
  size_t ascending = 0;
  for (size_t i = 1; i < some.size(); ++i) ascending += some[i - 1] < some[i];
  EXPECT_NEAR(static_cast<double>(ascending), 5000, 200);
}

TEST(PseudonymText, IsReadBackAndSortsAsTheBytesDo) {
  const Json vectors = ReadVectors();
  for (const Json& one : List(vectors, "texts")) {
    const Bytes raw = Raw(one, "bytes");
    Pseudonym pseudonym;
    std::copy(raw.begin(), raw.end(), pseudonym.begin());
    EXPECT_EQ(PseudonymText(pseudonym), Text(one, "text"));
    EXPECT_EQ(ParsePseudonym(Text(one, "text")).value(), pseudonym);
  }
  for (size_t bit = 0; bit < 128; ++bit) {
    Pseudonym pseudonym{};
    pseudonym[bit / 8] = static_cast<uint8_t>(1 << bit % 8);
    EXPECT_EQ(ParsePseudonym(PseudonymText(pseudonym)).value(), pseudonym) << bit;
  }
  std::vector<Pseudonym> some = Of(Pseudonymiser(KeyOf(4)), PseudonymClass::kPerson, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
  std::sort(some.begin(), some.end());
  std::string text(some.size() * kPseudonymTextSize, '?');
  WritePseudonyms(some, text);
  for (size_t i = 0; i < some.size(); ++i) {
    const std::string one = text.substr(i * kPseudonymTextSize, kPseudonymTextSize);
    EXPECT_EQ(one, PseudonymText(some[i]));
    if (i > 0) {
      EXPECT_LT(text.substr((i - 1) * kPseudonymTextSize, kPseudonymTextSize), one);
    }
  }
}

TEST(PseudonymText, RefusesEverythingElseByItsClass) {
  const Json vectors = ReadVectors();
  EXPECT_GE(List(vectors, "bad").size(), 30u);
  for (const Json& one : List(vectors, "bad")) {
    const auto parsed = ParsePseudonym(Text(one, "text"));
    ASSERT_FALSE(parsed.ok()) << Text(one, "name");
    const bool unsupported = Text(one, "expect") == "unsupported";
    EXPECT_EQ(parsed.error().code, unsupported ? ErrorCode::kUnsupported : ErrorCode::kInvalidArgument)
        << Text(one, "name");
  }
  const std::string good = PseudonymText({1, 2, 3});
  for (size_t i = 0; i < good.size(); ++i) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string changed = good;
      changed[i] = static_cast<char>(byte);
      const auto parsed = ParsePseudonym(changed);
      if (parsed.ok()) {
        EXPECT_EQ(PseudonymText(*parsed), changed) << "one text each";
      }
    }
  }
}

TEST(PseudonymDeathTest, RefusesArgumentsThatDoNotFit) {
  const Pseudonymiser pseudonymiser(KeyOf(1));
  const std::vector<uint32_t> narrow(2);
  const std::vector<uint64_t> wide(2);
  std::vector<Pseudonym> two(2), three(3);
  std::string text(55, ' ');
  EXPECT_DEATH(pseudonymiser.Compute(PseudonymClass::kPerson, narrow, three), "broken invariant");
  EXPECT_DEATH(pseudonymiser.Compute(PseudonymClass::kCareLine, narrow, two), "broken invariant");
  EXPECT_DEATH(pseudonymiser.Compute(PseudonymClass::kPerson, wide, two), "broken invariant");
  EXPECT_DEATH(WritePseudonyms(two, text), "broken invariant");
  EXPECT_DEATH(Pseudonymiser(SecretBytes(31)), "broken invariant");
  EXPECT_DEATH(DeriveProjectKey(SecretBytes(31), {}, "p"), "broken invariant");
  EXPECT_DEATH(DeriveProjectKey(SecretBytes(32), {}, ""), "broken invariant");
}

}  // namespace
}  // namespace bouclier::kernels
