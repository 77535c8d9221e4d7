// SPDX-License-Identifier: Apache-2.0
// The XML of S3: listings, uploads, parts, errors. Pure; thread-safe; the input is untrusted.
// **Source:** Amazon S3 API reference (ListObjectsV2, ListMultipartUploads, ListParts, error responses).
#pragma once

#include <string>
#include <vector>

#include "bouclier/ports/object_store.h"

namespace bouclier::store {

struct S3UploadsPage {
  std::vector<ports::PendingUpload> uploads;
  bool truncated = false;
  std::string next_key, next_upload_id;
};
struct S3PartsPage {
  std::vector<ports::UploadedPart> parts;
  bool truncated = false;
  std::string next_number;
};

// Each changes `xml` by parsing. **Errors:** corruption: another document, a key or number missing or not one; a page
// that claims to be cut without saying where to go on.
Result<ports::StorePage> ParseS3List(Bytes xml);
Result<S3UploadsPage> ParseS3Uploads(Bytes xml);
Result<S3PartsPage> ParseS3Parts(Bytes xml);
Result<std::string> ParseS3UploadId(Bytes xml);
// The <Code> of an <Error>; empty when it is none.
std::string ParseS3ErrorCode(Bytes xml);

std::string CompletionXml(const std::vector<ports::UploadedPart>& parts);

}  // namespace bouclier::store
