// SPDX-License-Identifier: Apache-2.0
// What every ObjectSource must do, whoever implements it. A test binary includes this once and instantiates
// ObjectSourceSuite with factories; a factory gives the source and the means to plant units in it.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <ostream>
#include <string>

#include "bouclier/ports/object_source.h"

namespace bouclier::conformance {

// How a test changes the source behind the port's back.
class Planter {
 public:
  virtual ~Planter() = default;
  // `properties` gives metadata, tags, content type and the like; what the source cannot hold is left out.
  virtual void Plant(const std::string& name, ByteView body, const ports::UnitInfo& properties) = 0;
  virtual bool HasSnapshots() const = 0;
  virtual std::string TakeSnapshot(const std::string& name) = 0;
};

struct MadeSource {
  std::unique_ptr<ports::ObjectSource> source;
  std::unique_ptr<Planter> planter;
  std::string skipped_because;  // when there is no source
};
struct SourceUnderTest {
  std::string name;
  std::function<MadeSource()> make;
};
inline void PrintTo(const SourceUnderTest& source, std::ostream* out) { *out << source.name; }

class ObjectSourceSuite : public testing::TestWithParam<SourceUnderTest> {
 protected:
  void SetUp() override {
    made_ = GetParam().make();
    if (made_.source == nullptr) GTEST_SKIP() << made_.skipped_because;
  }
  ports::ObjectSource& source() { return *made_.source; }
  void Plant(const std::string& name, const std::string& body, const ports::UnitInfo& properties = {}) {
    made_.planter->Plant(name, AsBytes(body), properties);
  }
  std::map<ports::UnitName, ports::UnitInfo> ListAll(const std::string& prefix = "") {
    std::map<ports::UnitName, ports::UnitInfo> units;
    std::string marker;
    for (int pages = 0; pages < 10'000; ++pages) {
      auto page = source().List(prefix, marker);
      EXPECT_TRUE(page.ok()) << page.error().message;
      if (!page.ok()) break;
      for (auto& unit : page->units) units[unit.unit] = unit;
      marker = page->next_marker;
      if (marker.empty()) break;
    }
    return units;
  }
  ports::UnitInfo Look(const std::string& name) {
    auto info = source().Stat({name, ""});
    EXPECT_TRUE(info.ok()) << info.error().message;
    return info.ok() ? *info : ports::UnitInfo{};
  }

