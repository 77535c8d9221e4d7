// SPDX-License-Identifier: Apache-2.0
#include "azure_xml.h"

#include <algorithm>
#include <utility>

#include "http_message.h"
#include "url.h"
#include "xml_text.h"

namespace bouclier::store {

namespace {

constexpr char kTagsNotRead[] = "tags";

// Content-MD5 is kept as it was recorded, even when it is no MD5: 16 bytes when it decodes, else its text.
Bytes RecordedMd5(const std::string& text) {
  Result<Bytes> raw = ParseBase64(text);
  if (raw.ok()) return std::move(raw).value();
  return ToBytes(AsBytes(text));
}

Result<std::string> NameOf(pugi::xml_node name) {
  if (!name) return Error(ErrorCode::kCorruption, "read listing: a blob without a name");
  std::string text = TextOf(name);
  if (EqualsIgnoringCase(name.attribute("Encoded").as_string(), "true")) return PercentDecode(text);
  if (text.empty()) return Error(ErrorCode::kCorruption, "read listing: a blob with an empty name");
  return text;
}

void ReadTagSet(pugi::xml_node set, std::map<std::string, std::string>& tags) {
  for (const pugi::xml_node tag : set.children("Tag")) tags[TextOf(tag.child("Key"))] = TextOf(tag.child("Value"));
}

Result<ports::UnitInfo> ParseBlob(pugi::xml_node blob, TagsListed tags_listed) {
  ports::UnitInfo unit;
  BOUCLIER_TRY(unit.unit.name, NameOf(blob.child("Name")));
  unit.unit.snapshot = TextOf(blob.child("Snapshot"));
  const pugi::xml_node properties = blob.child("Properties");
  if (!properties.child("Content-Length"))
    return Error(ErrorCode::kCorruption, "read listing: a blob without a length");
  BOUCLIER_TRY(unit.size, NumberOf(properties.child("Content-Length")));
  for (const pugi::xml_node property : properties.children()) NoteProperty(unit, property.name(), TextOf(property));
  if (TextOf(properties.child("AccessTierInferred")) == "true") unit.other.erase(kTier);
  for (const pugi::xml_node entry : blob.child("Metadata").children()) {
    if (entry.type() == pugi::node_element) unit.metadata[entry.name()] = TextOf(entry);
  }
  ReadTagSet(blob.child("Tags").child("TagSet"), unit.tags);
  const std::string tag_count = TextOf(properties.child("TagCount"));
  const bool tagged = !tag_count.empty() && tag_count != "0";
  if (tags_listed == TagsListed::kNo && tagged) unit.other[kTagsNotRead] = "not read";
  return unit;
}

// The units of one name stand together; services differ in whether the current one comes first or last of them.
void CountSnapshots(std::vector<ports::UnitInfo>& units) {
  for (size_t first = 0; first < units.size();) {
    size_t end = first;
    while (end < units.size() && units[end].unit.name == units[first].unit.name) ++end;
    for (size_t i = first; i < end; ++i) {
      if (units[i].unit.snapshot.empty()) units[i].snapshot_count = static_cast<uint32_t>(end - first - 1);
    }
    first = end;
  }
}

}  // namespace

std::string StrongValidator(const std::string& etag) {
  if (etag.empty() || etag.substr(0, 2) == "W/") return "";
  if (etag.front() == '"') return etag;
  return "\"" + etag + "\"";
}

ports::BlobKind KindOf(const std::string& blob_type) {
  if (blob_type == "AppendBlob") return ports::BlobKind::kAppend;
  if (blob_type == "PageBlob") return ports::BlobKind::kPage;
  return ports::BlobKind::kBlock;
}

void NoteProperty(ports::UnitInfo& unit, const std::string& name, const std::string& value) {
  if (value.empty()) return;
  if (name == "Content-Type")
    unit.content_type = value;
  else if (name == "Content-Encoding")
    unit.content_encoding = value;
  else if (name == "Content-Language")
    unit.content_language = value;
  else if (name == "Content-Disposition")
    unit.content_disposition = value;
  else if (name == "Cache-Control")
    unit.cache_control = value;
  else if (name == "Content-MD5")
    unit.content_md5 = RecordedMd5(value);
  else if (name == "Etag")
    unit.validator = StrongValidator(value);
  else if (name == "Last-Modified")
    unit.last_modified = value;
  else if (name == "BlobType") {
    unit.kind = KindOf(value);
  } else if (name == "AccessTier") {
    unit.archived = value == "Archive";
    unit.other[kTier] = value;
  } else if (name == "ArchiveStatus")
    unit.other["archive-status"] = value;
  else if (name == "LeaseState" && value != "available" && value != "expired")
    unit.other["lease"] = value;
  else if (name == "LegalHold" && value != "false")
    unit.other["legal-hold"] = value;
  else if (name == "ImmutabilityPolicyUntilDate")
    unit.other["immutable-until"] = value;
  else if (name == "ImmutabilityPolicyMode")
    unit.other["immutability-mode"] = value;
  else if (name == "CustomerProvidedKeySha256")
    unit.other["customer-key"] = value;
  else if (name == "EncryptionScope")
    unit.other["encryption-scope"] = value;
  else if (name == "ResourceType" && value == "directory")
    unit.other["resource-type"] = value;
}

Result<ports::ListPage> ParseAzureList(Bytes xml, TagsListed tags_listed) {
  pugi::xml_document document;
  BOUCLIER_TRY(const pugi::xml_node root, ParseXml(document, xml, "EnumerationResults"));
  const pugi::xml_node blobs = root.child("Blobs");
  if (!blobs) return Error(ErrorCode::kCorruption, "read listing: it has no list of blobs");
  ports::ListPage page;
  for (const pugi::xml_node blob : blobs.children("Blob")) {
    BOUCLIER_TRY(ports::UnitInfo unit, ParseBlob(blob, tags_listed));
    page.units.push_back(std::move(unit));
  }
  CountSnapshots(page.units);
  page.next_marker = TextOf(root.child("NextMarker"));
  return page;
}

Result<std::map<std::string, std::string>> ParseAzureTags(Bytes xml) {
  pugi::xml_document document;
  BOUCLIER_TRY(const pugi::xml_node root, ParseXml(document, xml, "Tags"));
  std::map<std::string, std::string> tags;
  ReadTagSet(root.child("TagSet"), tags);
  return tags;
}

AzureErrorBody ParseAzureError(Bytes xml) {
  pugi::xml_document document;
  const auto root = ParseXml(document, xml, "Error");
  if (!root.ok()) return {};
  return {TextOf(root->child("Code")), TextOf(root->child("Message"))};
}

}  // namespace bouclier::store
