// SPDX-License-Identifier: Apache-2.0
#include "sigv4.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <utility>

#include "bouclier/crypto/hash.h"
#include "url.h"

namespace bouclier::store {

namespace {

constexpr std::string_view kEmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

// Trimmed, runs of blanks as one, line folds as a blank.
std::string CanonicalValue(std::string_view value) {
  std::string out;
  for (const char c : Trim(value)) {
    const char seen = c == '\t' || c == '\r' || c == '\n' ? ' ' : c;
    if (seen == ' ' && !out.empty() && out.back() == ' ') continue;
    out += seen;
  }
  return out;
}

// Lower-case names in order, the values of one name joined by commas in the order they came.
std::vector<Header> CanonicalHeaders(const std::vector<Header>& headers) {
  std::vector<Header> out;
  out.reserve(headers.size());
  for (const auto& [name, value] : headers) out.emplace_back(LowerCase(name), CanonicalValue(value));
  std::stable_sort(out.begin(), out.end(), [](const Header& a, const Header& b) { return a.first < b.first; });
  size_t kept = 0;
  for (size_t i = 0; i < out.size(); ++i) {
    if (kept > 0 && out[kept - 1].first == out[i].first) {
      out[kept - 1].second.append(",").append(out[i].second);
      continue;
    }
    if (kept != i) out[kept] = std::move(out[i]);
    ++kept;
  }
  out.resize(kept);
  return out;
}

std::string ScopeText(const std::string& date, const SigV4Scope& scope) {
  return date + "/" + scope.region + "/" + scope.service + "/aws4_request";
}

SecretBytes NextKey(const SecretBytes& key, std::string_view data) {
  Digest32 digest = crypto::HmacSha256(key, AsBytes(data));
  SecretBytes next = SecretBytes::CopyOf(digest);
  Wipe(digest);
  return next;
}

}  // namespace

std::string CanonicalRequest(std::string_view method, const std::string& path, std::vector<QueryParameter> query,
                             const std::vector<Header>& headers, const std::string& payload_hash) {
  for (auto& [name, value] : query) {
    name = PercentEncode(name);
    value = PercentEncode(value);
  }
  std::sort(query.begin(), query.end());
  std::string out(method);
  out.reserve(512);
  out.append("\n").append(path).append("\n");
  for (size_t i = 0; i < query.size(); ++i) {
    if (i > 0) out += '&';
    out.append(query[i].first).append("=").append(query[i].second);
  }
  out += '\n';
  std::string names;
  for (const auto& [name, value] : CanonicalHeaders(headers)) {
    out.append(name).append(":").append(value).append("\n");
    if (!names.empty()) names += ';';
    names += name;
  }
  return out.append("\n").append(names).append("\n").append(payload_hash);
}

std::string SignedHeaderNames(const std::vector<Header>& headers) {
  std::string names;
  for (const auto& [name, value] : CanonicalHeaders(headers)) {
    if (!names.empty()) names += ';';
    names += name;
  }
  return names;
}

std::string StringToSign(const std::string& amz_date, const SigV4Scope& scope, const std::string& canonical_request) {
  return "AWS4-HMAC-SHA256\n" + amz_date + "\n" + ScopeText(amz_date.substr(0, 8), scope) + "\n" +
         Hex(crypto::Sha256::Of(AsBytes(canonical_request)));
}

SecretBytes SigningKey(const SecretBytes& secret, const std::string& date, const SigV4Scope& scope) {
  const ByteView raw = secret.Reveal(SecretAccess{});
  SecretBytes first(4 + raw.size());
  MutableByteView out = first.RevealMutable(SecretAccess{});
  std::copy_n("AWS4", 4, out.begin());
  std::copy(raw.begin(), raw.end(), out.begin() + 4);
  return NextKey(NextKey(NextKey(NextKey(first, date), scope.region), scope.service), "aws4_request");
}

std::string Signature(const SecretBytes& signing_key, const std::string& string_to_sign) {
  return Hex(crypto::HmacSha256(signing_key, AsBytes(string_to_sign)));
}

std::string AmzDate(TimePoint time) {
  const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char text[64];
  std::snprintf(text, sizeof text, "%04d%02d%02dT%02d%02d%02dZ", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
                utc.tm_hour, utc.tm_min, utc.tm_sec);
  return text;
}

SigV4Signer::SigV4Signer(std::string access_key, SecretBytes secret, SigV4Scope scope, PayloadSigning payload)
    : access_key_(std::move(access_key)), secret_(std::move(secret)), scope_(std::move(scope)), payload_(payload) {}

std::string SigV4Signer::SignatureOf(const std::string& amz_date, const std::string& canonical_request) const {
  const std::string text = StringToSign(amz_date, scope_, canonical_request);
  const std::string date = amz_date.substr(0, 8);
  const MutexLock lock(mutex_);
  if (key_date_ != date) {
    key_ = SigningKey(secret_, date, scope_);
    key_date_ = date;
  }
  return Signature(key_, text);
}

Authorisation SigV4Signer::Sign(const HttpRequest& request, const std::string& host, TimePoint now) const {
  Authorisation out;
  const std::string amz_date = AmzDate(now);
  std::string payload_hash(kEmptyHash);
  if (!request.body.empty()) {
    if (payload_ == PayloadSigning::kUnsignedOverTls) {
      payload_hash = "UNSIGNED-PAYLOAD";
      out.headers.emplace_back("content-md5", Base64(crypto::Md5::Of(request.body)));
    } else {
      payload_hash = Hex(request.body_sha256 ? *request.body_sha256 : crypto::Sha256::Of(request.body));
    }
  }
  out.headers.emplace_back("x-amz-content-sha256", payload_hash);
  out.headers.emplace_back("x-amz-date", amz_date);
  std::vector<Header> all = request.headers;
  all.insert(all.end(), out.headers.begin(), out.headers.end());
  all.emplace_back("host", host);
  const std::string canonical =
      CanonicalRequest(MethodName(request.method), request.path, request.query, all, payload_hash);
  out.headers.emplace_back("Authorization", "AWS4-HMAC-SHA256 Credential=" + access_key_ + "/" +
                                                ScopeText(amz_date.substr(0, 8), scope_) +
                                                ", SignedHeaders=" + SignedHeaderNames(all) +
                                                ", Signature=" + SignatureOf(amz_date, canonical));
  return out;
}

}  // namespace bouclier::store
