// SPDX-License-Identifier: Apache-2.0
// Where data come from: an old cloud, a folder. A source lists units: each current blob and each of its snapshots is
// one. Implementations are thread-safe. The conformance suite is tests/conformance/object_source_suite.h.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "bouclier/base/bytes.h"
#include "bouclier/base/result.h"

namespace bouclier::ports {

enum class BlobKind : uint8_t { kBlock, kAppend, kPage, kFile };

// Identity of one unit: the name as the source spells it (bytes, never normalised), and the snapshot (empty: the
// current one).
struct UnitName {
  std::string name;
  std::string snapshot;
  auto operator<=>(const UnitName&) const = default;
};

struct UnitInfo {
  UnitName unit;
  uint64_t size = 0;
  BlobKind kind = BlobKind::kFile;
  std::string validator;             // strong validator (ETag); empty: the source has none
  std::optional<Bytes> content_md5;  // as recorded at the source, never trusted; 16 bytes unless badly encoded
  bool archived = false;             // not readable before rehydration
  uint32_t snapshot_count = 0;       // of a current unit, where the listing tells
  std::string last_modified;         // as the source spells it
  std::string content_type, content_encoding, content_language, content_disposition, cache_control;
  std::map<std::string, std::string> metadata;
  std::map<std::string, std::string> tags;
  std::map<std::string, std::string>
      other;  // properties that cannot be kept (tier, lease, legal hold…): become property losses
};

// One page of a listing: may be empty with a marker; the same unit may come twice after a retried page.
struct ListPage {
  std::vector<UnitInfo> units;
  std::string next_marker;  // empty: the end
};

class ObjectSource {
 public:
  virtual ~ObjectSource() = default;
  // A short name of the source for people and manifests (account/container, folder). No secrets.
  virtual std::string Describe() const = 0;
  // **Errors:** unauthenticated, denied (the hint tells which of the causes), not_found (container), unavailable,
  // deadline.
  virtual Result<ListPage> List(const std::string& prefix, const std::string& marker) = 0;
  // Properties, metadata and tags of one unit. **Errors:** not_found; else as above.
  virtual Result<UnitInfo> Stat(const UnitName& unit) = 0;
  // Exactly `length` bytes from `offset`, only while the unit still has `validator` (not checked when empty).
  // **Errors:** precondition (it changed), not_found, corruption (body shorter or longer than told), denied,
  // unavailable, deadline; unsupported (archived).
  virtual Result<Bytes> ReadRange(const UnitName& unit, const std::string& validator, uint64_t offset,
                                  uint64_t length) = 0;
  // Deletes the current unit only if it still has `validator`. **Errors:** precondition, conflict (it has snapshots),
  // not_found…
  virtual Result<void> DeleteIf(const UnitName& unit, const std::string& validator) = 0;
};

}  // namespace bouclier::ports
