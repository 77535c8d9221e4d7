// SPDX-License-Identifier: Apache-2.0
#include "s3_xml.h"

#include <limits>
#include <utility>

#include "url.h"
#include "xml_text.h"

namespace bouclier::store {

namespace {

Error Missing(const char* what) {
  return Error(ErrorCode::kCorruption, std::string("read listing: ") + what + " is missing");
}

Result<std::string> KeyOf(pugi::xml_node node, bool encoded) {
  std::string text = TextOf(node);
  if (text.empty()) return Missing("a key");
  if (encoded) return PercentDecode(text);
  return text;
}

bool IsEncoded(pugi::xml_node root) { return TextOf(root.child("EncodingType")) == "url"; }
bool IsTruncated(pugi::xml_node root) { return TextOf(root.child("IsTruncated")) == "true"; }

void AppendEscaped(std::string& out, const std::string& text) {
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
}

}  // namespace

Result<ports::StorePage> ParseS3List(Bytes xml) {
  pugi::xml_document document;
  BOUCLIER_TRY(const pugi::xml_node root, ParseXml(document, xml, "ListBucketResult"));
  ports::StorePage page;
  for (const pugi::xml_node entry : root.children("Contents")) {
    ports::StoredObject object;
    BOUCLIER_TRY(object.key, KeyOf(entry.child("Key"), IsEncoded(root)));
    BOUCLIER_TRY(object.size, NumberOf(entry.child("Size")));
    page.objects.push_back(std::move(object));
  }
  if (!IsTruncated(root)) return page;
  page.next_token = TextOf(root.child("NextContinuationToken"));
  if (page.next_token.empty()) return Missing("the token of the next page");
  return page;
}

Result<S3UploadsPage> ParseS3Uploads(Bytes xml) {
  pugi::xml_document document;
  BOUCLIER_TRY(const pugi::xml_node root, ParseXml(document, xml, "ListMultipartUploadsResult"));
  S3UploadsPage page;
  for (const pugi::xml_node entry : root.children("Upload")) {
    ports::PendingUpload upload;
    BOUCLIER_TRY(upload.key, KeyOf(entry.child("Key"), IsEncoded(root)));
    upload.upload_id = TextOf(entry.child("UploadId"));
    if (upload.upload_id.empty()) return Missing("an upload id");
    page.uploads.push_back(std::move(upload));
  }
  page.truncated = IsTruncated(root);
  if (!page.truncated) return page;
  BOUCLIER_TRY(page.next_key, KeyOf(root.child("NextKeyMarker"), IsEncoded(root)));
  page.next_upload_id = TextOf(root.child("NextUploadIdMarker"));
  return page;
}

Result<S3PartsPage> ParseS3Parts(Bytes xml) {
  pugi::xml_document document;
  BOUCLIER_TRY(const pugi::xml_node root, ParseXml(document, xml, "ListPartsResult"));
  S3PartsPage page;
  for (const pugi::xml_node entry : root.children("Part")) {
    ports::UploadedPart part;
    BOUCLIER_TRY(const uint64_t number, NumberOf(entry.child("PartNumber")));
    if (number == 0 || number > std::numeric_limits<uint32_t>::max()) return Missing("a part's number");
    part.number = static_cast<uint32_t>(number);
    part.etag = TextOf(entry.child("ETag"));
    BOUCLIER_TRY(part.size, NumberOf(entry.child("Size")));
    page.parts.push_back(std::move(part));
  }
  page.truncated = IsTruncated(root);
  if (!page.truncated) return page;
  page.next_number = TextOf(root.child("NextPartNumberMarker"));
  if (page.next_number.empty()) return Missing("the number of the next page");
  return page;
}

Result<std::string> ParseS3UploadId(Bytes xml) {
  pugi::xml_document document;
  BOUCLIER_TRY(const pugi::xml_node root, ParseXml(document, xml, "InitiateMultipartUploadResult"));
  std::string id = TextOf(root.child("UploadId"));
  if (id.empty()) return Missing("the upload id");
  return id;
}

std::string ParseS3ErrorCode(Bytes xml) {
  pugi::xml_document document;
  const auto root = ParseXml(document, xml, "Error");
  return root.ok() ? TextOf(root->child("Code")) : "";
}

std::string CompletionXml(const std::vector<ports::UploadedPart>& parts) {
  std::string out = "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">";
  for (const ports::UploadedPart& part : parts) {
    out += "<Part><PartNumber>" + std::to_string(part.number) + "</PartNumber><ETag>";
    AppendEscaped(out, part.etag);
    out += "</ETag></Part>";
  }
  return out + "</CompleteMultipartUpload>";
}

}  // namespace bouclier::store
