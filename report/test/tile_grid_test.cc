// SPDX-License-Identifier: Apache-2.0
// Maps as tiles, and ways through stages: what is hidden is not told, and the same input gives the same picture.
#include "bouclier/report/tile_grid.h"

#include <gtest/gtest.h>

#include "bouclier/report/flow.h"
#include "bouclier/report/page.h"
#include "golden.h"

namespace bouclier::report {
namespace {

TileGrid Cases() {
  return {"Cas par région",
          "cas pendant l'hiver",
          Language::kFrench,
          {{"11", 1210},
           {"24", 88},
           {"27", 140},
           {"28", 255},
           {"32", 640},
           {"44", 502},
           {"52", 210},
           {"53", 199},
           {"75", 333},
           {"76", 401},
           {"84", 777},
           {"93", 0},
           {"94", std::nullopt},
           {"01", std::nullopt},
           {"04", 31}}};
}

TEST(TileGrid, LooksAsItShould) {
  const auto svg = TileGridSvg(Cases());
  ASSERT_TRUE(svg.ok());
  EXPECT_TRUE(CheckDrawing(*svg).ok());
  ExpectGolden("regions.svg", svg);
}

TEST(TileGrid, SaysEveryRegionInWordsAndNothingOfWhatIsHidden) {
  const auto svg = TileGridSvg(Cases());
  ASSERT_TRUE(svg.ok());
  for (const char* words : {"Corse : masqué", "Guadeloupe : masqué", "Mayotte : sans valeur", "Normandie : 255",
                            "Provence-Alpes-Côte d&#39;Azur : 0"})
    EXPECT_NE(svg->find(words), std::string::npos) << words;
}

TEST(TileGrid, RefusesWhatIsNoMap) {
  EXPECT_FALSE(TileGridSvg({"a", "b", Language::kEnglish, {}}).ok());
  EXPECT_FALSE(TileGridSvg({"a", "b", Language::kEnglish, {{"99", 1}}}).ok());
  EXPECT_FALSE(TileGridSvg({"a", "b", Language::kEnglish, {{"11", -1}}}).ok());
  EXPECT_FALSE(TileGridSvg({"a", "b", Language::kEnglish, {{"11", 1}, {"11", 2}}}).ok());
  EXPECT_FALSE(TileGridSvg({"a", "b", Language::kEnglish, {{"11", INT64_MAX}}}).ok());
}

TEST(TileGrid, TextsAreEscaped) {
  const auto svg = TileGridSvg({"<script>", "a\"b<", Language::kEnglish, {{"11", 0}}});
  ASSERT_TRUE(svg.ok());
  EXPECT_TRUE(CheckDrawing(*svg).ok());
  EXPECT_EQ(svg->find("<script"), std::string::npos);
}

TEST(Flow, LooksAsItShould) {
  const Flow flow{"The way",
                  {{"Old cloud <1>", {"a", "b"}, "copied"},
                   {"Host", {"1", "2", "3", "4", "5", "6", "7", "8"}, "x"},
                   {"Out", {}, "never drawn"}}};
  const std::string svg = FlowSvg(flow);
  EXPECT_TRUE(CheckDrawing(svg).ok());
  EXPECT_EQ(svg.find("never drawn"), std::string::npos);
  ExpectGolden("way.svg", svg);
}

}  // namespace
}  // namespace bouclier::report
