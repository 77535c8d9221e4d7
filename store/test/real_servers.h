// SPDX-License-Identifier: Apache-2.0
// Where the real servers for tests are, from the environment that tools/servers writes; absent ones skip by name.
#pragma once

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "bouclier/base/secret_bytes.h"
#include "bouclier/ports/placement.h"
#include "bouclier/store/azure_source.h"
#include "bouclier/store/s3_store.h"

namespace bouclier::store {

class AllowAll final : public ports::PlacementGuard {
 public:
  Result<void> Allow(const ports::Endpoint&) const override { return {}; }
};

inline std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

inline SecretBytes SecretFrom(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  return SecretBytes::CopyOf(AsBytes(text));
}

// Different in each run of a test binary, so that a server kept up between runs does not matter.
inline std::string RunName() {
  static const std::string name =
      "t" + std::to_string(getpid()) + "x" +
      std::to_string(std::chrono::system_clock::now().time_since_epoch().count() / 1'000'000);
  return name;
}

inline constexpr char kNoS3[] = "no S3 server: BOUCLIER_TEST_S3_URL is not set (tools/servers sets it)";
inline constexpr char kNoAzure[] = "no Azurite: BOUCLIER_TEST_AZURE_URL is not set (tools/servers sets it)";

inline S3Options RealS3Options() {
  S3Options options;
  options.endpoint = Environment("BOUCLIER_TEST_S3_URL");
  options.bucket = Environment("BOUCLIER_TEST_S3_BUCKET");
  options.access_key = Environment("BOUCLIER_TEST_S3_ACCESS_KEY");
  return options;
}

inline AzureOptions RealAzureOptions(const std::string& container) {
  AzureOptions options;
  options.endpoint = Environment("BOUCLIER_TEST_AZURE_URL");
  options.account = Environment("BOUCLIER_TEST_AZURE_ACCOUNT");
  options.container = container;
  return options;
}

}  // namespace bouclier::store
