// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "pkcs11_module.h"

namespace bouclier::keys {

Error Translate(CK_RV code, const char* verb_and_object) {
  const auto say = [&](ErrorCode kind, const char* cause, const char* hint, Retry retry) {
    return Error(kind, fmt::format("{}: {}", verb_and_object, cause), hint, retry);
  };
  switch (code) {
    case CKR_PIN_INCORRECT:
    case CKR_PIN_INVALID:
    case CKR_PIN_LEN_RANGE:
      return say(ErrorCode::kUnauthenticated, "wrong PIN", "check the PIN", Retry::kAfterFix);
    case CKR_PIN_LOCKED:
      return say(ErrorCode::kUnauthenticated, "the PIN is locked", "have the token's security officer reset it",
                 Retry::kAfterFix);
    case CKR_USER_NOT_LOGGED_IN:
      return say(ErrorCode::kUnauthenticated, "logged out", "open the token again", Retry::kAfterFix);
    case CKR_TOKEN_NOT_PRESENT:
    case CKR_DEVICE_REMOVED:
    case CKR_SESSION_HANDLE_INVALID:
    case CKR_SESSION_CLOSED:
      return say(ErrorCode::kUnavailable, "the token is gone", "insert the token and open it again", Retry::kAfterFix);
    case CKR_MECHANISM_INVALID:
    case CKR_FUNCTION_NOT_SUPPORTED:
      return say(ErrorCode::kUnsupported, "the token lacks the mechanism", "use a token that has it", Retry::kNever);
    case CKR_DEVICE_MEMORY:
    case CKR_HOST_MEMORY:
      return say(ErrorCode::kExhausted, "out of memory", "free space on the token or host", Retry::kAfterFix);
    default:
      return Error(ErrorCode::kUnavailable, fmt::format("{}: PKCS#11 error 0x{:08x}", verb_and_object, code),
                   "see the module's own log", Retry::kBackoff);
  }
}

}  // namespace bouclier::keys
