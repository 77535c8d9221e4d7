// SPDX-License-Identifier: Apache-2.0
// The metadata of an object, once unsealed: parsed or refused; what parses has one text.
#include "bouclier/base/check.h"
#include "bouclier/vault/object_meta.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace bouclier;
  const std::string_view text = AsText(ByteView(data, size));
  const auto meta = vault::ParseMeta(text);
  if (meta.ok()) BOUCLIER_CHECK(vault::MetaJson(*meta) == text);
  return 0;
}
