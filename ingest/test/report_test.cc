// SPDX-License-Identifier: Apache-2.0
// Delivery reports against vectors that a second implementation made; what adding two of them gives.
#include "bouclier/ingest/report.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "bouclier/base/file.h"

namespace bouclier::ingest {
namespace {

using crypto::Json;

Json::Array List(std::string_view member) {
  const auto path = std::filesystem::path(BOUCLIER_SOURCE_DIR) / "tests/vectors/ingest/delivery_report.json";
  const Bytes content = RealFileSystem().Read(path, 1 << 22).value();
  return *Json::Parse(AsText(content)).value().Get(member).value().if_array();
}

TEST(DeliveryReport, ReadsAndWritesWhatTheSecondImplementationWrote) {
  const Json::Array good = List("good");
  ASSERT_EQ(good.size(), 2u);
  for (const Json& item : good) {
    const auto report = ParseDeliveryReport(*item.if_string());
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_EQ(ToJson(*report).Canonical(), *item.if_string());
  }
  const DeliveryReport full = ParseDeliveryReport(*good[1].if_string()).value();
  const TableReport& table = full.periods.at("201901").at("ER_PRS_F");
  EXPECT_EQ(table.quarantined(), 3u);
  EXPECT_EQ(table.refused[static_cast<size_t>(RowReason::kBadDate)], 2u);
  EXPECT_EQ(table.flagged[static_cast<size_t>(Quality::kOrphan)], 3u);
  EXPECT_TRUE(table.columns.at("ETA_NUM").many);
  EXPECT_EQ(table.columns.at("PSE_SPE_COD").checked, 7u);
  EXPECT_EQ(table.columns.at("ETA_NUM").checked, 0u);
  EXPECT_EQ(full.files.at(1).reason, "column_unknown");
}

TEST(DeliveryReport, RefusesEveryOtherText) {
  const Json::Array bad = List("bad");
  ASSERT_GT(bad.size(), 30u);
  for (const Json& item : bad) {
    const auto report = ParseDeliveryReport(item.GetString("text").value());
    ASSERT_FALSE(report.ok()) << item.GetString("name").value();
    EXPECT_EQ(report.error().code, ErrorCode::kCorruption) << item.GetString("name").value();
  }
}

TEST(DeliveryReport, CodesOfAColumnAreListedWhileTheyAreFewInAll) {
  ColumnReport one, other;
  for (size_t i = 0; i < ColumnReport::kMostCodes; ++i) one.codes[std::to_string(i)] = 1;
  other.codes["0"] = 4;
  one.Add(other);
  EXPECT_FALSE(one.many);
  EXPECT_EQ(one.codes.at("0"), 5u);
  other.codes["another"] = 1;
  one.Add(other);
  EXPECT_TRUE(one.many);
  EXPECT_TRUE(one.codes.empty());
  one.Add(other);  // they do not come back
  EXPECT_TRUE(one.codes.empty());
}

}  // namespace
}  // namespace bouclier::ingest
