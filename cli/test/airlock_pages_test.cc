// SPDX-License-Identifier: Apache-2.0
// What the airlock's commands say is said in the language that was asked for.
#include <gtest/gtest.h>

#include <string>

#include "words/pages.h"

namespace bouclier::cli {
namespace {

using crypto::Json;

Json::Object Submission(const std::string& stage) {
  return {{"submission", "flu-2019/3"}, {"stage", stage},
          {"version", uint64_t{2}},     {"approvals", Json::Array{uint64_t{9}}},
          {"needed", uint64_t{2}},      {"title", "Grippe"},
          {"release", uint64_t{7}}};
}

Json In(const std::string& language, Json::Object data) {
  data["lang"] = language;
  return Json(std::move(data));
}

Json History(const std::string& language) {
  Json::Object step{{"change", "comment"},   {"actor", uint64_t{9}}, {"version", uint64_t{2}},
                    {"entry", uint64_t{12}}, {"time", "now"},        {"words", "peu"}};
  return In(language, {{"submission", Json(Submission("released"))}, {"steps", Json::Array{Json(std::move(step))}}});
}

TEST(AirlockPages, TheListIsInTheLanguage) {
  const auto list = [](const std::string& language) {
    return AirlockListPage(In(language, {{"submissions", Json::Array{Json(Submission("open"))}}}));
  };
  EXPECT_EQ(list("en"), "flu-2019/3  open  version 2, 1 of 2 approvals  Grippe\n");
  EXPECT_EQ(list("fr"), "flu-2019/3  en attente  version 2, accords : 1 sur 2  Grippe\n");
}

TEST(AirlockPages, WhyAQueueIsEmptyIsInTheLanguage) {
  const Json::Object empty{{"submissions", Json::Array{}},
                           {"why_empty", "you never submitted anything"},
                           {"why_empty_fr", "vous n'avez jamais rien soumis"},
                           {"closed", uint64_t{4}}};
  EXPECT_EQ(AirlockListPage(In("en", empty)),
            "Nothing waits: you never submitted anything.\n4 closed: --all shows them.\n");
  EXPECT_EQ(AirlockListPage(In("fr", empty)),
            "Rien n'attend : vous n'avez jamais rien soumis.\nCloses : 4 ; --all les montre.\n");
}

TEST(AirlockPages, StepsAreInTheLanguage) {
  EXPECT_EQ(AirlockHistoryPage(History("en")),
            "flu-2019/3  released  version 2, 1 of 2 approvals  Grippe\n"
            "      12  now  comment    person no. 9, version 2\n          peu\n");
  EXPECT_EQ(AirlockHistoryPage(History("fr")),
            "flu-2019/3  sortie  version 2, accords : 1 sur 2  Grippe\n"
            "      12  now  commentaire   personne nº 9, version 2\n          peu\n");
}

TEST(AirlockPages, WithdrawalAndReleaseAreInTheLanguage) {
  const Json::Object done{{"submission", Json(Submission("released"))},
                          {"file", "a.release"},
                          {"csv", "a.csv"},
                          {"svg", "a.svg"},
                          {"ledger_index", uint64_t{40}}};
  EXPECT_EQ(AirlockWithdrawPage(In("en", done)), "flu-2019/3 is withdrawn (ledger entry 40).\n");
  EXPECT_EQ(AirlockWithdrawPage(In("fr", done)), "flu-2019/3 est retirée (écriture nº 40 du registre).\n");
  EXPECT_EQ(AirlockReleasePage(In("en", done)),
            "flu-2019/3 is release 7 of its base, in a.release (ledger entry 40).\n"
            "  table                 a.csv\n  drawing               a.svg\n"
            "Check it with: bouclier-verify certificate a.release --vkey FILE\n");
  EXPECT_EQ(AirlockReleasePage(In("fr", done)),
            "flu-2019/3 est la sortie nº 7 de sa base, dans a.release (écriture nº 40 du registre).\n"
            "  tableau               a.csv\n  dessin                a.svg\n"
            "À vérifier par : bouclier-verify certificate a.release --vkey FILE\n");
}

TEST(AirlockPages, AProposalSaysWhetherItWouldPassOrHasEnoughPersonsOnly) {
  const auto page = [](const std::string& language, const std::string& judged) {
    Json::Object mend{
        {"dimension", "week"}, {"width", uint64_t{2}}, {"values", Json::Array{"W01…W02"}}, {"judged", judged}};
    return AirlockCheckPage(In(language, {{"verdict", "refused"}, {"mends", Json::Array{Json(std::move(mend))}}}));
  };
  const auto says = [](const std::string& text, const std::string& words) {
    return text.find("\n" + words + "\n") != std::string::npos;
  };
  EXPECT_TRUE(says(page("en", "all"), "Would pass: week taken 2 together (W01…W02)")) << page("en", "all");
  EXPECT_TRUE(says(page("fr", "all"), "Passerait : week par 2 (W01…W02)"));
  EXPECT_TRUE(says(page("en", "persons"), "Enough persons: week taken 2 together (W01…W02)"));
  EXPECT_TRUE(says(page("fr", "persons"), "Assez de personnes : week par 2 (W01…W02)"));
}

}  // namespace
}  // namespace bouclier::cli
