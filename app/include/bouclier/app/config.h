// SPDX-License-Identifier: Apache-2.0
// The configuration of a hub: YAML checked by spec/config.schema.json, then by meaning. Holds no secret, only where
// secrets are.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bouclier/base/result.h"
#include "bouclier/sovereignty/host_profile.h"

namespace bouclier::app {

struct TokenConfig {
  std::string label;
  std::string serial;                             // empty: the label is enough
  std::optional<std::filesystem::path> pin_file;  // none: asked at the terminal
};

enum class SourceKind { kAzure, kFolder };

struct SourceConfig {
  std::string id;
  SourceKind kind = SourceKind::kAzure;
  std::string profile, url, account, container;
  std::filesystem::path key_file, sas_file, path;  // empty when not given
};

struct HostConfig {
  std::string id, profile, url, region, bucket, prefix, access_key;
  std::filesystem::path secret_key_file;
};

struct DatasetRule {
  std::string name, source, prefix;
};

// Datasets of one pseudonymisation domain: their tables share people, one crosswalk and one series of snapshots.
struct BaseConfig {
  std::string name;
  std::vector<std::string> datasets;
};

struct Config {
  std::filesystem::path file;
  std::string hub_name;
  std::filesystem::path folder;
  std::string ledger_origin;
  std::string processing_place, processing_statement;
  std::filesystem::path module;
  std::optional<std::filesystem::path> softhsm_config;
  TokenConfig custodian_a, custodian_b, hub_token;
  std::vector<SourceConfig> sources;
  std::vector<HostConfig> hosts;
  std::string first_host;
  std::vector<DatasetRule> datasets;  // a dataset may have several rules
  std::vector<BaseConfig> bases;
  uint64_t workers = 6;

  std::filesystem::path StateFile() const { return folder / "state" / "hub.sqlite"; }
  std::filesystem::path LedgerFolder() const { return folder / "ledger"; }
  std::filesystem::path LedgerWriterFolder() const { return folder / "state" / "ledger-writer"; }
  std::filesystem::path LogFolder() const { return folder / "logs"; }
  std::filesystem::path ActorsFolder() const { return folder / "actors"; }
};

// **Errors:** not_found (no such file); invalid_argument, naming the place in the file and what is expected there.
Result<Config> LoadConfig(const std::filesystem::path& file);
Result<Config> ParseConfig(std::string_view yaml, const std::filesystem::path& file);

// The commented example, valid as it stands.
std::string_view ExampleConfig();

// What spec/hosts says of a profile. **Errors:** invalid_argument, with the profiles there are.
Result<sovereignty::HostProfile> FindHostProfile(std::string_view id);

}  // namespace bouclier::app
