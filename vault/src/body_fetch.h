// SPDX-License-Identifier: Apache-2.0
// Fetches ranges of a sealed body over its pieces. Needs no key; believes nothing but the lengths it asked for.
#pragma once

#include "bouclier/ports/object_store.h"
#include "bouclier/vault/key_record.h"

namespace bouclier::vault {

// Exactly [offset, offset + length) of the body. **Errors:** corruption (cut, or gone: names the piece), those of the
// store.
Result<Bytes> FetchBody(const KeyRecord& record, ports::ObjectStore& store, uint64_t offset, uint64_t length);
// Each piece has the recorded length at the host. **Errors:** corruption (other length, or gone), those of the store.
Result<void> CheckBodyLengths(const KeyRecord& record, ports::ObjectStore& store);
// Where leaf `leaf` lies in the body.
struct LeafRange {
  uint64_t offset = 0, length = 0;
};
LeafRange LeafInBody(const KeyRecord& record, uint64_t leaf);

}  // namespace bouclier::vault
