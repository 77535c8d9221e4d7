// SPDX-License-Identifier: Apache-2.0
// The metadata database in one SQLite file (WAL, synchronous=FULL): docs/formats/state-database.md. Thread-safe;
// several processes may hold the same file open. The file is not trusted: what it gives is right, or it is an Error.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>

#include "bouclier/base/units.h"
#include "bouclier/ports/state_store.h"

namespace bouclier::state {

// How much of the file is looked at before it is used.
enum class OpenCheck {
  kFull,    // pages, order and every row's checksum. Cost: reads the file twice, some 2 s per million rows
  kHeader,  // whose file it is, and that its tables are ours: for a process whose parent has just made the full check
};

struct SqliteOptions {
  std::chrono::milliseconds busy_timeout{
      30'000};           // how long Begin waits for another writer, here or in another process
  ByteCount max_size{};  // 0: no limit but the disk's
  OpenCheck check = OpenCheck::kFull;
};

class SqliteStateStore final : public ports::StateStore {
 public:
  // A new database at `path`, mode 0600, complete or absent whatever happens meanwhile.
  // **Errors:** conflict (something is there), exhausted, denied, unavailable.
  static Result<std::unique_ptr<SqliteStateStore>> Create(const std::filesystem::path& path,
                                                          const SqliteOptions& options = {});
  // **Errors:** not_found; corruption (damaged, cut, empty or another program's file); unsupported (a later version);
  // deadline (another process holds it), denied, unavailable.
  static Result<std::unique_ptr<SqliteStateStore>> Open(const std::filesystem::path& path,
                                                        const SqliteOptions& options = {});
  ~SqliteStateStore() override;

  // Transactions and readers must be gone before the store is.
  Result<std::unique_ptr<ports::StateTransaction>> Begin() override;
  Result<std::unique_ptr<ports::StateReader>> Read() override;

 private:
  struct Shared;
  explicit SqliteStateStore(std::unique_ptr<Shared> shared);
  std::unique_ptr<Shared> shared_;
};

}  // namespace bouclier::state
