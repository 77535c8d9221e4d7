// SPDX-License-Identifier: Apache-2.0
// The Azure source against a server that says what Azurite cannot be made to say.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "azure_auth.h"
#include "azure_xml.h"
#include "bouclier/crypto/hash.h"
#include "bouclier/store/azure_source.h"
#include "fakes/scripted_http_server.h"
#include "real_servers.h"
#include "test_options.h"

namespace bouclier::store {

namespace {

using fakes::ScriptedHttpServer;
using fakes::ScriptedReply;
using fakes::SeenRequest;

constexpr char kTag[] = "\"0x8D1\"";

std::string Blob(const std::string& name, const std::string& more = "") {
  return "<Blob><Name>" + name +
         "</Name><Properties><Etag>0x8D1</Etag><Content-Length>3</Content-Length><BlobType>BlockBlob</BlobType>" +
         more + "</Properties></Blob>";
}

std::string Listing(const std::string& blobs, const std::string& marker = "") {
  return "\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults><Blobs>" + blobs +
         "</Blobs><NextMarker>" + marker + "</NextMarker></EnumerationResults>";
}

std::string ErrorXml(const std::string& code, const std::string& message = "m") {
  return "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message>" + message + "</Message></Error>";
}

ScriptedReply Range(const std::string& body, uint64_t first, uint64_t total) {
  return ScriptedReply::Status(206, body)
      .With("ETag", kTag)
      .With("Content-Range", "bytes " + std::to_string(first) + "-" + std::to_string(first + body.size() - 1) + "/" +
                                 std::to_string(total));
}

class AzureScripted : public testing::Test {
 protected:
  std::unique_ptr<ports::ObjectSource> Open(const ScriptedHttpServer& server) {
    AzureOptions options;
    options.endpoint = server.url() + "/acc";
    options.container = "cont";
    options.http = http_.Options();
    auto source = OpenAzureSource(options, SecretBytes::CopyOf(AsBytes(Base64(Bytes(32, 1)))), AllowAll());
    EXPECT_TRUE(source.ok()) << source.error().message;
    return std::move(source).value();
  }
  // The error of a listing that is answered by `reply` alone (and by the same again without tags).
  Error ListError(const ScriptedReply& reply) {
    ScriptedHttpServer server([&](const SeenRequest&, size_t) { return reply; });
    const auto page = Open(server)->List("", "");
    EXPECT_FALSE(page.ok());
    return page.ok() ? Error(ErrorCode::kInternal, "listed") : page.error();
  }
  Result<Bytes> Read(const ScriptedReply& reply, uint64_t offset, uint64_t length) {
    ScriptedHttpServer server([&](const SeenRequest&, size_t) { return reply; });
    return Open(server)->ReadRange({"b", ""}, kTag, offset, length);
  }

