// SPDX-License-Identifier: Apache-2.0
#include "bouclier/vault/put_object.h"

#include "bouclier/crypto/random.h"

namespace bouclier::vault {

Result<PreparedObject> PutWhole(const UploadTarget& target, const std::string& name, ByteView plaintext) {
  UploadRequest request;
  request.object = ObjectId{crypto::RandomArray<16>()};
  request.plaintext_length = plaintext.size();
  request.max_leaves_per_part = 1;
  ObjectMeta meta;
  meta.name = name;
  if (IsSmall(plaintext.size())) {
    BOUCLIER_TRY(SmallObject small, SmallObject::Seal(target, request, plaintext));
    return small.Put(std::move(meta));
  }
  BOUCLIER_TRY(const auto session, UploadSession::Begin(target, request));
  while (const auto range = session->NextPart())
    BOUCLIER_TRY_VOID(session->PutPart(plaintext.subspan(range->offset, range->length)));
  return session->Finish(std::move(meta));
}

}  // namespace bouclier::vault
