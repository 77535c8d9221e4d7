// SPDX-License-Identifier: Apache-2.0
// What the jobs of a migration report. Plain data.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "bouclier/base/ids.h"
#include "bouclier/migrate/unit.h"

namespace bouclier::migrate {

struct Tally {
  uint64_t units = 0, bytes = 0;
};
using ReasonTally = std::map<std::string, Tally>;

struct InventoryReport {
  uint64_t round = 0;       // 1 for the first
  Tally listed;             // distinct units of this round
  uint64_t duplicates = 0;  // came again, after a retried page; counted once
  uint64_t pages = 0;
  std::map<std::string, Tally> by_source;
  std::map<DatasetId, Tally> by_dataset;
  NamedUnits no_prefix;  // units under no prefix: they stop `plan`
};

// Figures for "how long": of the last run where there was one.
struct Rate {
  double bytes_per_second = 60e6;
  double units_per_second = 200;
};

struct PlanReport {
  uint64_t round = 0;
  Tally listed, to_move, already_moved;             // listed = to_move + already_moved + refused + lost (their sums)
  ReasonTally to_refuse, to_lose;                   // by reason
  std::map<std::string, uint64_t> property_losses;  // foreseen, by code: units to move that lose it
  std::map<DatasetId, Tally> by_dataset;            // to move
  NamedUnits named;                                 // what will not move, by name
  Rate rate;
  bool rate_is_measured = false;
  double seconds = 0;  // to go
};

struct UploadLeftovers {
  uint64_t found = 0, aborted = 0, left = 0;  // multipart uploads of this migration that nothing needs any more
  uint64_t bytes_left = 0;                    // of their parts, where the host tells
  bool may_list = true;                       // false: the key has no right to list them, so nothing was counted
};

struct RunReport {
  Tally moved;                 // by this run
  ReasonTally refused, lost;   // by this run
  Tally unchanged;             // moved before, and not touched
  uint64_t bytes_read = 0;     // from the sources
  uint64_t bytes_resumed = 0;  // sealed before a stop and not read again
  uint64_t restarts = 0;       // objects begun anew because their source changed
  uint64_t batches = 0;
  std::map<std::string, uint64_t> md5;  // absent equal stale different
  std::map<std::string, uint64_t> property_losses;
  UploadLeftovers leftovers;
  NamedUnits named;  // refused and lost; moved with md5 stale or different (reason `md5_stale`…)
  double seconds = 0;
  Rate rate;
};

struct VerifyReport {
  Tally verified;  // by this run
  uint64_t verified_before = 0;
  NamedUnits failed;  // reason: the vault's message; the next Run copies them anew
  double seconds = 0;
};

struct DeltaReport {
  uint64_t rounds = 0;  // of inventory
  uint64_t added = 0, changed = 0, recreated = 0, deleted = 0,
           unchanged = 0;  // by the first of them, against what was known before
  NamedUnits named;        // reason: added, changed, recreated, deleted (kept in the vault)
  bool converged = false;
  NamedUnits still_changing;  // when it did not
  RunReport run;              // of all rounds together
};

struct StatusReport {
  uint64_t round = 0;           // 0: no inventory yet
  bool inventory_open = false;  // begun and not ended
  Tally listed, pending, moved;
  ReasonTally refused, lost;
  uint64_t verified = 0, damaged = 0;  // of the moved; damaged: found so by Verify
  uint64_t changed_since = 0, deleted_at_source = 0;
  uint64_t property_losses = 0;
  std::map<std::string, uint64_t> md5;
  std::map<DatasetId, Tally> moved_by_dataset;
};

struct CertificateDocument {
  std::string text;       // canonical JSON: docs/formats/certificate.md
  Digest32 digest{};      // SHA-256 of it, as the ledger entry binds it
  bool complete = false;  // else the exit code is `incomplete`
};

}  // namespace bouclier::migrate
