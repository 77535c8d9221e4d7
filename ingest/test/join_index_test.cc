// SPDX-License-Identifier: Apache-2.0
// The join inside a period: fingerprints of nine cells and the index over them.
#include "join_index.h"

#include <gtest/gtest.h>

#include <set>

#include "bouclier/vault/table_snapshot.h"
#include "csv_tokenizer.h"

namespace bouclier::ingest {
namespace {

struct Prints : CsvSink {
  Result<void> Header(const CsvHeader&) override { return {}; }
  Result<void> Rows(const CsvBlock& block) override {
    for (const CsvRow& row : block.rows) keys.push_back(fingerprint.Of(block, row, cells));
    return {};
  }
  LineFingerprint fingerprint;
  std::vector<uint32_t> cells{0, 1, 2};
  std::vector<JoinKey> keys;
};

std::vector<JoinKey> KeysOf(Prints& prints, const std::string& rows) {
  const std::string text = "a;b;c;d\n" + rows;
  auto tokenizer = CsvTokenizer::Make({}).value();
  tokenizer.Push(AsBytes(text), prints).value();
  tokenizer.Finish(prints).value();
  return prints.keys;
}

TEST(LineFingerprint, NumbersAreEqualWithLeadingZerosAndWithout) {
  Prints prints;
  const auto keys = KeysOf(prints, "007;01C;0;x\n7;1C;000;y\n7;1C;00;z\n70;1C;0;z\n");
  EXPECT_EQ(keys[0], keys[1]);
  EXPECT_EQ(keys[1], keys[2]);
  EXPECT_NE(keys[1], keys[3]);
}

TEST(LineFingerprint, CellsDoNotRunIntoOneAnother) {
  Prints prints;
  const auto keys = KeysOf(prints,
                           "ab;c;d;\na;bc;d;\na;b;cd;\nabc;d;;\n;abc;d;\n;;abcd;\nabcd;;;\n;;;\n0;;;\n;0;;\n;;0;\n"
                           "abcdefgh;i;j;\nabcdefghi;;j;\nabcdefg;hi;j;\n");
  std::set<std::pair<uint64_t, uint64_t>> different;
  for (const JoinKey& key : keys) different.emplace(key.low, key.high);
  EXPECT_EQ(different.size(), keys.size());
}

TEST(LineFingerprint, ACellThatAFileDoesNotHaveIsAnEmptyOne) {
  Prints prints;
  prints.cells = {0, kNoCell, 2};
  const auto keys = KeysOf(prints, "1;2;3;\n1;9;3;\n");
  EXPECT_EQ(keys[0], keys[1]);
}

TEST(LineFingerprint, TwoPeriodsHaveNothingInCommon) {
  Prints one, other;
  EXPECT_NE(KeysOf(one, "1;2;3;\n")[0], KeysOf(other, "1;2;3;\n")[0]);
}

TEST(LineFingerprint, EachHalfOfAFingerprintTellsLinesApart) {
  Prints prints;
  std::string rows;
  for (int i = 0; i < 200'000; ++i)
    rows += std::to_string(i % 1000) + ";" + std::to_string(i / 1000) + ";" + (i % 2 != 0 ? "x" : "y") + ";\n";
  std::set<uint64_t> low, high;
  for (const JoinKey& key : KeysOf(prints, rows)) {
    low.insert(key.low);
    high.insert(key.high);
  }
  EXPECT_EQ(low.size(), 200'000u);  // each half alone
  EXPECT_EQ(high.size(), 200'000u);
}

TEST(JoinIndex, FindsWhatWasAddedAndNothingElse) {
  JoinIndex index;
  EXPECT_EQ(index.Find({1, 2}), nullptr);
  for (uint64_t i = 0; i < 100'000; ++i) {
    bool fresh = false;
    JoinEntry& entry = index.Add({i / 2, i % 7}, fresh);  // one in seven or so is there already
    if (fresh) {
      EXPECT_EQ(entry.person, vault::kNoPerson);
      EXPECT_EQ(entry.bearer, UINT32_MAX);
      EXPECT_EQ(entry.care_from, kNoDay);
      entry.row = static_cast<uint32_t>(i);
    }
  }
  for (uint64_t i = 0; i < 100'000; ++i) {
    const JoinEntry* entry = index.Find({i / 2, i % 7});
    ASSERT_NE(entry, nullptr);
    EXPECT_LE(entry->row, i);
    EXPECT_EQ(index.Find({i / 2, 7 + i % 7}), nullptr);
  }
}

TEST(JoinIndex, TheSameKeyIsOneEntry) {
  JoinIndex index;
  bool fresh = false;
  index.Add({5, 5}, fresh).row = 3;
  EXPECT_TRUE(fresh);
  EXPECT_EQ(index.Add({5, 5}, fresh).row, 3u);
  EXPECT_FALSE(fresh);
  EXPECT_EQ(index.size(), 1u);
}

TEST(JoinIndex, KeysThatFallOnOnePlaceAreKeptApart) {
  // Stays have small numbers and no upper half: the worst spread that occurs.
  JoinIndex index;
  bool fresh = false;
  for (uint32_t stay = 0; stay < 50'000; ++stay) index.Add(StayJoinKey(stay), fresh).row = stay;
  for (uint32_t stay = 0; stay < 50'000; ++stay) ASSERT_EQ(index.Find(StayJoinKey(stay))->row, stay);
  EXPECT_EQ(index.Find(kNoStay), nullptr);
}

}  // namespace
}  // namespace bouclier::ingest
