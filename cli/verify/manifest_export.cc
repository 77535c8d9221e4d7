// SPDX-License-Identifier: Apache-2.0
// A migration certificate against its manifest: every line is read, hashed and counted anew.
// docs/formats/certificate.md.
#include <algorithm>
#include <set>

#include "bouclier/crypto/hash.h"
#include "bouclier/crypto/merkle.h"
#include "commands.h"

namespace bouclier::verify {
namespace {

using crypto::Json;

Error Bad(const std::string& why) { return Error(ErrorCode::kCorruption, "check manifest: " + why); }

Result<void> Count(const Json& line, ManifestFigures& figures) {
  BOUCLIER_TRY(const std::string outcome, line.GetString("outcome"));
  BOUCLIER_TRY(const uint64_t size, line.GetCount("size"));
  ++figures.listed;
  if (outcome == "moved") {
    ++figures.moved;
    figures.bytes_moved += size;
  } else if (outcome == "refused") {
    ++figures.refused;
  } else if (outcome == "lost") {
    ++figures.lost;
  } else {
    return Bad("an unknown outcome");
  }
  return {};
}

// Leaf data: SHA-256(salt ‖ the canonical line without its salt).
Result<crypto::MerkleHash> Leaf(Json line) {
  BOUCLIER_TRY(const std::string salt_text, line.GetString("leaf_salt"));
  BOUCLIER_TRY(const Bytes salt, ParseHex(salt_text));
  if (salt.size() != 16 || Hex(salt) != salt_text) return Bad("a salt is not 16 bytes in small hex digits");
  line.if_object()->erase("leaf_salt");
  return crypto::MerkleLeaf(crypto::Sha256::Of({salt, AsBytes(line.Canonical())}));
}

Result<std::tuple<std::string, std::string, std::string>> Unit(const Json& line) {
  BOUCLIER_TRY(std::string source, line.GetString("source"));
  BOUCLIER_TRY(std::string name, line.GetString("name"));
  BOUCLIER_TRY(std::string snapshot, line.GetString("snapshot"));
  return std::tuple(std::move(source), std::move(name), std::move(snapshot));
}

Result<void> Same(const Json& object, std::string_view key, uint64_t found) {
  BOUCLIER_TRY(const uint64_t said, object.GetCount(key));
  if (said == found) return {};
  return Bad("the certificate says " + std::to_string(said) + " " + std::string(key) + ", the manifest " +
             std::to_string(found));
}

}  // namespace

Result<ManifestFigures> CheckManifest(const Json& document, std::string_view manifest) {
  const Result<std::string> type = document.GetString("type");
  if (!type.ok() || *type != "migration") return Bad("this certificate has no manifest");
  ManifestFigures figures;
  crypto::MerkleAccumulator tree;
  std::set<std::tuple<std::string, std::string, std::string>> units;
  while (!manifest.empty()) {
    const std::string where = "line " + std::to_string(figures.listed + 1);
    const size_t end = manifest.find('\n');
    if (end == std::string_view::npos) return Bad(where + " is cut");
    Result<Json> line = Json::ParseCanonical(manifest.substr(0, end));
    if (!line.ok() || line->if_object() == nullptr) return Bad(where + " is not a canonical JSON object");
    Result<crypto::MerkleHash> leaf = Leaf(*line);
    const Result<void> counted = Count(*line, figures);
    auto unit = Unit(*line);
    if (!leaf.ok() || !counted.ok() || !unit.ok()) return Bad(where + " is malformed");
    if (!units.insert(std::move(unit).value()).second) return Bad(where + " is about a unit that stood before");
    tree.Add(*leaf);
    manifest.remove_prefix(end + 1);
  }
  Result<Json> counts = document.Get("counts"), bytes = document.Get("bytes");
  if (!counts.ok() || !bytes.ok()) return Bad("the certificate has no counts");
  BOUCLIER_TRY_VOID(Same(*counts, "listed", figures.listed));
  BOUCLIER_TRY_VOID(Same(*counts, "moved", figures.moved));
  BOUCLIER_TRY_VOID(Same(*counts, "refused", figures.refused));
  BOUCLIER_TRY_VOID(Same(*counts, "lost", figures.lost));
  BOUCLIER_TRY_VOID(Same(*bytes, "moved", figures.bytes_moved));
  const Result<std::string> root = document.GetString("manifest_root");
  if (!root.ok() || *root != Hex(tree.Root())) return Bad("its Merkle root is not the certificate's");
  return figures;
}

}  // namespace bouclier::verify
