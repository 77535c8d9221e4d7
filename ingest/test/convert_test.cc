// SPDX-License-Identifier: Apache-2.0
// F26 Values of cells: exact or refused. Each text is read with and without room behind it, since both have their path.
#include <gtest/gtest.h>

#include <charconv>
#include <chrono>
#include <random>

#include <fmt/format.h>

#include "convert.h"

namespace bouclier::ingest {
namespace {

template <typename T>
std::optional<T> Taken(const Value<T>& value) {
  return value.readable ? std::optional(value.value) : std::nullopt;
}

// Calls `read` with the text alone in its allocation, and with noise behind it.
template <typename Read>
auto Both(std::string_view text, Read read) {
  const std::vector<char> exact(text.begin(), text.end());
  const std::string roomy = std::string(text) + ";9.9-9,9;";
  const auto size = static_cast<uint32_t>(text.size());
  const auto alone = Taken(read(CellText{exact.data(), size, false}));
  EXPECT_EQ(alone, Taken(read(CellText{roomy.data(), size, true}))) << text;
  return alone;
}

auto Integer(std::string_view text) { return Both(text, ParseInteger); }
auto Decimal(std::string_view text, unsigned scale) {
  return Both(text, [&](const CellText& cell) { return ParseDecimal(cell, scale); });
}
auto Day(std::string_view text, const char* format) {
  return Both(text, [&](const CellText& cell) { return MomentReader(format).Day(cell); });
}
auto Moment(std::string_view text) {
  return Both(text, [](const CellText& cell) { return MomentReader("%d%b%Y:%H:%M:%S").Microseconds(cell); });
}
auto YearMonth(std::string_view text) {
  return Both(text, [](const CellText& cell) { return MomentReader("%Y%m").YearMonth(cell); });
}

using Int64 = std::optional<int64_t>;
using Int32 = std::optional<int32_t>;

TEST(Convert, F26_IntegersAreExactOrRefused) {
  EXPECT_EQ(Integer("0"), Int64(0));
  EXPECT_EQ(Integer("-7"), Int64(-7));
  EXPECT_EQ(Integer("+7"), Int64(7));
  EXPECT_EQ(Integer("00000012"), Int64(12));
  EXPECT_EQ(Integer("000000000000000000000012"), Int64(12));
  EXPECT_EQ(Integer("9007199254740993"), Int64(9007199254740993));
  EXPECT_EQ(Integer("9223372036854775807"), Int64(INT64_MAX));
  EXPECT_EQ(Integer("-9223372036854775808"), Int64(INT64_MIN));
  for (const char* bad : {"9223372036854775808", "-9223372036854775809", "12,5x", "1 ", " 1", "1.0", "-", "+", "--1",
                          "0x1", "1e3", "12345678901234567890123",
                          "\xc2\xa0"
                          "1",
                          "1\xb2"}) {
    EXPECT_EQ(Integer(bad), std::nullopt) << bad;
  }
  std::mt19937_64 dice(1);
  for (int i = 0; i < 100'000; ++i) {
    const auto number = static_cast<int64_t>(dice()) >> (dice() % 64);
    EXPECT_EQ(Integer(std::to_string(number)), Int64(number));
  }
}

TEST(Convert, F26_IntegersOfRandomTextAgreeWithTheStandardLibrary) {
  std::mt19937_64 dice(2);
  for (int i = 0; i < 200'000; ++i) {
    std::string text;
    for (size_t left = 1 + dice() % 10; left > 0; --left) {
      text += dice() % 8 != 0 ? static_cast<char>('0' + dice() % 10) : static_cast<char>(dice());
    }
    int64_t expected = 0;
    const std::string_view digits = std::string_view(text).substr(text[0] == '+' ? 1 : 0);  // from_chars knows no plus
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), expected);
    const bool whole = error == std::errc() && end == digits.data() + digits.size() && !text.starts_with("+-");
    EXPECT_EQ(Integer(text), whole ? Int64(expected) : std::nullopt) << text;
  }
}

TEST(Convert, F26_DecimalsAreExactOrRefused) {
  EXPECT_EQ(Decimal("12", 2), Int64(1200));
  EXPECT_EQ(Decimal("-12.5", 2), Int64(-1250));
  EXPECT_EQ(Decimal("12,50", 2), Int64(1250));
  EXPECT_EQ(Decimal("12.500", 2), Int64(1250));
  EXPECT_EQ(Decimal(".5", 2), Int64(50));
  EXPECT_EQ(Decimal("-.05", 2), Int64(-5));
  EXPECT_EQ(Decimal("0.1", 1), Int64(1));
  EXPECT_EQ(Decimal("32.84000", 5), Int64(3284000));
  EXPECT_EQ(Decimal("7", 0), Int64(7));
  EXPECT_EQ(Decimal("7.0", 0), Int64(7));
  EXPECT_EQ(Decimal("9999999999999999.99", 2), Int64(999999999999999999));
  EXPECT_EQ(Decimal("-9999999999999999.99", 2), Int64(-999999999999999999));
  EXPECT_EQ(Decimal("00000000000000000000001.00", 2), Int64(100));
  for (const char* bad : {"12,5x", "12.345", "10000000000000000.00", "1.", ".", "-", "1.2.3", "1,2.3", "1 000", "1e2",
                          "NaN", "--1", "1.-2", "1.5 "}) {
    EXPECT_EQ(Decimal(bad, 2), std::nullopt) << bad;
  }
  std::mt19937_64 dice(3);
  for (int i = 0; i < 100'000; ++i) {
    const int64_t number = static_cast<int64_t>(dice() % 1'000'000'000'000'000'000) >> (dice() % 60);
    const std::string text = fmt::format("{}.{:02}", number / 100, number % 100);
    EXPECT_EQ(Decimal(text, 2), Int64(number));
    EXPECT_EQ(Decimal('-' + text, 2), Int64(-number));
  }
}

