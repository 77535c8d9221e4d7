// SPDX-License-Identifier: Apache-2.0
// The HTTP client against a server that lies, stalls and breaks.
#include "http_client.h"

#include <gtest/gtest.h>

#include "fakes/scripted_http_server.h"
#include "real_servers.h"
#include "test_options.h"

namespace bouclier::store {

namespace {

using fakes::ScriptedHttpServer;
using fakes::ScriptedReply;

class NoSignature final : public RequestSigner {
 public:
  Authorisation Sign(const HttpRequest&, const std::string&, TimePoint) const override { return {}; }
};

class RefuseAll final : public ports::PlacementGuard {
 public:
  Result<void> Allow(const ports::Endpoint& endpoint) const override {
    asked = endpoint;
    return Error(ErrorCode::kDenied, "connect: not in a host profile");
  }
  mutable ports::Endpoint asked;
};

class HttpClientTest : public testing::Test {
 protected:
  Result<HttpResponse> Send(const std::string& url, const HttpRequest& request) {
    auto endpoint = ParseEndpoint(url);
    EXPECT_TRUE(endpoint.ok());
    client_ = std::move(HttpClient::Make(*endpoint, ports::EndpointUse::kHost, options_, AllowAll())).value();
    return client_->Send(request, NoSignature());
  }
  static HttpRequest Get(const std::string& path = "/x") {
    HttpRequest request;
    request.what = "read thing";
    request.path = path;
    return request;
  }
  static HttpRequest Put(ByteView body, Replay replay = Replay::kAlways) {
    HttpRequest request = Get();
    request.method = Method::kPut;
    request.body = body;
    request.replay = replay;
    return request;
  }

