// SPDX-License-Identifier: Apache-2.0
// URLs of endpoints and percent-encoding (RFC 3986). Pure; thread-safe; takes untrusted text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bouclier/base/result.h"

namespace bouclier::store {

struct EndpointUrl {
  std::string scheme;  // "http" or "https"
  std::string host;    // lower case; an IPv6 address in its brackets
  uint16_t port = 0;
  std::string base_path;  // "" or "/account", without a slash at the end
  bool loopback = false;  // a literal loopback address or "localhost"

  std::string HostHeader() const;  // the port only when it is not the scheme's own
  std::string Origin() const;      // scheme://host:port
};

// **Errors:** invalid_argument: not http(s)://host[:port][/path]; user names, queries and fragments are refused, and so
// is plain http to anything but loopback.
Result<EndpointUrl> ParseEndpoint(std::string_view text);

enum class KeepSlash : uint8_t { kNo, kYes };
// All but the unreserved characters of RFC 3986 become %XX, upper case.
std::string PercentEncode(std::string_view text, KeepSlash keep_slash = KeepSlash::kNo);
// **Errors:** corruption: a % without two hex digits.
Result<std::string> PercentDecode(std::string_view text);
// `name=value&…`, in the order given.
std::string EncodeQuery(const std::vector<std::pair<std::string, std::string>>& parameters);

}  // namespace bouclier::store
