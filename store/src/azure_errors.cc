// SPDX-License-Identifier: Apache-2.0
#include "azure_errors.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <utility>

#include "azure_xml.h"
#include "http_client.h"

namespace bouclier::store {

namespace {

// A code is shown only if it looks like one: the server's text is untrusted.
std::string CodeOf(HttpResponse& response) {
  AzureErrorBody body = ParseAzureError(std::move(response.body));
  std::string code = response.Get("x-ms-error-code");
  if (code.empty()) code = std::move(body.code);
  const bool plain =
      code.size() <= 64 && std::all_of(code.begin(), code.end(), [](unsigned char c) { return std::isalnum(c) != 0; });
  if (!plain) return "";
  // Azurite gives a wrong key the code that Azure keeps for network rules; its sentence tells them apart.
  if (code == "AuthorizationFailure" && body.message.find("failed to authenticate") != std::string::npos)
    return "AuthenticationFailed";
  return code;
}

// The causes of a 403, each with what mends it.
Error TranslateForbidden(const std::string& what, const std::string& code, int64_t skew) {
  if (code == "KeyBasedAuthenticationNotPermitted")
    return Error(ErrorCode::kDenied, what + ": the account refuses shared keys",
                 "allow shared key access on the account, or give a user delegation SAS token instead of the key");
  if (code == "AuthorizationPermissionMismatch" || code == "AuthorizationResourceTypeMismatch" ||
      code == "AuthorizationServiceMismatch" || code == "InsufficientAccountPermissions" ||
      code == "UnauthorizedBlobOverwrite")
    return Error(ErrorCode::kDenied, what + ": the credential lacks the right for this",
                 "give it a role such as Storage Blob Data Reader (Contributor to delete), or a SAS token with read, "
                 "list and tags");
  if (code == "AuthorizationFailure" || code == "AuthorizationSourceIPMismatch" || code == "IpAuthorizationError" ||
      code == "AuthorizationProtocolMismatch")
    return Error(ErrorCode::kDenied, what + ": the account's network rules refuse this machine",
                 "add this machine's address to the account's firewall, or to the range its SAS token names");
  if (code == "AuthenticationFailed" || code == "InvalidAuthenticationInfo") {
    const std::string sentence = SkewSentence(skew);
    if (!sentence.empty())
      return Error(ErrorCode::kUnauthenticated, what + ": the signature is refused and " + sentence,
                   "set this machine's clock (NTP), then try again");
    return Error(ErrorCode::kUnauthenticated, what + ": the key or token is wrong or has expired",
                 "check the account name and key; the clock agrees with the server's");
  }
  return Error(ErrorCode::kDenied, what + ": refused by the service" + (code.empty() ? "" : " (" + code + ")"),
               "ask the account's owner which rule applies");
}

Error TranslateConflict(const std::string& what, const std::string& code) {
  if (code == "BlobArchived" || code == "BlobBeingRehydrated")
    return Error(ErrorCode::kUnsupported, what + ": it rests in the archive tier",
                 "rehydrate it to a readable tier, then run again", Retry::kAfterFix);
  if (code == "SnapshotsPresent") return Error(ErrorCode::kConflict, what + ": it has snapshots", "", Retry::kAfterFix);
  if (code == "BlobImmutableDueToPolicy" || code == "BlobImmutableDueToLegalHold")
    return Error(ErrorCode::kConflict, what + ": a retention policy or legal hold protects it", "", Retry::kAfterFix);
  return Error(ErrorCode::kConflict, what + ": another state at the service" + (code.empty() ? "" : " (" + code + ")"));
}

Error TranslateNotFound(const std::string& what, const std::string& code) {
  if (code == "ContainerNotFound" || code == "ContainerBeingDeleted")
    return Error(ErrorCode::kNotFound, what + ": there is no such container",
                 "check the container's name and the account in the config", Retry::kAfterFix);
  return Error(ErrorCode::kNotFound, what + ": no such blob");
}

Error TranslateByStatus(const HttpRequest& request, const HttpResponse& response, const std::string& code,
                        int64_t skew) {
  const std::string what(request.what);
  switch (response.status) {
    case 401:
    case 403:
      return TranslateForbidden(what, code, skew).WithRetry(Retry::kAfterFix);
    case 404:
      return TranslateNotFound(what, code);
    case 409:
      return TranslateConflict(what, code);
    case 412:
      if (code.substr(0, 5) == "Lease")
        return Error(ErrorCode::kConflict, what + ": it is leased", "", Retry::kAfterFix);
      return Error(ErrorCode::kPrecondition, what + ": it changed since it was listed");
    case 416:
      return Error(ErrorCode::kCorruption, what + ": it is shorter than its listing says");
    case 429:
      return Error(ErrorCode::kExhausted, what + ": the service asks for fewer requests", "", Retry::kBackoff);
    default:
      break;
  }
  if (response.status >= 500) {
    const bool unknown = IsWrite(request.method) && (response.status != 503 || response.earlier_attempt_unanswered);
    return Error(ErrorCode::kUnavailable, what + ": the service answers " + std::to_string(response.status), "",
                 unknown ? Retry::kUnknownOutcome : Retry::kBackoff);
  }
  if (response.status >= 300 && response.status < 400)
    return Error(ErrorCode::kUnavailable, what + ": the service points elsewhere, which is never followed",
                 "give the endpoint that serves the account", Retry::kAfterFix);
  return Error(ErrorCode::kInvalidArgument, what + ": the service answers " + std::to_string(response.status) +
                                                (code.empty() ? "" : " (" + code + ")"));
}

}  // namespace

int64_t ClockSkewSeconds(const HttpResponse& response, TimePoint now) {
  const auto header = response.Find("date");
  if (!header.has_value()) return 0;
  const auto date = ParseHttpDate(*header);
  if (!date.has_value()) return 0;
  return std::chrono::duration_cast<std::chrono::seconds>(now - *date).count();
}

std::string SkewSentence(int64_t skew_seconds) {
  const int64_t minutes = std::llabs(skew_seconds) / 60;
  if (minutes < 5) return "";
  return "our clock is " + std::to_string(minutes) + " min " + (skew_seconds > 0 ? "ahead of" : "behind") +
         " the server's";
}

Error TranslateAzureError(const HttpRequest& request, HttpResponse response, const std::string& context,
                          TimePoint now) {
  const int64_t skew = ClockSkewSeconds(response, now);
  const std::string code = CodeOf(response);
  return TranslateByStatus(request, response, code, skew)
      .WithContext(context + " (HTTP " + std::to_string(response.status) + " " + code + ")");
}

}  // namespace bouclier::store