  TestHttp http_;
  HttpOptions options_ = http_.Options();
  std::unique_ptr<HttpClient> client_;
};

TEST_F(HttpClientTest, AsksTheGuardBeforeAnyConnection) {
  ScriptedHttpServer server({ScriptedReply::Ok()});
  const RefuseAll guard;
  const auto client = HttpClient::Make(*ParseEndpoint(server.url()), ports::EndpointUse::kSource, options_, guard);
  ASSERT_FALSE(client.ok());
  EXPECT_EQ(client.error().code, ErrorCode::kDenied);
  EXPECT_EQ(guard.asked.host, "127.0.0.1");
  EXPECT_EQ(guard.asked.port, server.port());
  EXPECT_EQ(guard.asked.use, ports::EndpointUse::kSource);
  EXPECT_EQ(server.connections(), 0u);
}

TEST_F(HttpClientTest, PlainHttpIsForThisMachineOnly) {
  EXPECT_EQ(ParseEndpoint("http://s3.example.org").error().code, ErrorCode::kDenied);
  EXPECT_TRUE(ParseEndpoint("https://s3.example.org").ok());
  EXPECT_EQ(ParseEndpoint("http://127.0.0.1.example.org").error().code, ErrorCode::kDenied);
  for (const char* bad : {"", "s3.example.org", "ftp://x", "https://", "https://user@x", "https://x:0",
                          "https://x:99999", "https://x/?q", "https://x y"})
    EXPECT_EQ(ParseEndpoint(bad).error().code, ErrorCode::kInvalidArgument) << bad;
}

TEST_F(HttpClientTest, KeepsItsConnectionAlive) {
  ScriptedHttpServer server([](const fakes::SeenRequest&, size_t) { return ScriptedReply::Ok("body"); });
  ASSERT_TRUE(Send(server.url(), Get()).ok());
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(client_->Send(Get(), NoSignature()).ok());
  EXPECT_EQ(server.connections(), 1u);
  EXPECT_EQ(server.requests().size(), 21u);
}

TEST_F(HttpClientTest, NeverFollowsARedirect) {
  ScriptedHttpServer elsewhere({ScriptedReply::Ok("elsewhere")});
  ScriptedHttpServer server({ScriptedReply::Status(302).With("Location", elsewhere.url() + "/x")});
  const auto response = Send(server.url(), Get());
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(response->status, 302);
  EXPECT_EQ(elsewhere.connections(), 0u);
}

TEST_F(HttpClientTest, SendsThePathAsItIs) {
  ScriptedHttpServer server({ScriptedReply::Ok()});
  HttpRequest request = Get("/a//b/../c/./d%2Fe.");
  request.query = {{"q", "a b/c"}};
  ASSERT_TRUE(Send(server.url(), request).ok());
  EXPECT_EQ(server.requests().at(0).target, "/a//b/../c/./d%2Fe.?q=a%20b%2Fc");
}

TEST_F(HttpClientTest, F8_BacksOffAsTheServerAsks) {
  ScriptedHttpServer server(
      {ScriptedReply::Status(503).With("Retry-After", "7"), ScriptedReply::Status(429), ScriptedReply::Ok("at last")});
  const auto response = Send(server.url(), Get());
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(AsText(response->body), "at last");
  ASSERT_EQ(http_.waited.size(), 2u);
  EXPECT_EQ(http_.waited[0], std::chrono::seconds(7));
  EXPECT_EQ(http_.waited[1], std::chrono::milliseconds(200));  // second step 400 ms, half of it fixed, no noise
}

TEST_F(HttpClientTest, F8_RetryAfterMayBeADate) {
  ScriptedHttpServer server(
      {ScriptedReply::Status(503).With("Retry-After", "Wed, 25 Nov 2026 09:30:30 GMT"), ScriptedReply::Ok()});
  ASSERT_TRUE(Send(server.url(), Get()).ok());
  EXPECT_EQ(http_.waited.at(0), std::chrono::seconds(30));
}

TEST_F(HttpClientTest, F8_AStormEndsWithTheLastAnswer) {
  ScriptedHttpServer server([](const fakes::SeenRequest&, size_t) { return ScriptedReply::Status(503); });
  const auto response = Send(server.url(), Get());
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(response->status, 503);
  EXPECT_EQ(server.requests().size(), 3u);
}

TEST_F(HttpClientTest, BackoffGrowsAndIsBounded) {
  HttpOptions options;
  using std::chrono::milliseconds;
  EXPECT_EQ(BackoffDelay(options, 1, 0, {}), milliseconds(100));
  EXPECT_EQ(BackoffDelay(options, 1, UINT32_MAX, {}), milliseconds(200));
  EXPECT_EQ(BackoffDelay(options, 4, UINT32_MAX, {}), milliseconds(1'600));
  EXPECT_EQ(BackoffDelay(options, 60, UINT32_MAX, {}), options.longest_backoff);
  EXPECT_EQ(BackoffDelay(options, 1, 0, std::chrono::hours(20)), options.longest_retry_after);
}

TEST_F(HttpClientTest, F8_ALostAnswerToAReplayableWriteIsSentAgainWithTheSameBody) {
  ScriptedHttpServer server({ScriptedReply::ResetWithoutAnswer(), ScriptedReply::Ok()});
  const Bytes body(100'000, 'b');
  const auto response = Send(server.url(), Put(body));
  ASSERT_TRUE(response.ok()) << response.error().message;
  EXPECT_TRUE(response->earlier_attempt_unanswered);
  const auto seen = server.requests();
  ASSERT_EQ(seen.size(), 2u);
  EXPECT_EQ(seen[0].body, seen[1].body);
  EXPECT_EQ(seen[1].body.size(), body.size());
}

TEST_F(HttpClientTest, F8_AWriteThatNeverGetsAnAnswerHasAnUnknownOutcome) {
  ScriptedHttpServer server([](const fakes::SeenRequest&, size_t) { return ScriptedReply::ResetWithoutAnswer(); });
  const Bytes body(10, 'b');
  const auto response = Send(server.url(), Put(body));
  ASSERT_FALSE(response.ok());
  EXPECT_EQ(response.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(response.error().retry, Retry::kUnknownOutcome);
}

TEST_F(HttpClientTest, AWriteThatMustNotBeDoubledIsNotSentAgain) {
  ScriptedHttpServer server({ScriptedReply::ResetWithoutAnswer(), ScriptedReply::Ok()});
  const Bytes body(10, 'b');
  const auto response = Send(server.url(), Put(body, Replay::kOnlyIfRefused));
  ASSERT_FALSE(response.ok());
  EXPECT_EQ(response.error().retry, Retry::kUnknownOutcome);
  EXPECT_EQ(server.requests().size(), 1u);
  ScriptedHttpServer refusing({ScriptedReply::Status(503), ScriptedReply::Ok()});
  EXPECT_EQ(Send(refusing.url(), Put(body, Replay::kOnlyIfRefused))->status, 200);
}

TEST_F(HttpClientTest, NoConnectionIsUnavailableAndNothingHappened) {
  uint16_t port = 0;
  {
    ScriptedHttpServer gone({ScriptedReply::Ok()});
    port = gone.port();
  }
  const Bytes body(10, 'b');
  const auto response = Send("http://127.0.0.1:" + std::to_string(port), Put(body));
  ASSERT_FALSE(response.ok());
  EXPECT_EQ(response.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(response.error().retry, Retry::kBackoff);
  EXPECT_EQ(http_.waited.size(), 2u);
}

TEST_F(HttpClientTest, F4_ABodyShorterThanItsLengthIsNamed) {
  ScriptedHttpServer server([](const fakes::SeenRequest&, size_t) { return ScriptedReply::Ok("short").Claiming(100); });
  const auto response = Send(server.url(), Get());
  ASSERT_FALSE(response.ok());
  EXPECT_EQ(response.error().code, ErrorCode::kCorruption);
  EXPECT_EQ(server.requests().size(), 3u);  // a broken connection deserves another try
}

TEST_F(HttpClientTest, ABodyLongerThanAllowedIsRefusedAtOnce) {
  ScriptedHttpServer server(
      [](const fakes::SeenRequest&, size_t) { return ScriptedReply::Ok(std::string(100'000, 'x')); });
  HttpRequest request = Get();
  request.max_response = 1'000;
  const auto response = Send(server.url(), request);
  ASSERT_FALSE(response.ok());
  EXPECT_EQ(response.error().code, ErrorCode::kCorruption);
  EXPECT_EQ(server.requests().size(), 1u);
}

TEST_F(HttpClientTest, F8_AServerThatStallsIsGivenUp) {
  ScriptedHttpServer server([](const fakes::SeenRequest&, size_t) { return ScriptedReply::NeverAnswer(); });
  options_.attempts = 1;
  options_.stall_timeout = std::chrono::seconds(1);
  const auto response = Send(server.url(), Get());
  ASSERT_FALSE(response.ok());
  EXPECT_EQ(response.error().code, ErrorCode::kDeadline);
}

TEST_F(HttpClientTest, HeadersAreFoundInAnyCaseAndBounded) {
  ScriptedHttpServer server({ScriptedReply::Ok().With("X-Thing", "  value ").With("eTag", "\"e\"")});
  const auto response = Send(server.url(), Get());
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(response->Get("x-thing"), "value");
  EXPECT_EQ(response->Get("ETag"), "\"e\"");
  EXPECT_FALSE(response->Find("absent").has_value());
  options_.attempts = 1;
  ScriptedHttpServer flooding(
      [](const fakes::SeenRequest&, size_t) { return ScriptedReply::Ok().With("X-Flood", std::string(80'000, 'f')); });
  EXPECT_FALSE(Send(flooding.url(), Get()).ok());
}

TEST_F(HttpClientTest, IgnoresProxiesOfTheEnvironment) {
  ScriptedHttpServer proxy({ScriptedReply::Ok("from the proxy")});
  ScriptedHttpServer server({ScriptedReply::Ok("direct")});
  ASSERT_EQ(::setenv("http_proxy", proxy.url().c_str(), 1), 0);
  const auto response = Send(server.url(), Get());
  ::unsetenv("http_proxy");
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(AsText(response->body), "direct");
  EXPECT_EQ(proxy.connections(), 0u);
}

TEST(HttpDates, AreWrittenAndReadTheSame) {
  const TimePoint time = *ParseTime("2026-11-25T04:47:06.000Z");
  EXPECT_EQ(FormatHttpDate(time), "Wed, 25 Nov 2026 04:47:06 GMT");
  EXPECT_EQ(ParseHttpDate("Wed, 25 Nov 2026 04:47:06 GMT"), time);
  EXPECT_FALSE(ParseHttpDate("not a date").has_value());
}

TEST(PercentCoding, KeepsEveryByte) {
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  EXPECT_EQ(*PercentDecode(PercentEncode(all)), all);
  EXPECT_EQ(PercentEncode("a/b c~\xc3\xa9", KeepSlash::kYes), "a/b%20c~%C3%A9");
  for (const char* bad : {"%", "%4", "%4x", "%zz", "abc%"})
    EXPECT_EQ(PercentDecode(bad).error().code, ErrorCode::kCorruption);
}

}  // namespace

}  // namespace bouclier::store
