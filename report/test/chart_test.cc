// SPDX-License-Identifier: Apache-2.0
#include "bouclier/report/chart.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <regex>

#include "arrange.h"
#include "golden.h"

namespace bouclier::report {
namespace {

Chart Weeks() {
  Chart chart;
  chart.title = "Stays with pneumonia <by week>";
  chart.x_label = "week";
  chart.y_label = "stays";
  const int first[] = {1840, 2210, 2675, 3120, 2890, 2450, 1975, 1620, 1240, 1011};
  const int second[] = {920, 1105, 1340, -1, -1, 1212, 988, 811, 623, 498};
  for (int i = 0; i < 10; ++i) {
    const std::string week = "2020-W" + std::string(i + 1 < 10 ? "0" : "") + std::to_string(i + 1);
    chart.points.push_back({week, first[i], "Île-de-France"});
    chart.points.push_back({week, second[i] < 0 ? std::nullopt : std::optional<double>(second[i]), "Bretagne & Loire"});
  }
  return chart;
}

Chart Ages() {
  Chart chart;
  chart.kind = ChartKind::kBar;
  chart.language = Language::kFrench;
  chart.title = "Séjours par classe d’âge";
  chart.y_label = "séjours";
  const char* ages[] = {"0–19 ans", "20–39 ans", "40–59 ans", "60–79 ans", "80 ans et plus"};
  for (int i = 0; i < 5; ++i) {
    chart.points.push_back({ages[i], 1200.5 * (1 + i), "femmes"});
    chart.points.push_back({ages[i], i == 4 ? std::nullopt : std::optional<double>(900 + 1310 * i), "hommes"});
  }
  return chart;
}

Chart Changes() {
  Chart chart;
  chart.kind = ChartKind::kBar;
  chart.title = "Change to the month before";
  for (int m : {1, 2, 3, 5, 6}) chart.points.push_back({"2021-0" + std::to_string(m), (m - 3) * 0.0131, ""});
  return chart;
}

Chart BelowZero() {
  Chart chart;
  chart.title = "Balance";
  const int values[] = {3, 1, 0, -2, -4, -1, 2};
  for (int i = 0; i < 7; ++i) chart.points.push_back({"step " + std::to_string(i), values[i], ""});
  return chart;
}

TEST(Chart, LooksAsItDid) {
  ExpectGolden("weeks.svg", DrawSvg(Weeks(), {}));
  ExpectGolden("weeks.txt", DrawText(Weeks(), 72));
  ExpectGolden("ages.svg", DrawSvg(Ages(), {640, 360}));
  ExpectGolden("ages.txt", DrawText(Ages(), 60));
  ExpectGolden("changes.svg", DrawSvg(Changes(), {480, 300}));
  ExpectGolden("changes.txt", DrawText(Changes(), 50));
  ExpectGolden("below_zero.txt", DrawText(BelowZero(), 60));
}

std::vector<double> Numbers(const std::string& text, const std::string& pattern) {
  std::vector<double> numbers;
  const std::regex expression(pattern);
  for (std::sregex_iterator it(text.begin(), text.end(), expression), end; it != end; ++it) {
    numbers.push_back(std::stod((*it)[1]));
  }
  return numbers;
}

TEST(Svg, BarsAreAsHighAsTheirValues) {
  Chart chart;
  chart.kind = ChartKind::kBar;
  chart.points = {{"a", 10, ""}, {"b", 5, ""}, {"c", 0, ""}, {"d", -2.5, ""}};
  const std::string svg = DrawSvg(chart, {}).value();
  const auto heights = Numbers(svg, R"re(<rect x="[^"]*" y="[^"]*" width="[^"]*" height="([^"]*)" fill="#0072b2")re");
  ASSERT_EQ(heights.size(), 4);
  EXPECT_NEAR(heights[0] / heights[1], 2, 0.01);
  EXPECT_NEAR(heights[0] / heights[3], 4, 0.03);
  EXPECT_EQ(heights[2], 0);
}

TEST(Svg, AMissingMonthLeavesItsPlaceAndAMissingValueBreaksTheLine) {
  const auto x = Numbers(DrawSvg(Changes(), {}).value(),
                         R"re(<rect x="([^"]*)" y="[^"]*" width="[^"]*" height="[^"]*" fill="#0)re");
  ASSERT_EQ(x.size(), 5);
  EXPECT_NEAR(x[1] - x[0], x[2] - x[1], 0.2);
  EXPECT_NEAR(x[3] - x[2], 2 * (x[1] - x[0]), 0.2);
  const std::string svg = DrawSvg(Weeks(), {}).value();
  EXPECT_EQ(Numbers(svg, R"re(<polyline points="([0-9.]+))re").size(), 3) << "one whole, one in two runs";
  EXPECT_NE(svg.find("2 points have no value"), std::string::npos);
}

TEST(Svg, TextsOfStrangersAreEscaped) {
  Chart chart;
  const std::string evil = "</title><script>alert('1')</script>\"&\x01\xff\xc2\x85";
  chart.title = chart.x_label = chart.y_label = evil;
  chart.points = {{evil, 1, evil}, {"b", 2, evil}, {"b", 3, "]]><!--"}};
  for (auto kind : {ChartKind::kLine, ChartKind::kBar}) {
    chart.kind = kind;
    const std::string svg = DrawSvg(chart, {}).value();
    EXPECT_EQ(svg.find("<script"), std::string::npos);
    EXPECT_EQ(svg.find("<!--"), std::string::npos);
    EXPECT_NE(svg.find("&lt;script&gt;"), std::string::npos);
    for (char c : {'\x01', '\xff'}) EXPECT_EQ(svg.find(c), std::string::npos);
    for (const char* word : {"style=", "href", "onload", "<image", "<foreignObject"})
      EXPECT_EQ(svg.find(word), std::string::npos);
    const std::string text = DrawText(chart, 80).value();
    for (char c : {'\x01', '\x1b', '\xff'}) EXPECT_EQ(text.find(c), std::string::npos);
  }
}

TEST(Svg, SaysWhatItShows) {
  const std::string svg = DrawSvg(Weeks(), {}).value();
  EXPECT_NE(svg.find("<title>Stays with pneumonia &lt;by week&gt;</title>"), std::string::npos);
  EXPECT_NE(svg.find("<desc>Line chart, from 2020-W01 to 2020-W10. Île-de-France: least 1 011, most 3 120, last 1 011. "
                     "Bretagne &amp; Loire: least 498, most 1 340, last 498. 2 points have no value.</desc>"),
            std::string::npos);
  EXPECT_NE(svg.find(R"(role="img")"), std::string::npos);
  EXPECT_NE(svg.find(R"(viewBox="0 0 840 480")"), std::string::npos);
  EXPECT_NE(DrawSvg(Ages(), {}).value().find("femmes : minimum 1 200,5, maximum 6 002,5, dernière valeur 6 002,5."),
            std::string::npos);
}

TEST(Text, NoLineIsWiderThanTheTerminal) {
  for (const Chart& chart : {Weeks(), Ages(), Changes(), BelowZero()}) {
    for (int width : {40, 61, 80, 200}) {
      std::istringstream lines(DrawText(chart, width).value());
      std::string line;
      while (std::getline(lines, line)) EXPECT_LE(Characters(line), static_cast<size_t>(width)) << line;
    }
  }
}

TEST(Text, ManyValuesShareAColumnAndItSaysSo) {
  Chart chart;
  for (int year = 2012; year < 2020; ++year) {
    for (int month = 1; month <= 12; ++month) {
      for (int day = 1; day <= 28; ++day) {
        char text[16];
        std::snprintf(text, sizeof text, "%d-%02d-%02d", year, month, day);
        chart.points.push_back({text, 100, ""});
      }
    }
  }
  const std::string text = DrawText(chart, 80).value();
  EXPECT_NE(text.find("(a column: the mean of up to"), std::string::npos);
  EXPECT_EQ(text.find("▇"), std::string::npos) << "all are as high";
}

TEST(Chart, RefusesWhatItCannotDraw) {
  Chart chart;
  EXPECT_EQ(DrawSvg(chart, {}).error().message, "draw chart: there is no point");
  chart.points = {{"a", 1, "s"}, {"a", 2, "s"}};
  EXPECT_EQ(DrawText(chart, 80).error().message, "draw chart: two values for one place");
  for (double bad : {std::nan(""), std::numeric_limits<double>::infinity(), -1e101}) {
    chart.points = {{"a", bad, ""}};
    EXPECT_EQ(DrawSvg(chart, {}).error().message, "draw chart: a value is no number that can be drawn");
  }
  chart.points = {{"2020-01-01", 1, ""}, {"2020-01", 2, ""}};
  EXPECT_EQ(DrawSvg(chart, {}).error().message, "draw chart: two names of one time");
  chart.points.clear();
  for (int i = 0; i < 13; ++i) chart.points.push_back({"a", 1, std::to_string(i)});
  EXPECT_EQ(DrawSvg(chart, {}).error().message, "draw chart: too many series");
  chart.points = {{"0001-01-01", 1, ""}, {"0001-01-02", 1, ""}, {"9999-01-01", 1, ""}};
  EXPECT_TRUE(DrawSvg(chart, {}).ok()) << "a line has room";
  chart.kind = ChartKind::kBar;
  EXPECT_EQ(DrawSvg(chart, {}).error().message, "draw chart: too many bars");
  EXPECT_FALSE(DrawSvg(Weeks(), {100, 100}).ok());
  EXPECT_FALSE(DrawText(Weeks(), 20).ok());
}

TEST(Chart, ExtremesAreDrawn) {
  for (double value : {0.0, -0.0, 1e100, -1e100, 1e-100, 5e-324, 1e15, 0.1 + 0.2, -1e-9}) {
    for (auto kind : {ChartKind::kLine, ChartKind::kBar}) {
      Chart chart;
      chart.kind = kind;
      chart.points = {{"a", value, ""}, {"b", value / 2, ""}};
      const auto svg = DrawSvg(chart, {320, 200});
      ASSERT_TRUE(svg.ok()) << value;
      for (const char* word : {"nan", "inf"}) EXPECT_EQ(svg->find(word), std::string::npos) << value;
      EXPECT_LT(svg->size(), 20'000) << value;
      EXPECT_TRUE(DrawText(chart, 40).ok()) << value;
    }
  }
  Chart one;
  one.points = {{"2020-02-29", 4, ""}};
  EXPECT_NE(DrawSvg(one, {}).value().find("2020-02-29"), std::string::npos);
  one.points = {{"x", std::nullopt, ""}};
  EXPECT_NE(DrawSvg(one, {}).value().find("1 point has no value"), std::string::npos);
  EXPECT_NE(DrawText(one, 40).value().find("1 point has no value"), std::string::npos);
}

TEST(Scale, RoundNumbersHoldTheDataAndZero) {
  for (auto [least, most, steps] : {std::tuple(0.0, 97.0, 5), std::tuple(-3.0, 3.0, 6), std::tuple(0.0, 0.0007, 4),
                                    std::tuple(-1e9, -1.0, 5), std::tuple(0.0, 100.0, 5), std::tuple(0.0, 0.3, 3)}) {
    const NumberAxis axis = RoundAxis(least, most, steps);
    EXPECT_LE(axis.low, least + axis.step * 1e-6);
    EXPECT_GE(axis.high, most - axis.step * 1e-6);
    EXPECT_LE(axis.low, 0);
    EXPECT_GE(axis.high, 0);
    EXPECT_LE(axis.Steps(), steps + 2);
    EXPECT_GE(axis.Steps(), 2);
  }
  EXPECT_EQ(RoundAxis(0, 97, 5).high, 100);
  EXPECT_EQ(RoundAxis(0, 97, 5).step, 20);
}

TEST(Scale, CalendarsAreReadStrictly) {
  const std::pair<const char*, std::optional<int>> texts[] = {{"1970-01-01", 0},
                                                              {"1600-01-01", -135140},
                                                              {"2020-02-29", 18321},
                                                              {"2020-02-29 00:00:00", 18321},
                                                              {"2020-01", 18262},
                                                              {"2020-W01", 18260},
                                                              {"2020-W53", 18624},
                                                              {"2021-W53", std::nullopt},
                                                              {"2020-W00", std::nullopt},
                                                              {"2019-02-29", std::nullopt},
                                                              {"2020-13", std::nullopt},
                                                              {"2020-1", std::nullopt},
                                                              {"2020-01-01 10:00:00", std::nullopt},
                                                              {"2020", std::nullopt},
                                                              {"", std::nullopt},
                                                              {"20é0-01-01", std::nullopt}};
  for (const auto& [text, days] : texts) EXPECT_EQ(ParseCalendar(text), days) << text;
}

TEST(Scale, TimeTicksFallOnStartsAndNeverCrowd) {
  for (int span : {0, 1, 6, 30, 90, 400, 1500, 5000, 40'000, 2'000'000}) {
    for (int first : {-135140, -1, 0, 18262}) {
      const auto ticks = TimeTicks(first, first + span, 8);
      EXPECT_LE(ticks.size(), 9) << span;
      for (const auto& tick : ticks) {
        EXPECT_GE(tick.days, first);
        EXPECT_LE(tick.days, first + span);
      }
    }
  }
  const auto years = TimeTicks(18262, 18262 + 366 * 6, 8);
  EXPECT_EQ(years[0].label, "2020");
  EXPECT_EQ(years[1].label, "2021");
}

TEST(Arrange, TextsAreTidied) {
  EXPECT_EQ(Tidy("abc", 3), "abc");
  EXPECT_EQ(Tidy("abcd", 3), "ab…");
  EXPECT_EQ(Tidy("é\nà", 9), "é à");
  EXPECT_EQ(Tidy("\xed\xa0\x80\xf5\xc0\x80", 9), "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(Tidy("\xe2\x80", 9), "\uFFFD\uFFFD");
  EXPECT_EQ(Tidy("😀", 1), "😀");
  EXPECT_EQ(Characters("é😀…"), 3);
}

}  // namespace
}  // namespace bouclier::report
