// SPDX-License-Identifier: Apache-2.0
// The S3 store against a host that refuses, forgets and lies.
#include <gtest/gtest.h>

#include "bouclier/crypto/hash.h"
#include "bouclier/store/s3_store.h"
#include "fakes/scripted_http_server.h"
#include "real_servers.h"
#include "test_options.h"

namespace bouclier::store {

namespace {

using fakes::ScriptedHttpServer;
using fakes::ScriptedReply;
using fakes::SeenRequest;

std::string ErrorXml(const std::string& code) {
  return "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message>m</Message></Error>";
}

class S3Scripted : public testing::Test {
 protected:
  std::unique_ptr<ports::ObjectStore> Open(const ScriptedHttpServer& server) {
    S3Options options;
    options.endpoint = server.url();
    options.bucket = "bucket";
    options.prefix = "hub/";
    options.access_key = "AK";
    options.http = http_.Options();
    auto store = OpenS3Store(options, SecretBytes::CopyOf(AsBytes("secret\n")), AllowAll());
    EXPECT_TRUE(store.ok()) << store.error().message;
    return std::move(store).value();
  }
  static Bytes Body() { return Bytes(10, 'b'); }

  TestHttp http_;
};

TEST_F(S3Scripted, ARefusalNamesTheMissingRight) {
  ScriptedHttpServer server(
      [](const SeenRequest&, size_t) { return ScriptedReply::Status(403, ErrorXml("AccessDenied")); });
  const auto store = Open(server);
  const auto expect_right = [](const Error& error, const std::string& right) {
    EXPECT_EQ(error.code, ErrorCode::kDenied);
    EXPECT_NE(error.message.find(right), std::string::npos) << error.message;
    EXPECT_EQ(error.retry, Retry::kAfterFix);
  };
  expect_right(store->Put("k", Body()).error(), "s3:PutObject");
  expect_right(store->Get("k", 0, 1).error(), "s3:GetObject");
  expect_right(store->Size("k").error(), "s3:GetObject");
  expect_right(store->List("", "").error(), "s3:ListBucket");
  expect_right(store->BeginUpload("k").error(), "s3:PutObject");
  EXPECT_TRUE(store->Capabilities().can_delete);
  expect_right(store->Delete("k").error(), "s3:DeleteObject");
  EXPECT_FALSE(store->Capabilities().can_delete);
  EXPECT_TRUE(store->Capabilities().can_abort);
  expect_right(store->AbortUpload("k", "u").error(), "s3:AbortMultipartUpload");
  EXPECT_FALSE(store->Capabilities().can_abort);
}

TEST_F(S3Scripted, WrongSecretsClocksAndBucketsAreToldApart) {
  const auto error = [&](int status, const char* code) {
    ScriptedHttpServer server(
        {ScriptedReply::Status(status, ErrorXml(code)).With("Date", "Wed, 25 Nov 2026 09:30:00 GMT")});
    return Open(server)->Put("k", Body()).error();
  };
  EXPECT_EQ(error(403, "SignatureDoesNotMatch").code, ErrorCode::kUnauthenticated);
  EXPECT_EQ(error(403, "InvalidAccessKeyId").code, ErrorCode::kUnauthenticated);
  EXPECT_NE(error(403, "RequestTimeTooSkewed").hint.find("clock"), std::string::npos);
  EXPECT_EQ(error(404, "NoSuchBucket").code, ErrorCode::kNotFound);
  EXPECT_NE(error(404, "NoSuchBucket").hint.find("never creates"), std::string::npos);
  EXPECT_EQ(error(400, "AuthorizationHeaderMalformed").code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(error(301, "PermanentRedirect").code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(error(507, "QuotaExceeded").code, ErrorCode::kExhausted);
}

TEST_F(S3Scripted, F5_AFlipOnTheWayIsTheHostsToFindAndOursToName) {
  ScriptedHttpServer server({ScriptedReply::Status(400, ErrorXml("XAmzContentSHA256Mismatch"))});
  const auto put = Open(server)->Put("k", Body());
  ASSERT_FALSE(put.ok());
  EXPECT_EQ(put.error().code, ErrorCode::kCorruption);
  EXPECT_NE(server.requests().at(0).headers.at("authorization").find("x-amz-content-sha256"), std::string::npos);
}

TEST_F(S3Scripted, F4_ARangeThatIsShorterLongerOrAnotherIsNamed) {
  const auto code = [&](const ScriptedReply& reply) {
    ScriptedHttpServer server([&](const SeenRequest&, size_t) { return reply; });
    const auto got = Open(server)->Get("k", 5, 3);
    return got.ok() ? ErrorCode::kInternal : got.error().code;
  };
  EXPECT_EQ(code(ScriptedReply::Status(206, "abc").With("Content-Range", "bytes 5-7/9")),
            ErrorCode::kInternal);  // accepted
  EXPECT_EQ(code(ScriptedReply::Status(206, "ab").With("Content-Range", "bytes 5-7/9")), ErrorCode::kCorruption);
  EXPECT_EQ(code(ScriptedReply::Status(206, "abcd").With("Content-Range", "bytes 5-7/9")), ErrorCode::kCorruption);
  EXPECT_EQ(code(ScriptedReply::Status(206, "abc").With("Content-Range", "bytes 4-6/9")), ErrorCode::kCorruption);
  EXPECT_EQ(code(ScriptedReply::Ok("abc")), ErrorCode::kCorruption);
  EXPECT_EQ(code(ScriptedReply::Status(206, "abc").With("Content-Range", "bytes 5-7/9").Claiming(10)),
            ErrorCode::kCorruption);
  EXPECT_EQ(code(ScriptedReply::Status(416)), ErrorCode::kCorruption);
}

TEST_F(S3Scripted, F8_ACompletionWhoseAnswerWasLostIsFoundDone) {
  ScriptedHttpServer server([](const SeenRequest& request, size_t number) {
    if (request.method == "HEAD") return ScriptedReply::Ok(std::string(30, 'x'));
    return number == 0 ? ScriptedReply::ResetWithoutAnswer() : ScriptedReply::Status(404, ErrorXml("NoSuchUpload"));
  });
  EXPECT_TRUE(Open(server)->CompleteUpload("k", "u", {{1, "\"e1\"", 20}, {2, "\"e2\"", 10}}).ok());
  EXPECT_EQ(server.requests().size(), 3u);
  const auto other_size = Open(server)->CompleteUpload("k", "u", {{1, "\"e1\"", 21}});
  ASSERT_FALSE(other_size.ok());
  EXPECT_EQ(other_size.error().code, ErrorCode::kNotFound);
}

TEST_F(S3Scripted, AnErrorBehindA200OfACompletionIsAnError) {
  ScriptedHttpServer server(
      [](const SeenRequest&, size_t) { return ScriptedReply::Ok("\n  " + ErrorXml("InternalError")); });
  const auto done = Open(server)->CompleteUpload("k", "u", {{1, "\"e&1\"", 20}});
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(done.error().retry, Retry::kUnknownOutcome);
  EXPECT_NE(server.requests().at(0).body.find("<PartNumber>1</PartNumber><ETag>&quot;e&amp;1&quot;</ETag>"),
            std::string::npos);
}

TEST_F(S3Scripted, BeginningAnUploadIsNotDoubledAfterALostAnswer) {
  ScriptedHttpServer server({ScriptedReply::ResetWithoutAnswer()});
  const auto begun = Open(server)->BeginUpload("k");
  ASSERT_FALSE(begun.ok());
  EXPECT_EQ(begun.error().retry, Retry::kUnknownOutcome);
  EXPECT_EQ(server.requests().size(), 1u);
}

TEST_F(S3Scripted, F8_APartIsSentAgainFromTheSameBuffer) {
  ScriptedHttpServer server({ScriptedReply::ResetWithoutAnswer(), ScriptedReply::Status(503).With("Retry-After", "2"),
                             ScriptedReply::Ok().With("ETag", "\"p\"")});
  const auto part = Open(server)->UploadPart("k", "u", 4, Body());
  ASSERT_TRUE(part.ok()) << part.error().message;
  EXPECT_EQ(part->etag, "\"p\"");
  const auto seen = server.requests();
  ASSERT_EQ(seen.size(), 3u);
  EXPECT_EQ(seen[0].body, seen[2].body);
  EXPECT_EQ(seen[2].target, "/bucket/hub/k?partNumber=4&uploadId=u");
  EXPECT_EQ(http_.waited.at(1), std::chrono::seconds(2));
}

TEST_F(S3Scripted, ADigestThatIsToldIsSignedAsItIs) {
  ScriptedHttpServer server([](const SeenRequest&, size_t) { return ScriptedReply::Ok().With("ETag", "\"p\""); });
  const auto store = Open(server);
  const Digest32 told = crypto::Sha256::Of(AsBytes("another body"));
  ASSERT_TRUE(store->UploadPart("k", "u", 1, {Body(), told}).ok());
  ASSERT_TRUE(store->Put("k", {Body(), told}).ok());
  ASSERT_TRUE(store->Put("k", Body()).ok());
  const auto seen = server.requests();
  EXPECT_EQ(seen.at(0).headers.at("x-amz-content-sha256"), Hex(told));
  EXPECT_EQ(seen.at(1).headers.at("x-amz-content-sha256"), Hex(told));
  EXPECT_EQ(seen.at(2).headers.at("x-amz-content-sha256"), Hex(crypto::Sha256::Of(Body())));
}

TEST_F(S3Scripted, F10_PagesAreFollowedAndForeignKeysRefused) {
  ScriptedHttpServer server(
      {ScriptedReply::Ok("<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>true</"
                         "IsTruncated><NextContinuationToken>t/+=</NextContinuationToken></ListBucketResult>"),
       ScriptedReply::Ok("<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>false</"
                         "IsTruncated><Contents><Key>hub%2Fo/1</Key><Size>7</Size></Contents></ListBucketResult>"),
       ScriptedReply::Ok("<ListBucketResult><Contents><Key>other/1</Key><Size>7</Size></Contents></ListBucketResult>"),
       ScriptedReply::Ok("<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>")});
  const auto store = Open(server);
  const auto empty = store->List("o/", "");
  ASSERT_TRUE(empty.ok()) << empty.error().message;
  EXPECT_TRUE(empty->objects.empty());
  const auto page = store->List("o/", empty->next_token);
  ASSERT_TRUE(page.ok()) << page.error().message;
  EXPECT_EQ(page->objects.at(0).key, "o/1");
  EXPECT_EQ(page->objects.at(0).size, 7u);
  EXPECT_NE(server.requests().at(1).target.find("continuation-token=t%2F%2B%3D"), std::string::npos);
  EXPECT_EQ(store->List("", "").error().code, ErrorCode::kCorruption);
  EXPECT_EQ(store->List("", "").error().code, ErrorCode::kCorruption);
}

TEST_F(S3Scripted, F15_UploadsAndPartsAreListedOverAllPages) {
  ScriptedHttpServer server(
      {ScriptedReply::Ok("<ListMultipartUploadsResult><IsTruncated>true</IsTruncated><NextKeyMarker>hub/a</"
                         "NextKeyMarker><NextUploadIdMarker>u1</NextUploadIdMarker>"
                         "<Upload><Key>hub/a</Key><UploadId>u1</UploadId></Upload></ListMultipartUploadsResult>"),
       ScriptedReply::Ok("<ListMultipartUploadsResult><Upload><Key>hub/b</Key><UploadId>u2</UploadId></Upload></"
                         "ListMultipartUploadsResult>"),
       ScriptedReply::Ok("<ListPartsResult><IsTruncated>true</IsTruncated><NextPartNumberMarker>1</"
                         "NextPartNumberMarker><Part><PartNumber>1</PartNumber><ETag>e</ETag><Size>5</Size></Part></"
                         "ListPartsResult>"),
       ScriptedReply::Ok(
           "<ListPartsResult><Part><PartNumber>2</PartNumber><ETag>f</ETag><Size>6</Size></Part></ListPartsResult>")});
  const auto store = Open(server);
  const auto uploads = store->ListUploads("");
  ASSERT_TRUE(uploads.ok()) << uploads.error().message;
  ASSERT_EQ(uploads->size(), 2u);
  EXPECT_EQ((*uploads)[1].key, "b");
  EXPECT_NE(server.requests().at(1).target.find("key-marker=hub%2Fa"), std::string::npos);
  const auto parts = store->ListParts("a", "u1");
  ASSERT_TRUE(parts.ok()) << parts.error().message;
  ASSERT_EQ(parts->size(), 2u);
  EXPECT_EQ((*parts)[1].size, 6u);
}

TEST_F(S3Scripted, F13_AHostWithFewPartsIsNotOverrun) {
  ScriptedHttpServer server({ScriptedReply::Ok().With("ETag", "\"p\"")});
  S3Options options;
  options.endpoint = server.url();
  options.bucket = "bucket";
  options.access_key = "AK";
  options.limits.max_parts = 1'000;
  options.http = http_.Options();
  auto store = OpenS3Store(options, SecretBytes::CopyOf(AsBytes("secret")), AllowAll());
  ASSERT_TRUE(store.ok());
  EXPECT_EQ((*store)->Capabilities().max_parts, 1'000u);
  EXPECT_TRUE((*store)->UploadPart("k", "u", 1'000, Body()).ok());
  EXPECT_EQ((*store)->UploadPart("k", "u", 1'001, Body()).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(server.requests().size(), 1u);
}

TEST_F(S3Scripted, RefusesOptionsThatCannotBe) {
  const auto open = [](S3Options options) {
    auto store = OpenS3Store(options, SecretBytes::CopyOf(AsBytes("secret")), AllowAll());
    return store.ok() ? ErrorCode::kInternal : store.error().code;
  };
  S3Options good;
  good.endpoint = "https://s3.example.org";
  good.bucket = "bucket";
  good.access_key = "AK";
  EXPECT_EQ(open(good), ErrorCode::kInternal);  // opens
  S3Options bad = good;
  bad.bucket = "Bad_Bucket";
  EXPECT_EQ(open(bad), ErrorCode::kInvalidArgument);
  bad = good;
  bad.prefix = "no-slash";
  EXPECT_EQ(open(bad), ErrorCode::kInvalidArgument);
  bad = good;
  bad.access_key = "";
  EXPECT_EQ(open(bad), ErrorCode::kInvalidArgument);
  bad = good;
  bad.endpoint = "http://127.0.0.1:9";
  bad.payload = S3Payload::kUnsignedOverTls;
  EXPECT_EQ(open(bad), ErrorCode::kInvalidArgument);
}

TEST_F(S3Scripted, F24_ErrorsNeverShowSecretsNorWhatTheHostWrites) {
  ScriptedHttpServer server(
      [](const SeenRequest&, size_t) { return ScriptedReply::Status(400, ErrorXml("Bad\x1b[31m code")); });
  const Error error = Open(server)->Put("k", Body()).error();
  for (const std::string& text : {error.message, error.hint, error.context}) {
    EXPECT_EQ(text.find("secret"), std::string::npos);
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
  }
}

}  // namespace

}  // namespace bouclier::store
