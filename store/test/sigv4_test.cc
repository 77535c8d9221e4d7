// SPDX-License-Identifier: Apache-2.0
// Signature Version 4 against the vectors of aws-c-auth (test data `sigv4/`), and what our signer adds to it.
#include "sigv4.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include "bouclier/crypto/hash.h"
#include "url.h"

namespace bouclier::store {

namespace {

namespace fs = std::filesystem;

std::string ReadText(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
}

fs::path VectorFolder() {
  const char* given = std::getenv("BOUCLIER_TEST_DATA");
  if (given != nullptr) return fs::path(given) / "sigv4";
  for (fs::path at = fs::path(__FILE__).parent_path(); !at.empty() && at != at.root_path(); at = at.parent_path()) {
    if (fs::exists(at.parent_path() / "shared/data/sigv4")) return at.parent_path() / "shared/data/sigv4";
  }
  return fs::current_path() / "../shared/data/sigv4";
}

// The string value of a key in the flat JSON of context.json; "" when absent.
std::string Field(const std::string& json, const std::string& key) {
  const size_t at = json.find("\"" + key + "\":");
  if (at == std::string::npos) return "";
  size_t first = json.find_first_not_of(" \t", at + key.size() + 3);
  if (json[first] != '"') return json.substr(first, json.find_first_of(",\n}", first) - first);
  return json.substr(first + 1, json.find('"', first + 1) - first - 1);
}

struct Vector {
  std::string method, path, body;
  std::vector<QueryParameter> query;
  std::vector<Header> headers;
};

// request.txt: a request line, headers (folded lines belong to the one before), a body.
Vector ParseVector(const std::string& text) {
  Vector out;
  const std::string first = text.substr(0, text.find('\n'));
  out.method = first.substr(0, first.find(' '));
  const size_t start = out.method.size() + 1;
  std::string target = first.substr(start, first.rfind(' ') - start);
  const size_t question = target.find('?');
  out.path = PercentEncode(target.substr(0, question), KeepSlash::kYes);
  for (std::string rest = question == std::string::npos ? "" : target.substr(question + 1); !rest.empty();) {
    const std::string pair = rest.substr(0, rest.find('&'));
    rest = pair.size() < rest.size() ? rest.substr(pair.size() + 1) : "";
    const size_t equals = pair.find('=');
    out.query.emplace_back(*PercentDecode(pair.substr(0, equals)),
                           equals == std::string::npos ? "" : *PercentDecode(pair.substr(equals + 1)));
  }
  size_t at = first.size() + 1;
  while (at < text.size()) {
    const size_t end = std::min(text.find('\n', at), text.size());
    const std::string line = text.substr(at, end - at);
    at = end + 1;
    if (line.empty()) break;
    if (line[0] == ' ') {
      out.headers.back().second += "\n" + line;
    } else {
      out.headers.emplace_back(line.substr(0, line.find(':')), line.substr(line.find(':') + 1));
    }
  }
  out.body = at < text.size() ? text.substr(at) : "";
  return out;
}

std::string WithoutFinalNewline(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

// Checks one vector; false when it wants its path normalised, which S3 never does.
bool Check(const fs::path& folder) {
  const std::string context = ReadText(folder / "context.json");
  const Vector vector = ParseVector(ReadText(folder / "request.txt"));
  const bool needs_normalising =
      vector.path.find("//") != std::string::npos || vector.path.find("/.") != std::string::npos;
  if (Field(context, "normalize") == "true" && needs_normalising) return false;
  std::vector<Header> headers = vector.headers;
  headers.emplace_back("X-Amz-Date", "20150830T123600Z");
  const std::string payload_hash = Hex(crypto::Sha256::Of(AsBytes(vector.body)));
  if (Field(context, "sign_body") == "true") headers.emplace_back("x-amz-content-sha256", payload_hash);
  const std::string token = Field(context, "token");
  if (!token.empty() && Field(context, "omit_session_token") != "true")
    headers.emplace_back("X-Amz-Security-Token", token);
  const SigV4Scope scope{Field(context, "region"), Field(context, "service")};
  const std::string canonical = CanonicalRequest(vector.method, vector.path, vector.query, headers, payload_hash);
  EXPECT_EQ(canonical, WithoutFinalNewline(ReadText(folder / "header-canonical-request.txt"))) << folder;
  const std::string to_sign = StringToSign("20150830T123600Z", scope, canonical);
  EXPECT_EQ(to_sign, WithoutFinalNewline(ReadText(folder / "header-string-to-sign.txt"))) << folder;
  const SecretBytes secret = SecretBytes::CopyOf(AsBytes(Field(context, "secret_access_key")));
  EXPECT_EQ(Signature(SigningKey(secret, "20150830", scope), to_sign),
            WithoutFinalNewline(ReadText(folder / "header-signature.txt")))
      << folder;
  return true;
}

TEST(SigV4, AgreesWithTheThirdPartyVectors) {
  const fs::path folder = VectorFolder();
  if (!fs::exists(folder))
    GTEST_SKIP() << "no SigV4 vectors: " << folder << " is absent (BOUCLIER_TEST_DATA names another place)";
  int checked = 0, wanting_normalised_paths = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (!fs::exists(entry.path() / "context.json")) continue;
    Check(entry.path()) ? ++checked : ++wanting_normalised_paths;
  }
  EXPECT_EQ(checked, 32);
  EXPECT_EQ(wanting_normalised_paths, 6);
}

std::string HeaderOf(const Authorisation& signed_with, std::string_view name) {
  for (const auto& [header, value] : signed_with.headers) {
    if (EqualsIgnoringCase(header, name)) return value;
  }
  return "";
}

TEST(SigV4, SignsTheBodyUnlessToldOtherwise) {
  const Bytes body = {1, 2, 3};
  HttpRequest request;
  request.method = Method::kPut;
  request.path = "/bucket/key";
  request.body = body;
  const TimePoint now = *ParseTime("2026-11-25T09:30:00.000Z");
  const SigV4Signer signing("AK", SecretBytes::CopyOf(AsBytes("secret")), {"r", "s3"}, PayloadSigning::kSigned);
  EXPECT_EQ(HeaderOf(signing.Sign(request, "h", now), "x-amz-content-sha256"), Hex(crypto::Sha256::Of(body)));
  EXPECT_EQ(HeaderOf(signing.Sign(request, "h", now), "x-amz-date"), "20261125T093000Z");
  const SigV4Signer unsigned_payload("AK", SecretBytes::CopyOf(AsBytes("secret")), {"r", "s3"},
                                     PayloadSigning::kUnsignedOverTls);
  const Authorisation without = unsigned_payload.Sign(request, "h", now);
  EXPECT_EQ(HeaderOf(without, "x-amz-content-sha256"), "UNSIGNED-PAYLOAD");
  EXPECT_EQ(HeaderOf(without, "content-md5"), Base64(crypto::Md5::Of(body)));
  EXPECT_NE(HeaderOf(without, "Authorization").find("SignedHeaders=content-md5;host;x-amz-content-sha256;x-amz-date"),
            std::string::npos);
}

TEST(SigV4, TheKeyOfTheDayChangesWithTheDay) {
  HttpRequest request;
  request.path = "/";
  const SigV4Signer signer("AK", SecretBytes::CopyOf(AsBytes("secret")), {"r", "s3"}, PayloadSigning::kSigned);
  const TimePoint monday = *ParseTime("2026-11-23T23:59:59.000Z"), tuesday = *ParseTime("2026-11-24T00:00:00.000Z");
  const std::string before = HeaderOf(signer.Sign(request, "h", monday), "Authorization");
  const std::string after = HeaderOf(signer.Sign(request, "h", tuesday), "Authorization");
  EXPECT_NE(before, after);
  EXPECT_NE(after.find("AK/20261124/r/s3/aws4_request"), std::string::npos);
  EXPECT_EQ(before, HeaderOf(signer.Sign(request, "h", monday), "Authorization"));
}

}  // namespace

}  // namespace bouclier::store
