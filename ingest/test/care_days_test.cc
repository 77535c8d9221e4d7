// SPDX-License-Identifier: Apache-2.0
// When a row's care was: a day, a month, a spell, none.
#include "care_days.h"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>

#include "csv_tokenizer.h"

namespace bouclier::ingest {
namespace {

int32_t Day(int year, unsigned month, unsigned day) {
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
  return static_cast<int32_t>(std::chrono::sys_days(date).time_since_epoch().count());
}

struct Reading : CsvSink {
  explicit Reading(const char* table) : table_(*catalog::FindTable(table)) {}
  Result<void> Header(const CsvHeader& header) override {
    BOUCLIER_TRY(const Layout layout, MatchHeader(table_, header.names));
    set.emplace(layout);
    days.emplace(layout);
    return {};
  }
  Result<void> Rows(const CsvBlock& block) override {
    set->Append(block);
    return {};
  }
  const catalog::Table& table_;
  std::optional<ColumnSet> set;
  std::optional<CareDaysReader> days;
};

struct Table {
  Table(const char* table, const std::string& text) : reading(table) {
    auto tokenizer = CsvTokenizer::Make({}).value();
    tokenizer.Push(AsBytes(text), reading).value();
    tokenizer.Finish(reading).value();
  }
  CareDays Of(size_t row) { return reading.days->Of(*reading.set, row); }
  Reading reading;
};

const std::string kNine =
    "DCT_ORD_NUM;FLX_DIS_DTD;FLX_EMT_NUM;FLX_EMT_ORD;FLX_EMT_TYP;FLX_TRT_DTD;ORG_CLE_NUM;PRS_ORD_NUM;REM_TYP_AFF";
const std::string kNineCells = "1;2019-02-01;17;1;1;2019-01-31;01C;1;1";

TEST(CareDays, ACareLineHasADay) {
  Table table("ER_PRS_F", kNine + ";EXE_SOI_DTD\n" + kNineCells + ";2019-02-28\n" + kNineCells + ";\n" + kNineCells +
                              ";1600-01-01\n" + kNineCells + ";1969-12-31\n");
  ASSERT_TRUE(table.reading.days->has_own());
  EXPECT_EQ(table.Of(0).from, Day(2019, 2, 28));
  EXPECT_EQ(table.Of(0).to, Day(2019, 2, 28));
  EXPECT_EQ(table.Of(1).from, kNoDay);
  EXPECT_EQ(table.Of(2).from, kNoDay);  // means none
  EXPECT_EQ(table.Of(3).from, -1);
}

TEST(CareDays, AColumnThatTheFileLacksGivesNoDay) {
  Table table("ER_PRS_F", kNine + "\n" + kNineCells + "\n");
  EXPECT_EQ(table.Of(0).from, kNoDay);
}

TEST(CareDays, AStayHasTheMonthOfItsEnd) {
  Table table(
      "T_MCOaaB",
      "ETA_NUM;RSA_NUM;SOR_ANN;SOR_MOI\n1;1;2020;02\n1;2;2019;2\n1;3;2019;13\n1;4;2019;\n1;5;;2\n1;6;2019;00\n");
  EXPECT_EQ(table.Of(0).from, Day(2020, 2, 1));
  EXPECT_EQ(table.Of(0).to, Day(2020, 2, 29));
  EXPECT_EQ(table.Of(1).to, Day(2019, 2, 28));
  for (size_t row = 2; row < 6; ++row) EXPECT_EQ(table.Of(row).from, kNoDay) << row;
}

TEST(CareDays, ASpellMayBeOpen) {
  Table table("IR_IMB_R",
              "BEN_NIR_PSA;BEN_RNG_GEM;IMB_ALD_DTD;IMB_ALD_DTF\nn;1;2018-05-04;2019-01-31\n"
              "n;1;2018-05-04;1600-01-01\nn;1;2018-05-04;\n");
  EXPECT_EQ(table.Of(0).from, Day(2018, 5, 4));
  EXPECT_EQ(table.Of(0).to, Day(2019, 1, 31));
  for (const size_t row : {1u, 2u}) {
    EXPECT_EQ(table.Of(row).from, Day(2018, 5, 4));
    EXPECT_EQ(table.Of(row).to, kNoDay);
  }
}

TEST(CareDays, AStayIsOfTheDayItBegan) {
  Table table("T_MCOaaC",
              "ETA_NUM;RSA_NUM;EXE_SOI_DTD;EXE_SOI_DTF\n1;1;31DEC1969:23:00:00;02JAN1970:00:00:01\n"
              "1;2;05MAR2019:00:00:00;\n1;3;05MAR2019:00:00:00;04MAR2019:00:00:00\n1;4;;05MAR2019:00:00:00\n");
  EXPECT_EQ(table.Of(0).from, -1);  // before the epoch, with a time
  EXPECT_EQ(table.Of(0).to, -1);
  for (const size_t row : {1u, 2u}) {
    EXPECT_EQ(table.Of(row).from, Day(2019, 3, 5)) << row;
    EXPECT_EQ(table.Of(row).to, Day(2019, 3, 5)) << row;
  }
  EXPECT_EQ(table.Of(3).from, kNoDay);
}

TEST(CareDays, DetailsHaveNoneOfTheirOwn) {
  Table table("ER_PHA_F", kNine + ";PHA_PRS_C13\n" + kNineCells + ";3400930000001\n");
  EXPECT_FALSE(table.reading.days->has_own());
  EXPECT_EQ(table.Of(0).from, kNoDay);
}

}  // namespace
}  // namespace bouclier::ingest
