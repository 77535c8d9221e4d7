// SPDX-License-Identifier: Apache-2.0
// The JSON parser: whatever it accepts has one canonical text, which reads back as the same value; canonical text is
// accepted as such.
#include <cstdint>

#include "bouclier/base/check.h"
#include "bouclier/crypto/json.h"

using bouclier::crypto::Json;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = bouclier::AsText({data, size});
  const auto value = Json::Parse(text);
  const bool canonical = Json::ParseCanonical(text).ok();
  if (!value.ok()) {
    BOUCLIER_CHECK(!canonical);
    return 0;
  }
  BOUCLIER_CHECK(bouclier::crypto::IsUtf8(text));
  const std::string once = value->Canonical();
  BOUCLIER_CHECK(canonical == (once == text));
  const auto again = Json::ParseCanonical(once);
  BOUCLIER_CHECK(again.ok() && *again == *value);
  const auto pretty = Json::Parse(value->Pretty());
  BOUCLIER_CHECK(pretty.ok() && *pretty == *value);
  return 0;
}
