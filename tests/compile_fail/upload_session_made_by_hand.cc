// SPDX-License-Identifier: Apache-2.0
// An upload of several parts begins with its durable record, or goes on with it.
// expect: UploadSession::UploadSession\(.*is private
#include "bouclier/vault/upload.h"

using namespace bouclier;

Result<std::unique_ptr<vault::UploadSession>> Use(const vault::UploadTarget& target,
                                                  const vault::UploadRequest& request) {
#ifdef BOUCLIER_BAD
  vault::UploadSession unrecorded(target, request);
#endif
  return vault::UploadSession::Begin(target, request);
}
