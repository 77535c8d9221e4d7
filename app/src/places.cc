// SPDX-License-Identifier: Apache-2.0
#include "places.h"

#include <algorithm>

#include "bouclier/keys/secret_input.h"
#include "bouclier/store/azure_source.h"
#include "bouclier/store/endpoint.h"
#include "bouclier/store/local_source.h"
#include "bouclier/store/s3_store.h"

namespace bouclier::app {

Result<Places> Places::Make(const Config& config) {
  std::vector<sovereignty::AllowedEndpoint> allowed;
  for (const SourceConfig& source : config.sources) {
    if (source.kind != SourceKind::kAzure) continue;
    BOUCLIER_TRY(sovereignty::HostProfile profile, FindHostProfile(source.profile));
    BOUCLIER_TRY(ports::Endpoint endpoint, store::EndpointOf(source.url, ports::EndpointUse::kSource));
    allowed.push_back({std::move(endpoint), std::move(profile)});
  }
  for (const HostConfig& host : config.hosts) {
    BOUCLIER_TRY(sovereignty::HostProfile profile, FindHostProfile(host.profile));
    BOUCLIER_TRY(ports::Endpoint endpoint, store::EndpointOf(host.url, ports::EndpointUse::kHost));
    allowed.push_back({std::move(endpoint), std::move(profile)});
  }
  return Places(config, sovereignty::HubPlacementGuard(std::move(allowed)));
}

Result<std::unique_ptr<ports::ObjectSource>> Places::OpenSource(const SourceConfig& source) const {
  if (source.kind == SourceKind::kFolder) return store::OpenLocalSource(source.path);
  store::AzureOptions options;
  options.endpoint = source.url;
  options.account = source.account;
  options.container = source.container;
  options.credential = source.key_file.empty() ? store::AzureCredential::kSasToken : store::AzureCredential::kSharedKey;
  BOUCLIER_TRY(SecretBytes key, keys::ReadSecretFile(source.key_file.empty() ? source.sas_file : source.key_file));
  return store::OpenAzureSource(options, std::move(key), guard_);
}

Result<HostConfig> Places::FindHost(const std::string& id) const {
  std::string known;
  for (const HostConfig& host : config_.hosts) {
    if (host.id == id) return host;
    known += (known.empty() ? "" : ", ") + host.id;
  }
  return Error(ErrorCode::kNotFound, "find host: the configuration has none of that id", "one of: " + known);
}

Result<std::unique_ptr<ports::ObjectStore>> Places::OpenHost(const std::string& id) const {
  BOUCLIER_TRY(const HostConfig host, FindHost(id));
  BOUCLIER_TRY(const sovereignty::HostProfile profile, FindHostProfile(host.profile));
  store::S3Options options;
  options.endpoint = host.url;
  options.region = host.region;
  options.bucket = host.bucket;
  options.prefix = host.prefix;
  options.access_key = host.access_key;
  options.limits.max_parts = profile.max_parts;
  BOUCLIER_TRY(SecretBytes secret, keys::ReadSecretFile(host.secret_key_file));
  return store::OpenS3Store(options, std::move(secret), guard_);
}

}  // namespace bouclier::app
