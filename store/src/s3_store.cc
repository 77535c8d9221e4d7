// SPDX-License-Identifier: Apache-2.0
#include "bouclier/store/s3_store.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include "http_client.h"
#include "key_check.h"
#include "range_check.h"
#include "s3_errors.h"
#include "s3_xml.h"
#include "sigv4.h"

namespace bouclier::store {

namespace {

constexpr uint64_t kMaxDocument = 16ull << 20;
constexpr size_t kMaxPages = 10'000;                      // of uploads or parts: a host could page for ever
constexpr std::chrono::seconds kCompletionPatience{300};  // a host may assemble for minutes without a byte

class S3Store : public ports::ObjectStore {
 public:
  S3Store(S3Options options, std::unique_ptr<HttpClient> client, std::unique_ptr<RequestSigner> signer,
          std::string bucket_path)
      : options_(std::move(options)),
        client_(std::move(client)),
        signer_(std::move(signer)),
        bucket_path_(std::move(bucket_path)) {}

  std::string Describe() const override { return client_->endpoint().HostHeader() + "/" + options_.bucket; }
  ports::HostCapabilities Capabilities() override;
  Result<void> Put(const std::string& key, const ports::OutgoingBody& body) override;
  Result<Bytes> Get(const std::string& key, uint64_t offset, uint64_t length) override;
  Result<uint64_t> Size(const std::string& key) override;
  Result<void> Delete(const std::string& key) override;
  Result<ports::StorePage> List(const std::string& prefix, const std::string& token) override;
  Result<std::string> BeginUpload(const std::string& key) override;
  Result<ports::UploadedPart> UploadPart(const std::string& key, const std::string& upload_id, uint32_t number,
                                         const ports::OutgoingBody& body) override;
  Result<void> CompleteUpload(const std::string& key, const std::string& upload_id,
                              const std::vector<ports::UploadedPart>& parts) override;
  Result<void> AbortUpload(const std::string& key, const std::string& upload_id) override;
  Result<std::vector<ports::PendingUpload>> ListUploads(const std::string& prefix) override;
  Result<std::vector<ports::UploadedPart>> ListParts(const std::string& key, const std::string& upload_id) override;

 private:
  HttpRequest ObjectRequest(std::string_view what, Method method, const std::string& key) const;
  HttpRequest BucketRequest(std::string_view what) const;
  // Sends it; anything but `accepted` is an Error. `right` is named when the host refuses.
  Result<HttpResponse> Call(const HttpRequest& request, std::initializer_list<int> accepted, const char* right,
                            const std::string& context);
  Result<std::string> WithoutPrefix(const std::string& key) const;

