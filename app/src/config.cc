// SPDX-License-Identifier: Apache-2.0
#include "bouclier/app/config.h"

#include <algorithm>
#include <set>

#include "bouclier/base/file.h"
#include "yaml.h"

namespace bouclier::app {

extern const std::string_view kConfigSchema;
extern const std::string_view kExampleConfig;
extern const std::vector<std::string_view> kHostProfiles;

namespace {

namespace fs = std::filesystem;
using crypto::Json;

Error Wrong(const std::string& cause) { return Error(ErrorCode::kInvalidArgument, "check configuration: " + cause); }

std::string Text(const Json& object, std::string_view key) {
  const Json* member = object.Find(key);
  return member != nullptr && member->if_string() != nullptr ? *member->if_string() : "";
}

class Reader {
 public:
  explicit Reader(fs::path base) : base_(std::move(base)) {}
  fs::path Path(const Json& object, std::string_view key) const {
    const std::string text = Text(object, key);
    return text.empty() ? fs::path() : (base_ / text).lexically_normal();
  }
  TokenConfig Token(const Json& object) const {
    TokenConfig token{Text(object, "label"), Text(object, "serial"), std::nullopt};
    if (const fs::path pin = Path(object, "pin_file"); !pin.empty()) token.pin_file = pin;
    return token;
  }
  Result<SourceConfig> Source(const Json& object) const {
    SourceConfig source;
    source.id = Text(object, "id");
    source.kind = Text(object, "kind") == "azure" ? SourceKind::kAzure : SourceKind::kFolder;
    source.profile = Text(object, "profile");
    source.url = Text(object, "url");
    source.account = Text(object, "account");
    source.container = Text(object, "container");
    source.key_file = Path(object, "key_file");
    source.sas_file = Path(object, "sas_file");
    source.path = Path(object, "path");
    if (source.kind == SourceKind::kFolder && source.path.empty())
      return Wrong("source " + source.id + " needs `path`");
    if (source.kind == SourceKind::kAzure) {
      if (source.url.empty() || source.account.empty() || source.container.empty() || source.profile.empty())
        return Wrong("source " + source.id + " needs `profile`, `url`, `account` and `container`");
      if (source.key_file.empty() == source.sas_file.empty())
        return Wrong("source " + source.id + " needs one of `key_file` and `sas_file`");
      BOUCLIER_TRY_VOID(FindHostProfile(source.profile));
    }
    return source;
  }
  Result<HostConfig> Host(const Json& object) const {
    HostConfig host{Text(object, "id"),         Text(object, "profile"),        Text(object, "url"),
                    Text(object, "region"),     Text(object, "bucket"),         Text(object, "prefix"),
                    Text(object, "access_key"), Path(object, "secret_key_file")};
    BOUCLIER_TRY_VOID(FindHostProfile(host.profile));
    return host;
  }

