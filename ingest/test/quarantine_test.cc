// SPDX-License-Identifier: Apache-2.0
// Quarantine records against vectors that a second implementation made.
#include <gtest/gtest.h>

#include <filesystem>

#include "bouclier/base/file.h"
#include "bouclier/crypto/json.h"
#include "bouclier/ingest/quarantine.h"

namespace bouclier::ingest {
namespace {

using crypto::Json;

Json::Array List(std::string_view member) {
  const auto path = std::filesystem::path(BOUCLIER_SOURCE_DIR) / "tests/vectors/ingest/quarantine.json";
  const Bytes content = RealFileSystem().Read(path, 1 << 22).value();
  return *Json::Parse(AsText(content)).value().Get(member).value().if_array();
}

TEST(Quarantine, ReadsAndWritesWhatTheSecondImplementationWrote) {
  const Json::Array good = List("good");
  ASSERT_EQ(good.size(), 5u);
  for (const Json& item : good) {
    const std::string text = item.GetString("text").value();
    const auto record = ParseQuarantineLine(text);
    ASSERT_TRUE(record.ok()) << record.error().message << text;
    EXPECT_EQ(record->file, item.GetString("file").value());
    EXPECT_EQ(record->line, item.GetCount("line").value());
    EXPECT_EQ(record->lines, item.GetCount("lines").value());
    EXPECT_EQ(record->column, item.GetString("column").value());
    EXPECT_EQ(RowReasonName(record->reason), item.GetString("reason").value());
    EXPECT_EQ(Base64(record->row), item.GetString("row").value());
    EXPECT_EQ(record->size, item.GetCount("size").value());
    EXPECT_EQ(record->cut(), record->reason == RowReason::kCellTooLong);
    EXPECT_EQ(QuarantineLine(*record).value(), text);
  }
}

TEST(Quarantine, RefusesEveryOtherText) {
  const Json::Array bad = List("bad");
  ASSERT_GT(bad.size(), 20u);
  for (const Json& item : bad) {
    const auto record = ParseQuarantineLine(item.GetString("text").value());
    ASSERT_FALSE(record.ok()) << item.GetString("name").value();
    EXPECT_EQ(record.error().code, ErrorCode::kCorruption) << item.GetString("name").value();
  }
}

TEST(Quarantine, WritesNothingThatItWouldNotRead) {
  const QuarantineRecord sound{"f", 2, 1, "", RowReason::kRagged, {1, 2}, 2};
  EXPECT_TRUE(QuarantineLine(sound).ok());
  for (const auto& spoil :
       {+[](QuarantineRecord& r) { r.file = "\xe9"; }, +[](QuarantineRecord& r) { r.column = "\xe9"; },
        +[](QuarantineRecord& r) { r.reason = RowReason::kNone; }, +[](QuarantineRecord& r) { r.size = 1; },
        +[](QuarantineRecord& r) { r.line = 0; }, +[](QuarantineRecord& r) { r.file.clear(); }}) {
    QuarantineRecord record = sound;
    spoil(record);
    EXPECT_EQ(QuarantineLine(record).error().code, ErrorCode::kInvalidArgument);
  }
}

TEST(Quarantine, EveryReasonHasANameOfItsOwn) {
  for (int i = 1; i < kRowReasons; ++i) {
    const auto reason = static_cast<RowReason>(i);
    EXPECT_EQ(ParseRowReason(RowReasonName(reason)), reason);
  }
  EXPECT_EQ(ParseRowReason(""), std::nullopt);
}

}  // namespace
}  // namespace bouclier::ingest
