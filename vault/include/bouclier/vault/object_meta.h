// SPDX-License-Identifier: Apache-2.0
// What is known about an object beside its bytes: name, origin, properties, digests. Sealed under the object's DEK;
// only its canonical JSON exists outside of memory, and only sealed. docs/formats/key-record.md.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "bouclier/base/secret_bytes.h"
#include "bouclier/vault/layout.h"

namespace bouclier::vault {

enum class Md5Status : uint8_t { kAbsent, kEqual, kStale, kDifferent };
std::string_view Md5StatusName(Md5Status status);
Result<Md5Status> ParseMd5Status(std::string_view name);

struct ObjectMeta {
  std::string name;                               // the old name, byte for byte (UTF-8)
  std::string snapshot;                           // snapshot or version id at the source; empty: the live object
  std::string source;                             // URL of the container it came from
  std::string validator;                          // ETag or version id of the bytes read
  std::map<std::string, std::string> properties;  // content_type, content_encoding, cache_control, last_modified, …
  std::map<std::string, std::string> metadata;    // user metadata
  std::map<std::string, std::string> tags;
  std::optional<ByteArray<16>> source_md5;
  Md5Status md5_status = Md5Status::kAbsent;
  Digest32 sha256{};  // of the plaintext; set by the vault
  bool operator==(const ObjectMeta&) const = default;
};

std::string MetaJson(const ObjectMeta& meta);         // canonical
Result<ObjectMeta> ParseMeta(std::string_view json);  // **Errors:** corruption

// nonce(32) ‖ AES-256-GCM under HKDF(DEK, "bouclier/meta/v1" ‖ nonce); bound to the attempt.
Bytes SealMeta(const ObjectMeta& meta, const AttemptId& id, const SecretBytes& dek);
Result<ObjectMeta> OpenMeta(ByteView sealed, const AttemptId& id, const SecretBytes& dek);  // **Errors:** corruption

}  // namespace bouclier::vault
