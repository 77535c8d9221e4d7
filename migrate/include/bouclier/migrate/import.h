// SPDX-License-Identifier: Apache-2.0
// Brings one Crypt4GH file under seal as an object of a dataset: decrypted in a stream, sealed under a key of the
// vault, sent to the host, committed. Plaintext lives in memory only, one part at a time. One import at a time, under
// the job's lock: nothing here is resumed, because a file has no validator that ties its bytes to what was sent before.
#pragma once

#include <optional>
#include <string>

#include "bouclier/migrate/parts.h"
#include "bouclier/vault/commit.h"
#include "bouclier/vault/crypt4gh.h"

namespace bouclier::migrate {

// The pointed-to things outlive the call.
struct ImportParts {
  ports::StateStore* state = nullptr;
  ports::ObjectStore* store = nullptr;
  ports::AuditSink* sink = nullptr;
  ports::AuditTrail* trail = nullptr;
  vault::DatasetKeysPtr keys;  // of the dataset it goes to
  uint64_t actor = 0;          // for the ledger
};

enum class Replace : uint8_t { kNo, kYes };

struct ImportRequest {
  std::string name;
  Replace replace = Replace::kNo;
  std::optional<Digest32> sha256;  // of the plaintext, as the sender says it is
  std::string recipient;           // fingerprint of the public half of the key that opened the file
};

struct ImportPlace {
  ObjectId object;
  uint64_t generation = 1;
};
// Where an object of that name would go: a new object, or with `replace` the next generation of the one there.
// **Errors:** conflict (the name is taken), invalid_argument (no name, or not UTF-8).
Result<ImportPlace> PlaceImport(ports::StateReader& reader, const vault::DatasetKeys& keys, const std::string& name,
                                Replace replace);

struct ImportOptions {
  uint32_t leaves_per_part = 1;  // parts of 16 MiB and more
  size_t seal_threads = 1;
  RetryPolicy retry;
};

struct ImportReport {
  ImportPlace place;
  uint64_t bytes = 0;
  Digest32 sha256{};
  std::string line;  // of the manifest of imports: the root in the ledger's intent is its salted digest
  vault::Committed committed;
};

// `body` stands behind the header that `file` tells of. After an error there is no object, and what was sent is aborted
// at the host; what could not be aborted then, the next import lets go of.
// **Ledger:** object.import.intent (dataset, object, generation, recipient, packets, bytes, root), object.import.done.
// **Errors:** as PlaceImport and vault::DecryptC4ghBody; corruption (not the SHA-256 asked for), cancelled, those of
// ports.
Result<ImportReport> ImportC4gh(const ImportParts& parts, const ImportRequest& request, const vault::C4ghFile& file,
                                const vault::C4ghSource& body, const ImportOptions& options, const JobControl& control);

// The manifest in which every import has its line, sealed, with its salt.
vault::ManifestId ImportManifest();

}  // namespace bouclier::migrate
