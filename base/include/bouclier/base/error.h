// SPDX-License-Identifier: Apache-2.0
// The one error type. Codes come from spec/errors.yaml.
//   message  public: `verb object: cause`, lower case, no full stop; no row values, identifiers, names of objects, keys
//   hint     public: what to try
//   refusal  of an output: why, as a code that has its words in two languages; about: the part of it that is meant, as
//            public as the message
//   context  for the operator at the terminal; never written to log files or the ledger (it may name an object)
#pragma once

#include <string>
#include <utility>

#include "bouclier/base/error_codes.h"
#include "bouclier/base/refusal.h"

namespace bouclier {

// What a caller may do after an error.
enum class Retry {
  kNever,
  kBackoff,         // the same call may succeed later
  kAfterFix,        // someone has to mend something first: the hint says what
  kUnknownOutcome,  // a remote write may or may not have happened: read back before acting
};

struct [[nodiscard]] Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;
  std::string hint;
  Retry retry = Retry::kNever;
  std::string context;
  Refusal refusal = Refusal::kNone;
  std::string about;

  Error(ErrorCode c, std::string m, std::string h = "", Retry r = Retry::kNever)
      : code(c), message(std::move(m)), hint(std::move(h)), retry(r) {}

  Error&& WithHint(std::string h) && {
    hint = std::move(h);
    return std::move(*this);
  }
  Error&& WithRetry(Retry r) && {
    retry = r;
    return std::move(*this);
  }
  Error&& WithContext(std::string c) && {
    context = std::move(c);
    return std::move(*this);
  }
  Error&& Because(Refusal r, std::string a = "") && {
    refusal = r;
    about = std::move(a);
    return std::move(*this);
  }
};

// `what: error.message`, keeping code, hint, retry and context.
Error Wrap(Error error, const std::string& what);

// The Error of a failed system call (`verb object: strerror`): ENOSPC, EDQUOT and EMFILE are exhausted, ENOENT
// not_found, EACCES and EPERM denied, EEXIST conflict, everything else unavailable.
Error ErrnoError(int error_number, const std::string& verb_and_object);

}  // namespace bouclier
