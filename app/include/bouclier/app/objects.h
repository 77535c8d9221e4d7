// SPDX-License-Identifier: Apache-2.0
// Objects of the vault as commands: list, the loud doors get and export, and import. Names stand in reports only.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "bouclier/app/asker.h"
#include "bouclier/app/config.h"
#include "bouclier/app/report.h"
#include "bouclier/app/setup.h"
#include "bouclier/base/bytes.h"

namespace bouclier::app {

struct ObjectName {
  std::string dataset, name;
  uint64_t generation = 0;  // 0: the newest
};
struct ByteRange {
  uint64_t first = 0, last = 0;  // both included
};
using PlainSink = std::function<Result<void>(ByteView)>;

struct GetOptions {
  std::optional<std::filesystem::path> out;  // whole or not at all
  PlainSink sink;                            // where it goes without `out`, once all of it was found right
  std::optional<ByteRange> range;
  std::optional<std::filesystem::path> receipt_out;
};
struct ExportOptions {
  std::vector<std::filesystem::path> recipients;  // Crypt4GH public key files
  std::filesystem::path out;
  char custodian = 'a';  // whose token signs
  std::optional<std::filesystem::path> receipt_out;
};
enum class ReplaceObject : uint8_t { kNo, kYes };
struct ImportOptions {
  std::filesystem::path file;                           // Crypt4GH, version 1
  std::filesystem::path secret_key;                     // Crypt4GH private key file of one of its recipients
  std::optional<std::filesystem::path> key_passphrase;  // of that key; a file of mode 0600
  ReplaceObject replace = ReplaceObject::kNo;
  std::optional<Digest32> sha256;  // of the plaintext, as the sender says it is
  DryRun dry_run = DryRun::kNo;
  std::optional<std::filesystem::path> receipt_out;
};

// **Ledger:** object.list.
Result<Report> ListObjects(const Config& config, const Asker& asker, const std::string& dataset,
                           const std::string& prefix);
// **Ledger:** object.get.intent before the first byte, object.get.done or object.get.failed after the last.
Result<Report> GetObject(const Config& config, const Asker& asker, const ObjectName& object, const GetOptions& options);
// Nothing is written when one recipient's key is refused. **Ledger:** object.export.intent (with the fingerprints and
// the digest of the custodian's signed approval), object.export.done or .failed.
Result<Report> ExportObject(const Config& config, const Asker& asker, const ObjectName& object,
                            const ExportOptions& options);
// Decrypts the file in a stream and seals it as a new object, or as the next generation of the one there. After an
// error there is no object. A dry run refuses what the import would refuse but for the body, which it does not read.
// **Ledger:** object.import.intent and object.import.done once the body is at the host; object.import.failed.
Result<Report> ImportObject(const Config& config, const Asker& asker, const ObjectName& object,
                            const ImportOptions& options, ProgressSink& waiting);

}  // namespace bouclier::app
