// SPDX-License-Identifier: Apache-2.0
// Saved digest states: what is accepted saves as the same bytes, and goes on hashing.
#include <cstdint>

#include "bouclier/base/check.h"
#include "bouclier/crypto/hash.h"

template <typename Stream>
void Restore(bouclier::ByteView state) {
  auto stream = Stream::FromState(state);
  if (!stream.ok()) return;
  BOUCLIER_CHECK(bouclier::Equal(stream->SaveState(), state));
  stream->Update(state);
  stream->Finish();
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Restore<bouclier::crypto::Sha256>({data, size});
  Restore<bouclier::crypto::Md5>({data, size});
  return 0;
}
