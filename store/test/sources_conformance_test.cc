// SPDX-License-Identifier: Apache-2.0
// Every ObjectSource of this room against the one suite; and what only Azure has, on a real Azurite.
#include <fstream>

#include "azure_planter.h"
#include "bouclier/crypto/hash.h"
#include "bouclier/store/faulty_source.h"
#include "bouclier/store/local_source.h"
#include "bouclier/store/memory_source.h"
#include "conformance/object_source_suite.h"
#include "real_servers.h"
#include "temporary_folder.h"

namespace bouclier::conformance {

namespace {

using store::AzurePlanter;
using store::MemoryObjectSource;
using store::TemporaryFolder;

class MemoryPlanter final : public Planter {
 public:
  explicit MemoryPlanter(MemoryObjectSource* source) : source_(source) {}
  void Plant(const std::string& name, ByteView body, const ports::UnitInfo& properties) override {
    source_->Plant(name, body, properties);
  }
  bool HasSnapshots() const override { return true; }
  std::string TakeSnapshot(const std::string& name) override { return source_->TakeSnapshot(name); }

 private:
  MemoryObjectSource* source_;
};

class FolderPlanter final : public Planter {
 public:
  const std::filesystem::path& path() const { return folder_.path(); }
  void Plant(const std::string& name, ByteView body, const ports::UnitInfo&) override {
    std::filesystem::create_directories((path() / name).parent_path());
    std::ofstream(path() / name, std::ios::binary) << AsText(body);
  }
  bool HasSnapshots() const override { return false; }
  std::string TakeSnapshot(const std::string&) override { return ""; }

