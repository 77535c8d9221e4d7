// SPDX-License-Identifier: Apache-2.0
#include "curl_exchange.h"

#include <curl/curl.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "bouclier/store/http_options.h"
#include "url.h"

namespace bouclier::store {

namespace {

constexpr size_t kMaxHeaderBytes = 64 * 1024;

// libcurl wants one call before any thread uses it; it stays initialised until the process ends.
bool CurlIsReady() {
  static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  return ready;
}

// What the callbacks fill during one exchange.
struct Receiving {
  std::string headers;
  Bytes body;
  uint64_t max_body = 0;
  uint64_t reserve = 0;
  bool too_long = false;
};

size_t OnHeader(char* data, size_t size, size_t count, void* user) {
  auto& receiving = *static_cast<Receiving*>(user);
  const std::string_view line(data, size * count);
  if (line.substr(0, 5) == "HTTP/") receiving.headers.clear();  // an interim response (100) comes before the final one
  if (receiving.headers.size() + line.size() > kMaxHeaderBytes) {
    receiving.too_long = true;
    return 0;
  }
  receiving.headers.append(line);
  return line.size();
}

size_t OnBody(char* data, size_t size, size_t count, void* user) {
  auto& receiving = *static_cast<Receiving*>(user);
  const size_t bytes = size * count;
  if (bytes > receiving.max_body - receiving.body.size()) {
    receiving.too_long = true;
    return 0;
  }
  if (receiving.body.capacity() == 0)
    receiving.body.reserve(std::min(std::max<uint64_t>(receiving.reserve, bytes), receiving.max_body));
  const auto* first = reinterpret_cast<const uint8_t*>(data);  // the same type as the buffer's: one memmove
  receiving.body.insert(receiving.body.end(), first, first + bytes);
  return bytes;
}

class HeaderList {
 public:
  HeaderList() = default;
  HeaderList(const HeaderList&) = delete;
  HeaderList& operator=(const HeaderList&) = delete;
  ~HeaderList() { curl_slist_free_all(list_); }
  void Add(const std::string& line) {
    if (curl_slist* longer = curl_slist_append(list_, line.c_str())) list_ = longer;
  }
  curl_slist* get() const { return list_; }

 private:
  curl_slist* list_ = nullptr;
};

ExchangeFault Translate(CURLcode code, const Receiving& receiving, CURL* curl) {
  if (code == CURLE_OK) return ExchangeFault::kNone;
  if (receiving.too_long) return ExchangeFault::kTooLong;
  curl_off_t sent_after = 0;  // when the request began to leave; 0: it never did
  curl_easy_getinfo(curl, CURLINFO_PRETRANSFER_TIME_T, &sent_after);
  switch (code) {
    case CURLE_COULDNT_CONNECT:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_SSL_CONNECT_ERROR:
      return ExchangeFault::kNotSent;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      return ExchangeFault::kNotTrusted;
    case CURLE_OPERATION_TIMEDOUT:
      return sent_after == 0 ? ExchangeFault::kNotSent : ExchangeFault::kStalled;
    case CURLE_PARTIAL_FILE:
      return ExchangeFault::kShortBody;
    default:
      return ExchangeFault::kUnanswered;
  }
}

}  // namespace

struct CurlExchange::Handle {
  CURL* curl = nullptr;
  std::string origin;
  long stall_seconds = 30;
  ~Handle() { curl_easy_cleanup(curl); }
};

std::unique_ptr<CurlExchange> CurlExchange::Make(const EndpointUrl& endpoint, const HttpOptions& options) {
  auto handle = std::make_unique<Handle>();
  if (!CurlIsReady()) return nullptr;
  handle->curl = curl_easy_init();
  if (handle->curl == nullptr) return nullptr;
  handle->origin = endpoint.Origin();
  handle->stall_seconds = static_cast<long>(options.stall_timeout.count());
  CURL* curl = handle->curl;
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(curl, CURLOPT_HTTP09_ALLOWED, 0L);
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_PROXY, "");  // whatever the environment says: a proxy was allowed by nobody
  curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);  // names may hold /../ and //
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
  if (!options.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, options.ca_file.c_str());
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
  curl_easy_setopt(curl, CURLOPT_DNS_CACHE_TIMEOUT, 300L);
  curl_easy_setopt(curl, CURLOPT_TCP_NODELAY, 1L);
  curl_easy_setopt(curl, CURLOPT_MAXCONNECTS, 1L);
  curl_easy_setopt(curl, CURLOPT_BUFFERSIZE, 256L * 1024);
  curl_easy_setopt(curl, CURLOPT_UPLOAD_BUFFERSIZE, 1024L * 1024);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, OnHeader);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, OnBody);
  return std::unique_ptr<CurlExchange>(new CurlExchange(std::move(handle)));
}

