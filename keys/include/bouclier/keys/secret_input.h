// SPDX-License-Identifier: Apache-2.0
// Where PINs and passphrases come from: never an argument or the environment. One trailing newline is dropped.
// **Errors:** invalid_argument (empty), exhausted (over 1024 bytes), denied (file of another owner, or open to others).
#pragma once

#include <filesystem>
#include <string>

#include "bouclier/base/secret_bytes.h"

namespace bouclier::keys {

// A regular file of this user with mode 0600, not reached by a symbolic link.
Result<SecretBytes> ReadSecretFile(const std::filesystem::path& path);
// From an inherited descriptor, up to its end. Leaves it open.
Result<SecretBytes> ReadSecretDescriptor(int descriptor);
// Asks at the terminal (/dev/tty) without echo. **Errors:** also unavailable (no terminal).
Result<SecretBytes> PromptSecret(const std::string& question);

}  // namespace bouclier::keys
