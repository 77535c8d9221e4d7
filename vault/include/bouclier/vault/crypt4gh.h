// SPDX-License-Identifier: Apache-2.0
// Crypt4GH v1 files: writing for X25519 recipients under a fresh DEK, and reading. docs/formats/crypt4gh.md.
// By itself the format does not notice a file cut at a segment boundary: a reader can only compare length or digest
// with what the sender says.
#pragma once

#include <functional>
#include <vector>

#include "bouclier/vault/crypt4gh_keys.h"
#include "bouclier/vault/sealed_reader.h"

namespace bouclier::vault {

using C4ghSink = std::function<Result<void>(ByteView)>;
// Fills the buffer as far as there are bytes; less than asked: the end.
using C4ghSource = std::function<Result<size_t>(MutableByteView)>;

constexpr uint32_t kMaxC4ghPackets = 1024;
constexpr uint32_t kMaxC4ghPacketLength = 64 * 1024;

// Header for ≥ 1 recipients. **Errors:** invalid_argument (none, too many, a point of small order).
Result<Bytes> WriteC4ghHeader(const SecretBytes& dek, const std::vector<C4ghPublicKey>& recipients);

struct C4ghHeader {
  std::vector<SecretBytes> deks;  // of the packets this key opens
  uint32_t packets = 0, opened = 0;
  uint64_t length = 0;  // of the header in the file
};
// **Errors:** invalid_argument (no Crypt4GH file), unsupported (version, edit list, packet type, cipher, no packet of a
// known method), corruption (header damaged or cut), denied (`this key opens none of N packets`).
Result<C4ghHeader> ReadC4ghHeader(const C4ghSource& source, const C4ghKeyPair& key);
Result<C4ghHeader> ParseC4ghHeader(ByteView file_start, const C4ghKeyPair& key);

// A file whose length is known, up to its body.
struct C4ghFile {
  C4ghHeader header;
  uint64_t plaintext_length = 0, segments = 0;  // by arithmetic: nothing of the body was read
};
// Reads the header; `source` stands before the body then. **Errors:** as ReadC4ghHeader; corruption (`segment N of the
// body is cut`: no body has that length), unsupported (longer than any object).
Result<C4ghFile> OpenC4ghFile(const C4ghSource& source, uint64_t file_length, const C4ghKeyPair& key);
// Decrypts what follows the header. The sink's bytes count for nothing until this returned ok.
// **Errors:** corruption (`segment N of the body is damaged`; of the last one `is damaged or cut`), precondition (the
// file has another length now).
Result<void> DecryptC4ghBody(const C4ghSource& source, const C4ghFile& file, const PlaintextSink& sink);

// Re-seals a vault object under a fresh DEK: true length, no padding. Nothing of the vault's keys goes along.
// **Errors:** those of ReadAll; what the sink took by then is to be thrown away.
Result<void> ExportC4gh(SealedReader& reader, const std::vector<C4ghPublicKey>& recipients, const C4ghSink& sink);

// Decrypts a stream of unknown length. Returns the plaintext length. **Errors:** as ReadC4ghHeader and DecryptC4ghBody.
Result<uint64_t> DecryptC4gh(const C4ghSource& source, const C4ghKeyPair& key, const PlaintextSink& sink);

}  // namespace bouclier::vault
