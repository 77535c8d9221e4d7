// SPDX-License-Identifier: Apache-2.0
#include "bouclier/crypto/hash.h"
#include "test_hub.h"

namespace bouclier::vault {
namespace {

using test::Pattern;
using test::RandomId;
using test::TestHub;

ManifestLine Line(TestHub& hub, const std::string& name) {
  return MovedLine(hub.Bring(RandomId<ObjectId>(), 1, name, Pattern(10, 1)).value());
}

TEST(ManifestLine, ComesBackFromItsCanonicalText) {
  TestHub hub;
  ManifestLine moved = Line(hub, "dossier/été.csv");
  moved.property_losses = {"access_tier", "lease"};
  moved.verified_at = "2026-11-25T09:30:00.123Z";
  moved.source_md5 = crypto::RandomArray<16>();
  EXPECT_EQ(ParseLine(LineText(moved)).value(), moved);
  const ManifestLine lost = UnmovedLine(Outcome::kLost, "gone_since_inventory", "https://old.example/c", "x", "", 7);
  EXPECT_EQ(ParseLine(LineText(lost)).value(), lost);
  EXPECT_NE(LineText(lost).find("\"reason\":\"gone_since_inventory\""), std::string::npos);
}

TEST(ManifestLine, OneEncodingOnly) {
  TestHub hub;
  const std::string good = LineText(Line(hub, "a"));
  for (const std::string& bad : {good + " ", " " + good, good + "\n", std::string("{}"), std::string("[]"),
                                 good.substr(0, good.size() - 1) + ",\"x\":1}", std::string("{\"a\": 1}")})
    EXPECT_EQ(ParseLine(bad).error().code, ErrorCode::kCorruption) << bad;
  for (const auto& [from, to] :
       std::map<std::string, std::string>{{"\"moved\"", "\"Moved\""},
                                          {"\"md5_status\":\"absent\"", "\"md5_status\":\"none\""},
                                          {"\"segments\":1", "\"segments\":-1"}}) {
    std::string bad = good;
    bad.replace(bad.find(from), from.size(), to);
    EXPECT_EQ(ParseLine(bad).error().code, ErrorCode::kCorruption) << to;
  }
}

TEST(ManifestLine, LeafIsSaltedAndLeavesTheSaltOutOfTheText) {
  TestHub hub;
  const ManifestLine line = Line(hub, "a");
  std::string text = LineText(line);
  const std::string member = "\"leaf_salt\":\"" + Hex(line.leaf_salt) + "\",";
  text.erase(text.find(member), member.size());
  const Digest32 digest = crypto::Sha256::Of({ByteView(line.leaf_salt), AsBytes(text)});
  EXPECT_EQ(LineLeaf(line), crypto::MerkleLeaf(digest));
  ManifestLine other = line;
  other.leaf_salt[0] ^= 1;
  EXPECT_NE(LineLeaf(other), LineLeaf(line));
}

TEST(ManifestBook, LaterLineAboutAUnitReplacesTheEarlier) {
  TestHub hub;
  CommitBatch batch = hub.Batch();
  batch.lines.push_back(
      {hub.dataset, UnmovedLine(Outcome::kRefused, "changing", "https://old.example/container", "a", "", 10)});
  batch.lines.push_back(
      {hub.dataset, UnmovedLine(Outcome::kLost, "snapshot", "https://old.example/container", "a", "2026", 10)});
  ASSERT_TRUE(hub.MakeCommitter().Commit(std::move(batch)).ok());
  hub.Store("a", Pattern(10, 1));
  const auto reader = hub.state.Read().value();
  ManifestBook book(*reader, {hub.keys});
  const ManifestTotals totals = book.Totals(hub.manifest).value();
  EXPECT_EQ(totals.lines, 2u);
  EXPECT_EQ(totals.moved, 1u);
  EXPECT_EQ(totals.lost, 1u);
  EXPECT_EQ(totals.refused, 0u);
  EXPECT_EQ(totals.bytes_moved, 10u);
  std::vector<ManifestLine> old, current;
  ASSERT_TRUE(book.ForEach(hub.manifest, ManifestPart::kReplaced,
                           [&](const ManifestLine& line, const std::string&) -> Result<void> {
                             old.push_back(line);
                             return {};
                           })
                  .ok());
  ASSERT_TRUE(book.ForEach(hub.manifest, ManifestPart::kCurrent,
                           [&](const ManifestLine& line, const std::string& text) -> Result<void> {
                             EXPECT_EQ(text, LineText(line));
                             current.push_back(line);
                             return {};
                           })
                  .ok());
  ASSERT_EQ(old.size(), 1u);
  EXPECT_EQ(old[0].reason, "changing");
  ASSERT_EQ(current.size(), 2u);
  EXPECT_EQ(totals.root, crypto::MerkleRoot({LineLeaf(current[0]), LineLeaf(current[1])}));
}

TEST(ManifestBook, F5AlteredMovedOrForeignLinesAreRefused) {
  TestHub hub;
  hub.Store("a", Pattern(10, 1));
  hub.Store("b", Pattern(10, 2));
  std::vector<Bytes*> lines;
  for (auto& [row, value] : hub.state.rows)
    if (row.first == "vault_manifest") lines.push_back(&value);
  ASSERT_EQ(lines.size(), 2u);
  const auto read = [&] {
    const auto reader = hub.state.Read().value();
    return ManifestBook(*reader, {hub.keys}).Totals(hub.manifest);
  };
  std::swap(*lines[0], *lines[1]);
  EXPECT_EQ(read().error().code, ErrorCode::kCorruption);
  std::swap(*lines[0], *lines[1]);
  ASSERT_TRUE(read().ok());
  lines[1]->back() ^= 1;
  EXPECT_EQ(read().error().code, ErrorCode::kCorruption);
  const auto reader = hub.state.Read().value();
  EXPECT_EQ(ManifestBook(*reader, {}).Totals(hub.manifest).error().code, ErrorCode::kNotFound);
}

TEST(ManifestBook, Sha256SumsEscapesNamesAsCoreutilsDo) {
  ManifestLine line;
  line.name = "a b";
  EXPECT_EQ(ManifestBook::Sha256SumsLine(line), Hex(Digest32{}) + "  a b\n");
  line.name = "a\\b\nc";
  EXPECT_EQ(ManifestBook::Sha256SumsLine(line), "\\" + Hex(Digest32{}) + "  a\\\\b\\nc\n");
}

TEST(Commit, LinesWithTextsThatAreNotUtf8AreRefused) {
  TestHub hub;
  CommitBatch batch = hub.Batch();
  batch.lines.push_back({hub.dataset, UnmovedLine(Outcome::kLost, "x", "s", "\xc0\x80", "", 0)});
  EXPECT_EQ(hub.MakeCommitter().Commit(std::move(batch)).error().code, ErrorCode::kInvalidArgument);
  EXPECT_TRUE(hub.ledger.entries.empty());
}

}  // namespace
}  // namespace bouclier::vault
