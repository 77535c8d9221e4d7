// SPDX-License-Identifier: Apache-2.0
// Entry bundles and the entries in them: a bundle that parses is rebuilt byte for byte.
#include <cstdlib>

#include "bouclier/ledger/entry.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace bouclier;
  const auto views = ledger::ParseBundle({data, size});
  if (!views.ok()) return 0;
  Bytes again;
  for (ByteView view : *views) {
    ledger::AppendToBundle(again, view);
    (void)ledger::ParseEntry(view).ok();
  }
  if (!Equal(again, {data, size})) std::abort();
  return 0;
}
