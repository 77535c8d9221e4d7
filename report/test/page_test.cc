// SPDX-License-Identifier: Apache-2.0
// Pages: no text becomes markup, nothing but our own drawings gets in, the policy lets our style alone apply.
#include "bouclier/report/page.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "bouclier/crypto/hash.h"
#include "page_style.h"

namespace bouclier::report {
namespace {

const std::string kHostile = R"(</style><script>alert("1")</script><img src=x onerror='a'>&lt;)";
constexpr const char* kSquare =
    R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" role="img"><title>a &lt; b</title><rect x="1" y="1" width="2" height="2" fill="#000"/></svg>)";

size_t Count(const std::string& text, std::string_view part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

// Every block, every text of it the same.
PageSide SideOf(const std::string& text) {
  const PageText said{text, Language::kEnglish};
  PageSection section{text, {}};
  section.blocks = {Paragraph{said},
                    Note{said},
                    Bullets{{said, said}},
                    Subheading{text},
                    Figures{{{text, text}}},
                    Steps{{{said, said}}},
                    Facts{{{text, {text, text}}}},
                    Claims{text, text, {{said, said, true, text, text}, {said, said, false, text, text}}},
                    PageTable{said, text, {{text, false}, {text, true}}, {{{text, false}, {text, true}}}},
                    PageDrawing{kSquare, said},
                    Verbatim{text, text + "\n" + text}};
  return {text, text, text, {section}};
}

TEST(Page, NoTextBecomesMarkup) {
  const auto plain = WritePage({"a", SideOf("a"), SideOf("a")});
  const auto hostile = WritePage({kHostile, SideOf(kHostile), SideOf(kHostile)});
  ASSERT_TRUE(plain.ok() && hostile.ok());
  for (const char mark : {'<', '>', '"', '\''})
    EXPECT_EQ(Count(*hostile, std::string_view(&mark, 1)), Count(*plain, std::string_view(&mark, 1))) << mark;
  EXPECT_EQ(Count(*hostile, "<script"), 0u);
}

TEST(Page, CarriesNothingThatRunsOrLoads) {
  const auto page = WritePage({"a", SideOf("a"), SideOf("b")});
  ASSERT_TRUE(page.ok());
  for (const char* part : {"<script", "javascript:", "<img", "<iframe", "src=", "style=\"", "@import", "url("})
    EXPECT_EQ(Count(*page, part), 0u) << part;
  EXPECT_EQ(Count(*page, "http"), Count(*page, "http-equiv") + Count(*page, "xmlns=\"http://www.w3.org/2000/svg\""));
}

TEST(Page, ItsPolicyNamesItsOnlyStyleSheet) {
  const Digest32 digest = crypto::Sha256::Of(AsBytes(kPageStyle));
  EXPECT_EQ(kPageStyleHash, Base64(ByteView(digest.data(), digest.size())));
  const auto page = WritePage({"a", SideOf("a"), SideOf("b")});
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(Count(*page, "default-src 'none'; style-src 'sha256-" + std::string(kPageStyleHash) + "'"), 1u);
  EXPECT_EQ(Count(*page, "<style>" + std::string(kPageStyle) + "</style>"), 1u);
}

TEST(Page, FrenchComesFirstAndHeadingsFollowInOrder) {
  const auto page = WritePage({"Hub", SideOf("un"), SideOf("one")});
  ASSERT_TRUE(page.ok());
  EXPECT_LT(page->find(R"(<section class="side" id="fr" lang="fr")"), page->find(R"(id="en" lang="en")"));
  int before = 0;
  for (size_t at = page->find("<h"); at != std::string::npos; at = page->find("<h", at + 1)) {
    const char level = (*page)[at + 2];
    if (level < '1' || level > '6') continue;
    EXPECT_LE(level - '0', before + 1);
    before = level - '0';
  }
  EXPECT_EQ(Count(*page, "<h1"), 1u);
}

TEST(Page, TablesHaveCaptionsScopesAndMarkWhatIsHidden) {
  const PageTable table{{"Cas", {}}, "masqué", {{"Zone", false}, {"Cas", true}}, {{{"Nord", false}, {"12", true}}}};
  PageSide side{"t", "l", "c", {{"s", {table}}}};
  const auto page = WritePage({"Hub", side, side});
  ASSERT_TRUE(page.ok());
  EXPECT_NE(page->find("<caption>Cas</caption>"), std::string::npos);
  EXPECT_NE(page->find(R"(<th scope="col" class="n">Cas</th>)"), std::string::npos);
  EXPECT_NE(page->find(R"(<th scope="row">Nord</th><td class="n hidden">masqué</td>)"), std::string::npos);
  EXPECT_EQ(page->find(">12<"), std::string::npos) << "what is hidden is not in the page at all";
}

TEST(Page, RefusesATableWhoseRowsDiffer) {
  PageSide side{"t", "l", "c", {{"s", {PageTable{{"a", {}}, "", {{"x", false}}, {{}}}}}}};
  EXPECT_FALSE(WritePage({"Hub", side, side}).ok());
}

TEST(CheckDrawing, TakesWhatThisRoomDraws) {
  Chart chart{ChartKind::kLine, "a < b", "week", "n", Language::kFrench, {{"2020-W01", 1, "x"}, {"2020-W02", 2, "y"}}};
  const auto line = DrawSvg(chart, {});
  chart.kind = ChartKind::kBar;
  const auto bar = DrawSvg(chart, {});
  ASSERT_TRUE(line.ok() && bar.ok());
  EXPECT_TRUE(CheckDrawing(*line).ok());
  EXPECT_TRUE(CheckDrawing(*bar).ok());
  EXPECT_TRUE(CheckDrawing(kSquare).ok());
}

TEST(CheckDrawing, RefusesEverythingElse) {
  const std::string open = R"(<svg xmlns="http://www.w3.org/2000/svg">)", close = "</svg>";
  for (const std::string inside : {"<script>a</script>",
                                   "<a href=\"x\">t</a>",
                                   "<rect onload=\"a\"/>",
                                   "<image href=\"x\"/>",
                                   "<style>a</style>",
                                   "<foreignObject></foreignObject>",
                                   "<rect style=\"fill:red\"/>",
                                   "<rect fill=\"url(#a)\"/>",
                                   "<rect fill='#000'/>",
                                   "<rect fill=#000/>",
                                   "<use href=\"#a\"/>",
                                   "<!-- a -->",
                                   "<?x?>",
                                   "<![CDATA[a]]>",
                                   "&bad;",
                                   "<text>",
                                   "</text>",
                                   "<rect x=\"1\" x=\"2\"/>",
                                   "<rect\tx=\"1\"/>",
                                   "<svg></svg>",
                                   "<g><text></g></text>",
                                   "a > b",
                                   "<set attributeName=\"href\"/>",
                                   "<rect id=\"a\"/>",
                                   "<RECT/>",
                                   "<rect x=\"<\"/>",
                                   "<rect x=\"1\"y=\"1\"/>"})
    EXPECT_FALSE(CheckDrawing(open + inside + close).ok()) << inside;
  EXPECT_TRUE(CheckDrawing(open + "<g><text x=\"1\">a</text></g>" + close + "\n").ok());
  EXPECT_FALSE(CheckDrawing(open + close + "<p>").ok());
  EXPECT_FALSE(CheckDrawing(open).ok());
  EXPECT_FALSE(CheckDrawing("").ok());
  EXPECT_FALSE(CheckDrawing(R"(<svg xmlns="http://www.w3.org/1999/xhtml"></svg>)").ok());
}

TEST(Page, RefusesADrawingOfOthers) {
  PageSide side{"t", "l", "c", {{"s", {PageDrawing{"<svg onload=\"a\"></svg>", {"c", {}}}}}}};
  EXPECT_FALSE(WritePage({"Hub", side, side}).ok());
}

}  // namespace
}  // namespace bouclier::report
