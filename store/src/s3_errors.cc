// SPDX-License-Identifier: Apache-2.0
#include "s3_errors.h"

#include <algorithm>
#include <cctype>
#include <optional>

#include "azure_errors.h"

namespace bouclier::store {

namespace {

// The server's text is untrusted: shown only if it looks like a code.
std::string Shown(const std::string& code) {
  const bool plain = !code.empty() && code.size() <= 64 &&
                     std::all_of(code.begin(), code.end(), [](unsigned char c) { return std::isalnum(c) != 0; });
  return plain ? " (" + code + ")" : "";
}

Error TranslateForbidden(const std::string& what, const std::string& code, const std::string& right, int64_t skew) {
  const std::string sentence = SkewSentence(skew);
  if (code == "RequestTimeTooSkewed" || (!sentence.empty() && code != "AccessDenied"))
    return Error(ErrorCode::kUnauthenticated,
                 what + ": the signature is refused" + (sentence.empty() ? "" : " and " + sentence),
                 "set this machine's clock (NTP), then try again");
  if (code == "InvalidAccessKeyId" || code == "SignatureDoesNotMatch" || code == "InvalidToken" ||
      code == "ExpiredToken")
    return Error(ErrorCode::kUnauthenticated, what + ": the host does not know this key, or the secret is wrong",
                 "check access key, secret and region in the config");
  return Error(ErrorCode::kDenied, what + ": the key lacks the right " + right,
               "give the key " + right +
                   " on the bucket (or on its prefix); the host answers the same when an address filter is closed");
}

// By code, where the code says more than the status.
std::optional<Error> TranslateByCode(const std::string& what, const std::string& code) {
  if (code == "NoSuchBucket")
    return Error(ErrorCode::kNotFound, what + ": there is no such bucket",
                 "make it at the host: this program never creates one", Retry::kAfterFix);
  if (code == "NoSuchUpload") return Error(ErrorCode::kNotFound, what + ": no such upload");
  if (code == "BadDigest" || code == "XAmzContentSHA256Mismatch" || code == "InvalidDigest")
    return Error(ErrorCode::kCorruption, what + ": the host received other bytes than were sent", "", Retry::kBackoff);
  if (code == "InvalidPart" || code == "InvalidPartOrder" || code == "EntityTooSmall")
    return Error(ErrorCode::kConflict, what + ": the host does not accept the parts" + Shown(code));
  if (code == "PermanentRedirect" || code == "AuthorizationHeaderMalformed" || code == "TemporaryRedirect")
    return Error(ErrorCode::kInvalidArgument, what + ": the bucket is in another region or at another endpoint",
                 "set region and endpoint as the host names them", Retry::kAfterFix);
  if (code == "QuotaExceeded" || code == "XMinioStorageFull" || code == "InsufficientStorage")
    return Error(ErrorCode::kExhausted, what + ": the host has no room left for this bucket", "raise its quota",
                 Retry::kAfterFix);
  if (code == "InvalidObjectState")
    return Error(ErrorCode::kUnsupported, what + ": it rests in an archive class",
                 "restore it at the host, then run again", Retry::kAfterFix);
  return std::nullopt;
}

Error TranslateByStatus(const HttpRequest& request, const HttpResponse& response, const std::string& code) {
  const std::string what(request.what);
  switch (response.status) {
    case 404:
      return Error(ErrorCode::kNotFound, what + ": no such object");
    case 409:
      return Error(ErrorCode::kConflict, what + ": another state at the host" + Shown(code));
    case 412:
      return Error(ErrorCode::kPrecondition, what + ": a condition does not hold");
    case 416:
      return Error(ErrorCode::kCorruption, what + ": the object is shorter than recorded");
    case 429:
      return Error(ErrorCode::kExhausted, what + ": the host asks for fewer requests", "", Retry::kBackoff);
    case 507:
      return Error(ErrorCode::kExhausted, what + ": the host has no room left", "", Retry::kAfterFix);
    default:
      break;
  }
  const bool error_in_success = response.status == 200;  // a completion may fail after its headers left
  if (response.status >= 500 || error_in_success) {
    const bool unknown = IsWrite(request.method) && (response.status != 503 || response.earlier_attempt_unanswered);
    return Error(ErrorCode::kUnavailable, what + ": the host answers " + std::to_string(response.status) + Shown(code),
                 "", unknown ? Retry::kUnknownOutcome : Retry::kBackoff);
  }
  if (response.status >= 300 && response.status < 400)
    return Error(ErrorCode::kInvalidArgument, what + ": the host points elsewhere, which is never followed",
                 "set region and endpoint as the host names them", Retry::kAfterFix);
  return Error(ErrorCode::kInvalidArgument,
               what + ": the host answers " + std::to_string(response.status) + Shown(code));
}

}  // namespace

Error TranslateS3Error(const HttpRequest& request, const HttpResponse& response, const std::string& code,
                       const std::string& right, const std::string& context, TimePoint now) {
  const std::string in_context = context + " (HTTP " + std::to_string(response.status) + Shown(code) + ")";
  const std::string what(request.what);
  if (auto error = TranslateByCode(what, code); error.has_value()) return std::move(*error).WithContext(in_context);
  if (response.status == 401 || response.status == 403 || code == "AccessDenied")
    return TranslateForbidden(what, code, right, ClockSkewSeconds(response, now))
        .WithRetry(Retry::kAfterFix)
        .WithContext(in_context);
  return TranslateByStatus(request, response, code).WithContext(in_context);
}

}  // namespace bouclier::store
