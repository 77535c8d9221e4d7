// SPDX-License-Identifier: Apache-2.0
// Azure Blob Storage as an ObjectSource: flat listing with snapshots, metadata and tags; ranged reads that hold only
// while the ETag holds; conditional deletion. Real accounts (https://ACCOUNT.blob.core.windows.net) and emulators
// (http://127.0.0.1:PORT/ACCOUNT). Thread-safe. What the service answers is untrusted.
// Not looked at, and to be said so wherever it matters: versions, soft-deleted blobs, access lists.
#pragma once

#include <memory>
#include <string>

#include "bouclier/base/secret_bytes.h"
#include "bouclier/ports/object_source.h"
#include "bouclier/ports/placement.h"
#include "bouclier/store/http_options.h"

namespace bouclier::store {

enum class AzureCredential : uint8_t { kSharedKey, kSasToken };

struct AzureOptions {
  std::string endpoint;  // of the account
  std::string account;   // its name; empty: read from the endpoint
  std::string container;
  AzureCredential credential = AzureCredential::kSharedKey;
  uint32_t page_size = 1000;  // units asked for per page, 1…5,000
  HttpOptions http;
};

// `key`: the account key in base64, or the SAS token. No request is made before the first call.
// UnitInfo of a snapshot says nothing of other snapshots; `snapshot_count` of a current unit counts those that the same
// page lists (they stand beside it): a run of snapshots cut by the end of a page counts lower.
// Over plain http (loopback only), ranges up to 4 MiB are checked with the MD5 the service computes for them.
// **Errors:** invalid_argument, denied (the guard refuses the endpoint).
Result<std::unique_ptr<ports::ObjectSource>> OpenAzureSource(const AzureOptions& options, SecretBytes key,
                                                             const ports::PlacementGuard& guard);

}  // namespace bouclier::store
