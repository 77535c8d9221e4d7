// SPDX-License-Identifier: Apache-2.0
// What a migration is made of: everything it touches comes in here. No config, no command line.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "bouclier/base/ids.h"
#include "bouclier/base/secret_bytes.h"
#include "bouclier/base/units.h"
#include "bouclier/ports/audit.h"
#include "bouclier/ports/audit_trail.h"
#include "bouclier/ports/clock.h"
#include "bouclier/ports/object_source.h"
#include "bouclier/ports/object_store.h"
#include "bouclier/ports/state_store.h"
#include "bouclier/vault/dataset_keys.h"

namespace bouclier::migrate {

struct SourceBinding {
  std::string id;  // as in the config: [a-z0-9_-]{1,32}; part of every unit's id, so it must not change
  ports::ObjectSource* source = nullptr;
};

// Units of `source_id` whose name begins with `prefix` go to `dataset`; the longest prefix wins. An empty prefix takes
// the rest.
struct PrefixRule {
  std::string source_id;
  std::string prefix;
  DatasetId dataset;
};

// What a job does when a remote call fails in passing: `attempts` in all, with `wait` between them.
struct RetryPolicy {
  uint32_t attempts = 4;
  std::chrono::milliseconds first_wait{200};            // doubles each time
  std::function<void(std::chrono::milliseconds)> wait;  // empty: sleeps
};

// The pointed-to things outlive the Migration.
struct MigrationParts {
  std::vector<SourceBinding> sources;
  std::vector<PrefixRule> rules;
  ports::StateStore* state = nullptr;
  ports::ObjectStore* store = nullptr;  // may be null for Inventory, Plan, Status, certificates
  ports::AuditSink* sink = nullptr;
  ports::AuditTrail* trail = nullptr;
  ports::Clock* clock = nullptr;
  SecretBytes inventory_key;  // 32 bytes, of the directory domain: seals the inventory; must not change
  std::vector<vault::DatasetKeysPtr>
      keys;                   // of all datasets in `rules`, for Run, Verify, Delta, MakeCertificate, manifests
  uint64_t actor = 0;         // for the ledger
  RetryPolicy listing_retry;  // of inventories; Run and Verify have their own
};

enum class Phase : uint8_t { kInventory, kCopy, kVerify, kImport };

struct Progress {
  Phase phase = Phase::kInventory;
  uint64_t units_done = 0, units_total = 0;  // total 0: not known (inventory)
  uint64_t bytes_done = 0, bytes_total = 0;
};

// `progress` is called by the thread that called the job, some five times a second and once at the end. `stop` set: the
// job ends with `cancelled` after the part under way; the same call goes on later.
struct JobControl {
  std::function<void(const Progress&)> progress;
  const std::atomic<bool>* stop = nullptr;
};

}  // namespace bouclier::migrate
