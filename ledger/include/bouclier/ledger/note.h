// SPDX-License-Identifier: Apache-2.0
// Signed notes and verifier keys, one signer a note. Pure. Trust: the text is untrusted until OpenNote returns it.
// **Source:** c2sp.org/signed-note. One encoding each: anything but the one signature line asked for is refused.
#pragma once

#include <string>
#include <string_view>

#include "bouclier/base/public_key.h"
#include "bouclier/base/result.h"
#include "bouclier/ports/signer.h"

namespace bouclier::ledger {

// Who signs a log: a name (the log's origin) and its Ed25519 key.
struct Vkey {
  std::string name;
  PublicKey key;
  bool operator==(const Vkey&) const = default;
};

// The name: 1 to 200 printable ASCII characters without space and `+`. **Errors:** invalid_argument (name, or no
// Ed25519 key).
Result<Vkey> MakeVkey(std::string name, const PublicKey& key);
// `name+hash8+base64`, as Go's sumdb/note prints it.
std::string FormatVkey(const Vkey& vkey);
// With or without one newline behind it. **Errors:** invalid_argument.
Result<Vkey> ParseVkey(std::string_view text);
// For paper: `SHA256:…` of the public key, as every fingerprint of this project.
std::string VkeyFingerprint(const Vkey& vkey);

// `text` ends with a newline and holds no empty line. The signature is checked before it is given out.
// **Errors:** those of the signer; corruption when what it returned does not verify.
Result<std::string> SignNote(const std::string& text, const Vkey& vkey, ports::Signer& signer);
// The text, after its one signature line was found right. **Errors:** corruption (form, unknown signature line),
// unauthenticated (signature).
Result<std::string> OpenNote(std::string_view note, const Vkey& vkey);

}  // namespace bouclier::ledger
