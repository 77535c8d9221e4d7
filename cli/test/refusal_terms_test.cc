// SPDX-License-Identifier: Apache-2.0
#include "words/refusal_terms.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

namespace bouclier::cli {
namespace {

std::vector<Refusal> AllRefusals() {
  std::vector<Refusal> all;
  for (int i = 1; i <= static_cast<int>(kLastRefusal); ++i) all.push_back(static_cast<Refusal>(i));
  return all;
}

TEST(RefusalTermsTest, EachRefusalSaysInBothLanguagesWhatItMetWhatWouldBeLearntAndTheMend) {
  std::set<std::string_view> names;
  std::set<std::string_view> said;
  for (const Refusal refusal : AllRefusals()) {
    EXPECT_FALSE(RefusalName(refusal).empty());
    EXPECT_TRUE(names.insert(RefusalName(refusal)).second) << RefusalName(refusal);
    const RefusalTerm& term = RefusalTermOf(refusal);
    for (const Term& one : {term.met, term.learns, term.mend}) {
      EXPECT_FALSE(one.french.empty()) << RefusalName(refusal);
      EXPECT_FALSE(one.english.empty()) << RefusalName(refusal);
      EXPECT_NE(one.french, one.english) << RefusalName(refusal);
      for (const std::string_view words : {one.french, one.english}) {
        EXPECT_FALSE(words.ends_with('.')) << words;
        EXPECT_GT(words.size(), 10u) << words;
      }
    }
    for (const std::string_view words : {term.met.french, term.met.english, term.learns.french, term.learns.english})
      EXPECT_TRUE(said.insert(words).second) << words;
  }
  EXPECT_EQ(RefusalName(Refusal::kNone), "");
}

TEST(RefusalTermsTest, EachRefusalIsToldInThreeLinesOfTheLanguage) {
  for (const Refusal refusal : AllRefusals()) {
    const Error error = Error(ErrorCode::kUnsupported, "refuse output: it", "the hint").Because(refusal, "x.y");
    const std::string french = RefusalLines(Language::kFrench, error),
                      english = RefusalLines(Language::kEnglish, error);
    EXPECT_EQ(french.rfind("bouclier : refusé : ", 0), 0u) << french;
    EXPECT_NE(french.find(" (x.y)"), std::string::npos) << french;
    EXPECT_NE(french.find("\n  pourquoi : "), std::string::npos) << french;
    EXPECT_NE(french.find("\n  remède : "), std::string::npos) << french;
    for (const char* foreign : {"refuse output", "the hint", "why"}) EXPECT_EQ(french.find(foreign), std::string::npos);
    EXPECT_EQ(english.rfind("bouclier: refuse output: it\n  why: ", 0), 0u) << english;
    EXPECT_NE(english.find("\n  try: the hint\n"), std::string::npos) << english;
  }
}

TEST(RefusalTermsTest, JsonCarriesTheCodeAndBothLanguages) {
  const Error error =
      Error(ErrorCode::kUnsupported, "refuse output: the aggregate median at the top", "counts by classes of the value")
          .Because(Refusal::kOnePersonsValue, "median");
  EXPECT_EQ(crypto::Json(RefusalJson(error)).Canonical(),
            "{\"about\":\"median\",\"code\":\"one_persons_value\","
            "\"learns\":{\"en\":\"a median, a minimum, a chosen value is the value of one person\","
            "\"fr\":\"une médiane, un minimum, une valeur choisie est la valeur d'une personne\"},"
            "\"mend\":{\"en\":\"counts by classes of the value, or a mean with its count\","
            "\"fr\":\"des effectifs par classe de valeur, ou une moyenne avec son effectif\"},"
            "\"met\":{\"en\":\"a median, a rank, an extreme or a list at the top\","
            "\"fr\":\"une médiane, un rang, un extrême ou une liste en tête de la requête\"}}");
}

TEST(RefusalTermsTest, ThePageOfQueriesNamesEachCode) {
  std::ifstream file("docs/formats/disclosure.md");
  if (!file) file.open("../docs/formats/disclosure.md");
  ASSERT_TRUE(file) << "run from the root of the repository or from build/";
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  for (const Refusal refusal : AllRefusals())
    EXPECT_NE(page.find("`" + std::string(RefusalName(refusal)) + "`"), std::string::npos) << RefusalName(refusal);
}

}  // namespace
}  // namespace bouclier::cli
