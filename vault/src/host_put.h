// SPDX-License-Identifier: Apache-2.0
// Writes to a host whose answer may be lost. A second try sends the very same buffer.
#pragma once

#include <string>

#include "bouclier/ports/object_store.h"

namespace bouclier::vault {

Result<void> PutSameBytes(ports::ObjectStore& store, const std::string& key, const ports::OutgoingBody& body);
Result<ports::UploadedPart> SendSameBytes(ports::ObjectStore& store, const std::string& key,
                                          const std::string& upload_id, uint32_t number,
                                          const ports::OutgoingBody& body);
// Completes; when the answer is lost or the upload gone, the object's length at the host decides.
Result<void> CompleteOnce(ports::ObjectStore& store, const std::string& key, const std::string& upload_id,
                          const std::vector<ports::UploadedPart>& parts, uint64_t length);

}  // namespace bouclier::vault
