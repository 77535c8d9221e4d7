// SPDX-License-Identifier: Apache-2.0
#include "bouclier/store/azure_source.h"

#include <atomic>
#include <charconv>
#include <utility>

#include "azure_auth.h"
#include "azure_errors.h"
#include "azure_xml.h"
#include "bouclier/crypto/hash.h"
#include "http_client.h"
#include "range_check.h"

namespace bouclier::store {

namespace {

constexpr uint64_t kMaxListing = 64ull << 20;
constexpr uint64_t kMaxRangeWithMd5 = 4ull << 20;

// The headers of a HEAD, under the names a listing uses.
constexpr std::pair<const char*, const char*> kHeaderProperties[] = {
    {"content-type", "Content-Type"},
    {"content-encoding", "Content-Encoding"},
    {"content-language", "Content-Language"},
    {"content-disposition", "Content-Disposition"},
    {"cache-control", "Cache-Control"},
    {"content-md5", "Content-MD5"},
    {"etag", "Etag"},
    {"last-modified", "Last-Modified"},
    {"x-ms-blob-type", "BlobType"},
    {"x-ms-access-tier", "AccessTier"},
    {"x-ms-archive-status", "ArchiveStatus"},
    {"x-ms-lease-state", "LeaseState"},
    {"x-ms-legal-hold", "LegalHold"},
    {"x-ms-immutability-policy-until-date", "ImmutabilityPolicyUntilDate"},
    {"x-ms-immutability-policy-mode", "ImmutabilityPolicyMode"},
    {"x-ms-encryption-key-sha256", "CustomerProvidedKeySha256"},
    {"x-ms-encryption-scope", "EncryptionScope"},
    {"x-ms-resource-type", "ResourceType"}};

std::string ContextOf(const ports::UnitName& unit) {
  return unit.snapshot.empty() ? unit.name : unit.name + " @ " + unit.snapshot;
}

void ReadHeaders(const HttpResponse& response, ports::UnitInfo& unit) {
  constexpr std::string_view kMetadata = "x-ms-meta-";
  response.ForEach([&](std::string_view name, std::string_view value) {
    if (name.size() > kMetadata.size() && EqualsIgnoringCase(name.substr(0, kMetadata.size()), kMetadata)) {
      unit.metadata[std::string(name.substr(kMetadata.size()))] = std::string(value);
      return;
    }
    for (const auto& [header, property] : kHeaderProperties) {
      if (EqualsIgnoringCase(name, header)) NoteProperty(unit, property, std::string(value));
    }
  });
  if (response.Get("x-ms-access-tier-inferred") == "true") unit.other.erase(kTier);
}

class AzureSource : public ports::ObjectSource {
 public:
  AzureSource(AzureOptions options, std::unique_ptr<HttpClient> client, std::unique_ptr<RequestSigner> signer)
      : options_(std::move(options)),
        client_(std::move(client)),
        signer_(std::move(signer)),
        container_path_(client_->endpoint().base_path + "/" + options_.container) {}

  std::string Describe() const override { return options_.account + "/" + options_.container; }
  Result<ports::ListPage> List(const std::string& prefix, const std::string& marker) override;
  Result<ports::UnitInfo> Stat(const ports::UnitName& unit) override;
  Result<Bytes> ReadRange(const ports::UnitName& unit, const std::string& validator, uint64_t offset,
                          uint64_t length) override;
  Result<void> DeleteIf(const ports::UnitName& unit, const std::string& validator) override;

 private:
  HttpRequest BlobRequest(std::string_view what, Method method, const ports::UnitName& unit) const;
  // Sends it; anything but `accepted` is an Error.
  Result<HttpResponse> Call(const HttpRequest& request, std::initializer_list<int> accepted,
                            const std::string& context);
  Result<HttpResponse> ListOnce(const std::string& prefix, const std::string& marker, TagsListed tags);
  Result<HttpResponse> Head(const ports::UnitName& unit, const std::string& validator);
  void FetchTags(ports::UnitInfo& unit);

