// SPDX-License-Identifier: Apache-2.0
#include "bouclier/app/config.h"

#include <gtest/gtest.h>

#include "yaml.h"

namespace bouclier::app {
namespace {

// The example with one piece of text replaced: what it says must then be refused, for that reason.
std::string With(const std::string& old_text, const std::string& new_text) {
  std::string yaml(ExampleConfig());
  const size_t at = yaml.find(old_text);
  EXPECT_NE(at, std::string::npos) << old_text;
  return yaml.replace(at, old_text.size(), new_text);
}
Result<Config> Parse(const std::string& yaml) { return ParseConfig(yaml, "/srv/hub/hub.yaml"); }

TEST(Config, TheCommentedExampleIsValidAndItsPathsAreRelativeToTheFile) {
  const Result<Config> config = Parse(std::string(ExampleConfig()));
  ASSERT_TRUE(config.ok()) << config.error().message;
  EXPECT_EQ(config->folder, "/srv/hub/hub");
  EXPECT_EQ(config->module, "/usr/lib/softhsm/libsofthsm2.so");
  EXPECT_EQ(*config->custodian_a.pin_file, "/srv/hub/secrets/custodian-a.pin");
  ASSERT_EQ(config->hosts.size(), 2u);
  EXPECT_EQ(config->hosts[1].id, "final");
  EXPECT_EQ(config->first_host, "interim");
  EXPECT_EQ(config->datasets.at(0).prefix, "snds/");
  EXPECT_EQ(config->workers, 6u);
}

TEST(Config, WhatIsWrongIsRefusedWithItsPlace) {
  const std::pair<std::string, std::string> cases[] = {
      {With("version: 1", "version: 2"), "/version"},
      {With("folder: hub", "foldr: hub"), "at /hub"},
      {With("first_host: interim", "first_host: nowhere"), "first_host names no host"},
      {With("place: own_machines", "place: the_moon"), "/processing/place"},
      {With("workers: 6", "workers: 0"), "/migration/workers"},
      {With("id: final", "id: interim"), "host interim stands twice"},
      {With("prefix: hub/", "prefix: hub"), "/hosts/0/prefix"},
      {With("- id: interim\n    profile: loopback", "- id: interim\n    profile: mars"), "no profile mars"},
      {With("name: imaging, source: old-cloud", "name: imaging, source: other"), "names no configured source"},
      {With("key_file: secrets/azure.key", "path: x"), "needs one of `key_file` and `sas_file`"},
      {With("prefix: imaging/", "prefix: snds/"), "the same source and prefix"},
      {With("7071", "7070"), "the same place"},
  };
  for (const auto& [yaml, expected] : cases) {
    const Result<Config> config = Parse(yaml);
    ASSERT_FALSE(config.ok()) << expected;
    EXPECT_EQ(config.error().code, ErrorCode::kInvalidArgument);
    EXPECT_NE(config.error().message.find(expected), std::string::npos) << config.error().message << " / " << expected;
  }
}

TEST(Config, AnAbsentFileSaysHowToBegin) {
  const auto config = LoadConfig("/nonexistent/hub.yaml");
  EXPECT_EQ(config.error().code, ErrorCode::kNotFound);
  EXPECT_NE(config.error().hint.find("--example"), std::string::npos);
}

TEST(HostProfiles, AllParseAndTheOldCloudMayHoldNothing) {
  for (const char* id : {"loopback", "scaleway", "ovhcloud", "outscale", "azure"})
    EXPECT_TRUE(FindHostProfile(id).ok()) << id;
  EXPECT_FALSE(FindHostProfile("azure")->may_hold_sealed_data);
  EXPECT_TRUE(FindHostProfile("loopback")->loopback_only);
  const auto scaleway = FindHostProfile("scaleway").value();
  for (const auto& statement : scaleway.statements) EXPECT_FALSE(statement.confirmed) << statement.scheme;
  EXPECT_EQ(scaleway.statements.at(0).status, "in process");
  EXPECT_NE(FindHostProfile("mars").error().hint.find("scaleway"), std::string::npos);
}

TEST(Yaml, ScalarsGetTheTypeTheyHaveAndQuotedOnesStayText) {
  const auto json = ParseYaml("a: 7\nb: \"7\"\nc: true\nd: 'true'\ne: text\nf:\ng: [1, x]\nh: 7x\n").value();
  EXPECT_EQ(json.Canonical(), R"({"a":7,"b":"7","c":true,"d":"true","e":"text","f":null,"g":[1,"x"],"h":"7x"})");
}

TEST(Yaml, WhatCouldSurpriseIsRefused) {
  for (const char* bad : {"a: 1\na: 2", "a: &x 1\nb: *x", "--- 1\n--- 2", "a: !!int 7", "a: [", "? [x]\n: y", "a: \xff",
                          "\xc3: 1", R"(a: "x\Ny")", R"("x\_y": 1)"})
    EXPECT_EQ(ParseYaml(bad).error().code, ErrorCode::kInvalidArgument) << bad;
  EXPECT_FALSE(ParseYaml(std::string(100, '[') + std::string(100, ']')).ok());
  EXPECT_FALSE(ParseYaml(std::string("a\0\0\0:\0\0\0 \0\0\0\x34\x12\xdd\x5d", 16)).ok());  // UTF-32
}

// Each line names the one before it ten times: a hundred thousand values out of some two hundred bytes.
TEST(Yaml, AliasesInBracketsDoNotUnfold) {
  std::string text = "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n";
  for (char name = 'b'; name <= 'e'; ++name) {
    text += std::string(1, name) + ": &" + name + " [";
    for (int i = 0; i < 10; ++i) text += std::string(i == 0 ? "*" : ", *") + static_cast<char>(name - 1);
    text += "]\n";
  }
  EXPECT_EQ(ParseYaml(text).error().code, ErrorCode::kInvalidArgument);
  EXPECT_TRUE(ParseYaml("{a,b,c: [],d: {}}").ok());
  EXPECT_TRUE(ParseYaml("a:").ok());
}

}  // namespace
}  // namespace bouclier::app
