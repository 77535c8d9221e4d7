// SPDX-License-Identifier: Apache-2.0
// Rows of an open upload: its record, the host's upload ids, its parts.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bouclier/ports/object_store.h"
#include "bouclier/ports/state_store.h"
#include "bouclier/vault/upload_record.h"

namespace bouclier::vault {

Bytes EncodeUploadIds(const std::vector<std::string>& ids);
Result<std::vector<std::string>> DecodeUploadIds(ByteView row);  // **Errors:** corruption

// Open attempts at an object; of one generation when given. In the order of attempts.
Result<std::vector<UploadRecord>> FindUploads(ports::StateReader& reader, ObjectId object,
                                              std::optional<uint64_t> generation);
// nullopt: the kill came before the ids were recorded.
Result<std::optional<std::vector<std::string>>> ReadUploadIds(ports::StateReader& reader, const UploadRecord& record);
// One entry a part; empty leaves: not sealed yet.
Result<std::vector<PartRecord>> ReadParts(ports::StateReader& reader, const UploadRecord& record);
Result<void> DeleteUpload(ports::StateTransaction& transaction, const AttemptId& id, uint64_t parts);

// Aborts the multipart uploads this attempt has at the host. A host that refuses leaves them to the sweep.
Result<void> AbortAtHost(ports::ObjectStore& store, const UploadRecord& record, const std::vector<std::string>& ids);

}  // namespace bouclier::vault
