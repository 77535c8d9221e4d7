// SPDX-License-Identifier: Apache-2.0
// The HTTP/1.1 client of this room: one endpoint, a pool of kept-alive connections, retries with backoff. Thread-safe.
// It never follows a redirect, never uses a proxy, never asks another host than the one its PlacementGuard allowed,
// checks the server's certificate, and bounds what it reads. Its answers are untrusted.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bouclier/base/mutex.h"
#include "bouclier/ports/placement.h"
#include "bouclier/store/http_options.h"
#include "curl_exchange.h"
#include "http_message.h"
#include "url.h"

namespace bouclier::store {

class HttpClient {
 public:
  // **Errors:** denied: the guard refuses the endpoint; invalid_argument.
  static Result<std::unique_ptr<HttpClient>> Make(EndpointUrl endpoint, ports::EndpointUse use, HttpOptions options,
                                                  const ports::PlacementGuard& guard);
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;
  ~HttpClient();

  // One call, with its retries: after no connection, no answer (Replay::kAlways), 429, 500, 502, 503 and 504. Any other
  // answer, and the last of those, is returned as it is.
  // **Errors:** unavailable (no connection, no answer), deadline (stalled), corruption (body shorter than told, or
  // longer than allowed). Retry is kUnknownOutcome when a write may have happened.
  Result<HttpResponse> Send(const HttpRequest& request, const RequestSigner& signer);

  const EndpointUrl& endpoint() const { return endpoint_; }
  TimePoint Now() const;

 private:
  HttpClient(EndpointUrl endpoint, HttpOptions options);
  std::unique_ptr<CurlExchange> Borrow();
  void GiveBack(std::unique_ptr<CurlExchange> exchange);
  void Wait(int attempt, std::chrono::seconds server_asks_for);

  const EndpointUrl endpoint_;
  const HttpOptions options_;
  const std::string host_header_;
  Mutex mutex_;
  std::vector<std::unique_ptr<CurlExchange>> idle_
      BOUCLIER_GUARDED_BY(mutex_);  // last used first out: its connection is the warmest
};

// How long to wait before attempt n + 1: the larger of the backoff (half fixed, half drawn from `noise`) and what the
// server asks for, bounded.
std::chrono::milliseconds BackoffDelay(const HttpOptions& options, int attempt, uint32_t noise,
                                       std::chrono::seconds server_asks_for);
// Retry-After as seconds or as an HTTP date; 0 when absent or unreadable.
std::chrono::seconds RetryAfter(const HttpResponse& response, TimePoint now);
// An HTTP date (RFC 9110 §5.6.7); nullopt when it is none.
std::optional<TimePoint> ParseHttpDate(std::string_view text);
// "Wed, 25 Nov 2026 04:47:06 GMT"
std::string FormatHttpDate(TimePoint time);

}  // namespace bouclier::store
