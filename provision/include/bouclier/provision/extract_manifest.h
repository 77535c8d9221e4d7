// SPDX-License-Identifier: Apache-2.0
// What an extract is, told to its project: columns, rows, filters, digests. Canonical JSON; docs/formats/extract.md.
// Pure.
#pragma once

#include <string>
#include <vector>

#include "bouclier/crypto/json.h"
#include "bouclier/provision/given_columns.h"
#include "bouclier/vault/table_snapshot.h"

namespace bouclier::provision {

struct ExtractFile {
  uint64_t rows = 0, bytes = 0;
  Digest32 sha256{};  // of the Parquet file
};

struct ExtractTable {
  const CompiledTable* compiled = nullptr;
  std::vector<GivenColumn> columns;
  std::vector<ExtractFile> files;
  uint64_t rows() const;
};

// SHA-256 over (table, rows, SHA-256 of the file) of each file in order.
Digest32 ExtractDigest(const std::vector<ExtractTable>& tables);

struct ManifestHead {
  std::string project, base_dataset, made_at;
  uint64_t number = 0, base_snapshot = 0, persons = 0;
  std::string opposition;  // the scope; never how many
};
crypto::Json ManifestJson(const CompiledPermit& permit, const ManifestHead& head,
                          const std::vector<ExtractTable>& tables);

}  // namespace bouclier::provision