CurlExchange::CurlExchange(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}
CurlExchange::~CurlExchange() = default;

namespace {

void SetMethod(CURL* curl, const HttpRequest& request) {
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, nullptr);
  if (request.method == Method::kHead) {
    curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    return;
  }
  curl_easy_setopt(curl, CURLOPT_NOBODY, 0L);
  if (request.method == Method::kGet || request.method == Method::kDelete) {
    curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
    if (request.method == Method::kDelete) curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "DELETE");
    return;
  }
  // As a POST of a buffer: a small body leaves in one packet with the headers, and libcurl can rewind it.
  curl_easy_setopt(curl, CURLOPT_POST, 1L);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS,
                   request.body.empty() ? "" : reinterpret_cast<const char*>(request.body.data()));
  if (request.method == Method::kPut) curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "PUT");
}

std::string UrlOf(const std::string& origin, const HttpRequest& request, const Authorisation& authorisation) {
  std::string url = origin + request.path;
  const std::string query = EncodeQuery(request.query);
  if (!query.empty()) url.append("?").append(query);
  if (!authorisation.query.empty()) url.append(query.empty() ? "?" : "&").append(authorisation.query);
  return url;
}

// `Name: value`; an empty value needs libcurl's `Name;`.
void AddHeaders(HeaderList& list, const std::vector<Header>& headers) {
  for (const auto& [name, value] : headers) list.Add(value.empty() ? name + ";" : name + ": " + value);
}

}  // namespace

ExchangeOutcome CurlExchange::Run(const HttpRequest& request, const Authorisation& authorisation) {
  CURL* curl = handle_->curl;
  Receiving receiving;
  receiving.max_body = request.max_response;
  receiving.reserve = request.expected_response;
  HeaderList headers;
  AddHeaders(headers, request.headers);
  AddHeaders(headers, authorisation.headers);
  if (request.method == Method::kPut || request.method == Method::kPost) {
    headers.Add("Expect:");  // no 100-continue: it costs a round trip
    const bool typed = std::any_of(request.headers.begin(), request.headers.end(),
                                   [](const Header& h) { return EqualsIgnoringCase(h.first, "content-type"); });
    if (!typed) headers.Add("Content-Type:");
  }
  const long stall =
      request.stall_timeout.count() > 0 ? static_cast<long>(request.stall_timeout.count()) : handle_->stall_seconds;
  char reason[CURL_ERROR_SIZE] = "";
  SetMethod(curl, request);
  curl_easy_setopt(curl, CURLOPT_URL, UrlOf(handle_->origin, request, authorisation).c_str());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &receiving);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &receiving);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1024L);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, stall);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, reason);
  const CURLcode code = curl_easy_perform(curl);
  ExchangeOutcome outcome;
  outcome.fault = Translate(code, receiving, curl);
  if (outcome.fault == ExchangeFault::kNone) {
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    outcome.response.status = static_cast<int>(status);
    outcome.response.header_block = std::move(receiving.headers);
    outcome.response.body = std::move(receiving.body);
  } else {
    outcome.detail = reason[0] != '\0' ? reason : curl_easy_strerror(code);
  }
  // The handle must keep no pointer into this call.
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, nullptr);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, nullptr);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, nullptr);
  return outcome;
}

std::optional<int64_t> SecondsOfHttpDate(const std::string& text) {
  const time_t seconds = curl_getdate(text.c_str(), nullptr);
  if (seconds < 0) return std::nullopt;
  return static_cast<int64_t>(seconds);
}

}  // namespace bouclier::store
