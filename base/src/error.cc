// SPDX-License-Identifier: Apache-2.0
#include "bouclier/base/error.h"

#include <cerrno>
#include <cstring>

namespace bouclier {

Error Wrap(Error error, const std::string& what) {
  error.message = what + ": " + error.message;
  return error;
}

Error ErrnoError(int error_number, const std::string& verb_and_object) {
  ErrorCode code = ErrorCode::kUnavailable;
  std::string hint;
  switch (error_number) {
    case ENOSPC:
    case EDQUOT:
      code = ErrorCode::kExhausted;
      hint = "free disk space, then run the same command again";
      break;
    case EMFILE:
    case ENFILE:
    case ENOMEM:
      code = ErrorCode::kExhausted;
      hint = "raise the limit (ulimit -n, memory), then run the same command again";
      break;
    case ENOENT:
    case ENOTDIR:
      code = ErrorCode::kNotFound;
      break;
    case EACCES:
    case EPERM:
    case EROFS:
      code = ErrorCode::kDenied;
      hint = "check owner and mode of the file or folder";
      break;
    case EEXIST:
      code = ErrorCode::kConflict;
      break;
    default:
      break;
  }
  char text[128];
  return Error(code, verb_and_object + ": " + strerror_r(error_number, text, sizeof text), hint, Retry::kAfterFix);
}

}  // namespace bouclier
