// SPDX-License-Identifier: Apache-2.0
#include "azure_auth.h"

#include <algorithm>
#include <utility>

#include "bouclier/crypto/hash.h"
#include "http_client.h"

namespace bouclier::store {

namespace {

std::string_view HeaderValue(const std::vector<Header>& headers, std::string_view name) {
  for (const Header& header : headers) {
    if (EqualsIgnoringCase(header.first, name)) return header.second;
  }
  return "";
}

Authorisation DateAndVersion(TimePoint now) {
  Authorisation out;
  out.headers.emplace_back("x-ms-date", FormatHttpDate(now));
  out.headers.emplace_back("x-ms-version", kAzureVersion);
  return out;
}

class SharedKeySigner : public RequestSigner {
 public:
  SharedKeySigner(std::string account, SecretBytes key) : account_(std::move(account)), key_(std::move(key)) {}

  Authorisation Sign(const HttpRequest& request, const std::string&, TimePoint now) const override {
    Authorisation out = DateAndVersion(now);
    std::vector<Header> all = request.headers;
    all.insert(all.end(), out.headers.begin(), out.headers.end());
    const std::string text = AzureStringToSign(request, account_, all);
    out.headers.emplace_back("Authorization",
                             "SharedKey " + account_ + ":" + Base64(crypto::HmacSha256(key_, AsBytes(text))));
    return out;
  }

 private:
  const std::string account_;
  const SecretBytes key_;
};

class SasSigner : public RequestSigner {
 public:
  explicit SasSigner(SecretBytes token) : token_(std::move(token)) {}

  Authorisation Sign(const HttpRequest&, const std::string&, TimePoint now) const override {
    Authorisation out = DateAndVersion(now);
    out.query = AsText(token_.Reveal(SecretAccess{}));
    return out;
  }

 private:
  const SecretBytes token_;
};

}  // namespace

std::string AzureStringToSign(const HttpRequest& request, const std::string& account,
                              const std::vector<Header>& headers) {
  std::string out(MethodName(request.method));
  out.reserve(512);
  auto line = [&](std::string_view value) { out.append("\n").append(value); };
  line(HeaderValue(headers, "content-encoding"));
  line(HeaderValue(headers, "content-language"));
  line(request.body.empty() ? "" : std::to_string(request.body.size()));
  for (const char* name : {"content-md5", "content-type", "date", "if-modified-since", "if-match", "if-none-match",
                           "if-unmodified-since", "range"})
    line(HeaderValue(headers, name));
  std::vector<Header> own;
  for (const auto& [name, value] : headers) {
    if (name.size() > 5 && EqualsIgnoringCase(std::string_view(name).substr(0, 5), "x-ms-"))
      own.emplace_back(LowerCase(name), Trim(value));
  }
  std::sort(own.begin(), own.end());
  for (const auto& [name, value] : own) out.append("\n").append(name).append(":").append(value);
  out.append("\n/").append(account).append(request.path);
  std::vector<QueryParameter> query = request.query;
  for (auto& parameter : query) parameter.first = LowerCase(parameter.first);
  std::sort(query.begin(), query.end());
  for (const auto& [name, value] : query) out.append("\n").append(name).append(":").append(value);
  return out;
}

Result<std::unique_ptr<RequestSigner>> MakeSharedKeySigner(std::string account, const SecretBytes& key) {
  Result<Bytes> raw = ParseBase64(Trim(AsText(key.Reveal(SecretAccess{}))));
  if (!raw.ok() || raw->empty())
    return Error(ErrorCode::kInvalidArgument, "read account key: it is not base64",
                 "give the key as the portal shows it", Retry::kAfterFix);
  SecretBytes secret = SecretBytes::CopyOf(*raw);
  Wipe(*raw);
  return std::unique_ptr<RequestSigner>(std::make_unique<SharedKeySigner>(std::move(account), std::move(secret)));
}

Result<std::unique_ptr<RequestSigner>> MakeSasSigner(const SecretBytes& token) {
  std::string_view text = Trim(AsText(token.Reveal(SecretAccess{})));
  if (!text.empty() && text.front() == '?') text.remove_prefix(1);
  const bool plain =
      std::all_of(text.begin(), text.end(), [](unsigned char c) { return c > ' ' && c < 0x7f && c != '#'; });
  if (!plain || text.find("sig=") == std::string_view::npos)
    return Error(ErrorCode::kInvalidArgument, "read access token: it is not a shared access signature",
                 "it looks like sv=…&sig=…", Retry::kAfterFix);
  return std::unique_ptr<RequestSigner>(std::make_unique<SasSigner>(SecretBytes::CopyOf(AsBytes(text))));
}

}  // namespace bouclier::store