 private:
  TemporaryFolder folder_;
};

MadeSource MakeMemory(size_t page_size) {
  auto source = std::make_unique<MemoryObjectSource>(page_size);
  auto planter = std::make_unique<MemoryPlanter>(source.get());
  return {std::move(source), std::move(planter), ""};
}

// Keeps what a decorated source passes its calls on to.
class FaultlessPlanter final : public Planter {
 public:
  void Plant(const std::string& name, ByteView body, const ports::UnitInfo& properties) override {
    inner.Plant(name, body, properties);
  }
  bool HasSnapshots() const override { return true; }
  std::string TakeSnapshot(const std::string& name) override { return inner.TakeSnapshot(name); }
  MemoryObjectSource inner;
  store::FaultScript no_faults;
};

MadeSource MakeFaultless() {
  auto planter = std::make_unique<FaultlessPlanter>();
  auto source = store::MakeFaultySource(planter->inner, planter->no_faults);
  return {std::move(source), std::move(planter), ""};
}

MadeSource MakeLocal() {
  auto planter = std::make_unique<FolderPlanter>();
  auto source = store::OpenLocalSource(planter->path());
  return {std::move(source).value(), std::move(planter), ""};
}

MadeSource MakeAzure(uint32_t page_size) {
  static int runs = 0;
  store::AzureOptions options = store::RealAzureOptions(store::RunName() + "-" + std::to_string(runs++));
  if (options.endpoint.empty()) return {nullptr, nullptr, store::kNoAzure};
  options.page_size = page_size;
  const SecretBytes key = store::SecretFrom(store::Environment("BOUCLIER_TEST_AZURE_KEY_FILE"));
  auto planter = std::make_unique<AzurePlanter>(options, key);
  auto source = store::OpenAzureSource(options, key.Duplicate(SecretAccess{}), store::AllowAll());
  EXPECT_TRUE(source.ok()) << source.error().message;
  if (!source.ok()) return {nullptr, nullptr, "Azurite cannot be used"};
  return {std::move(source).value(), std::move(planter), ""};
}

INSTANTIATE_TEST_SUITE_P(Every, ObjectSourceSuite,
                         testing::Values(SourceUnderTest{"memory", [] { return MakeMemory(1000); }},
                                         SourceUnderTest{"memory_small_pages", [] { return MakeMemory(3); }},
                                         SourceUnderTest{"local", &MakeLocal},
                                         SourceUnderTest{"faulty_without_faults", &MakeFaultless},
                                         SourceUnderTest{"azurite", [] { return MakeAzure(1000); }},
                                         SourceUnderTest{"azurite_small_pages", [] { return MakeAzure(3); }}),
                         [](const auto& tested) { return tested.param.name; });

TEST(LocalSource, NeverLeavesItsFolder) {
  const TemporaryFolder outside, inside;
  std::ofstream(outside.path() / "secret") << "secret";
  std::filesystem::create_directory_symlink(outside.path(), inside.path() / "way");
  std::filesystem::create_symlink(outside.path() / "secret", inside.path() / "link");
  const auto source = std::move(store::OpenLocalSource(inside.path())).value();
  for (const std::string& name : {std::string("way/secret"), "../" + outside.path().filename().string() + "/secret",
                                  (outside.path() / "secret").string()}) {
    EXPECT_EQ(source->Stat({name, ""}).error().code, ErrorCode::kNotFound) << name;
    EXPECT_EQ(source->ReadRange({name, ""}, "", 0, 6).error().code, ErrorCode::kNotFound) << name;
  }
  const auto page = source->List("", "");
  ASSERT_TRUE(page.ok());
  ASSERT_EQ(page->units.size(), 2u);  // both links, as links
  EXPECT_EQ(page->units[0].other.count("file-type"), 1u);
  EXPECT_EQ(source->ReadRange({"link", ""}, "", 0, 6).error().code, ErrorCode::kUnsupported);
}

class OnAzurite : public testing::Test {
 protected:
  void SetUp() override {
    made_ = MakeAzure(1000);
    if (made_.source == nullptr) GTEST_SKIP() << made_.skipped_because;
  }
  AzurePlanter& planter() { return static_cast<AzurePlanter&>(*made_.planter); }
  ports::UnitInfo Look(const std::string& name) {
    auto info = made_.source->Stat({name, ""});
    EXPECT_TRUE(info.ok()) << info.error().message;
    return info.ok() ? *info : ports::UnitInfo{};
  }
  ports::UnitInfo Listed(const std::string& name) {
    auto page = made_.source->List(name, "");
    EXPECT_TRUE(page.ok()) << page.error().message;
    for (const auto& unit : page->units) {
      if (unit.unit == ports::UnitName{name, ""}) return unit;
    }
    ADD_FAILURE() << "not listed: " << name;
    return {};
  }
  MadeSource made_;
};

TEST_F(OnAzurite, F10_KeepsOddNames) {
  for (const std::string& name :
       {std::string("a//b"), std::string("a%2Fb"), std::string("trailing."), std::string("dir/../up"),
        std::string("x/./y"), std::string(1024, 'z'), std::string(" lead"), std::string("quote'\"<>&")}) {
    planter().Plant(name, AsBytes(name), {});
    const auto listed = Listed(name);
    const auto got = made_.source->ReadRange({name, ""}, listed.validator, 0, name.size());
    ASSERT_TRUE(got.ok()) << name << ": " << got.error().message << got.error().context;
    EXPECT_EQ(AsText(*got), name);
    EXPECT_EQ(Look(name).size, name.size());
  }
}

TEST_F(OnAzurite, KeepsMetadataTagsAndContentProperties) {
  ports::UnitInfo properties;
  properties.content_type = "text/csv";
  properties.content_encoding = "gzip";
  properties.content_language = "fr";
  properties.content_disposition = "attachment";
  properties.cache_control = "no-store";
  properties.metadata = {{"producer", "CHU"}, {"year", "2019"}};
  properties.tags = {{"classe", "sensible"}, {"with space", "a+b/c"}};
  planter().Plant("described", AsBytes("not really gzip"), properties);
  for (const ports::UnitInfo& seen : {Look("described"), Listed("described")}) {
    EXPECT_EQ(seen.content_type, "text/csv");
    EXPECT_EQ(seen.content_encoding, "gzip");
    EXPECT_EQ(seen.content_language, "fr");
    EXPECT_EQ(seen.content_disposition, "attachment");
    EXPECT_EQ(seen.cache_control, "no-store");
    EXPECT_EQ(seen.metadata, properties.metadata);
    EXPECT_EQ(seen.tags, properties.tags);
    ASSERT_TRUE(seen.content_md5.has_value());
    EXPECT_EQ(Hex(*seen.content_md5), Hex(crypto::Md5::Of(AsBytes("not really gzip"))));
  }
  const auto bytes = made_.source->ReadRange({"described", ""}, "", 0, 15);
  ASSERT_TRUE(bytes.ok()) << bytes.error().message;
  EXPECT_EQ(AsText(*bytes), "not really gzip");  // as stored: nothing is decoded in flight
}

TEST_F(OnAzurite, F6_AStaleRecordedMd5IsListedAsItIsAndStopsNoRead) {
  planter().Plant("stale", AsBytes("abc"), {});
  planter().RecordMd5("stale", crypto::Md5::Of(AsBytes("what it held before")));
  const ports::UnitInfo listed = Listed("stale");
  ASSERT_TRUE(listed.content_md5.has_value());
  EXPECT_EQ(Hex(*listed.content_md5), Hex(crypto::Md5::Of(AsBytes("what it held before"))));
  const auto whole = made_.source->ReadRange({"stale", ""}, listed.validator, 0, 3);
  ASSERT_TRUE(whole.ok()) << whole.error().message;
  EXPECT_EQ(AsText(*whole), "abc");
}

TEST_F(OnAzurite, F12_TellsAppendPageAndArchivedBlobs) {
  planter().PlantAppend("log", AsBytes("line"));
  planter().PlantPage("disk", 1024);
  planter().Plant("cold", AsBytes("frozen"), {});
  planter().SetTier("cold", "Archive");
  EXPECT_EQ(Listed("log").kind, ports::BlobKind::kAppend);
  EXPECT_EQ(Listed("disk").kind, ports::BlobKind::kPage);
  EXPECT_EQ(Listed("disk").size, 1024u);
  for (const ports::UnitInfo& seen : {Look("cold"), Listed("cold")}) EXPECT_TRUE(seen.archived);
  const auto got = made_.source->ReadRange({"cold", ""}, "", 0, 6);
  ASSERT_FALSE(got.ok());
  EXPECT_EQ(got.error().code, ErrorCode::kUnsupported) << got.error().message;
}

TEST_F(OnAzurite, AMissingContainerIsNamed) {
  store::AzureOptions options = store::RealAzureOptions("never-made");
  const SecretBytes key = store::SecretFrom(store::Environment("BOUCLIER_TEST_AZURE_KEY_FILE"));
  auto source = store::OpenAzureSource(options, key.Duplicate(SecretAccess{}), store::AllowAll());
  ASSERT_TRUE(source.ok());
  const auto page = (*source)->List("", "");
  ASSERT_FALSE(page.ok());
  EXPECT_EQ(page.error().code, ErrorCode::kNotFound);
  EXPECT_NE(page.error().hint.find("container"), std::string::npos);
}

TEST_F(OnAzurite, AWrongKeyIsUnauthenticated) {
  const SecretBytes wrong = SecretBytes::CopyOf(AsBytes(Base64(Bytes(64, 7))));
  auto source =
      store::OpenAzureSource(store::RealAzureOptions("whatever"), wrong.Duplicate(SecretAccess{}), store::AllowAll());
  ASSERT_TRUE(source.ok());
  EXPECT_EQ((*source)->List("", "").error().code, ErrorCode::kUnauthenticated);
}

}  // namespace

}  // namespace bouclier::conformance