  MadeSource made_;
};

TEST_P(ObjectSourceSuite, ListsTheExactSetOfNamesAndSizes) {
  const std::map<std::string, std::string> planted = {{"a", "1"},
                                                      {"a.csv", "22"},
                                                      {"Case.csv", "c"},
                                                      {"case.csv", "lower"},
                                                      {"dir/file", "x"},
                                                      {"dir/sub dir/f\xc3\xa9", "accent"},
                                                      {"dir0", "beside"},
                                                      {"percent%2Fname", "p"},
                                                      {"e\xcc\x81", "decomposed"},
                                                      {"\xc3\xa9", "composed"},
                                                      {"plus+and&amp;", "q"},
                                                      {"question?mark#hash", "h"},
                                                      {"empty", ""},
                                                      {std::string(200, 'n'), "long"}};
  for (const auto& [name, body] : planted) Plant(name, body);
  const auto listed = ListAll();
  EXPECT_EQ(listed.size(), planted.size());
  for (const auto& [name, body] : planted) {
    ASSERT_EQ(listed.count({name, ""}), 1u) << name;
    EXPECT_EQ(listed.at({name, ""}).size, body.size()) << name;
    const auto got = source().ReadRange({name, ""}, listed.at({name, ""}).validator, 0, body.size());
    ASSERT_TRUE(got.ok()) << name << ": " << got.error().message;
    EXPECT_EQ(AsText(*got), body) << name;
  }
}

TEST_P(ObjectSourceSuite, ListsOnlyWhatIsUnderThePrefix) {
  for (const char* name : {"p/1", "p/2", "p2", "q/1"}) Plant(name, "x");
  const auto listed = ListAll("p/");
  ASSERT_EQ(listed.size(), 2u);
  EXPECT_EQ(listed.begin()->first.name, "p/1");
  EXPECT_EQ(ListAll("").size(), 4u);
  EXPECT_TRUE(ListAll("none").empty());
}

TEST_P(ObjectSourceSuite, StatTellsWhatTheListingTells) {
  ports::UnitInfo properties;
  properties.content_type = "text/csv";
  properties.metadata = {{"origin", "hub"}};
  Plant("one", "hello", properties);
  const auto listed = ListAll().at({"one", ""});
  const auto looked = Look("one");
  EXPECT_EQ(looked.size, listed.size);
  EXPECT_EQ(looked.validator, listed.validator);
  EXPECT_EQ(looked.kind, listed.kind);
  EXPECT_EQ(looked.content_type, listed.content_type);
  EXPECT_EQ(looked.metadata, listed.metadata);
  EXPECT_EQ(looked.tags, listed.tags);
  EXPECT_EQ(looked.content_md5, listed.content_md5);
  EXPECT_EQ(looked.other, listed.other);
}

TEST_P(ObjectSourceSuite, ReadRangeGivesExactlyTheRangeOrAnError) {
  std::string body(100'000, ' ');
  for (size_t i = 0; i < body.size(); ++i) body[i] = static_cast<char>(i * 7 % 251);
  Plant("range", body);
  const std::string validator = Look("range").validator;
  for (const auto& [offset, length] :
       {std::pair<uint64_t, uint64_t>{0, 100'000}, {0, 1}, {99'999, 1}, {65'536, 1'000}, {5, 0}}) {
    const auto got = source().ReadRange({"range", ""}, validator, offset, length);
    ASSERT_TRUE(got.ok()) << got.error().message;
    EXPECT_TRUE(AsText(*got) == std::string_view(body).substr(offset, length));
  }
  for (const auto& [offset, length] : {std::pair<uint64_t, uint64_t>{0, 100'001}, {100'000, 1}, {99'990, 11}}) {
    const auto got = source().ReadRange({"range", ""}, validator, offset, length);
    ASSERT_FALSE(got.ok());
    EXPECT_EQ(got.error().code, ErrorCode::kCorruption) << got.error().message;
  }
}

TEST_P(ObjectSourceSuite, AbsentUnitsAreNotFound) {
  EXPECT_EQ(source().Stat({"absent", ""}).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(source().ReadRange({"absent", ""}, "", 0, 1).error().code, ErrorCode::kNotFound);
}

TEST_P(ObjectSourceSuite, F7_AnOverwrittenUnitFailsItsPreconditionOnEveryRange) {
  Plant("moving", std::string(1'000, 'a'));
  const std::string before = Look("moving").validator;
  if (before.empty()) GTEST_SKIP() << "this source has no validators: a copy from it starts again instead";
  ASSERT_TRUE(source().ReadRange({"moving", ""}, before, 0, 500).ok());
  Plant("moving", std::string(1'000, 'b'));
  for (const uint64_t offset : {0u, 500u}) {
    const auto got = source().ReadRange({"moving", ""}, before, offset, 500);
    ASSERT_FALSE(got.ok());
    EXPECT_EQ(got.error().code, ErrorCode::kPrecondition) << got.error().message;
  }
  EXPECT_EQ(source().ReadRange({"moving", ""}, before, 0, 0).error().code, ErrorCode::kPrecondition);
  EXPECT_NE(Look("moving").validator, before);
}

TEST_P(ObjectSourceSuite, DeleteIfDeletesOnlyWhatWasSeen) {
  Plant("target", "one");
  const std::string old = Look("target").validator;
  if (old.empty()) {
    EXPECT_EQ(source().DeleteIf({"target", ""}, "").error().code, ErrorCode::kPrecondition);
    return;
  }
  Plant("target", "two");
  EXPECT_EQ(source().DeleteIf({"target", ""}, old).error().code, ErrorCode::kPrecondition);
  EXPECT_EQ(source().DeleteIf({"target", ""}, "").error().code, ErrorCode::kInvalidArgument);
  ASSERT_TRUE(source().DeleteIf({"target", ""}, Look("target").validator).ok());
  EXPECT_EQ(source().Stat({"target", ""}).error().code, ErrorCode::kNotFound);
}

TEST_P(ObjectSourceSuite, F12_SnapshotsAreUnitsOfTheirOwn) {
  if (!made_.planter->HasSnapshots()) GTEST_SKIP() << "this source has no snapshots";
  Plant("snapped", "old content");
  const std::string snapshot = made_.planter->TakeSnapshot("snapped");
  ASSERT_FALSE(snapshot.empty());
  Plant("snapped", "new");
  const auto listed = ListAll();
  ASSERT_EQ(listed.size(), 2u);
  EXPECT_EQ(listed.at({"snapped", snapshot}).size, 11u);
  EXPECT_EQ(listed.at({"snapped", ""}).snapshot_count, 1u);
  const auto old = source().ReadRange({"snapped", snapshot}, listed.at({"snapped", snapshot}).validator, 0, 11);
  ASSERT_TRUE(old.ok()) << old.error().message;
  EXPECT_EQ(AsText(*old), "old content");
  EXPECT_EQ(source().DeleteIf({"snapped", ""}, Look("snapped").validator).error().code, ErrorCode::kConflict);
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ObjectSourceSuite);

}  // namespace bouclier::conformance
