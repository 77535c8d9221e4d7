// SPDX-License-Identifier: Apache-2.0
// One libcurl easy handle and its connection, reused for one exchange after the other. Not thread-safe: one thread at a
// time. What libcurl reports becomes an ExchangeOutcome here and nowhere else.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "http_message.h"

namespace bouclier::store {

struct HttpOptions;
struct EndpointUrl;

enum class ExchangeFault : uint8_t {
  kNone,
  kNotSent,     // no connection: nothing reached the server
  kNotTrusted,  // the server's certificate does not check
  kUnanswered,  // sent, maybe in part; no complete answer
  kStalled,     // sent; too slow or silent
  kShortBody,   // the connection ended before the announced length
  kTooLong,     // more than the caller allows
};

struct ExchangeOutcome {
  ExchangeFault fault = ExchangeFault::kNone;
  std::string detail;     // libcurl's words, for the operator
  HttpResponse response;  // only with kNone
};

class CurlExchange {
 public:
  // Null when libcurl has no memory for a handle.
  static std::unique_ptr<CurlExchange> Make(const EndpointUrl& endpoint, const HttpOptions& options);
  CurlExchange(const CurlExchange&) = delete;
  CurlExchange& operator=(const CurlExchange&) = delete;
  ~CurlExchange();

  ExchangeOutcome Run(const HttpRequest& request, const Authorisation& authorisation);

 private:
  struct Handle;
  explicit CurlExchange(std::unique_ptr<Handle> handle);
  std::unique_ptr<Handle> handle_;
};

// curl_getdate; nullopt when it is no date.
std::optional<int64_t> SecondsOfHttpDate(const std::string& text);

}  // namespace bouclier::store
