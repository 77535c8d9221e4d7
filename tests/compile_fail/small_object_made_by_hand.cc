// SPDX-License-Identifier: Apache-2.0
// What is sent in one PUT was sealed before.
// expect: SmallObject::SmallObject\(\).* is private
#include "bouclier/vault/upload.h"

using namespace bouclier;

Result<vault::PreparedObject> Use(const vault::UploadTarget& target, const vault::UploadRequest& request,
                                  ByteView plaintext, const vault::ObjectMeta& meta) {
#ifdef BOUCLIER_BAD
  vault::SmallObject unsealed;
#endif
  BOUCLIER_TRY(vault::SmallObject sealed, vault::SmallObject::Seal(target, request, plaintext));
  return sealed.Put(meta);
}
