// SPDX-License-Identifier: Apache-2.0
// Reads one sealed object: exactly the recorded bytes, or an error that names the damage. Made only by the doors
// (doors.h). One thread per instance. The host is not trusted: nonces, tags, lengths, on full reads root, digest and
// padding are checked.
#pragma once

#include <functional>
#include <memory>

#include "bouclier/ports/object_store.h"
#include "bouclier/vault/object_index.h"
#include "bouclier/vault/segment.h"

namespace bouclier::vault {

// Takes plaintext, in order. What came through is believed only when ReadAll returned ok.
using PlaintextSink = std::function<Result<void>(ByteView)>;

class ReadDoor;

class SealedReader {
 public:
  SealedReader(SealedReader&&) noexcept = default;
  const KeyRecord& record() const { return record_; }
  const ObjectMeta& meta() const { return meta_; }
  uint64_t size() const { return record_.plaintext_length; }
  // **Errors:** invalid_argument (beyond the end), corruption (cut, reordered, swapped, altered: names the segment),
  // those of the store.
  // **Cost:** one GET per piece touched.
  Result<Bytes> Read(uint64_t offset, uint64_t length);
  // The whole object; at the end also the ciphertext root, the plaintext digest, zero padding and the body's length at
  // the host.
  Result<void> ReadAll(const PlaintextSink& sink);
  // The same bytes without the digests: every segment is the recorded one, in its place, and none is missing; each may
  // be believed at once. For whoever reads again what ReadAll has read.
  Result<void> ReadAgain(const PlaintextSink& sink);

 private:
  friend class ReadDoor;
  SealedReader(StoredRecord stored, ObjectMeta meta, const SecretBytes& dek, ports::ObjectStore& store);
  Result<void> OpenSegments(uint64_t first, ByteView sealed, MutableByteView out);

  KeyRecord record_;
  std::vector<Digest32> leaves_;
  ObjectMeta meta_;
  SegmentCipher cipher_;
  ports::ObjectStore* store_;
};

}  // namespace bouclier::vault