  const S3Options options_;
  const std::unique_ptr<HttpClient> client_;
  const std::unique_ptr<RequestSigner> signer_;
  const std::string bucket_path_;
  std::atomic<bool> can_delete_{true};
  std::atomic<bool> can_abort_{true};
};

HttpRequest S3Store::ObjectRequest(std::string_view what, Method method, const std::string& key) const {
  HttpRequest request;
  request.what = what;
  request.method = method;
  request.path = bucket_path_ + "/" + PercentEncode(options_.prefix + key, KeepSlash::kYes);
  return request;
}

HttpRequest S3Store::BucketRequest(std::string_view what) const {
  HttpRequest request;
  request.what = what;
  request.path = bucket_path_;
  request.max_response = kMaxDocument;
  return request;
}

Result<HttpResponse> S3Store::Call(const HttpRequest& request, std::initializer_list<int> accepted, const char* right,
                                   const std::string& context) {
  Result<HttpResponse> response = client_->Send(request, *signer_);
  if (!response.ok()) {
    Error error = std::move(response).error();
    error.context = context + " (" + error.context + ")";
    return error;
  }
  if (std::find(accepted.begin(), accepted.end(), response->status) != accepted.end()) return response;
  const std::string code = ParseS3ErrorCode(std::move(response->body));
  return TranslateS3Error(request, *response, code, right, context, client_->Now());
}

Result<std::string> S3Store::WithoutPrefix(const std::string& key) const {
  if (key.compare(0, options_.prefix.size(), options_.prefix) != 0)
    return Error(ErrorCode::kCorruption, "read listing: the host lists keys that were not asked for").WithContext(key);
  return key.substr(options_.prefix.size());
}

ports::HostCapabilities S3Store::Capabilities() {
  ports::HostCapabilities capabilities = options_.limits;
  capabilities.can_delete = capabilities.can_delete && can_delete_;
  capabilities.can_abort = capabilities.can_abort && can_abort_;
  return capabilities;
}

Result<void> S3Store::Put(const std::string& key, const ports::OutgoingBody& body) {
  BOUCLIER_TRY_VOID(CheckKey(key));
  HttpRequest request = ObjectRequest("put object", Method::kPut, key);
  request.body = body.bytes;
  request.body_sha256 = body.sha256;
  BOUCLIER_TRY_VOID(Call(request, {200, 201, 204}, "s3:PutObject", key));
  return {};
}

Result<Bytes> S3Store::Get(const std::string& key, uint64_t offset, uint64_t length) {
  BOUCLIER_TRY_VOID(CheckKey(key));
  if (length > UINT64_MAX - offset)
    return Error(ErrorCode::kInvalidArgument, "get object: the range passes every size");
  if (length == 0) {
    BOUCLIER_TRY(const uint64_t size, Size(key));
    if (offset > size)
      return Error(ErrorCode::kCorruption, "get object: the object is shorter than recorded").WithContext(key);
    return Bytes{};
  }
  HttpRequest request = ObjectRequest("get object", Method::kGet, key);
  request.headers.emplace_back("range", "bytes=" + std::to_string(offset) + "-" + std::to_string(offset + length - 1));
  request.expected_response = length;
  request.max_response = std::max<uint64_t>(length, 64 * 1024);  // an error document needs room too
  BOUCLIER_TRY(HttpResponse response, Call(request, {200, 206}, "s3:GetObject", key));
  Result<void> exact = CheckRange(response, "get object", offset, length);
  if (!exact.ok()) return std::move(exact).error().WithContext(key);
  return std::move(response.body);
}

Result<uint64_t> S3Store::Size(const std::string& key) {
  BOUCLIER_TRY_VOID(CheckKey(key));
  BOUCLIER_TRY(const HttpResponse response,
               Call(ObjectRequest("look at object", Method::kHead, key), {200}, "s3:GetObject", key));
  const auto size = DecimalHeader(response, "content-length");
  if (!size.has_value())
    return Error(ErrorCode::kCorruption, "look at object: the answer tells no length").WithContext(key);
  return *size;
}

Result<void> S3Store::Delete(const std::string& key) {
  BOUCLIER_TRY_VOID(CheckKey(key));
  Result<HttpResponse> response =
      Call(ObjectRequest("delete object", Method::kDelete, key), {200, 204}, "s3:DeleteObject", key);
  if (response.ok()) return {};
  const Error& error = response.error();
  if (error.code == ErrorCode::kDenied) can_delete_ = false;
  if (error.code == ErrorCode::kNotFound && error.retry != Retry::kAfterFix)
    return {};  // the key is absent, not the bucket
  return std::move(response).error();
}

Result<ports::StorePage> S3Store::List(const std::string& prefix, const std::string& token) {
  BOUCLIER_TRY_VOID(CheckPrefix(prefix));
  HttpRequest request = BucketRequest("list objects");
  request.query = {{"encoding-type", "url"}, {"list-type", "2"}, {"prefix", options_.prefix + prefix}};
  if (!token.empty()) request.query.insert(request.query.begin(), {"continuation-token", token});
  BOUCLIER_TRY(HttpResponse response, Call(request, {200}, "s3:ListBucket", options_.bucket));
  BOUCLIER_TRY(ports::StorePage page, ParseS3List(std::move(response.body)));
  for (ports::StoredObject& object : page.objects) {
    BOUCLIER_TRY(object.key, WithoutPrefix(object.key));
  }
  return page;
}

Result<std::string> S3Store::BeginUpload(const std::string& key) {
  BOUCLIER_TRY_VOID(CheckKey(key));
  HttpRequest request = ObjectRequest("begin upload", Method::kPost, key);
  request.query = {{"uploads", ""}};
  request.replay = Replay::kOnlyIfRefused;  // a second try after a lost answer would leave an orphan
  BOUCLIER_TRY(HttpResponse response, Call(request, {200}, "s3:PutObject", key));
  return ParseS3UploadId(std::move(response.body));
}

Result<ports::UploadedPart> S3Store::UploadPart(const std::string& key, const std::string& upload_id, uint32_t number,
                                                const ports::OutgoingBody& body) {
  BOUCLIER_TRY_VOID(CheckKey(key));
  if (number == 0 || number > options_.limits.max_parts)
    return Error(ErrorCode::kInvalidArgument, "upload part: the host takes no part of that number");
  HttpRequest request = ObjectRequest("upload part", Method::kPut, key);
  request.query = {{"partNumber", std::to_string(number)}, {"uploadId", upload_id}};
  request.body = body.bytes;
  request.body_sha256 = body.sha256;
  BOUCLIER_TRY(const HttpResponse response, Call(request, {200}, "s3:PutObject", key));
  ports::UploadedPart part{number, response.Get("etag"), body.bytes.size()};
  if (part.etag.empty())
    return Error(ErrorCode::kCorruption, "upload part: the answer names no part (ETag)").WithContext(key);
  return part;
}

Result<void> S3Store::CompleteUpload(const std::string& key, const std::string& upload_id,
                                     const std::vector<ports::UploadedPart>& parts) {
  BOUCLIER_TRY_VOID(CheckKey(key));
  const std::string xml = CompletionXml(parts);
  HttpRequest request = ObjectRequest("complete upload", Method::kPost, key);
  request.query = {{"uploadId", upload_id}};
  request.headers.emplace_back("content-type", "application/xml");
  request.body = AsBytes(xml);
  request.stall_timeout = kCompletionPatience;
  Result<HttpResponse> response = Call(request, {200}, "s3:PutObject", key);
  if (response.ok()) {
    const std::string code = ParseS3ErrorCode(response->body);  // an error may hide behind a 200
    if (code.empty()) return {};
    return TranslateS3Error(request, *response, code, "s3:PutObject", key, client_->Now());
  }
  if (response.error().code != ErrorCode::kNotFound) return std::move(response).error();
  // The upload is gone: perhaps an earlier attempt completed it and its answer was lost. Then the object is there,
  // whole.
  uint64_t expected = 0;
  for (const ports::UploadedPart& part : parts) expected += part.size;
  const Result<uint64_t> size = Size(key);
  if (size.ok() && *size == expected) return {};
  return std::move(response).error();
}

Result<void> S3Store::AbortUpload(const std::string& key, const std::string& upload_id) {
  BOUCLIER_TRY_VOID(CheckKey(key));
  HttpRequest request = ObjectRequest("abort upload", Method::kDelete, key);
  request.query = {{"uploadId", upload_id}};
  Result<HttpResponse> response = Call(request, {200, 204}, "s3:AbortMultipartUpload", key);
  if (response.ok()) return {};
  const Error& error = response.error();
  if (error.code == ErrorCode::kDenied) can_abort_ = false;
  if (error.code == ErrorCode::kNotFound && error.retry != Retry::kAfterFix) return {};
  return std::move(response).error();
}

Result<std::vector<ports::PendingUpload>> S3Store::ListUploads(const std::string& prefix) {
  BOUCLIER_TRY_VOID(CheckPrefix(prefix));
  std::vector<ports::PendingUpload> all;
  S3UploadsPage page;
  for (size_t pages = 0; pages < kMaxPages; ++pages) {
    HttpRequest request = BucketRequest("list uploads");
    request.query = {{"encoding-type", "url"}, {"prefix", options_.prefix + prefix}, {"uploads", ""}};
    if (!page.next_key.empty()) request.query.emplace_back("key-marker", page.next_key);
    if (!page.next_upload_id.empty()) request.query.emplace_back("upload-id-marker", page.next_upload_id);
    BOUCLIER_TRY(HttpResponse response, Call(request, {200}, "s3:ListBucketMultipartUploads", options_.bucket));
    BOUCLIER_TRY(page, ParseS3Uploads(std::move(response.body)));
    for (ports::PendingUpload& upload : page.uploads) {
      BOUCLIER_TRY(upload.key, WithoutPrefix(upload.key));
      all.push_back(std::move(upload));
    }
    if (!page.truncated) return all;
  }
  return Error(ErrorCode::kCorruption, "list uploads: the host's list does not end");
}

Result<std::vector<ports::UploadedPart>> S3Store::ListParts(const std::string& key, const std::string& upload_id) {
  BOUCLIER_TRY_VOID(CheckKey(key));
  std::vector<ports::UploadedPart> all;
  S3PartsPage page;
  for (size_t pages = 0; pages < kMaxPages; ++pages) {
    HttpRequest request = ObjectRequest("list parts", Method::kGet, key);
    request.max_response = kMaxDocument;
    if (!page.next_number.empty()) request.query.emplace_back("part-number-marker", page.next_number);
    request.query.emplace_back("uploadId", upload_id);
    BOUCLIER_TRY(HttpResponse response, Call(request, {200}, "s3:ListMultipartUploadParts", key));
    BOUCLIER_TRY(page, ParseS3Parts(std::move(response.body)));
    all.insert(all.end(), page.parts.begin(), page.parts.end());
    if (!page.truncated) return all;
  }
  return Error(ErrorCode::kCorruption, "list parts: the host's list does not end");
}

bool IsBucketName(const std::string& name) {
  return name.size() >= 3 && name.size() <= 63 &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-.") == std::string::npos;
}

Result<void> CheckOptions(const S3Options& options, const EndpointUrl& endpoint) {
  if (!IsBucketName(options.bucket))
    return Error(ErrorCode::kInvalidArgument, "open host: the bucket's name is not one",
                 "3 to 63 lower-case letters, digits, dots and hyphens", Retry::kAfterFix);
  if (options.access_key.empty() || options.access_key.find_first_of(" ,/\r\n\t") != std::string::npos)
    return Error(ErrorCode::kInvalidArgument, "open host: the access key is missing or not one", "", Retry::kAfterFix);
  if (!options.prefix.empty() && options.prefix.back() != '/')
    return Error(ErrorCode::kInvalidArgument, "open host: the prefix does not end in a slash", "", Retry::kAfterFix);
  if (options.payload == S3Payload::kUnsignedOverTls && endpoint.scheme != "https")
    return Error(ErrorCode::kInvalidArgument, "open host: an unsigned payload is allowed over TLS only",
                 "use https, or sign payloads", Retry::kAfterFix);
  return CheckPrefix(options.prefix);
}

}  // namespace

Result<std::unique_ptr<ports::ObjectStore>> OpenS3Store(const S3Options& options, SecretBytes secret,
                                                        const ports::PlacementGuard& guard) {
  BOUCLIER_TRY(EndpointUrl endpoint, ParseEndpoint(options.endpoint));
  BOUCLIER_TRY_VOID(CheckOptions(options, endpoint));
  const std::string_view text = Trim(AsText(secret.Reveal(SecretAccess{})));
  if (text.empty())
    return Error(ErrorCode::kInvalidArgument, "open host: the secret key is empty", "", Retry::kAfterFix);
  std::string bucket_path = endpoint.base_path + "/" + options.bucket;
  const auto payload =
      options.payload == S3Payload::kSigned ? PayloadSigning::kSigned : PayloadSigning::kUnsignedOverTls;
  auto signer = std::make_unique<SigV4Signer>(options.access_key, SecretBytes::CopyOf(AsBytes(text)),
                                              SigV4Scope{options.region, "s3"}, payload);
  BOUCLIER_TRY(auto client, HttpClient::Make(std::move(endpoint), options.use, options.http, guard));
  return std::unique_ptr<ports::ObjectStore>(
      std::make_unique<S3Store>(options, std::move(client), std::move(signer), std::move(bucket_path)));
}

}  // namespace bouclier::store
