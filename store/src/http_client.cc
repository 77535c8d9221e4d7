// SPDX-License-Identifier: Apache-2.0
#include "http_client.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <ctime>
#include <thread>
#include <utility>

#include "bouclier/crypto/random.h"

namespace bouclier::store {

namespace {

bool WorthAnotherAttempt(int status) {
  return status == 429 || status == 500 || status == 502 || status == 503 || status == 504;
}

bool MayHaveReachedTheServer(ExchangeFault fault) {
  return fault != ExchangeFault::kNone && fault != ExchangeFault::kNotSent && fault != ExchangeFault::kNotTrusted;
}

Error TranslateFault(const HttpRequest& request, const std::string& host, const ExchangeOutcome& outcome) {
  const std::string what(request.what);
  switch (outcome.fault) {
    case ExchangeFault::kNotTrusted:
      return Error(ErrorCode::kUnavailable, what + ": the certificate of " + host + " is not trusted",
                   "check the endpoint's name and the CA file; connections are never made without this check",
                   Retry::kAfterFix);
    case ExchangeFault::kNotSent:
      return Error(ErrorCode::kUnavailable, what + ": cannot connect to " + host,
                   "check that the server runs and is reachable", Retry::kBackoff);
    case ExchangeFault::kStalled:
      return Error(ErrorCode::kDeadline, what + ": " + host + " gave no answer in time", "", Retry::kBackoff);
    case ExchangeFault::kShortBody:
      return Error(ErrorCode::kCorruption, what + ": the answer ends before its announced length", "", Retry::kBackoff);
    case ExchangeFault::kTooLong:
      return Error(ErrorCode::kCorruption, what + ": the answer is longer than it may be", "", Retry::kNever);
    case ExchangeFault::kUnanswered:
    case ExchangeFault::kNone:
      break;
  }
  return Error(ErrorCode::kUnavailable, what + ": the connection to " + host + " broke before an answer", "",
               Retry::kBackoff);
}

}  // namespace

Result<std::unique_ptr<HttpClient>> HttpClient::Make(EndpointUrl endpoint, ports::EndpointUse use, HttpOptions options,
                                                     const ports::PlacementGuard& guard) {
  const bool bracketed = !endpoint.host.empty() && endpoint.host.front() == '[';
  const std::string host = bracketed ? endpoint.host.substr(1, endpoint.host.size() - 2) : endpoint.host;
  BOUCLIER_TRY_VOID(guard.Allow({endpoint.scheme, host, endpoint.port, use}));
  return std::unique_ptr<HttpClient>(new HttpClient(std::move(endpoint), std::move(options)));
}

HttpClient::HttpClient(EndpointUrl endpoint, HttpOptions options)
    : endpoint_(std::move(endpoint)), options_(std::move(options)), host_header_(endpoint_.HostHeader()) {}
HttpClient::~HttpClient() = default;

TimePoint HttpClient::Now() const {
  if (options_.clock != nullptr) return options_.clock->Now();
  return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

std::unique_ptr<CurlExchange> HttpClient::Borrow() {
  {
    const MutexLock lock(mutex_);
    if (!idle_.empty()) {
      auto exchange = std::move(idle_.back());
      idle_.pop_back();
      return exchange;
    }
  }
  return CurlExchange::Make(endpoint_, options_);
}

void HttpClient::GiveBack(std::unique_ptr<CurlExchange> exchange) {
  const MutexLock lock(mutex_);
  idle_.push_back(std::move(exchange));
}

void HttpClient::Wait(int attempt, std::chrono::seconds server_asks_for) {
  ByteArray<4> noise{};
  if (options_.rng != nullptr) {
    options_.rng->Fill(noise);
  } else {
    crypto::FillRandom(noise);
  }
  const auto delay = BackoffDelay(options_, attempt, LoadLe32(noise.data()), server_asks_for);
  if (options_.sleep) {
    options_.sleep(delay);
  } else {
    std::this_thread::sleep_for(delay);
  }
}

Result<HttpResponse> HttpClient::Send(const HttpRequest& request, const RequestSigner& signer) {
  bool unanswered = false;  // an attempt may have reached the server and got no answer
  for (int attempt = 1;; ++attempt) {
    auto exchange = Borrow();
    if (exchange == nullptr)
      return Error(ErrorCode::kExhausted, std::string(request.what) + ": no memory for a connection", "",
                   Retry::kBackoff);
    ExchangeOutcome outcome = exchange->Run(request, signer.Sign(request, host_header_, Now()));
    GiveBack(std::move(exchange));
    const bool last = attempt >= options_.attempts;
    if (outcome.fault == ExchangeFault::kNone) {
      outcome.response.earlier_attempt_unanswered = unanswered;
      if (!WorthAnotherAttempt(outcome.response.status) || last) return std::move(outcome.response);
      const bool refused = outcome.response.status == 429 || outcome.response.status == 503;
      if (!refused && request.replay == Replay::kOnlyIfRefused) return std::move(outcome.response);
      unanswered = unanswered || !refused;
      Wait(attempt, RetryAfter(outcome.response, Now()));
      continue;
    }
    unanswered = unanswered || MayHaveReachedTheServer(outcome.fault);
    const bool hopeless = outcome.fault == ExchangeFault::kNotTrusted || outcome.fault == ExchangeFault::kTooLong ||
                          (unanswered && request.replay == Replay::kOnlyIfRefused);
    if (last || hopeless) {
      Error error = TranslateFault(request, host_header_, outcome).WithContext(outcome.detail);
      if (unanswered && IsWrite(request.method)) error.retry = Retry::kUnknownOutcome;
      return error;
    }
    Wait(attempt, std::chrono::seconds(0));
  }
}

std::chrono::milliseconds BackoffDelay(const HttpOptions& options, int attempt, uint32_t noise,
                                       std::chrono::seconds server_asks_for) {
  using std::chrono::milliseconds;
  milliseconds step = options.first_backoff;
  for (int i = 1; i < attempt && step < options.longest_backoff; ++i) step *= 2;
  step = std::min(step, options.longest_backoff);
  const auto half = step.count() / 2;
  const milliseconds drawn(half + static_cast<int64_t>(noise) * (step.count() - half) / UINT32_MAX);
  return std::max(drawn, milliseconds(std::min(server_asks_for, options.longest_retry_after)));
}

std::chrono::seconds RetryAfter(const HttpResponse& response, TimePoint now) {
  const auto header = response.Find("retry-after");
  if (!header.has_value()) return std::chrono::seconds(0);
  int64_t seconds = 0;
  const auto [end, failure] = std::from_chars(header->data(), header->data() + header->size(), seconds);
  if (failure == std::errc() && end == header->data() + header->size())
    return std::chrono::seconds(std::clamp<int64_t>(seconds, 0, 86'400));
  const auto date = ParseHttpDate(*header);
  if (!date.has_value() || *date <= now) return std::chrono::seconds(0);
  return std::min(std::chrono::duration_cast<std::chrono::seconds>(*date - now), std::chrono::seconds(86'400));
}

std::optional<TimePoint> ParseHttpDate(std::string_view text) {
  const auto seconds = SecondsOfHttpDate(std::string(text));
  if (!seconds.has_value()) return std::nullopt;
  return TimePoint(std::chrono::milliseconds(*seconds * 1000));
}

std::string FormatHttpDate(TimePoint time) {
  static constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char text[40];
  std::snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d GMT", kDays[utc.tm_wday % 7], utc.tm_mday,
                kMonths[utc.tm_mon % 12], utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
  return text;
}

}  // namespace bouclier::store
