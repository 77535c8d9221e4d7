// SPDX-License-Identifier: Apache-2.0
// Numbers in titles and labels: those that leave anyway may be said, ordinary titles are taken.
#include "bouclier/airlock/said_numbers.h"

#include <gtest/gtest.h>

namespace bouclier::airlock {
namespace {

constexpr std::string_view kLeaves[] = {
    "SELECT least(n, 5) AS top12 FROM t WHERE day BETWEEN DATE '2018-11-21' AND DATE '2019-12-31' AND x > 1.96 AND "
    "c = '3400930000011' AND y IN (1907,1950)",
    "2019-W47"};

bool MaySay(const std::string& words) {
  const bool title = CheckSaidNumbers({words, {"a"}}, kLeaves).ok();
  EXPECT_EQ(CheckSaidNumbers({"a", {"a", words}}, kLeaves).ok(), title) << words;
  return title;
}

TEST(SaidNumbers, OrdinaryTitlesAreTaken) {
  for (const char* words : {"Grippe : nouveaux cas par semaine, hiver 2018-2019", "Le médicament protège-t-il ?",
                            "Œdème (« aigu »)", "Malades, octobre à mars 2019", "One-year survival",
                            "Une personne sur mille", "sept. 2018", "Sept 2018 à mars 2019", "Taux ≥ moyenne, en €",
                            "Coût (µg/l ± écart)", "exposés non malades", "Dose > 1.96 ou 1,96", "Week 47", "week 05",
                            "Top12", "Nés en 1907 ou 1950", "Someone, often, tension, dixième"})
    EXPECT_TRUE(MaySay(words)) << words;
}

TEST(SaidNumbers, ANumberThatDoesNotLeaveAnywayIsRefused) {
  for (const char* words :
       {"4 cases",      "Cases: 4", "cases4", "2018.10",     "1907,1950",     "34009300000",  "1 234", "12.5", "96",
        "96.1",         "-3",       "three",  "THREE cases", "trois malades", "sept malades", "Sept",  "neuf", "dix",
        "4e trimestre", "1er",      "0",      "00"})
    EXPECT_FALSE(MaySay(words)) << words;
  EXPECT_TRUE(MaySay("five")) << "the query says 5";
}

TEST(SaidNumbers, DigitsOfOtherFormsAndBlanksThatCountAreRefused) {
  for (const char* words : {"m\u00b2", "\u00bd", "\u0667", "\uff17", "\u2166", "\u4e03", "\u0421ases", "e\u0301t\u00e9",
                            " cases", "cases ", "two  blanks", "a\u00a0b", "a\u2003b", "\u2581\u2583\u2585"})
    EXPECT_FALSE(MaySay(words)) << words;
  EXPECT_TRUE(MaySay("\u00ab\u00a0cas\u00a0\u00bb\u202f: oui"));
}

TEST(SaidNumbers, ARefusalNamesTheTextAndNotTheNumber) {
  const auto refused = CheckSaidNumbers({"a", {"a", "b 41"}}, kLeaves);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().message, "check submission: label 2 says a number that neither the query nor a key says");
  EXPECT_EQ(refused.error().hint, "leave the number out; numbers leave in the table");
  EXPECT_EQ(refused.error().refusal, Refusal::kTextNumber);
  EXPECT_EQ(refused.error().about, "--label 2");
}

}  // namespace
}  // namespace bouclier::airlock
