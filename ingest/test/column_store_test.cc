// SPDX-License-Identifier: Apache-2.0
// F26 Typed columns: a row is taken whole or leaves nothing behind.
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "column_store.h"
#include "csv_tokenizer.h"

namespace bouclier::ingest {
namespace {

using catalog::ColumnType;
using catalog::IdentityClass;

catalog::Column Of(std::string_view name, ColumnType type, std::string_view format = "",
                   IdentityClass identity = IdentityClass::kNone) {
  return {name, type, 2, format, "", "", identity, catalog::Concept::kNone};
}

const catalog::Table& Table() {
  static const catalog::Table table = {
      "TEST",
      "test",
      catalog::Period::kOnce,
      {Of("KEY", ColumnType::kText), Of("TEXT", ColumnType::kText), Of("NUM", ColumnType::kInteger),
       Of("AMOUNT", ColumnType::kDecimal), Of("DAY", ColumnType::kDate, "%Y-%m-%d"), Of("TOP", ColumnType::kBoolean),
       Of("PERSON", ColumnType::kText, "", IdentityClass::kPsa),
       Of("FLOW", ColumnType::kDate, "%Y-%m-%d", IdentityClass::kCareLine),
       Of("SITE", ColumnType::kText, "", IdentityClass::kEstablishment)},
      {"KEY"},
      {"KEY"},
      "",
      {},
      catalog::CareDateRoute::kNone,
      {}};
  return table;
}

struct Loaded : CsvSink {
  Result<void> Header(const CsvHeader& header) override {
    BOUCLIER_TRY(const Layout layout, MatchHeader(Table(), header.names));
    set.emplace(layout);
    return {};
  }
  Result<void> Rows(const CsvBlock& block) override {
    const auto& appended = set->Append(block);
    for (size_t i = 0; i < block.rows.size(); ++i) {
      const RowVerdict& verdict = appended.verdicts[i];
      if (verdict.reason == RowReason::kNone) continue;
      const std::string column = verdict.column == kNoCell ? "" : set->layout().columns[verdict.column].name;
      refused[block.rows[i].line] = std::string(RowReasonName(verdict.reason)) + ' ' + column;
    }
    accepted += appended.accepted.size();
    return {};
  }
  const StoredColumn& column(std::string_view name) const {
    for (size_t i = 0; i < set->columns(); ++i) {
      if (set->layout().columns[i].name == name) return set->column(i);
    }
    ADD_FAILURE() << name;
    return set->column(0);
  }
  std::optional<ColumnSet> set;
  std::map<uint64_t, std::string> refused;
  size_t accepted = 0;
  std::string error;
};

Loaded Load(const std::string& text, size_t block = 64) {
  Loaded loaded;
  CsvSettings settings;
  settings.block = ByteCount{block};
  auto tokenizer = CsvTokenizer::Make(settings).value();
  auto done = tokenizer.Push(AsBytes(text), loaded);
  if (done.ok()) done = tokenizer.Finish(loaded);
  if (!done.ok()) loaded.error = done.error().message;
  return loaded;
}

using Names = std::vector<std::string>;

TEST(Layout, NamesMatchInAnyOrderAndCase) {
  const Loaded loaded = Load("num;extra;Key;TEXT\n5;x;k;t\n");
  ASSERT_EQ(loaded.error, "");
  EXPECT_EQ(loaded.set->layout().unknown, Names{"extra"});
  EXPECT_EQ(loaded.set->layout().missing, (Names{"AMOUNT", "DAY", "TOP", "PERSON", "FLOW", "SITE"}));
  EXPECT_EQ(loaded.column("NUM").int64, std::vector<int64_t>{5});
  EXPECT_EQ(loaded.column("extra").dictionary->Text(loaded.column("extra").codes[0]), "x");
  EXPECT_TRUE(loaded.column("DAY").all_null());
}

TEST(Layout, F26_AKeyMissingOrANameTwiceRefusesTheFile) {
  EXPECT_EQ(Load("NUM;TEXT\n1;x\n").error,
            "read csv header: column KEY is missing, without which no row can be told apart");
  EXPECT_EQ(Load("KEY;TEXT;key\n1;x;2\n").error, "read csv header: column KEY stands there twice");
  // What is no column of the catalogue may be a name of anything: it stays out of the public message.
  EXPECT_EQ(Load("KEY;dupont;DUPONT\n1;x;2\n").error, "read csv header: a column stands there twice");
}

TEST(ColumnSet, F26_ARefusedRowLeavesNothingBehind) {
  const Loaded loaded = Load(
      "KEY;TEXT;NUM;AMOUNT;DAY;TOP;PERSON;FLOW;SITE\n"
      "a;one;1;1.50;2019-01-01;1;p;2019-01-01;s\n"
      "b;secret;2;2.50;2019-02-30;0;p;2019-01-01;s\n"  // bad_date
      "c;two;;;;;;;\n"
      "d;secret2;x;y;z;2;p;q;s\n"                    // the first of several
      ";secret3;1;1;2019-01-01;1;p;2019-01-01;s\n"   // missing_key
      "e;secret4;1;1;2019-01-01;1;p;2019-01-32;s\n"  // an identifier's type counts too
      "f;one;3;-3;1600-01-01;0;q;;t\n");
  ASSERT_EQ(loaded.error, "");
  EXPECT_EQ(loaded.refused,
            (std::map<uint64_t, std::string>{
                {3, "bad_date DAY"}, {5, "bad_number NUM"}, {6, "missing_key KEY"}, {7, "bad_date FLOW"}}));
  EXPECT_EQ(loaded.set->rows(), 3u);
  EXPECT_EQ(loaded.accepted, 3u);
  const StoredColumn& text = loaded.column("TEXT");
  EXPECT_EQ(text.dictionary->size(), 2u);
  EXPECT_EQ(text.codes, (std::vector<uint32_t>{0, 1, 0}));
  EXPECT_EQ(loaded.column("NUM").int64, (std::vector<int64_t>{1, 0, 3}));
  EXPECT_EQ(loaded.column("NUM").valid, (std::vector<uint8_t>{1, 0, 1}));
  EXPECT_EQ(loaded.column("AMOUNT").int64, (std::vector<int64_t>{150, 0, -300}));
  EXPECT_EQ(loaded.column("DAY").int32, (std::vector<int32_t>{17897, 0, -135140}));
  EXPECT_EQ(loaded.column("TOP").boolean, (std::vector<uint8_t>{1, 0, 0}));
  EXPECT_EQ(loaded.column("PERSON").physical, Physical::kNone);
  EXPECT_EQ(loaded.column("FLOW").physical, Physical::kNone);
  EXPECT_EQ(loaded.column("SITE").dictionary->size(), 2u);
}

TEST(ColumnSet, RowsThatAreNotWantedStayOutWithoutAVerdict) {
  struct Half : Loaded {
    Result<void> Rows(const CsvBlock& block) override {
      std::vector<uint8_t> wanted(block.rows.size());
      for (size_t i = 0; i < wanted.size(); ++i) wanted[i] = block.rows[i].line % 2 == 0 ? 1 : 0;
      const auto& appended = set->Append(block, wanted);
      for (const RowVerdict& verdict : appended.verdicts) EXPECT_EQ(verdict.reason, RowReason::kNone);
      return {};
    }
  } half;
  auto tokenizer = CsvTokenizer::Make({}).value();
  ASSERT_TRUE(tokenizer.Push(AsBytes("KEY;NUM\na;1\nb;2\nc;3\n"), half).ok());
  EXPECT_EQ(half.column("NUM").int64, (std::vector<int64_t>{1, 3}));
}

// Blocks of any size, values that begin late, refusals among them: the same columns as from one block.
TEST(ColumnSet, BlocksMakeNoDifference) {
  std::mt19937_64 dice(5);
  for (int round = 0; round < 200; ++round) {
    std::string text = "KEY;TEXT;NUM;DAY\n";
    std::vector<int64_t> numbers;
    std::vector<std::string> texts;
    for (int row = 0; row < 100; ++row) {
      const bool late = row > static_cast<int>(dice() % 100);
      const std::string word =
          late ? "word" + std::to_string(dice() % 30) + (dice() % 2 == 0 ? "longer than eight" : "") : "";
      const int64_t number = late ? static_cast<int64_t>(dice() % 1000) : 0;
      const bool bad = dice() % 10 == 0;
      text += "k;" + word + ';' + (late ? std::to_string(number) : "") + ';' + (bad ? "2019-02-30" : "") + '\n';
      if (bad) continue;
      numbers.push_back(number);
      texts.push_back(word);
    }
    const Loaded loaded = Load(text, 1 + dice() % 600);
    ASSERT_EQ(loaded.set->rows(), numbers.size());
    const StoredColumn& num = loaded.column("NUM");
    const StoredColumn& word = loaded.column("TEXT");
    for (size_t i = 0; i < numbers.size(); ++i) {
      EXPECT_EQ(num.all_null() ? 0 : num.int64[i], numbers[i]);
      EXPECT_EQ(word.all_null() || word.valid[i] == 0 ? "" : word.dictionary->Text(word.codes[i]), texts[i]);
    }
    EXPECT_TRUE(loaded.column("DAY").all_null() || loaded.column("DAY").valid.size() == numbers.size());
  }
}

TEST(Dictionary, ManyDistinctTextsKeepTheirCodes) {
  Dictionary dictionary;
  std::vector<std::string> texts;
  for (int i = 0; i < 200'000; ++i) texts.push_back((i % 2 == 0 ? "n" : "a longer name ") + std::to_string(i));
  for (int turn = 0; turn < 2; ++turn) {
    for (uint32_t i = 0; i < texts.size(); ++i) {
      ASSERT_EQ(dictionary.Code({texts[i].data(), static_cast<uint32_t>(texts[i].size()), false}), i);
    }
  }
  EXPECT_EQ(dictionary.size(), texts.size());
  for (uint32_t i = 0; i < texts.size(); ++i) ASSERT_EQ(dictionary.Text(i), texts[i]);
}

}  // namespace
}  // namespace bouclier::ingest
