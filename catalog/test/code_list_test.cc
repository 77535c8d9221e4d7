// SPDX-License-Identifier: Apache-2.0
// Code lists: real forms of CSV, and what is odd in them.
#include "code_list.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "semicolon_rows.h"

namespace bouclier::catalog {
namespace {

SchemaFile Described(const std::string& key = R"("K")") {
  return ReadSchemaFile(R"({"name":"L","title":"Liste","fields":[{"name":"K","type":"string","role":"code"},
      {"name":"LABEL","type":"string","role":"label"},{"name":"OTHER","type":"string"}],"primaryKey":)" +
                            key + "}",
                        "nomenclatures/L.json")
      .value();
}

ListFile Read(std::string_view csv, const std::vector<std::string>& linked = {}) {
  return ReadCodeLists(csv, "nomenclatures/L.csv", Described(), linked);
}

std::vector<FindingKind> KindsOf(const ListFile& file) {
  std::vector<FindingKind> out;
  for (const Finding& one : file.findings) out.push_back(one.kind);
  return out;
}

using Codes = std::vector<std::string>;
using Kinds = std::vector<FindingKind>;

std::vector<Codes> AllRows(std::string_view text) {
  std::vector<Codes> out;
  SemicolonRows rows(text);
  while (rows.Next()) out.push_back(rows.cells());
  return out;
}

TEST(SemicolonRows, ReadsWhatRealFilesHave) {
  EXPECT_EQ(AllRows("a;b\n1;2\n"), (std::vector<Codes>{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(AllRows("a;b\r\n1;2"), (std::vector<Codes>{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(AllRows("a;\"x\ny;z\"\n;\n"), (std::vector<Codes>{{"a", "x\ny;z"}, {"", ""}}));
  EXPECT_EQ(AllRows("\"he said \"\"no\"\"\";b\"c\"\n"), (std::vector<Codes>{{"he said \"no\"", "b\"c\""}}));
  EXPECT_EQ(AllRows("\"a\"b;c\n\n\nd"), (std::vector<Codes>{{"ab", "c"}, {"d"}}));
  EXPECT_EQ(AllRows("a;"), (std::vector<Codes>{{"a", ""}}));
  EXPECT_EQ(AllRows(""), std::vector<Codes>{});
  EXPECT_EQ(AllRows("\"open;a\nb"), (std::vector<Codes>{{"open;a\nb"}}));
}

TEST(SemicolonRows, CountsLinesAcrossQuotes) {
  SemicolonRows rows("a\n\"x\n\ny\"\nb\n");
  std::vector<size_t> lines;
  while (rows.Next()) lines.push_back(rows.line());
  EXPECT_EQ(lines, (std::vector<size_t>{1, 2, 5}));
}

TEST(CodeList, IsASortedSetOfItsCodes) {
  const ListFile file = Read("K;LABEL;OTHER\n02A;\"Corse\ndu Sud\";9\n01;Ain;8\n075;Paris;9\n");
  ASSERT_EQ(file.lists.size(), 1u);
  EXPECT_EQ(file.lists[0].name, "L");
  EXPECT_EQ(file.lists[0].column, "K");
  EXPECT_TRUE(file.lists[0].own);
  EXPECT_EQ(file.lists[0].codes, (Codes{"01", "02A", "075"}));
  EXPECT_TRUE(file.findings.empty());
  EXPECT_EQ(HasCode(file.lists[0], "02A"), true);
  EXPECT_EQ(HasCode(file.lists[0], "2A"), false);
}

TEST(CodeList, ALinkMayNameAnotherColumn) {
  const ListFile file = Read("K;LABEL;OTHER\n1;a;x\n2;b;y\n3;c;x\n", {"", "OTHER", "K", "NONE"});
  ASSERT_EQ(file.lists.size(), 2u);
  EXPECT_EQ(file.lists[1].column, "OTHER");
  EXPECT_FALSE(file.lists[1].own);
  EXPECT_EQ(file.lists[1].codes, (Codes{"x", "y"}));
  EXPECT_EQ(KindsOf(file), Kinds{FindingKind::kListColumnUnknown});
}

TEST(CodeList, ReportsWhatIsOddAndTakesTheRest) {
  EXPECT_EQ(KindsOf(Read("K;LABEL\n1;a\n")), Kinds{FindingKind::kListHeaderDiffers});
  const ListFile twice = Read("K;LABEL;OTHER\n1;a;x\n1;b;x\n;c;x\n");
  EXPECT_EQ(KindsOf(twice), (Kinds{FindingKind::kCodeTwice, FindingKind::kCodeEmpty}));
  EXPECT_EQ(twice.lists[0].codes, Codes{"1"});
  EXPECT_TRUE(
      ReadCodeLists("K;LABEL;OTHER\n1;a;x\n1;b;y\n", "L.csv", Described(R"(["K","OTHER"])"), {}).findings.empty())
      << "it is half of a key there";
  const ListFile width = Read("K;LABEL;OTHER\n1;a\n2;b;c;d\n");
  EXPECT_EQ(KindsOf(width), (Kinds{FindingKind::kRowWidth, FindingKind::kRowWidth}));
  EXPECT_EQ(width.findings[0].where, "line 2");
  EXPECT_EQ(width.lists[0].codes, (Codes{"1", "2"}));
  EXPECT_EQ(KindsOf(Read("K;LABEL;OTHER\n1;a;\"x\n2;b;y\n")), Kinds{FindingKind::kQuoteOpen});
  EXPECT_EQ(KindsOf(Read("K;LABEL;OTHER\n" + std::string(300, 'x') + ";a;b\n")), Kinds{FindingKind::kTextCut});
  EXPECT_EQ(Read("\xef\xbb\xbfK;LABEL;OTHER\n1;a;x\n").lists[0].codes, Codes{"1"}) << "a byte order mark";
}

TEST(CodeList, WhatCannotBeReadHasNoDataAndAnswersNobodyKnows) {
  for (std::string_view text : {"", "K;LABEL;OTHER\n\xe9;a;x\n"}) {
    const ListFile file = ReadCodeLists(text, "L.csv", Described(), {});
    EXPECT_EQ(KindsOf(file), Kinds{FindingKind::kFileUnreadable});
    ASSERT_EQ(file.lists.size(), 1u);
    EXPECT_EQ(HasCode(file.lists[0], "1"), std::nullopt);
  }
  EXPECT_EQ(HasCode(ListsWithoutData(Described(), {}).lists.at(0), "1"), std::nullopt);
}

}  // namespace
}  // namespace bouclier::catalog
