// SPDX-License-Identifier: Apache-2.0
// The door to the rows of a base under a permit. It gives the columns that the permit's enforcement needs, no others,
// and asks the permit again while it gives them. Thread-safe once opened. docs/formats/extract.md.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "bouclier/base/mutex.h"
#include "bouclier/ports/audit.h"
#include "bouclier/ports/clock.h"
#include "bouclier/provision/compile.h"
#include "bouclier/provision/permit_book.h"
#include "bouclier/vault/table_scan.h"

namespace bouclier::provision {

// Who opens it: a person named in the permit, or a steward for one.
struct ViewAsker {
  policy::Actor asker;                        // authenticated
  std::optional<policy::Actor> on_behalf_of;  // named in the permit; absent: the asker is
  const policy::Actor& member() const { return on_behalf_of ? *on_behalf_of : asker; }
};

struct ViewPlan {
  DatasetId tables, crosswalk;  // of the base
  vault::PublishedSnapshot published;
  ByteArray<16> salt{};  // of the digest of the columns in the ledger; chosen at random
};

// The permit and its member as they are at this moment; asked from any thread, one at a time.
struct PermitNow {
  ValidPermit permit;
  policy::Actor member;
};
using AskAgain = std::function<Result<PermitNow>()>;
constexpr std::chrono::milliseconds kAskEvery{400};

// The body of the entry (vault::kProvisionAction, actor: the asker) without whose receipt the view does not open.
crypto::Json::Object ViewIntent(const ValidPermit& permit, const CompiledPermit& compiled, const ViewAsker& asker,
                                const ViewPlan& plan);

class PermittedView {
 public:
  // The pointed-to things outlive the view. **Errors:** those of policy::DecideMember; denied: the asker is neither the
  // member nor a steward, or the receipt is about another permit, version, person, snapshot or columns; unsupported:
  // the permit cannot be enforced; those of SnapshotTables.
  static Result<std::unique_ptr<PermittedView>> Open(const ValidPermit& permit, const ViewAsker& asker,
                                                     ports::LedgerReceipt receipt, const ViewPlan& plan,
                                                     const vault::TablePlace& place, ports::Clock& clock,
                                                     AskAgain ask_again);

  const CompiledPermit& compiled() const { return compiled_; }
  const vault::TableSnapshot& snapshot() const { return tables_.snapshot(); }
  const ports::LedgerReceipt& receipt() const { return receipt_; }
  // Rows of one file: `columns` at rest, of these persons (none: of all, and of nobody). **Errors:** denied: a table or
  // column that the permit has no use for; those of Scan and of Ask, at any batch.
  Result<std::shared_ptr<arrow::RecordBatchReader>> Rows(const vault::TableFile& file, std::vector<std::string> columns,
                                                         std::vector<vault::PersonRange> persons) const;
  // The permit as it is now, if the last answer is older than kAskEvery. **Errors:** those of DecideMember; denied:
  // another version is in force.
  Result<void> Ask() const;
  Result<void> AskNow() const;

 private:
  PermittedView(const ValidPermit& permit, CompiledPermit compiled, vault::SnapshotTables tables,
                ports::LedgerReceipt receipt, ports::Clock& clock, AskAgain ask_again);
  void AllowColumns();
  Result<void> AskLocked() const BOUCLIER_REQUIRES(mutex_);

  std::string permit_;
  uint64_t version_;
  CompiledPermit compiled_;
  vault::SnapshotTables tables_;
  ports::LedgerReceipt receipt_;
  ports::Clock& clock_;
  AskAgain ask_again_;
  std::map<std::string, std::set<std::string>, std::less<>> allowed_;  // columns at rest, by table
  mutable Mutex mutex_;  // one asks at a time; files are opened one at a time: a reader of the database has one thread
  mutable std::chrono::steady_clock::time_point asked_ BOUCLIER_GUARDED_BY(mutex_);
};

}  // namespace bouclier::provision
