// SPDX-License-Identifier: Apache-2.0
// Answers of an S3 host: what parses has keys, ids and a way on, and our completion document reads back.
#include "bouclier/base/check.h"
#include "store/src/s3_xml.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace bouclier;
  const ByteView input{data, size};
  const auto page = store::ParseS3List(ToBytes(input));
  if (page.ok()) {
    for (const ports::StoredObject& object : page->objects) BOUCLIER_CHECK(!object.key.empty());
  }
  const auto uploads = store::ParseS3Uploads(ToBytes(input));
  if (uploads.ok()) BOUCLIER_CHECK(!uploads->truncated || !uploads->next_key.empty());
  const auto parts = store::ParseS3Parts(ToBytes(input));
  if (parts.ok()) {
    BOUCLIER_CHECK(!parts->truncated || !parts->next_number.empty());
    // The tags of a host go into our own document: they cannot turn it into another one.
    BOUCLIER_CHECK(store::ParseS3ErrorCode(ToBytes(AsBytes(store::CompletionXml(parts->parts)))).empty());
  }
  const auto id = store::ParseS3UploadId(ToBytes(input));
  if (id.ok()) BOUCLIER_CHECK(!id->empty());
  (void)store::ParseS3ErrorCode(ToBytes(input));
  return 0;
}
