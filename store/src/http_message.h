// SPDX-License-Identifier: Apache-2.0
// One HTTP exchange as data. A response comes from an untrusted server: nothing in it is believed before it is checked.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bouclier/base/bytes.h"
#include "bouclier/base/time.h"

namespace bouclier::store {

enum class Method : uint8_t { kGet, kHead, kPut, kPost, kDelete };
std::string_view MethodName(Method method);
inline bool IsWrite(Method method) { return method != Method::kGet && method != Method::kHead; }

// May the same request be sent again after an attempt that was sent and got no answer?
enum class Replay : uint8_t { kAlways, kOnlyIfRefused };

using Header = std::pair<std::string, std::string>;
using QueryParameter = std::pair<std::string, std::string>;  // not yet percent-encoded

struct HttpRequest {
  std::string_view what;  // "read blob": the start of the error message; a literal
  Method method = Method::kGet;
  std::string path;  // percent-encoded, as on the wire
  std::vector<QueryParameter> query;
  std::vector<Header> headers;          // without Host and Content-Length
  ByteView body;                        // not owned: alive until Send returns
  std::optional<Digest32> body_sha256;  // where the caller knows it: a signer then hashes nothing
  uint64_t max_response = 1 << 20;      // a longer body is refused
  uint64_t expected_response = 0;       // how much to reserve
  Replay replay = Replay::kAlways;
  std::chrono::seconds stall_timeout{0};  // 0: the client's
};

// What a signer adds: headers, and raw query text (a SAS token).
struct Authorisation {
  std::vector<Header> headers;
  std::string query;
};

class RequestSigner {
 public:
  virtual ~RequestSigner() = default;
  // `host` as in the Host header. Called once per attempt: the date is part of what is signed.
  virtual Authorisation Sign(const HttpRequest& request, const std::string& host, TimePoint now) const = 0;
};

struct HttpResponse {
  int status = 0;
  std::string header_block;  // the lines of the final response, CRLF between them
  Bytes body;
  bool earlier_attempt_unanswered = false;  // an attempt before this one was sent and got no answer

  // The value of the first header of that name (any case), trimmed; nullopt when absent.
  std::optional<std::string_view> Find(std::string_view wanted) const;
  std::string Get(std::string_view name) const { return std::string(Find(name).value_or("")); }
  // Calls visit(name, value) for each header line.
  template <typename Visit>
  void ForEach(Visit visit) const;
};

// Splits one header line off `block`; false at the end. Lines without a colon are passed over.
bool NextHeader(std::string_view& block, std::string_view& name, std::string_view& value);
bool EqualsIgnoringCase(std::string_view a, std::string_view b);
std::string_view Trim(std::string_view text);
std::string LowerCase(std::string_view text);

template <typename Visit>
void HttpResponse::ForEach(Visit visit) const {
  std::string_view rest = header_block, name, value;
  while (NextHeader(rest, name, value)) visit(name, value);
}

}  // namespace bouclier::store
