// SPDX-License-Identifier: Apache-2.0
// The XML of Azure Blob Storage: listings, tags, errors. Pure; thread-safe; the input is untrusted, and a document that
// says less than a listing must (a blob without a name, a size that is no number) is corruption, never skipped.
// **Source:** "List Blobs", "Get Blob Tags", "Status and error codes" (Azure Storage REST documentation).
#pragma once

#include <map>
#include <string>

#include "bouclier/ports/object_source.h"

namespace bouclier::store {

// `xml` is changed by parsing. `tags_listed`: tags were asked for; where they were not, a blob that has some carries
// other["tags"] until they are fetched.
enum class TagsListed : uint8_t { kNo, kYes };
Result<ports::ListPage> ParseAzureList(Bytes xml, TagsListed tags_listed);
Result<std::map<std::string, std::string>> ParseAzureTags(Bytes xml);

struct AzureErrorBody {
  std::string code, message;
};
AzureErrorBody ParseAzureError(Bytes xml);  // empty when it is none

// An ETag in quotes; empty for a weak one, or for none.
std::string StrongValidator(const std::string& etag);
ports::BlobKind KindOf(const std::string& blob_type);
// The access tier among a unit's other properties. One that the account gives to every blob is none of the blob's own.
constexpr char kTier[] = "tier";
// Keeps what it says of the unit: a property that moves, or one that becomes a loss. Unknown names are passed over.
// `name` as in a listing ("Content-Type", "LeaseState").
void NoteProperty(ports::UnitInfo& unit, const std::string& name, const std::string& value);

}  // namespace bouclier::store
