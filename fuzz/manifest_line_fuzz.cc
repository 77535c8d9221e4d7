// SPDX-License-Identifier: Apache-2.0
// Manifest lines as a stranger hands them in: parsed or refused; what parses has one text.
#include "bouclier/base/check.h"
#include "bouclier/vault/manifest.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace bouclier;
  const std::string_view text = AsText(ByteView(data, size));
  const auto line = vault::ParseLine(text);
  if (!line.ok()) return 0;
  BOUCLIER_CHECK(vault::LineText(*line) == text);
  static_cast<void>(vault::LineLeaf(*line));
  return 0;
}