  const AzureOptions options_;
  const std::unique_ptr<HttpClient> client_;
  const std::unique_ptr<RequestSigner> signer_;
  const std::string container_path_;
  std::atomic<bool> tags_refused_{false};  // listing with tags was refused once: not asked again
};

HttpRequest AzureSource::BlobRequest(std::string_view what, Method method, const ports::UnitName& unit) const {
  HttpRequest request;
  request.what = what;
  request.method = method;
  request.path = container_path_ + "/" + PercentEncode(unit.name, KeepSlash::kYes);
  if (!unit.snapshot.empty()) request.query.emplace_back("snapshot", unit.snapshot);
  return request;
}

Result<HttpResponse> AzureSource::Call(const HttpRequest& request, std::initializer_list<int> accepted,
                                       const std::string& context) {
  Result<HttpResponse> response = client_->Send(request, *signer_);
  if (!response.ok()) {
    Error error = std::move(response).error();
    error.context = context + " (" + error.context + ")";
    return error;
  }
  for (const int status : accepted) {
    if (response->status == status) return response;
  }
  return TranslateAzureError(request, std::move(response).value(), context, client_->Now());
}

Result<HttpResponse> AzureSource::ListOnce(const std::string& prefix, const std::string& marker, TagsListed tags) {
  HttpRequest request;
  request.what = "list blobs";
  request.path = container_path_;
  request.query = {{"comp", "list"},
                   {"include", tags == TagsListed::kYes ? "snapshots,metadata,tags" : "snapshots,metadata"},
                   {"maxresults", std::to_string(options_.page_size)},
                   {"restype", "container"}};
  if (!prefix.empty()) request.query.emplace_back("prefix", prefix);
  if (!marker.empty()) request.query.emplace_back("marker", marker);
  request.max_response = kMaxListing;
  return Call(request, {200}, Describe());
}

Result<ports::ListPage> AzureSource::List(const std::string& prefix, const std::string& marker) {
  TagsListed tags = tags_refused_ ? TagsListed::kNo : TagsListed::kYes;
  Result<HttpResponse> response = ListOnce(prefix, marker, tags);
  const bool may_be_tags =
      !response.ok() && tags == TagsListed::kYes &&
      (response.error().code == ErrorCode::kDenied || response.error().code == ErrorCode::kInvalidArgument);
  if (may_be_tags) {
    // A token without the tags right, or an account that knows no tags: list without, then ask blob by blob.
    Result<HttpResponse> without = ListOnce(prefix, marker, TagsListed::kNo);
    if (!without.ok()) return std::move(response).error();
    tags_refused_ = true;
    tags = TagsListed::kNo;
    response = std::move(without);
  }
  if (!response.ok()) return std::move(response).error();
  Result<ports::ListPage> page = ParseAzureList(std::move(response->body), tags);
  if (!page.ok()) return Wrap(std::move(page).error(), "list blobs");
  for (ports::UnitInfo& unit : page->units) {
    if (unit.other.count("tags") > 0) FetchTags(unit);
  }
  return page;
}

// Where they cannot be read either, other["tags"] stays and becomes a property loss.
void AzureSource::FetchTags(ports::UnitInfo& unit) {
  HttpRequest request = BlobRequest("read tags", Method::kGet, unit.unit);
  request.query.emplace_back("comp", "tags");
  Result<HttpResponse> response = Call(request, {200}, ContextOf(unit.unit));
  if (response.ok()) {
    auto tags = ParseAzureTags(std::move(response->body));
    if (tags.ok()) {
      unit.tags = std::move(tags).value();
      unit.other.erase("tags");
      return;
    }
  }
  unit.other["tags"] = "not readable";
}

Result<HttpResponse> AzureSource::Head(const ports::UnitName& unit, const std::string& validator) {
  HttpRequest request = BlobRequest("look at blob", Method::kHead, unit);
  if (!validator.empty()) request.headers.emplace_back("If-Match", validator);
  return Call(request, {200}, ContextOf(unit));
}

Result<ports::UnitInfo> AzureSource::Stat(const ports::UnitName& unit) {
  BOUCLIER_TRY(const HttpResponse response, Head(unit, ""));
  ports::UnitInfo info;
  info.unit = unit;
  info.kind = ports::BlobKind::kBlock;
  const auto size = DecimalHeader(response, "content-length");
  if (!size.has_value())
    return Error(ErrorCode::kCorruption, "look at blob: the answer tells no length").WithContext(ContextOf(unit));
  info.size = *size;
  ReadHeaders(response, info);
  const auto count = DecimalHeader(response, "x-ms-tag-count");
  if (count.value_or(0) > 0) FetchTags(info);
  return info;
}

Result<Bytes> AzureSource::ReadRange(const ports::UnitName& unit, const std::string& validator, uint64_t offset,
                                     uint64_t length) {
  if (length == 0) {  // no range can ask for nothing, but the precondition still counts
    BOUCLIER_TRY_VOID(Head(unit, validator));
    return Bytes{};
  }
  if (length > UINT64_MAX - offset) return Error(ErrorCode::kInvalidArgument, "read blob: the range passes every size");
  HttpRequest request = BlobRequest("read blob", Method::kGet, unit);
  request.headers.emplace_back("x-ms-range",
                               "bytes=" + std::to_string(offset) + "-" + std::to_string(offset + length - 1));
  if (!validator.empty()) request.headers.emplace_back("If-Match", validator);
  const bool check_md5 = client_->endpoint().scheme == "http" && length <= kMaxRangeWithMd5;
  if (check_md5) request.headers.emplace_back("x-ms-range-get-content-md5", "true");
  request.expected_response = length;
  request.max_response = std::max<uint64_t>(length, 64 * 1024);  // an error document needs room too
  BOUCLIER_TRY(HttpResponse response, Call(request, {200, 206}, ContextOf(unit)));
  const std::string etag = StrongValidator(response.Get("etag"));
  if (!validator.empty() && !etag.empty() && etag != validator)
    return Error(ErrorCode::kPrecondition, "read blob: it changed since it was listed").WithContext(ContextOf(unit));
  Result<void> exact = CheckRange(response, "read blob", offset, length);
  if (!exact.ok()) return std::move(exact).error().WithContext(ContextOf(unit));
  const auto md5 = check_md5 && response.status == 206 ? response.Find("content-md5") : std::nullopt;
  // A range that is the whole blob may come with the MD5 that was once recorded: that one says nothing of the bytes
  // sent.
  if (md5.has_value() && md5 != response.Find("x-ms-blob-content-md5") &&
      *md5 != Base64(crypto::Md5::Of(response.body)))
    return Error(ErrorCode::kCorruption, "read blob: the bytes are not those the service sent (MD5 of the range)", "",
                 Retry::kBackoff)
        .WithContext(ContextOf(unit));
  return std::move(response.body);
}

Result<void> AzureSource::DeleteIf(const ports::UnitName& unit, const std::string& validator) {
  if (validator.empty() || !unit.snapshot.empty())
    return Error(ErrorCode::kInvalidArgument, "delete blob: only a current blob with a known ETag is deleted");
  HttpRequest request = BlobRequest("delete blob", Method::kDelete, unit);
  request.headers.emplace_back("If-Match", validator);
  request.replay = Replay::kOnlyIfRefused;
  BOUCLIER_TRY_VOID(Call(request, {202, 200}, ContextOf(unit)));
  return {};
}

// The account's name: first label of a real endpoint, last path segment of an emulator's.
std::string AccountOf(const EndpointUrl& endpoint) {
  if (!endpoint.base_path.empty()) return endpoint.base_path.substr(endpoint.base_path.rfind('/') + 1);
  return endpoint.host.substr(0, endpoint.host.find('.'));
}

bool IsContainerName(const std::string& name) {
  if (name == "$root" || name == "$web" || name == "$logs") return true;
  return name.size() >= 3 && name.size() <= 63 &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
}

}  // namespace

Result<std::unique_ptr<ports::ObjectSource>> OpenAzureSource(const AzureOptions& options, SecretBytes key,
                                                             const ports::PlacementGuard& guard) {
  BOUCLIER_TRY(EndpointUrl endpoint, ParseEndpoint(options.endpoint));
  AzureOptions settled = options;
  if (settled.account.empty()) settled.account = AccountOf(endpoint);
  if (!IsContainerName(settled.container))
    return Error(ErrorCode::kInvalidArgument, "open source: the container's name is not one",
                 "3 to 63 lower-case letters, digits and hyphens", Retry::kAfterFix);
  if (settled.page_size < 1 || settled.page_size > 5000)
    return Error(ErrorCode::kInvalidArgument, "open source: the page size is not between 1 and 5000");
  std::unique_ptr<RequestSigner> signer;
  if (settled.credential == AzureCredential::kSharedKey) {
    BOUCLIER_TRY(signer, MakeSharedKeySigner(settled.account, key));
  } else {
    BOUCLIER_TRY(signer, MakeSasSigner(key));
  }
  BOUCLIER_TRY(auto client, HttpClient::Make(std::move(endpoint), ports::EndpointUse::kSource, settled.http, guard));
  return std::unique_ptr<ports::ObjectSource>(
      std::make_unique<AzureSource>(std::move(settled), std::move(client), std::move(signer)));
}

}  // namespace bouclier::store