TEST(Convert, EveryDayFromYear1000To9999IsReadAndNoOther) {
  using namespace std::chrono;
  for (int y = 1000; y <= 9999; y += y % 100 == 99 ? 1 : 7) {
    for (unsigned m = 0; m <= 13; ++m) {
      for (const unsigned d : {0u, 1u, 28u, 29u, 30u, 31u, 32u}) {
        const year_month_day date{year(y), month(m), day(d)};
        const Int32 expected = date.ok() ? Int32(sys_days(date).time_since_epoch().count()) : std::nullopt;
        EXPECT_EQ(Taken(DayNumber(static_cast<unsigned>(y), m, d)), expected) << y << ' ' << m << ' ' << d;
      }
    }
  }
}

TEST(Convert, F26_DatesByTheFormatOfTheColumn) {
  EXPECT_EQ(Day("1970-01-02", "%Y-%m-%d"), Int32(1));
  EXPECT_EQ(Day("1600-01-01", "%Y-%m-%d"), Int32(-135140));
  EXPECT_EQ(Day("02011970", "%d%m%Y"), Int32(1));
  EXPECT_EQ(Day("19700102", "%Y%m%d"), Int32(1));
  EXPECT_EQ(Day("02/01/1970", "%d/%m/%Y"), Int32(1));
  for (const char* bad : {"2019-02-30", "2019-2-3", "0999-12-31", "2019-00-10", "2019-13-01", "2019/01/01", "20190101",
                          "2019-01-01 ", "2019-01-0x", "-019-01-01", "2019-01-00"}) {
    EXPECT_EQ(Day(bad, "%Y-%m-%d"), std::nullopt) << bad;
  }
  EXPECT_EQ(Day("30022019", "%d%m%Y"), std::nullopt);
  EXPECT_EQ(Day("01/01/70", "%d/%m/%Y"), std::nullopt);
  EXPECT_EQ(Moment("01Jan1970:00:00:01"), Int64(1'000'000));
  EXPECT_EQ(Moment("01JAN1600:00:00:00"), Int64(-135140 * int64_t{86'400'000'000}));
  for (const char* bad : {"30Feb2019:00:00:00", "01Jan2019:24:00:00", "01Jan2019:00:60:00", "01Jan2019:00:00",
                          "01Fev2019:00:00:00", "01Jan2019:00:00:00Z", "01jan:"}) {
    EXPECT_EQ(Moment(bad), std::nullopt) << bad;
  }
  EXPECT_EQ(YearMonth("160001"), Int32(160001));
  EXPECT_EQ(YearMonth("201912"), Int32(201912));
  for (const char* bad : {"201913", "201900", "099912", "20191", "2019-1", "2019012"}) {
    EXPECT_EQ(YearMonth(bad), std::nullopt) << bad;
  }
  EXPECT_EQ(Both("1600", ParseYear), Int32(1600));
  for (const char* bad : {"0999", "19", "19999", "12,5x", "19 9"}) EXPECT_EQ(Both(bad, ParseYear), std::nullopt) << bad;
}

TEST(Convert, AReaderOfDatesForgetsNoDifference) {
  MomentReader days("%Y-%m-%d"), moments("%d%b%Y:%H:%M:%S");
  const auto cell = [](std::string_view text) {
    return CellText{text.data(), static_cast<uint32_t>(text.size()), false};
  };
  EXPECT_EQ(Taken(days.Day(cell("2019-01-01"))), Int32(17897));
  EXPECT_EQ(Taken(days.Day(cell("2019-01-0x"))), std::nullopt);
  EXPECT_EQ(Taken(days.Day(cell("2019-01-02"))), Int32(17898));
  EXPECT_EQ(Taken(days.Day(cell("2019-01-01"))), Int32(17897));
  EXPECT_EQ(Taken(moments.Microseconds(cell("01Jan1970:00:00:01"))), Int64(1'000'000));
  EXPECT_EQ(Taken(moments.Microseconds(cell("01Jan1970:00:00:99"))), std::nullopt);
  EXPECT_EQ(Taken(moments.Microseconds(cell("01Jan1970:00:00:02"))), Int64(2'000'000));
}

TEST(Convert, Booleans) {
  EXPECT_EQ(Both("1", ParseBoolean), std::optional(true));
  EXPECT_EQ(Both("O", ParseBoolean), std::optional(true));
  EXPECT_EQ(Both("0", ParseBoolean), std::optional(false));
  EXPECT_EQ(Both("N", ParseBoolean), std::optional(false));
  for (const char* bad : {"2", "9", "oui", "01", "x"}) EXPECT_EQ(Both(bad, ParseBoolean), std::nullopt) << bad;
}

}  // namespace
}  // namespace bouclier::ingest
