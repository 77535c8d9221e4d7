// SPDX-License-Identifier: Apache-2.0
// Diagrams: what is drawn, where it stands, and that no text of a schema becomes markup.
#include "bouclier/report/key_diagram.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "diagram_layout.h"

namespace bouclier::report {
namespace {

Diagram Care() {
  return {"Keys of dcir",
          "types differ: joined as text",
          {{"IR_BEN_R", "beneficiaires", {"BEN_NIR_PSA", "BEN_RNG_GEM"}},
           {"ER_PRS_F", "dcir", {"nine keys"}},
           {"ER_PHA_F", "dcir", {}},
           {"ER_CAM_F", "dcir", {}},
           {"IR_ALONE", "dcir", {}}},
          {{1, 0, "BEN_NIR_PSA, BEN_RNG_GEM", true}, {2, 1, "nine keys", false}, {3, 1, "nine keys", false}}};
}

size_t Count(const std::string& text, const std::string& part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

// Every element that is opened is closed, in order; attributes are quoted; no text holds a bare `<`.
bool WellFormed(const std::string& xml) {
  std::vector<std::string> open;
  for (size_t at = xml.find('<'); at != std::string::npos; at = xml.find('<', at + 1)) {
    const size_t end = xml.find('>', at);
    if (end == std::string::npos) return false;
    const std::string tag = xml.substr(at + 1, end - at - 1);
    if (tag.find('<') != std::string::npos || std::count(tag.begin(), tag.end(), '"') % 2 != 0) return false;
    const std::string name = tag.substr(tag[0] == '/' ? 1 : 0, tag.find_first_of(" /", 1) - (tag[0] == '/' ? 1 : 0));
    if (tag[0] == '/') {
      if (open.empty() || open.back() != tag.substr(1)) return false;
      open.pop_back();
    } else if (tag.back() != '/') {
      open.push_back(name);
    }
  }
  return open.empty();
}

TEST(KeyDiagram, DrawsEveryBoxAndLinkAndSaysThemInWords) {
  const std::string svg = DiagramSvg(Care());
  EXPECT_TRUE(WellFormed(svg));
  for (const char* name : {"IR_BEN_R", "ER_PRS_F", "ER_PHA_F", "ER_CAM_F", "IR_ALONE"})
    EXPECT_EQ(Count(svg, std::string(">") + name + "</text>"), 1u) << name;
  EXPECT_EQ(Count(svg, " C"), 3u) << "one curve a link";
  EXPECT_EQ(Count(svg, "stroke-dasharray"), 2u) << "the dashed link, and its legend";
  EXPECT_NE(svg.find("ER_PRS_F → IR_BEN_R: BEN_NIR_PSA, BEN_RNG_GEM. "), std::string::npos);
  EXPECT_EQ(DiagramSvg(Care()), svg);
}

TEST(KeyDiagram, TextsNeverBecomeMarkup) {
  Diagram diagram = Care();
  const std::string evil = "</text><script>alert(1)</script>\" onload='x' & \x01\xff\xc3(\xed\xa0\x80\xef\xbf\xbe";
  diagram.title = diagram.dashed_means = diagram.boxes[0].title = diagram.boxes[1].group = diagram.links[0].label =
      evil;
  diagram.boxes[0].lines = {evil};
  const std::string svg = DiagramSvg(diagram);
  EXPECT_TRUE(WellFormed(svg));
  EXPECT_EQ(Count(svg, "<script"), 0u);
  EXPECT_EQ(Count(svg, "' onload"), 0u);
  for (char byte : svg) EXPECT_TRUE(static_cast<unsigned char>(byte) >= 0x20 || byte == '\n');
  EXPECT_EQ(svg.find('\xff'), std::string::npos);
  EXPECT_EQ(svg.find("\xed\xa0"), std::string::npos);
}

TEST(KeyDiagram, LongTextsAreCutAndNothingGrowsBeyondBounds) {
  Diagram diagram = Care();
  diagram.boxes[0].title = std::string(10'000, 'X');
  const std::string svg = DiagramSvg(diagram);
  EXPECT_EQ(Count(svg, std::string(41, 'X') + "</text>"), 0u);
  EXPECT_NE(svg.find(std::string(39, 'X') + "…</text>"), std::string::npos);
  EXPECT_TRUE(WellFormed(DiagramSvg({})));
  EXPECT_DEATH(DiagramSvg({"", "", {{"A", "", {}}}, {{0, 1, "", false}}}), "broken invariant");
}

TEST(DiagramLayout, WhatIsPointedToStandsLeftAndNoBoxesOverlap) {
  const Diagram diagram = Care();
  const DiagramLayout layout = LayOut(diagram, 100);
  for (const DiagramLink& link : diagram.links) EXPECT_LT(layout.boxes[link.to].column, layout.boxes[link.from].column);
  for (size_t a = 0; a < layout.boxes.size(); ++a) {
    const BoxPlace& one = layout.boxes[a];
    EXPECT_LE(one.x + layout.box_width, layout.width);
    EXPECT_LE(one.y + one.height, layout.height);
    for (size_t b = 0; b < a; ++b) {
      const BoxPlace& other = layout.boxes[b];
      const bool apart = one.x + layout.box_width <= other.x || other.x + layout.box_width <= one.x ||
                         one.y + one.height <= other.y || other.y + other.height <= one.y;
      EXPECT_TRUE(apart) << a << ' ' << b;
    }
  }
}

TEST(DiagramLayout, CirclesSelfLinksAndLongChainsEnd) {
  Diagram diagram;
  for (int i = 0; i < 2000; ++i) diagram.boxes.push_back({std::to_string(i), "", {}});
  for (size_t i = 0; i < 2000; ++i) diagram.links.push_back({i, (i + 1) % 2000, "", false});  // one circle
  for (size_t i = 0; i < 2000; i += 7) diagram.links.push_back({i, i, "", false});
  const DiagramLayout layout = LayOut(diagram, 50);
  std::set<std::pair<double, double>> places;
  for (const BoxPlace& place : layout.boxes) places.emplace(place.x, place.y);
  EXPECT_EQ(places.size(), 2000u);
  Diagram star;
  for (int i = 0; i < 100; ++i) star.boxes.push_back({std::to_string(i), "", {}});
  for (size_t i = 1; i < 100; ++i) star.links.push_back({i, 0, "", false});
  size_t tallest = 0;
  for (const BoxPlace& place : LayOut(star, 50).boxes) tallest = std::max(tallest, place.row + 1);
  EXPECT_LE(tallest, 24u) << "a tall column is broken";
}

}  // namespace
}  // namespace bouclier::report
