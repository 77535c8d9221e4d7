// SPDX-License-Identifier: Apache-2.0
// The loaded module and the open session as the .cc files of this room share them. Not thread-safe: callers lock.
#pragma once

#include <p11-kit/pkcs11.h>

#include "bouclier/base/mutex.h"
#include "bouclier/keys/token.h"

namespace bouclier::keys {

struct Pkcs11Module::State {
  void* library = nullptr;
  CK_FUNCTION_LIST_PTR call = nullptr;
  bool started_here = false;  // who started the library stops it
  ~State();
};

struct Token::State {
  std::shared_ptr<Pkcs11Module::State> module;
  TokenName name;
  CK_SESSION_HANDLE session BOUCLIER_GUARDED_BY(mutex) = 0;
  Mutex mutex;  // a PKCS#11 session runs one operation at a time
  ~State();
};

// The Error of a failed PKCS#11 call: `verb object: cause`.
Error Translate(CK_RV code, const char* verb_and_object);

// Finds the one object of a class and label. **Errors:** not_found, conflict (several).
Result<CK_OBJECT_HANDLE> FindKey(Token::State& token, CK_OBJECT_CLASS kind, const std::string& label)
    BOUCLIER_REQUIRES(token.mutex);

}  // namespace bouclier::keys
