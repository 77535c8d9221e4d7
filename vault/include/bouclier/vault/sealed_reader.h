// SPDX-License-Identifier: Apache-2.0
// Reads one sealed object: exactly the recorded bytes, or an error that names the damage. Made only by the doors
// (doors.h). One thread per instance. The host is not trusted: nonces, tags, lengths, on full reads root, digest and
// padding are checked.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "bouclier/ports/object_store.h"
#include "bouclier/vault/object_index.h"
#include "bouclier/vault/segment.h"

namespace bouclier::vault {

// Of plaintext.
struct PlainRange {
  uint64_t offset = 0, length = 0;
};

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
  // **Cost:** one GET per piece touched that Prefetch did not bring.
  Result<Bytes> Read(uint64_t offset, uint64_t length);
  Result<void> ReadInto(uint64_t offset, MutableByteView out);  // the same
  // Brings the sealed bytes of these ranges, near ones in one GET, in the place of what it brought before; Read then
  // opens what it needs of them. **Errors:** invalid_argument (beyond the end), those of the store.
  // **Cost:** memory of all ranges, and of gaps up to 1 MiB between them.
  Result<void> Prefetch(std::vector<PlainRange> ranges);
  // One range, beside those: it takes the place of the one that Bring brought before. Nothing is done where all of it
  // is there.
  Result<void> Bring(PlainRange range);
  // The whole object; at the end also the ciphertext root, the plaintext digest, zero padding and the body's length at
  // the host.
  Result<void> ReadAll(const PlaintextSink& sink);
  // The same bytes without the digests: every segment is the recorded one, in its place, and none is missing; each may
  // be believed at once. For whoever reads again what ReadAll has read.
  Result<void> ReadAgain(const PlaintextSink& sink);

 private:
  friend class ReadDoor;
  SealedReader(StoredRecord stored, ObjectMeta meta, const SecretBytes& dek, ports::ObjectStore& store);
  struct Brought {
    uint64_t from = 0;  // in the body
    Bytes sealed;
  };
  struct BodyRange {
    uint64_t from = 0, to = 0;
  };
  Result<BodyRange> InBody(PlainRange range) const;
  const Brought* Holding(uint64_t from, uint64_t length) const;
  Result<void> OpenSegments(uint64_t first, ByteView sealed, MutableByteView out);
  Result<void> OpenPart(uint64_t segment, ByteView sealed, uint64_t begin, MutableByteView out);

  KeyRecord record_;
  std::vector<Digest32> leaves_;
  ObjectMeta meta_;
  SegmentCipher cipher_;
  ports::ObjectStore* store_;
  std::vector<Brought> brought_;  // apart, ascending
  Brought single_;
  Bytes segment_;  // of which a part is wanted
};

}  // namespace bouclier::vault