  TestHttp http_;
};

TEST_F(AzureScripted, TheFourKindsOf403GetFourHints) {
  const Error key = ListError(
      ScriptedReply::Status(403, ErrorXml("AuthenticationFailed")).With("Date", "Wed, 25 Nov 2026 09:30:02 GMT"));
  const Error shared_keys = ListError(ScriptedReply::Status(403, ErrorXml("KeyBasedAuthenticationNotPermitted")));
  const Error network = ListError(ScriptedReply::Status(
      403, ErrorXml("AuthorizationFailure", "This request is not authorized to perform this operation.")));
  const Error role = ListError(ScriptedReply::Status(403, ErrorXml("AuthorizationPermissionMismatch")));
  EXPECT_EQ(key.code, ErrorCode::kUnauthenticated);
  for (const Error* error : {&shared_keys, &network, &role}) EXPECT_EQ(error->code, ErrorCode::kDenied);
  EXPECT_NE(key.hint.find("key"), std::string::npos);
  EXPECT_NE(shared_keys.hint.find("SAS"), std::string::npos);
  EXPECT_NE(network.hint.find("firewall"), std::string::npos);
  EXPECT_NE(role.hint.find("role"), std::string::npos);
  std::set<std::string> hints = {key.hint, shared_keys.hint, network.hint, role.hint};
  EXPECT_EQ(hints.size(), 4u);
}

TEST_F(AzureScripted, F9_AWrongClockIsToldFromAWrongKey) {
  const Error skewed = ListError(
      ScriptedReply::Status(403, ErrorXml("AuthenticationFailed")).With("Date", "Wed, 25 Nov 2026 09:08:00 GMT"));
  EXPECT_EQ(skewed.code, ErrorCode::kUnauthenticated);
  EXPECT_NE(skewed.message.find("our clock is 22 min ahead of the server's"), std::string::npos) << skewed.message;
  EXPECT_NE(skewed.hint.find("clock"), std::string::npos);
}

TEST_F(AzureScripted, TheReasonOfA403AfterAHeadIsReadFromItsHeader) {
  ScriptedHttpServer server({ScriptedReply::Status(403).With("x-ms-error-code", "KeyBasedAuthenticationNotPermitted")});
  EXPECT_NE(Open(server)->Stat({"b", ""}).error().message.find("shared keys"), std::string::npos);
}

TEST_F(AzureScripted, F10_ListsNamesThatXmlCannotHold) {
  ScriptedHttpServer server({ScriptedReply::Ok(
      Listing("<Blob><Name "
              "Encoded=\"true\">odd%EF%BF%BF%01name</Name><Properties><Etag>0x8D1</Etag><Content-Length>3</"
              "Content-Length></Properties></Blob>" +
              Blob("a//b") + Blob("lit%2Feral") + Blob("dot.") + Blob("\xc3\xa9") + Blob("e\xcc\x81") + Blob("Twin") +
              Blob("twin") + Blob(" ") + Blob("amp&amp;&lt;") + Blob(std::string(1024, 'n'))))});
  const auto page = Open(server)->List("", "");
  ASSERT_TRUE(page.ok()) << page.error().message;
  std::vector<std::string> names;
  for (const auto& unit : page->units) names.push_back(unit.unit.name);
  EXPECT_EQ(names, (std::vector<std::string>{"odd\xEF\xBF\xBF\x01name", "a//b", "lit%2Feral", "dot.", "\xc3\xa9",
                                             "e\xcc\x81", "Twin", "twin", " ", "amp&<", std::string(1024, 'n')}));
  EXPECT_EQ(page->units[0].validator, kTag);
}

TEST_F(AzureScripted, F10_AnEmptyPageWithAMarkerIsNotTheEnd) {
  ScriptedHttpServer server({ScriptedReply::Ok(Listing("", "2!more=")), ScriptedReply::Ok(Listing(Blob("only")))});
  const auto source = Open(server);
  const auto first = source->List("p/", "");
  ASSERT_TRUE(first.ok());
  EXPECT_TRUE(first->units.empty());
  EXPECT_EQ(first->next_marker, "2!more=");
  const auto second = source->List("p/", first->next_marker);
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second->units.size(), 1u);
  EXPECT_NE(server.requests().at(1).target.find("marker=2%21more%3D"), std::string::npos);
}

TEST_F(AzureScripted, F10_APageRetriedAfterALostAnswerIsGivenOnce) {
  ScriptedHttpServer server({ScriptedReply::CloseWithoutAnswer(), ScriptedReply::Status(500),
                             ScriptedReply::Ok(Listing(Blob("a") + Blob("b")))});
  const auto page = Open(server)->List("", "");
  ASSERT_TRUE(page.ok()) << page.error().message;
  EXPECT_EQ(page->units.size(), 2u);
}

TEST_F(AzureScripted, F10_ADamagedPageIsAnErrorAndNeverAShorterList) {
  const std::string whole = Listing(Blob("a") + Blob("b"));
  for (const std::string& bad :
       {std::string(""), std::string("<html/>"), whole.substr(0, whole.size() / 2),
        Listing("<Blob><Properties><Content-Length>3</Content-Length></Properties></Blob>"),
        Listing("<Blob><Name>x</Name></Blob>"),
        Listing("<Blob><Name>x</Name><Properties><Content-Length>-3</Content-Length></Properties></Blob>"),
        Listing("<Blob><Name "
                "Encoded=\"true\">%zz</Name><Properties><Content-Length>3</Content-Length></Properties></Blob>"),
        std::string("<EnumerationResults></EnumerationResults>")})
    EXPECT_EQ(ListError(ScriptedReply::Ok(bad)).code, ErrorCode::kCorruption) << bad;
}

TEST_F(AzureScripted, FallsBackToTagsBlobByBlob) {
  ScriptedHttpServer server([](const SeenRequest& request, size_t) {
    if (request.target.find("tags&") != std::string::npos || request.target.find("%2Ctags") != std::string::npos)
      return ScriptedReply::Status(403, ErrorXml("AuthorizationPermissionMismatch"));
    if (request.target.find("comp=tags") != std::string::npos)
      return ScriptedReply::Ok("<Tags><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tags>");
    return ScriptedReply::Ok(Listing(Blob("plain") + Blob("tagged", "<TagCount>1</TagCount>")));
  });
  const auto source = Open(server);
  const auto page = source->List("", "");
  ASSERT_TRUE(page.ok()) << page.error().message;
  EXPECT_TRUE(page->units.at(0).tags.empty());
  EXPECT_EQ(page->units.at(1).tags, (std::map<std::string, std::string>{{"k", "v"}}));
  EXPECT_TRUE(page->units.at(1).other.empty());
  const size_t before = server.requests().size();
  ASSERT_TRUE(source->List("", "").ok());
  EXPECT_EQ(server.requests().size(), before + 2);  // the refusal is remembered
}

TEST_F(AzureScripted, TagsThatNobodyMayReadBecomeALoss) {
  ScriptedHttpServer server([](const SeenRequest& request, size_t) {
    if (request.method == "HEAD")
      return ScriptedReply::Ok("abc")
          .With("ETag", kTag)
          .With("x-ms-tag-count", "2")
          .With("x-ms-blob-type", "AppendBlob")
          .With("x-ms-lease-state", "leased")
          .With("x-ms-access-tier", "Cool")
          .With("x-ms-legal-hold", "true")
          .With("x-ms-meta-Who", "me");
    return ScriptedReply::Status(403, ErrorXml("AuthorizationPermissionMismatch"));
  });
  const auto info = Open(server)->Stat({"b", ""});
  ASSERT_TRUE(info.ok()) << info.error().message;
  EXPECT_EQ(info->kind, ports::BlobKind::kAppend);
  EXPECT_EQ(info->metadata, (std::map<std::string, std::string>{{"Who", "me"}}));
  EXPECT_EQ(info->other, (std::map<std::string, std::string>{
                             {"tags", "not readable"}, {"lease", "leased"}, {"tier", "Cool"}, {"legal-hold", "true"}}));
}

TEST_F(AzureScripted, TheTierThatTheAccountGivesEveryBlobIsNoPropertyOfItsOwn) {
  for (const bool inferred : {false, true}) {
    const std::string element = inferred ? "<AccessTierInferred>true</AccessTierInferred>" : "";
    ScriptedHttpServer server([&](const SeenRequest& request, size_t) {
      if (request.method != "HEAD")
        return ScriptedReply::Ok(Listing(Blob("b", element + "<AccessTier>Hot</AccessTier>")));
      ScriptedReply reply = ScriptedReply::Ok("abc").With("ETag", kTag).With("x-ms-access-tier", "Hot");
      return inferred ? std::move(reply).With("x-ms-access-tier-inferred", "true") : std::move(reply);
    });
    const auto source = Open(server);
    EXPECT_EQ(source->Stat({"b", ""}).value().other.contains("tier"), !inferred);
    EXPECT_EQ(source->List("", "").value().units.at(0).other.contains("tier"), !inferred);
  }
}

TEST_F(AzureScripted, F4_EveryBodyThatIsNotTheRangeIsNamed) {
  EXPECT_TRUE(Read(Range("abc", 5, 100), 5, 3).ok());
  const std::vector<std::pair<const char*, ScriptedReply>> lies = {
      {"short body with 200", ScriptedReply::Ok("ab")},
      {"long body with 200", ScriptedReply::Ok("abcd")},
      {"a 200 is from the start", ScriptedReply::Ok("abc")},
      {"shorter than its length", Range("abc", 5, 100).Claiming(9)},
      {"another range", Range("abc", 6, 100)},
      {"short range", Range("ab", 5, 7)},
      {"no range at all", ScriptedReply::Status(206, "abc")},
  };
  for (const auto& [what, reply] : lies) {
    const auto got = Read(reply, 5, 3);
    ASSERT_FALSE(got.ok()) << what;
    EXPECT_EQ(got.error().code, ErrorCode::kCorruption) << what;
  }
  const auto closed = Read(ScriptedReply::CloseWithoutAnswer(), 5, 3);
  ASSERT_FALSE(closed.ok());
  EXPECT_EQ(closed.error().code, ErrorCode::kUnavailable);
}

TEST_F(AzureScripted, F5_AFlipOnTheWireShowsInTheMd5OfTheRange) {
  ScriptedHttpServer server([](const SeenRequest& request, size_t) {
    EXPECT_EQ(request.headers.at("x-ms-range-get-content-md5"), "true");
    return Range("abC", 0, 3).With("Content-MD5", Base64(crypto::Md5::Of(AsBytes("abc"))));
  });
  const auto got = Open(server)->ReadRange({"b", ""}, kTag, 0, 3);
  ASSERT_FALSE(got.ok());
  EXPECT_EQ(got.error().code, ErrorCode::kCorruption);
}

TEST_F(AzureScripted, F6_AStaleMissingOrMalformedMd5IsGivenAsRecorded) {
  ScriptedHttpServer server(
      {ScriptedReply::Ok(Listing(Blob("none") + Blob("stale", "<Content-MD5>AAAAAAAAAAAAAAAAAAAAAA==</Content-MD5>") +
                                 Blob("bad", "<Content-MD5>not base64!</Content-MD5>")))});
  const auto page = Open(server)->List("", "");
  ASSERT_TRUE(page.ok());
  EXPECT_FALSE(page->units[0].content_md5.has_value());
  EXPECT_EQ(*page->units[1].content_md5, Bytes(16, 0));
  EXPECT_EQ(AsText(*page->units[2].content_md5), "not base64!");
}

// A range that is the whole blob may come with the MD5 its owner once recorded: it was taken for that of the bytes
// sent.
TEST_F(AzureScripted, F6_ARecordedStaleMd5OfTheWholeBlobIsNoChecksumOfTheRange) {
  const std::string stale = Base64(crypto::Md5::Of(AsBytes("what it held before")));
  const auto read = [&](const std::string& body, const std::string& md5_of_the_answer) {
    return Read(
        Range(body, 0, 3).With("x-ms-blob-content-md5", stale).With("Content-MD5", std::string(md5_of_the_answer)), 0,
        3);
  };
  const auto whole = read("abc", stale);
  ASSERT_TRUE(whole.ok()) << whole.error().message;
  EXPECT_EQ(AsText(*whole), "abc");
  // Beside a stale one, that of the range still counts.
  EXPECT_TRUE(read("abc", Base64(crypto::Md5::Of(AsBytes("abc")))).ok());
  const auto flipped = read("abC", Base64(crypto::Md5::Of(AsBytes("abc"))));
  ASSERT_FALSE(flipped.ok());
  EXPECT_EQ(flipped.error().code, ErrorCode::kCorruption);
}

TEST_F(AzureScripted, F7_EveryRangeCarriesIfMatchAndAnotherETagIsRefused) {
  ScriptedHttpServer server(
      {Range("abc", 0, 6), ScriptedReply::Status(412, ErrorXml("ConditionNotMet")), Range("def", 3, 6)});
  const auto source = Open(server);
  EXPECT_TRUE(source->ReadRange({"b", ""}, kTag, 0, 3).ok());
  EXPECT_EQ(source->ReadRange({"b", ""}, kTag, 3, 3).error().code, ErrorCode::kPrecondition);
  EXPECT_EQ(source->ReadRange({"b", ""}, "\"older\"", 3, 3).error().code,
            ErrorCode::kPrecondition);  // the server ignored If-Match
  const auto seen = server.requests();
  EXPECT_EQ(seen[0].headers.at("if-match"), kTag);
  EXPECT_EQ(seen[1].headers.at("if-match"), kTag);
  EXPECT_EQ(seen[1].headers.at("x-ms-range"), "bytes=3-5");
}

TEST_F(AzureScripted, DeletionIsConditionalAndItsRefusalsAreTold) {
  const auto refused = [&](int status, const char* code) {
    ScriptedHttpServer server({ScriptedReply::Status(status, ErrorXml(code))});
    return Open(server)->DeleteIf({"b", ""}, kTag).error().code;
  };
  EXPECT_EQ(refused(412, "ConditionNotMet"), ErrorCode::kPrecondition);
  EXPECT_EQ(refused(412, "LeaseIdMissing"), ErrorCode::kConflict);
  EXPECT_EQ(refused(409, "SnapshotsPresent"), ErrorCode::kConflict);
  EXPECT_EQ(refused(409, "BlobImmutableDueToPolicy"), ErrorCode::kConflict);
  EXPECT_EQ(refused(404, "BlobNotFound"), ErrorCode::kNotFound);
  ScriptedHttpServer losing({ScriptedReply::ResetWithoutAnswer(), ScriptedReply::Status(202)});
  const auto lost = Open(losing)->DeleteIf({"b", ""}, kTag);
  ASSERT_FALSE(lost.ok());
  EXPECT_EQ(lost.error().retry, Retry::kUnknownOutcome);
  EXPECT_EQ(losing.requests().size(), 1u);
  EXPECT_EQ(losing.requests()[0].headers.at("if-match"), kTag);
}

TEST_F(AzureScripted, F24_ASasTokenGoesIntoTheQueryAndNowhereElse) {
  ScriptedHttpServer server(
      [](const SeenRequest&, size_t) { return ScriptedReply::Status(403, ErrorXml("AuthenticationFailed")); });
  AzureOptions options;
  options.endpoint = server.url() + "/acc";
  options.container = "cont";
  options.credential = AzureCredential::kSasToken;
  options.http = http_.Options();
  auto source = OpenAzureSource(options, SecretBytes::CopyOf(AsBytes("?sv=2021&sig=s3cr3t%2F\n")), AllowAll());
  ASSERT_TRUE(source.ok()) << source.error().message;
  const Error error = (*source)->Stat({"b", ""}).error();
  EXPECT_NE(server.requests().at(0).target.find("?sv=2021&sig=s3cr3t%2F"), std::string::npos);
  EXPECT_EQ(server.requests().at(0).headers.count("authorization"), 0u);
  for (const std::string& text : {error.message, error.hint, error.context})
    EXPECT_EQ(text.find("s3cr3t"), std::string::npos);
}

TEST_F(AzureScripted, RefusesOptionsThatCannotBe) {
  const auto open = [&](const char* endpoint, const char* container, const char* key) {
    AzureOptions options;
    options.endpoint = endpoint;
    options.container = container;
    auto source = OpenAzureSource(options, SecretBytes::CopyOf(AsBytes(key)), AllowAll());
    return source.ok() ? ErrorCode::kInternal : source.error().code;
  };
  EXPECT_EQ(open("https://a.blob.core.windows.net", "ab", "AAAA"), ErrorCode::kInvalidArgument);
  EXPECT_EQ(open("https://a.blob.core.windows.net", "Upper", "AAAA"), ErrorCode::kInvalidArgument);
  EXPECT_EQ(open("https://a.blob.core.windows.net", "abc", "not base64"), ErrorCode::kInvalidArgument);
  EXPECT_EQ(open("http://a.blob.core.windows.net", "abc", "AAAA"), ErrorCode::kDenied);
  EXPECT_EQ(open("https://a.blob.core.windows.net", "abc", "AAAA"), ErrorCode::kInternal);  // opens
}

TEST(AzureStringToSign, IsTheDocumentedOne) {
  // The example of "Authorize with Shared Key": Get Container Metadata.
  HttpRequest request;
  request.path = "/mycontainer";
  request.query = {{"restype", "container"}, {"comp", "metadata"}, {"timeout", "20"}};
  const std::vector<Header> headers = {{"x-ms-date", "Fri, 26 Jun 2015 23:39:12 GMT"}, {"x-ms-version", "2015-02-21"}};
  EXPECT_EQ(AzureStringToSign(request, "myaccount", headers),
            "GET\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:Fri, 26 Jun 2015 23:39:12 GMT\nx-ms-version:2015-02-21\n"
            "/myaccount/mycontainer\ncomp:metadata\nrestype:container\ntimeout:20");
}

}  // namespace

}  // namespace bouclier::store
