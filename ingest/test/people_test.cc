// SPDX-License-Identifier: Apache-2.0
// Who is who: each rule of BEN_IDT_ANO alone, then what a second delivery keeps (docs/formats/crosswalk.md).
#include "people.h"

#include <gtest/gtest.h>

#include <set>

#include "bouclier/crypto/random.h"

namespace bouclier::ingest {
namespace {

using vault::Crosswalk;
using vault::IdentifierTable;
using vault::kAmbiguousPerson;
using vault::kNoPerson;
using Identity = catalog::IdentityClass;

struct Row {
  const char* number = "";
  const char* rank = "1";
  const char* id = "";
  const char* lifelong = "";
  bool certified = true, archived = false, fictitious = false;
};

std::string Psa(std::string_view number, std::string_view rank = "") {
  std::string key;
  vault::MakePsaKey(key, number, rank);
  return key;
}
std::string Id(std::string_view id) {
  std::string key;
  vault::MakePersonKey(key, id);
  return key;
}
std::string Lifelong(std::string_view number) {
  std::string key;
  vault::MakeLifelongKey(key, number);
  return key;
}

// What a survey hands over.
struct Delivery {
  Identified found;
  uint32_t Take(Identity identity, const std::string& key) {
    return found.keys[static_cast<size_t>(identity)].Intern(key);
  }
  Delivery& Add(const Row& row) {
    BeneficiaryRow taken;
    if (*row.number != '\0') taken.psa = Take(Identity::kPsa, Psa(row.number, row.rank));
    if (*row.id != '\0') taken.person = Take(Identity::kPerson, Id(row.id));
    if (*row.lifelong != '\0') taken.lifelong = Take(Identity::kPerson, Lifelong(row.lifelong));
    taken.archived = row.archived;
    taken.certified = row.certified;
    taken.fictitious = row.fictitious;
    found.beneficiaries.push_back(taken);
    return *this;
  }
  // A number of another table.
  Delivery& Number(std::string_view number, std::string_view rank = "") {
    Take(Identity::kPsa, Psa(number, rank));
    return *this;
  }
};

struct Base {
  SecretBytes order_key = crypto::RandomSecret(32);
  People Make(const Delivery& delivery, const Crosswalk* before = nullptr) {
    return MakePeople(delivery.found, before, order_key).value();
  }
};

uint32_t PsaOf(const People& people, std::string_view number, std::string_view rank = "") {
  return people.crosswalk.Find(Identity::kPsa, Psa(number, rank));
}
uint32_t WhoHas(const People& people, std::string_view number, std::string_view rank = "") {
  return people.crosswalk.PersonOf(PsaOf(people, number, rank));
}
uint32_t Person(const People& people, std::string_view id) { return people.crosswalk.Find(Identity::kPerson, Id(id)); }
uint8_t Marks(const People& people, std::string_view id) { return people.crosswalk.person_marks[Person(people, id)]; }

// What was made can be kept and read again.
void ExpectKept(const People& people) {
  const Bytes encoded = vault::EncodeCrosswalk(people.crosswalk);
  const auto read = vault::DecodeCrosswalk(encoded);
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(vault::EncodeCrosswalk(*read), encoded);
}

TEST(People, AnIdIsOnePersonWhateverItsNumbers) {
  const People made = Base().Make(Delivery().Add({"n1", "1", "a"}).Add({"n2", "3", "a"}).Add({"n1", "2", "b"}));
  EXPECT_EQ(WhoHas(made, "n1", "1"), Person(made, "a"));
  EXPECT_EQ(WhoHas(made, "n2", "3"), Person(made, "a"));
  EXPECT_EQ(WhoHas(made, "n1", "2"), Person(made, "b"));
  EXPECT_NE(Person(made, "a"), Person(made, "b"));
  EXPECT_EQ(made.crosswalk.Count(Identity::kPerson), 2u);
  ExpectKept(made);
}

TEST(People, ALifelongNumberIsAnotherNameOfThePerson) {
  const People made = Base().Make(Delivery().Add({"n1", "1", "a", "life"}).Add({"n2", "1", "life", ""}));
  EXPECT_EQ(made.crosswalk.Find(Identity::kPerson, Lifelong("life")), Person(made, "a"));
  EXPECT_EQ(made.events.lifelong_twice, 0u);
}

TEST(People, ALifelongNumberOfTwoPeopleMakesThemNotOne) {
  for (const bool other_order : {false, true}) {
    Delivery delivery;
    if (other_order)
      delivery.Add({"n2", "1", "b", "life"}).Add({"n1", "1", "a", "life"});
    else
      delivery.Add({"n1", "1", "a", "life"}).Add({"n2", "1", "b", "life"});
    const People made = Base().Make(delivery);
    EXPECT_NE(Person(made, "a"), Person(made, "b"));
    EXPECT_EQ(made.crosswalk.Find(Identity::kPerson, Lifelong("life")), Person(made, "a"));
    EXPECT_EQ(made.events.lifelong_twice, 1u);
  }
}

TEST(People, ANumberAndRankOfTwoPeopleIsNobodysForSure) {
  const People made = Base().Make(Delivery().Add({"n", "1", "a"}).Add({"n", "1", "b"}));
  EXPECT_EQ(WhoHas(made, "n", "1"), kAmbiguousPerson);
  EXPECT_EQ(made.events.ambiguous_psa, 1u);
}

TEST(People, ARowWithoutIdNamesNobody) {
  const People made = Base().Make(Delivery().Add({"n", "1", ""}));
  EXPECT_EQ(WhoHas(made, "n", "1"), kNoPerson);
  EXPECT_EQ(made.events.without_id, 1u);
}

TEST(People, MarksSayWhatIsKnownOfThem) {
  Delivery delivery;
  delivery.Add({"n1", "1", "a", "", false}).Add({"n2", "1", "b", "", true, true});
  delivery.Add({"n3", "1", "c", "", true, false, true}).Add({"n4", "1", "d", "", true, true}).Add({"n4", "1", "d"});
  delivery.Take(Identity::kPerson, Id("e"));
  const People made = Base().Make(delivery);
  EXPECT_EQ(Marks(made, "a"), vault::kUncertified);
  EXPECT_EQ(Marks(made, "b"), vault::kArchived);
  EXPECT_EQ(Marks(made, "c"), vault::kFictitious);
  EXPECT_EQ(Marks(made, "d"), 0);  // in both: not archived
  EXPECT_EQ(Marks(made, "e"), vault::kUnlisted);
}

TEST(People, AnUncertifiedIdOfTheArchiveBecomesTheCertifiedOneOfItsNumber) {
  for (const bool other_order : {false, true}) {
    Delivery delivery;
    const Row merging{"n", "1", "n1", "", false, true}, other{"old", "1", "n1", "", false, true};
    delivery.Add({"n", "1", "sure"}).Add(other_order ? other : merging).Add(other_order ? merging : other);
    const People made = Base().Make(delivery);
    EXPECT_EQ(Person(made, "n1"), Person(made, "sure"));
    EXPECT_EQ(WhoHas(made, "n", "1"), Person(made, "sure"));
    EXPECT_EQ(WhoHas(made, "old", "1"), Person(made, "sure"));
    EXPECT_EQ(Marks(made, "sure"), vault::kMerged);
    EXPECT_EQ(made.events.merged, 1u);
    EXPECT_EQ(made.events.ambiguous_psa, 0u);
  }
}

TEST(People, ACertifiedIdOfTheArchiveIsNotMerged) {
  const People made = Base().Make(Delivery().Add({"n", "1", "now"}).Add({"n", "1", "then", "", true, true}));
  EXPECT_NE(Person(made, "now"), Person(made, "then"));
  EXPECT_EQ(WhoHas(made, "n", "1"), kAmbiguousPerson);
}

TEST(People, AnArchivedIdIsNotMergedIntoAnUncertifiedOne) {
  const People made =
      Base().Make(Delivery().Add({"n", "1", "now", "", false}).Add({"n", "1", "then", "", false, true}));
  EXPECT_NE(Person(made, "now"), Person(made, "then"));
  EXPECT_EQ(made.events.merged, 0u);
}

TEST(People, ANumberAloneIsThePsaOfItsOnlyRank) {
  const People made = Base().Make(Delivery().Number("n").Add({"n", "4", "a"}));
  EXPECT_EQ(PsaOf(made, "n"), PsaOf(made, "n", "4"));
  EXPECT_EQ(WhoHas(made, "n"), Person(made, "a"));
  EXPECT_EQ(made.crosswalk.Count(Identity::kPsa), 1u);
  ExpectKept(made);
}

TEST(People, ANumberAloneOfSeveralRanksIsAPsaOfItsOwn) {
  const People made = Base().Make(Delivery().Number("twins").Add({"twins", "1", "a"}).Add({"twins", "2", "b"}));
  EXPECT_EQ(std::set({PsaOf(made, "twins"), PsaOf(made, "twins", "1"), PsaOf(made, "twins", "2")}).size(), 3u);
  EXPECT_EQ(WhoHas(made, "twins"), kAmbiguousPerson);
  EXPECT_EQ(WhoHas(made, "twins", "1"), Person(made, "a"));
  EXPECT_EQ(made.events.ambiguous_psa, 1u);
}

TEST(People, ANumberAloneIsAPersonsIfAllItsRanksAre) {
  const People one = Base().Make(Delivery().Number("n").Add({"n", "1", "a"}).Add({"n", "2", "a"}));
  EXPECT_EQ(WhoHas(one, "n"), Person(one, "a"));
  EXPECT_NE(PsaOf(one, "n"), PsaOf(one, "n", "1"));
  // A rank that only care lines know may be anybody.
  const People unsure = Base().Make(Delivery().Number("n").Number("n", "2").Add({"n", "1", "a"}));
  EXPECT_EQ(WhoHas(unsure, "n"), kAmbiguousPerson);
  const People unknown = Base().Make(Delivery().Number("n").Number("n", "1").Number("n", "2"));
  EXPECT_EQ(WhoHas(unknown, "n"), kNoPerson);
}

TEST(People, OrdinalsDoNotFollowTheOrderOfTheFiles) {
  Base base;
  std::vector<std::string> ids;
  for (int i = 0; i < 200; ++i) ids.push_back("person" + std::to_string(i));
  const auto make = [&](bool backwards) {
    Delivery delivery;
    for (size_t i = 0; i < ids.size(); ++i) {
      const std::string& id = ids[backwards ? ids.size() - 1 - i : i];
      delivery.Add({id.c_str(), "1", id.c_str()});
    }
    return base.Make(delivery);
  };
  const People one = make(false), other = make(true);
  EXPECT_EQ(vault::EncodeCrosswalk(one.crosswalk), vault::EncodeCrosswalk(other.crosswalk));
  size_t in_order = 0;
  for (size_t i = 1; i < ids.size(); ++i) in_order += Person(one, ids[i]) == Person(one, ids[i - 1]) + 1;
  EXPECT_LT(in_order, 20u);
  base.order_key = crypto::RandomSecret(32);
  EXPECT_NE(vault::EncodeCrosswalk(make(false).crosswalk), vault::EncodeCrosswalk(one.crosswalk));
}

struct PeopleAgain : testing::Test {
  Base base;
  People before = base.Make(Delivery()
                                .Number("n1")
                                .Number("stay only")
                                .Add({"n1", "1", "a", "life a"})
                                .Add({"n2", "1", "b"})
                                .Add({"u", "1", "u1", "", false}));
};

TEST_F(PeopleAgain, OrdinalsAreKeptAndNewPeopleAppended) {
  const People after = base.Make(
      Delivery().Add({"new", "1", "new"}).Add({"n1", "1", "a", "life a"}).Add({"n2", "1", "b"}), &before.crosswalk);
  for (const char* id : {"a", "b", "u1"}) EXPECT_EQ(Person(after, id), Person(before, id));
  EXPECT_EQ(Person(after, "new"), before.crosswalk.Count(Identity::kPerson));
  EXPECT_EQ(PsaOf(after, "n1", "1"), PsaOf(before, "n1", "1"));
  EXPECT_EQ(PsaOf(after, "new", "1"), before.crosswalk.Count(Identity::kPsa));
  EXPECT_EQ(WhoHas(after, "u", "1"), Person(before, "u1"));  // not delivered again: as it was
  ExpectKept(after);
}

TEST_F(PeopleAgain, SomeoneCertifiedSinceKeepsTheOrdinal) {
  const People after = base.Make(Delivery().Add({"u", "1", "sure"}), &before.crosswalk);
  EXPECT_EQ(Person(after, "sure"), Person(before, "u1"));
  EXPECT_EQ(Person(after, "u1"), Person(before, "u1"));
  EXPECT_EQ(Marks(after, "sure"), vault::kMerged);
  EXPECT_EQ(after.events.merged, 1u);
  EXPECT_EQ(after.events.moved_psa, 0u);
}

TEST_F(PeopleAgain, TwoKnownOnesThatMergeLeaveAnOrdinalUnusedAndAreKept) {
  for (const char* certified : {"a", "b"}) {  // one of them has a lower ordinal than u1, or a higher one
    const char* number = *certified == 'a' ? "n1" : "n2";
    const People after = base.Make(Delivery().Add({number, "1", certified}).Add({number, "1", "u1", "", false, true}),
                                   &before.crosswalk);
    EXPECT_EQ(Person(after, "u1"), Person(before, certified));
    EXPECT_EQ(Person(after, certified), Person(before, certified));
    EXPECT_EQ(WhoHas(after, "u", "1"), Person(before, certified));  // a number that is not delivered again follows
    EXPECT_EQ(after.crosswalk.Count(Identity::kPerson), 3u);
    ExpectKept(after);
  }
  // With the highest ordinal of all, so that the last one has no key any more.
  Delivery first;
  for (int i = 0; i < 30; ++i)
    first.Add({"x", std::to_string(i).c_str(), ("x" + std::to_string(i)).c_str(), "", false});
  const People many = base.Make(first);
  std::string last;
  for (int i = 0; i < 30; ++i)
    if (Person(many, "x" + std::to_string(i)) == 29) last = "x" + std::to_string(i);
  const std::string into = last == "x0" ? "x1" : "x0";
  const std::string rank = into.substr(1);
  const People after = base.Make(
      Delivery().Add({"x", rank.c_str(), into.c_str()}).Add({"x", rank.c_str(), last.c_str(), "", false, true}),
      &many.crosswalk);
  EXPECT_EQ(Person(after, last), Person(many, into));
  ExpectKept(after);
}

TEST_F(PeopleAgain, ANumberThatIsAnotherPersonsNowIsCounted) {
  const People after = base.Make(Delivery().Add({"n2", "1", "a", "life a"}), &before.crosswalk);
  EXPECT_EQ(WhoHas(after, "n2", "1"), Person(before, "a"));
  EXPECT_EQ(Person(after, "b"), Person(before, "b"));
  EXPECT_EQ(after.events.moved_psa, 1u);
}

TEST_F(PeopleAgain, AnUncertifiedOneWhoIsStillListedIsNotTakenForAnother) {
  // The twin takes the number and rank; the one who had it is listed beside.
  const People after =
      base.Make(Delivery().Add({"u", "1", "twin"}).Add({"u", "2", "u1", "", false}), &before.crosswalk);
  EXPECT_EQ(Person(after, "u1"), Person(before, "u1"));
  EXPECT_NE(Person(after, "twin"), Person(after, "u1"));
  EXPECT_EQ(after.events.moved_psa, 1u);
}

TEST_F(PeopleAgain, ALifelongNumberThatMovesMakesNotTwoPeopleOne) {
  const People after =
      base.Make(Delivery().Add({"n9", "1", "Z", "life a"}).Add({"n1", "1", "a", ""}), &before.crosswalk);
  EXPECT_EQ(Person(after, "a"), Person(before, "a"));
  EXPECT_NE(Person(after, "Z"), Person(after, "a"));
}

TEST_F(PeopleAgain, IdsThatWereOneStayOne) {
  const People merged =
      base.Make(Delivery().Add({"u", "1", "sure"}).Add({"u", "1", "u1", "", false, true}), &before.crosswalk);
  Delivery third;
  third.Add({"u", "1", "sure"});
  third.Take(Identity::kPerson, Id("u1"));  // of another table
  const People after = base.Make(third, &merged.crosswalk);
  EXPECT_EQ(Person(after, "u1"), Person(after, "sure"));
  EXPECT_EQ(Person(after, "sure"), Person(merged, "sure"));
}

TEST_F(PeopleAgain, ANumberThatGetsASecondRankIsNobodysAndItsFirstRankKeepsTheOrdinal) {
  ASSERT_EQ(PsaOf(before, "n1"), PsaOf(before, "n1", "1"));
  const People after =
      base.Make(Delivery().Number("n1").Add({"n1", "1", "a", "life a"}).Add({"n1", "2", "twin"}), &before.crosswalk);
  EXPECT_EQ(PsaOf(after, "n1", "1"), PsaOf(before, "n1", "1"));
  EXPECT_GE(PsaOf(after, "n1"), before.crosswalk.Count(Identity::kPsa));
  EXPECT_NE(PsaOf(after, "n1"), PsaOf(after, "n1", "2"));
  EXPECT_EQ(WhoHas(after, "n1"), kAmbiguousPerson);
  EXPECT_EQ(WhoHas(after, "n1", "1"), Person(before, "a"));
  ExpectKept(after);
}

TEST_F(PeopleAgain, TheFirstRankOfANumberKnownAloneTakesItsOrdinal) {
  const People after = base.Make(Delivery().Number("stay only").Add({"stay only", "1", "late"}), &before.crosswalk);
  EXPECT_EQ(PsaOf(after, "stay only", "1"), PsaOf(before, "stay only"));
  EXPECT_EQ(PsaOf(after, "stay only"), PsaOf(before, "stay only"));
  EXPECT_EQ(WhoHas(after, "stay only"), Person(after, "late"));
  ExpectKept(after);
}

TEST_F(PeopleAgain, ADeliveryWithoutBeneficiariesForgetsNobody) {
  const People after = base.Make(Delivery().Number("n1", "1").Number("n1"), &before.crosswalk);
  EXPECT_EQ(WhoHas(after, "n1", "1"), Person(before, "a"));
  EXPECT_EQ(WhoHas(after, "n1"), Person(before, "a"));
  EXPECT_EQ(after.crosswalk.person_marks, before.crosswalk.person_marks);
}

}  // namespace
}  // namespace bouclier::ingest
