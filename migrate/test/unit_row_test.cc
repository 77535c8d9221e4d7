// SPDX-License-Identifier: Apache-2.0
#include "unit_row.h"

#include <gtest/gtest.h>

#include "bouclier/crypto/random.h"
#include "foresight.h"
#include "inventory_book.h"
#include "prefix_rules.h"
#include "small_hub.h"

namespace bouclier::migrate {
namespace {

UnitRow Sample() {
  UnitRow row;
  row.source = "old";
  row.unit = {"dossiers/été.csv", ""};
  row.dataset = DatasetId{crypto::RandomArray<16>()};
  row.first_round = 1, row.seen_round = 3, row.returned_round = 2;
  row.listed = {42, ports::BlobKind::kAppend, "\"0x8\"", "Mon", true, {"append_blob"}};
  row.state = UnitState::kMoved;
  row.moved = {2, 41, "\"0x7\"", "Sun", vault::Md5Status::kStale, {"tier"}, "2026-11-25T09:30:00.000Z", true};
  return row;
}

TEST(UnitRow, DecodesWhatItEncoded) {
  const UnitRow row = Sample();
  EXPECT_EQ(DecodeUnitRow(EncodeUnitRow(row)).value(), row);
}

TEST(UnitRow, RefusesEveryCutAndEveryByteTooMany) {
  const Bytes whole = EncodeUnitRow(Sample());
  for (size_t length = 0; length < whole.size(); ++length)
    EXPECT_FALSE(DecodeUnitRow(ByteView(whole).first(length)).ok()) << length;
  Bytes longer = whole;
  longer.push_back(0);
  EXPECT_EQ(DecodeUnitRow(longer).error().code, ErrorCode::kCorruption);
}

TEST(PrefixRules, LongestPrefixWinsByteForByte) {
  const DatasetId a{crypto::RandomArray<16>()}, b{crypto::RandomArray<16>()}, c{crypto::RandomArray<16>()};
  test::StopSwitch stop;
  test::ScriptedSource source(stop);
  const auto rules =
      PrefixRules::Make({{"s", &source}, {"t", &source}}, {{"s", "x/", a}, {"s", "x/y", b}, {"s", "x/yy/z", c}})
          .value();
  EXPECT_EQ(rules.DatasetOf("s", "x/1"), a);
  EXPECT_EQ(rules.DatasetOf("s", "x/y"), b);
  EXPECT_EQ(rules.DatasetOf("s", "x/yy/a"), b);
  EXPECT_EQ(rules.DatasetOf("s", "x/yy/z9"), c);
  EXPECT_EQ(rules.DatasetOf("s", "x"), std::nullopt);
  EXPECT_EQ(rules.DatasetOf("s", "X/1"), std::nullopt);
  EXPECT_EQ(rules.DatasetOf("s", ""), std::nullopt);
  EXPECT_EQ(rules.DatasetOf("t", "x/1"), std::nullopt);
}

TEST(PrefixRules, RefuseTwoRulesForOnePrefixAndRulesForNoSource) {
  test::StopSwitch stop;
  test::ScriptedSource source(stop);
  EXPECT_EQ(PrefixRules::Make({{"s", &source}}, {{"s", "x", {}}, {"s", "x", {}}}).error().code,
            ErrorCode::kInvalidArgument);
  EXPECT_EQ(PrefixRules::Make({{"s", &source}}, {{"t", "x", {}}}).error().code, ErrorCode::kInvalidArgument);
}

TEST(InventoryBook, RowsAreSealedBoundToTheirUnitAndRefusedWhenAltered) {
  state::MemoryStateStore state;
  const SecretBytes key = crypto::RandomSecret(32);
  const InventoryBook book(key);
  const UnitRow row = Sample();
  const UnitId id = book.IdOf("old", row.unit), other = book.IdOf("old", {"other", ""});
  EXPECT_NE(id, other);
  EXPECT_NE(id, InventoryBook(crypto::RandomSecret(32)).IdOf("old", row.unit));
  {
    auto transaction = state.Begin().value();
    book.Put(*transaction, id, row).value();
    Bytes sealed = transaction->Get("migrate.units", id.bytes).value().value();
    EXPECT_EQ(AsText(sealed).find("dossiers"), std::string_view::npos);
    transaction->Put("migrate.units", other.bytes, sealed).value();
    transaction->Commit().value();
    EXPECT_EQ(book.Get(*state.Read().value(), id).value().value(), row);
    EXPECT_EQ(book.Get(*state.Read().value(), other).error().code, ErrorCode::kCorruption);
    transaction.reset();
    transaction = state.Begin().value();
    sealed[sealed.size() / 2] ^= 1;
    transaction->Put("migrate.units", id.bytes, sealed).value();
    transaction->Commit().value();
  }
  EXPECT_EQ(book.Get(*state.Read().value(), id).error().code, ErrorCode::kCorruption);
}

TEST(Foresight, SaysWhatTheNextRunDoes) {
  UnitRow row = Sample();
  row.listed.archived = false;
  row.seen_round = 5;
  EXPECT_EQ(Foresee(row, 5).fate, Fate::kMove);  // another validator than moved, and damaged
  row.moved.damaged = false;
  row.listed.validator = row.moved.validator;
  EXPECT_EQ(Foresee(row, 5).fate, Fate::kNothing);
  EXPECT_EQ(Foresee(row, 6).fate, Fate::kNothing);  // deleted at the source: kept
  row.state = UnitState::kPending;
  EXPECT_STREQ(Foresee(row, 6).reason, reason::kGone);
  EXPECT_EQ(Foresee(row, 5).fate, Fate::kMove);
  row.listed.archived = true;
  EXPECT_STREQ(Foresee(row, 5).reason, reason::kArchived);
  row.listed.archived = false;
  row.unit.name = "\xC3\x28";
  EXPECT_STREQ(Foresee(row, 5).reason, reason::kNotText);
  row.unit.snapshot = "2026";
  EXPECT_EQ(Foresee(row, 5).fate, Fate::kLose);
  row.state = UnitState::kLost;
  EXPECT_EQ(Foresee(row, 5).fate, Fate::kNothing);
  row.dataset.reset();
  EXPECT_EQ(Foresee(row, 5).fate, Fate::kNoPrefix);
}

}  // namespace
}  // namespace bouclier::migrate
