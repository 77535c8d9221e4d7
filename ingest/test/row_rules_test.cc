// SPDX-License-Identifier: Apache-2.0
// F26 Doubtful rows are kept and flagged.
#include <gtest/gtest.h>

#include <set>

#include "bouclier/catalog/table.h"
#include "csv_tokenizer.h"
#include "row_rules.h"

namespace bouclier::ingest {
namespace {

struct Lists : CodeLists {
  bool Has(std::string_view, std::string_view column) const override {
    return column == "DGN_PAL" || column == "GHS_NUM";
  }
  bool Contains(std::string_view table, std::string_view column, std::string_view code) const override {
    EXPECT_EQ(table, "T_MCOaaB");
    return column == "DGN_PAL" ? code == "J101" : code == "22";
  }
};

struct Flagging : CsvSink {
  Flagging(const char* t, int y, const CodeLists* l) : table(t), year(y), lists(l) {}
  Result<void> Header(const CsvHeader& header) override {
    BOUCLIER_TRY(const Layout layout, MatchHeader(*catalog::FindTable(table), header.names));
    set.emplace(layout);
    rules.emplace(layout, year, lists);
    return {};
  }
  Result<void> Rows(const CsvBlock& block) override {
    const size_t first = set->Append(block).first;
    flags.resize(set->rows());
    rules->Apply(*set, first, std::span(flags).subspan(first));
    return {};
  }
  const char* table;
  int year;
  const CodeLists* lists;
  std::optional<ColumnSet> set;
  std::optional<RowRules> rules;
  std::vector<uint32_t> flags;
};

// Names of the flags of each row.
std::vector<std::set<std::string>> Flags(const char* table, int year, const std::string& text,
                                         const CodeLists* lists = nullptr) {
  Flagging sink(table, year, lists);
  CsvSettings settings;
  settings.block = ByteCount{1};  // a block a row: judged texts are remembered between them
  auto tokenizer = CsvTokenizer::Make(settings).value();
  EXPECT_TRUE(tokenizer.Push(AsBytes(text), sink).ok());
  EXPECT_TRUE(tokenizer.Finish(sink).ok());
  std::vector<std::set<std::string>> names(sink.flags.size());
  for (size_t i = 0; i < names.size(); ++i) {
    EXPECT_EQ(sink.flags[i] >> kQualities, 0u);
    for (size_t bit = 0; bit < kQualities; ++bit) {
      const auto quality = static_cast<Quality>(bit);
      if ((sink.flags[i] & QualityBit(quality)) != 0) names[i].insert(std::string(QualityName(quality)));
    }
  }
  return names;
}

using Names = std::set<std::string>;

TEST(RowRules, F26_DoubtfulStaysAreKeptAndFlagged) {
  const std::string text =
      "ETA_NUM;RSA_NUM;GRG_GHM;GRG_RET;COD_SEX;AGE_ANN;SOR_MOI\n"
      "750100042;1;05M09T;000;1;40;02\n"
      "010000001;2;90Z00Z;0;2;;12\n"
      "010000001;3;90Z00Z;9;3;131;13\n"
      "010000001;4;;;;;\n";
  const auto flags = Flags("T_MCOaaB", 2017, text);
  ASSERT_EQ(flags.size(), 4u);
  EXPECT_EQ(flags[0], Names{"finess_double"});
  EXPECT_EQ(flags[1], Names{"pmsi_error_group"});
  EXPECT_EQ(flags[2], (Names{"pmsi_error_group", "return_code", "value_out_of_range"}));
  EXPECT_EQ(flags[3], Names{});
  EXPECT_EQ(Flags("T_MCOaaB", 2018, text)[0], Names{});  // nobody declares twice any more
}

TEST(RowRules, CodesAreLookedAtOnlyWhereAListIsLoaded) {
  const std::string text = "ETA_NUM;RSA_NUM;DGN_PAL;DGN_REL;GHS_NUM\na;1;J101;X;22\na;2;X;X;0022\na;3;;;23\n";
  const Lists lists;
  EXPECT_EQ(Flags("T_MCOaaB", 2019, text, &lists), (std::vector<Names>{{}, {"code_unknown"}, {"code_unknown"}}));
  EXPECT_EQ(Flags("T_MCOaaB", 2019, text), (std::vector<Names>{{}, {}, {}}));
}

TEST(RowRules, EveryRuleOfTheCatalogueNamesAFlagOfItsLevel) {
  ASSERT_FALSE(catalog::QualityRules().empty());
  for (const catalog::QualityRule& rule : catalog::QualityRules()) {
    const auto quality = ParseQuality(rule.flag);
    ASSERT_TRUE(quality) << rule.flag;
    EXPECT_EQ(QualityLevel(*quality), rule.level) << rule.flag;
  }
  for (size_t bit = 0; bit < kQualities; ++bit) {
    EXPECT_EQ(ParseQuality(QualityName(static_cast<Quality>(bit))), static_cast<Quality>(bit));
  }
}

}  // namespace
}  // namespace bouclier::ingest
