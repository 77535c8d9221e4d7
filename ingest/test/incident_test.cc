// SPDX-License-Identifier: Apache-2.0
// Plain identities trip the watch; numbers that only look like them do not.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include <fmt/format.h>

#include "bouclier/catalog/table.h"
#include "csv_tokenizer.h"
#include "incident.h"
#include "nir_shape.h"

namespace bouclier::ingest {
namespace {

uint64_t Key(uint64_t number) { return 97 - number % 97; }

// An invented NIR of 13 digits.
uint64_t Nir(std::mt19937_64& dice) {
  const auto below = [&](uint64_t n) { return dice() % n; };
  uint64_t nir = 1 + below(2);
  nir = nir * 100 + below(100);
  nir = nir * 100 + 1 + below(12);
  nir = nir * 100 + 1 + below(95);
  nir = nir * 1000 + 1 + below(900);
  return nir * 1000 + 1 + below(999);
}
std::string WithKey(uint64_t nir) { return fmt::format("{:013}{:02}", nir, Key(nir)); }

struct Watching : CsvSink {
  Result<void> Header(const CsvHeader& header) override {
    watch.emplace(header.names);
    return {};
  }
  Result<void> Rows(const CsvBlock& block) override {
    watch->Look(block);
    return {};
  }
  std::optional<IncidentWatch> watch;
};

IncidentWatch Watch(const std::string& text) {
  Watching sink;
  auto tokenizer = CsvTokenizer::Make({}).value();
  EXPECT_TRUE(tokenizer.Push(AsBytes(text), sink).ok());
  EXPECT_TRUE(tokenizer.Finish(sink).ok());
  return *std::move(sink.watch);
}

// A file of one code and one column under test.
template <typename Cell>
IncidentWatch Column(int rows, Cell cell) {
  std::string text = "CODE;VALUE\n";
  for (int i = 0; i < rows; ++i) text += "A12;" + cell(i) + '\n';
  return Watch(text);
}

TEST(NirShape, ReadsWhatANirLooksLike) {
  const uint64_t nir = 1841276451089;  // invented
  const auto whole = ReadNirShape(WithKey(nir));
  ASSERT_TRUE(whole);
  EXPECT_TRUE(whole->with_key && whole->key_passes && whole->plain);
  EXPECT_EQ(whole->digits, nir * 100 + Key(nir));
  EXPECT_TRUE(ReadNirShape(fmt::format("1 84 12 76 451 089 {:02}", Key(nir)))->key_passes);
  EXPECT_TRUE(ReadNirShape(fmt::format("1.84.12.76.451.089-{:02}", Key(nir)))->key_passes);
  EXPECT_TRUE(ReadNirShape("1\xc2\xa0"
                           "841276451089")
                  ->plain);
  EXPECT_EQ(ReadNirShape("2840520A451089"), std::nullopt);
  // Corsica: the key counts 2A as 19 and 2B as 18.
  EXPECT_TRUE(ReadNirShape(fmt::format("2 55 08 2A 123 045 {:02}", Key(2550819123045)))->key_passes);
  EXPECT_TRUE(ReadNirShape(fmt::format("255082b123045{:02}", Key(2550818123045)))->key_passes);
  EXPECT_FALSE(ReadNirShape("184127645108900").has_value());  // key 00
  EXPECT_FALSE(ReadNirShape("184127645108998").has_value());  // key 98
  for (const char* bad :
       {"5841276451089", "1841376451089", "1844376451089", "1841200451089", "1841276000089", "1841276451000",
        "184127645108", "18412764510891", "1841276451089x", "HP3BWS06Q1w0WUFss", "2019-02-28T00:00:00"}) {
    EXPECT_EQ(ReadNirShape(bad), std::nullopt) << bad;
  }
  EXPECT_FALSE(ReadNirShape("3400930123457")->plain);  // a CIP13
}

TEST(NirShape, OneRandomNumberIn97PassesTheKey) {
  std::mt19937_64 dice(97);
  int shaped = 0, passing = 0;
  for (int i = 0; i < 200'000; ++i) {
    const auto shape = ReadNirShape(fmt::format("{:015}", dice() % 1'000'000'000'000'000));
    shaped += shape ? 1 : 0;
    passing += shape && shape->key_passes ? 1 : 0;
  }
  EXPECT_NEAR(static_cast<double>(shaped) / passing, 97, 10);
}

TEST(Incident, TheTailOfTheBinomialIsExact) {
  // Summed by hand from the definition.
  const auto slow = [](int n, int k, double p) {
    long double sum = 0;  // its range is wide enough for all of them
    for (int i = k; i <= n; ++i) {
      sum += std::exp(static_cast<long double>(std::lgamma(n + 1.0) - std::lgamma(i + 1.0) - std::lgamma(n - i + 1.0) +
                                               i * std::log(p) + (n - i) * std::log(1 - p)));
    }
    return static_cast<double>(std::log(sum));
  };
  for (const int n : {5, 50, 500}) {
    for (int k = n / 97 + 1; k <= n; k += 1 + n / 20) {
      EXPECT_NEAR(LogBinomialTail(n, k, 1.0 / 97), slow(n, k, 1.0 / 97), 1e-6) << n << ' ' << k;
    }
  }
  EXPECT_NEAR(LogBinomialTail(5, 5, 1.0 / 97), 5 * std::log(1.0 / 97), 1e-9);
  EXPECT_EQ(LogBinomialTail(10, 0, 0.5), 0);
}

TEST(Incident, RandomNumbersOf15DigitsDoNotTripIt) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    std::mt19937_64 dice(seed);
    const auto watch = Column(20'000, [&](int) { return fmt::format("{:015}", dice() % 1'000'000'000'000'000); });
    EXPECT_EQ(watch.Worst(), Suspicion::kFlagged);  // told with what chance gives
    const ColumnFinding finding = watch.Findings().at(0);
    EXPECT_EQ(finding.column, "VALUE");
    EXPECT_NEAR(finding.nir_expected, static_cast<double>(finding.nir_hits), 50);
  }
}

