// SPDX-License-Identifier: Apache-2.0
// Upload records, part records and upload ids: decoded or refused; what decodes has one encoding.
#include "bouclier/base/check.h"
#include "bouclier/vault/upload_record.h"
#include "vault/src/upload_state.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace bouclier;
  const ByteView input(data, size);
  if (const auto record = vault::DecodeUploadRecord(input); record.ok())
    BOUCLIER_CHECK(Equal(vault::EncodeUploadRecord(*record), input));
  if (const auto part = vault::DecodePartRecord(input); part.ok())
    BOUCLIER_CHECK(Equal(vault::EncodePartRecord(*part), input));
  if (const auto ids = vault::DecodeUploadIds(input); ids.ok())
    BOUCLIER_CHECK(Equal(vault::EncodeUploadIds(*ids), input));
  return 0;
}
