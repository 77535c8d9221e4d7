// SPDX-License-Identifier: Apache-2.0
// What a hub remembers of itself in the metadata database: its id, the public keys it was made with, its datasets, the
// host in use. No secret. Pure but for reading and writing the rows.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bouclier/app/actors.h"
#include "bouclier/base/ids.h"
#include "bouclier/ports/state_store.h"

namespace bouclier::app {

constexpr const char* kPseudonymDataset = "hub/pseudonyms";  // of the secret that all pseudonyms are made of
inline std::string ProjectDataset(const std::string& permit) { return "project/" + permit; }

struct HubRecord {
  ByteArray<16> hub_id{};
  std::string vkey;  // of the ledger
  CustodianKeys custodians;
  std::map<std::string, DatasetId> datasets;  // by the name in the configuration
  // What the hub made itself, by `<base>/tables`, `<base>/crosswalk`, `<base>/quarantine`, `<base>/releases`,
  // ProjectDataset, kPseudonymDataset: no command that names a dataset reaches them, and none may be configured under
  // such a name.
  std::map<std::string, DatasetId> inner;
  std::string current_host;
  bool finished = false;  // `init` came to its end

  // **Errors:** not_found: no such name. Who may not see a dataset gets the same answer as for one that does not exist.
  Result<DatasetId> Dataset(const std::string& name) const;
  std::string NameOf(DatasetId id) const;  // the id itself when it has no name
  std::vector<DatasetId> AllIds() const;   // datasets and inner ones
  // **Errors:** not_found: no such base, or none of its keys yet.
  Result<DatasetId> Inner(const std::string& name) const;
};

// **Errors:** corruption. Absent: nullopt.
Result<std::optional<HubRecord>> ReadHubRecord(ports::StateReader& reader);
Result<void> WriteHubRecord(const HubRecord& record, ports::StateTransaction& transaction);

// Further rows of the same table, each a text or a record of its own.
constexpr std::string_view kDirectoryKekRow = "directory_kek";
constexpr std::string_view kFirstCheckpointRow = "first_checkpoint";
constexpr std::string_view kMoveJobRow = "move_job";            // the host move under way
constexpr std::string_view kMoveDocumentRow = "move_document";  // of the newest host move, as its certificate binds it
Result<std::optional<Bytes>> ReadHubRow(ports::StateReader& reader, std::string_view row);
Result<void> WriteHubRow(ports::StateTransaction& transaction, std::string_view row, ByteView value);
Result<void> DeleteHubRow(ports::StateTransaction& transaction, std::string_view row);

}  // namespace bouclier::app
