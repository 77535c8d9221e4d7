// SPDX-License-Identifier: Apache-2.0
// Answers of Azure Blob Storage: a listing that parses names every unit and tells nothing of itself but strong
// validators.
#include "bouclier/base/check.h"
#include "store/src/azure_xml.h"
#include "store/src/url.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace bouclier;
  const ByteView input{data, size};
  for (const auto tags : {store::TagsListed::kNo, store::TagsListed::kYes}) {
    const auto page = store::ParseAzureList(ToBytes(input), tags);
    if (!page.ok()) continue;
    for (const ports::UnitInfo& unit : page->units) {
      BOUCLIER_CHECK(!unit.unit.name.empty());
      BOUCLIER_CHECK(unit.validator.empty() || unit.validator.front() == '"');
    }
  }
  (void)store::ParseAzureTags(ToBytes(input)).ok();
  (void)store::ParseAzureError(ToBytes(input));
  const std::string text(AsText(input));
  BOUCLIER_CHECK(*store::PercentDecode(store::PercentEncode(text)) == text);
  (void)store::PercentDecode(text).ok();
  (void)store::ParseEndpoint(text).ok();
  return 0;
}