 private:
  fs::path base_;
};

template <typename T>
Result<void> NoTwice(const std::vector<T>& items, const std::string& what) {
  std::set<std::string> seen;
  for (const T& item : items)
    if (!seen.insert(item.id).second) return Wrong(what + " " + item.id + " stands twice");
  return {};
}

Result<void> CheckMeaning(const Config& config) {
  BOUCLIER_TRY_VOID(NoTwice(config.sources, "source"));
  BOUCLIER_TRY_VOID(NoTwice(config.hosts, "host"));
  if (std::ranges::none_of(config.hosts, [&](const HostConfig& host) { return host.id == config.first_host; }))
    return Wrong("first_host names no host");
  std::set<std::pair<std::string, std::string>> rules;
  for (const DatasetRule& rule : config.datasets) {
    if (std::ranges::none_of(config.sources, [&](const SourceConfig& source) { return source.id == rule.source; }))
      return Wrong("dataset " + rule.name + " names no configured source");
    if (!rules.emplace(rule.source, rule.prefix).second)
      return Wrong("dataset " + rule.name + ": the same source and prefix stand twice");
  }
  std::set<std::string> bases, in_bases;
  for (const BaseConfig& base : config.bases) {
    if (!bases.insert(base.name).second) return Wrong("base " + base.name + " stands twice");
    for (const std::string& dataset : base.datasets) {
      if (std::ranges::none_of(config.datasets, [&](const DatasetRule& rule) { return rule.name == dataset; }))
        return Wrong("base " + base.name + " names no configured dataset: " + dataset);
      if (!in_bases.insert(dataset).second) return Wrong("dataset " + dataset + " stands in two bases");
    }
  }
  for (const HostConfig& a : config.hosts)
    for (const HostConfig& b : config.hosts)
      if (&a < &b && a.url == b.url && a.bucket == b.bucket &&
          (a.prefix.starts_with(b.prefix) || b.prefix.starts_with(a.prefix)))
        return Wrong("hosts " + a.id + " and " + b.id + " are the same place");
  return {};
}

}  // namespace

std::string_view ExampleConfig() { return kExampleConfig; }

Result<Config> ParseConfig(std::string_view yaml, const fs::path& file) {
  BOUCLIER_TRY(const Json json, ParseYaml(yaml));
  BOUCLIER_TRY_VOID(CheckAgainstSchema(json, kConfigSchema));
  const Reader reader(file.has_parent_path() ? file.parent_path() : fs::path("."));
  Config config;
  config.file = file;
  const Json& hub = *json.Find("hub");
  config.hub_name = Text(hub, "name");
  config.folder = reader.Path(hub, "folder");
  config.ledger_origin = Text(*json.Find("ledger"), "origin");
  config.processing_place = Text(*json.Find("processing"), "place");
  config.processing_statement = Text(*json.Find("processing"), "statement");
  const Json& tokens = *json.Find("tokens");
  config.module = reader.Path(tokens, "module");
  if (const fs::path path = reader.Path(tokens, "softhsm_config"); !path.empty()) config.softhsm_config = path;
  config.custodian_a = reader.Token(*tokens.Find("custodian_a"));
  config.custodian_b = reader.Token(*tokens.Find("custodian_b"));
  config.hub_token = reader.Token(*tokens.Find("hub"));
  for (const Json& item : *json.Find("sources")->if_array()) {
    BOUCLIER_TRY(SourceConfig source, reader.Source(item));
    config.sources.push_back(std::move(source));
  }
  for (const Json& item : *json.Find("hosts")->if_array()) {
    BOUCLIER_TRY(HostConfig host, reader.Host(item));
    config.hosts.push_back(std::move(host));
  }
  config.first_host = Text(json, "first_host");
  for (const Json& item : *json.Find("datasets")->if_array())
    config.datasets.push_back({Text(item, "name"), Text(item, "source"), Text(item, "prefix")});
  if (const Json* bases = json.Find("bases"); bases != nullptr)
    for (const Json& item : *bases->if_array()) {
      BaseConfig base{Text(item, "name"), {}};
      for (const Json& dataset : *item.Find("datasets")->if_array()) base.datasets.push_back(*dataset.if_string());
      config.bases.push_back(std::move(base));
    }
  if (const Json* migration = json.Find("migration"); migration != nullptr && migration->Find("workers") != nullptr) {
    BOUCLIER_TRY(config.workers, migration->GetCount("workers"));
  }
  BOUCLIER_TRY_VOID(CheckMeaning(config));
  return config;
}

Result<Config> LoadConfig(const fs::path& file) {
  Result<Bytes> bytes = RealFileSystem().Read(file, 1 << 20);
  if (!bytes.ok())
    return std::move(bytes).error().WithHint(
        "name the configuration with --config, or start from `bouclier init --example`");
  Result<Config> config = ParseConfig(AsText(*bytes), file);
  if (!config.ok())
    return std::move(config).error().WithHint("compare with the commented example: bouclier init --example");
  return config;
}

Result<sovereignty::HostProfile> FindHostProfile(std::string_view id) {
  std::string known;
  for (const std::string_view text : kHostProfiles) {
    Result<Json> json = ParseYaml(text);
    BOUCLIER_CHECK(json.ok());  // ours, embedded at build time, parsed by a test
    known += (known.empty() ? "" : ", ") + Text(*json, "id");
    if (Text(*json, "id") != id) continue;
    sovereignty::HostProfile profile;
    profile.id = Text(*json, "id");
    profile.name = Text(*json, "name");
    profile.country = Text(*json, "country");
    BOUCLIER_TRY(profile.eea_storage, json->GetBool("eea_storage"));
    BOUCLIER_TRY(profile.may_hold_sealed_data, json->GetBool("may_hold_sealed_data"));
    BOUCLIER_TRY(profile.loopback_only, json->GetBool("loopback_only"));
    for (const Json& suffix : *json->Find("endpoint_suffixes")->if_array())
      profile.endpoint_suffixes.push_back(*suffix.if_string());
    BOUCLIER_TRY(const uint64_t max_parts, json->GetCount("max_parts"));
    profile.max_parts = static_cast<uint32_t>(max_parts);
    for (const Json& item : *json->Find("statements")->if_array()) {
      BOUCLIER_TRY(const bool confirmed, item.GetBool("confirmed"));
      profile.statements.push_back({Text(item, "scheme"), Text(item, "offer"), Text(item, "status"),
                                    Text(item, "seen_in"), Text(item, "seen_on"), confirmed});
    }
    return profile;
  }
  return Wrong("there is no profile " + std::string(id)).WithHint("one of: " + known);
}

}  // namespace bouclier::app