TEST(Incident, OnePercentOfNirAmongCodesOrNumbersTripsIt) {
  std::mt19937_64 dice(1);
  EXPECT_EQ(
      Column(1000, [&](int i) { return i % 100 == 0 ? WithKey(Nir(dice)) : fmt::format("PSEUDONYM{:08}", i); }).Worst(),
      Suspicion::kIncident);
  EXPECT_EQ(Column(10'000,
                   [&](int i) {
                     return i % 100 == 0 ? WithKey(Nir(dice)) : fmt::format("{:015}", dice() % 1'000'000'000'000'000);
                   })
                .Worst(),
            Suspicion::kIncident);
  EXPECT_EQ(Column(1'000'000,
                   [&](int i) {
                     return i % 100 == 0 ? WithKey(Nir(dice)) : fmt::format("{:015}", dice() % 1'000'000'000'000'000);
                   })
                .Worst(),
            Suspicion::kIncident);
}

// Without counting distinct numbers one passing number on many lines would trip it: the control counts them all.
TEST(Incident, OneNumberOnManyLinesIsOneNumber) {
  const std::string number = WithKey(1841276451089);
  const auto watch = Column(5000, [&](int) { return number; });
  EXPECT_EQ(watch.Worst(), Suspicion::kFlagged);
  EXPECT_EQ(watch.Findings().at(0).nir_cells, 5000u);
  EXPECT_EQ(watch.Findings().at(0).nir_distinct, 1u);
  EXPECT_LT(LogBinomialTail(5000, 5000, 1.0 / 97), IncidentSettings().log_chance);
}

TEST(Incident, FourNirAreFlaggedFiveAreAnIncident) {
  std::mt19937_64 dice(3);
  EXPECT_EQ(Column(4, [&](int) { return WithKey(Nir(dice)); }).Worst(), Suspicion::kFlagged);
  EXPECT_EQ(Column(5, [&](int) { return WithKey(Nir(dice)); }).Worst(), Suspicion::kIncident);
}

TEST(Incident, NirWithoutKeyAreJudgedByTheirShare) {
  std::mt19937_64 dice(4);
  const auto random = [&] { return fmt::format("{:013}", dice() % 10'000'000'000'000); };
  EXPECT_EQ(Column(1000, [&](int) { return std::to_string(Nir(dice)); }).Worst(), Suspicion::kIncident);
  EXPECT_EQ(Column(1000, [&](int i) { return i % 2 == 0 ? std::to_string(Nir(dice)) : random(); }).Worst(),
            Suspicion::kFlagged);
  EXPECT_EQ(Column(20'000, [&](int) { return random(); }).Worst(), Suspicion::kNone);
}

TEST(Incident, CodesAndDatesDoNotTripIt) {
  std::mt19937_64 dice(5);
  EXPECT_EQ(Column(5000, [&](int) { return fmt::format("34009{:08}", dice() % 100'000'000); }).Worst(),
            Suspicion::kNone);
  EXPECT_EQ(Column(5000, [&](int) { return fmt::format("{:09}", dice() % 1'000'000'000); }).Worst(), Suspicion::kNone);
  EXPECT_EQ(
      Column(5000, [&](int i) { return fmt::format("{}-{:02}-{:02}", 1950 + i % 70, 1 + i % 12, 1 + i % 28); }).Worst(),
      Suspicion::kNone);
  EXPECT_EQ(
      Column(5000, [&](int i) { return fmt::format("{}{:02}{:02}000000", 1950 + i % 70, 1 + i % 12, 1 + i % 28); })
          .Worst(),
      Suspicion::kNone);
  EXPECT_EQ(Column(5000, [&](int i) { return fmt::format("{:02}Jan20{:02}:00:00:00", 1 + i % 28, i % 20); }).Worst(),
            Suspicion::kNone);
}

TEST(Incident, AddressesBeyondAFew) {
  EXPECT_EQ(Column(10, [](int i) { return fmt::format("write to x.y{}@example.org!", i); }).Worst(),
            Suspicion::kFlagged);
  EXPECT_EQ(Column(11, [](int i) { return fmt::format("x.y{}@example.org", i); }).Worst(), Suspicion::kIncident);
  EXPECT_EQ(Column(50, [](int) { return std::string("5 @ 3.20, a@b, @x.fr, a@.fr"); }).Worst(), Suspicion::kNone);
}

TEST(Incident, HeadersThatNameAPerson) {
  for (const char* name :
       {"NIR", "nom", "Prénom", "PRENOM_1", "Nom de naissance", "nom_usage", "E-mail", "N\xc3\xb3m"}) {
    EXPECT_EQ(JudgeHeader(name), Suspicion::kIncident) << name;
  }
  EXPECT_EQ(JudgeHeader("Date de naissance"), Suspicion::kFlagged);
  for (const catalog::Table& table : catalog::BuiltInTables()) {
    for (const catalog::Column& column : table.columns)
      EXPECT_EQ(JudgeHeader(column.name), Suspicion::kNone) << column.name;
  }
  EXPECT_EQ(Watch("CODE;Prénom\n1;x\n").Worst(), Suspicion::kIncident);
}

TEST(Incident, CellsBeyondTheHeaderAreLookedAtToo) {
  std::mt19937_64 dice(6);
  std::string text = "CODE;VALUE\n";
  for (int i = 0; i < 20; ++i) text += "1;2;" + WithKey(Nir(dice)) + '\n';
  const auto watch = Watch(text);
  EXPECT_EQ(watch.Worst(), Suspicion::kIncident);
  EXPECT_EQ(watch.Findings().at(0).column, "");
}

}  // namespace
}  // namespace bouclier::ingest
