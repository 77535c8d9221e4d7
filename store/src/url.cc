// SPDX-License-Identifier: Apache-2.0
#include "url.h"

#include <charconv>

#include "http_message.h"

namespace bouclier::store {

namespace {

constexpr char kHexDigits[] = "0123456789ABCDEF";

bool Unreserved(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         c == '.' || c == '~';
}

Error BadEndpoint(const std::string& cause) {
  return Error(ErrorCode::kInvalidArgument, "read endpoint: " + cause,
               "write it as https://host or https://host:port/account", Retry::kAfterFix);
}

bool IsLoopback(std::string_view host) {
  if (host == "localhost" || host == "[::1]") return true;
  if (host.substr(0, 4) != "127.") return false;
  return host.find_first_not_of("0123456789.") == std::string_view::npos;
}

// Splits `host[:port]` into the URL.
Result<void> ParseAuthority(std::string_view authority, EndpointUrl& url) {
  if (authority.find('@') != std::string_view::npos) return BadEndpoint("a user name is not allowed in it");
  size_t colon = authority.rfind(':');
  if (!authority.empty() && authority.front() == '[' && authority.back() == ']') colon = std::string_view::npos;
  const std::string_view host = authority.substr(0, colon);
  if (host.empty() || host.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:[]") !=
                          std::string_view::npos)
    return BadEndpoint("the host is missing or not a host name");
  url.host = LowerCase(host);
  url.port = url.scheme == "https" ? 443 : 80;
  if (colon == std::string_view::npos) return {};
  const std::string_view digits = authority.substr(colon + 1);
  uint16_t port = 0;
  const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (failure != std::errc() || end != digits.data() + digits.size() || port == 0)
    return BadEndpoint("the port is not a number");
  url.port = port;
  return {};
}

}  // namespace

std::string EndpointUrl::HostHeader() const {
  const bool usual = port == (scheme == "https" ? 443 : 80);
  return usual ? host : host + ":" + std::to_string(port);
}

std::string EndpointUrl::Origin() const { return scheme + "://" + host + ":" + std::to_string(port); }

Result<EndpointUrl> ParseEndpoint(std::string_view text) {
  EndpointUrl url;
  const size_t colon = text.find("://");
  if (colon == std::string_view::npos) return BadEndpoint("no scheme in front");
  url.scheme = LowerCase(text.substr(0, colon));
  if (url.scheme != "http" && url.scheme != "https") return BadEndpoint("the scheme is neither http nor https");
  text.remove_prefix(colon + 3);
  if (text.find_first_of("?#") != std::string_view::npos)
    return BadEndpoint("a query or fragment is not allowed in it");
  const size_t slash = text.find('/');
  BOUCLIER_TRY_VOID(ParseAuthority(text.substr(0, slash), url));
  if (slash != std::string_view::npos) url.base_path = text.substr(slash);
  while (!url.base_path.empty() && url.base_path.back() == '/') url.base_path.pop_back();
  url.loopback = IsLoopback(url.host);
  if (url.scheme == "http" && !url.loopback)
    return Error(ErrorCode::kDenied, "use endpoint: plain http is allowed on this machine only", "use https",
                 Retry::kAfterFix);
  return url;
}

std::string PercentEncode(std::string_view text, KeepSlash keep_slash) {
  std::string out;
  out.reserve(text.size() + 16);
  for (const unsigned char c : text) {
    if (Unreserved(c) || (c == '/' && keep_slash == KeepSlash::kYes)) {
      out += static_cast<char>(c);
    } else {
      out += '%';
      out += kHexDigits[c >> 4];
      out += kHexDigits[c & 15];
    }
  }
  return out;
}

Result<std::string> PercentDecode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? HexDigit(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? HexDigit(text[i + 2]) : -1;
    if (high < 0 || low < 0) return Error(ErrorCode::kCorruption, "decode name: a percent sign without two hex digits");
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

std::string EncodeQuery(const std::vector<std::pair<std::string, std::string>>& parameters) {
  std::string out;
  for (const auto& [name, value] : parameters) {
    if (!out.empty()) out += '&';
    out += PercentEncode(name);
    out += '=';
    out += PercentEncode(value);
  }
  return out;
}

}  // namespace bouclier::store
