// SPDX-License-Identifier: Apache-2.0
// Project pseudonyms: what a project sees in place of the vault's ordinals. One-way, and unlinkable between projects.
// docs/formats/pseudonym.md. Immutable once made; thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "bouclier/base/bytes.h"
#include "bouclier/base/secret_bytes.h"
#include "bouclier/crypto/hmac_batch.h"

namespace bouclier::kernels {

// Part of every pseudonym: a number is never given a second meaning.
enum class PseudonymClass : uint8_t {
  kPerson = 1,
  kPsa = 2,
  kInsured = 3,
  kMotherChild = 4,
  kCareLine = 5,
  kStay = 6,
  kDeathCertificate = 7,
  kProfessional = 8,
  kEmployer = 9,
  kCase = 10,
};

using Pseudonym = ByteArray<16>;
using ProjectSalt = ByteArray<32>;

constexpr size_t kProjectKeySize = 32;
constexpr size_t kPseudonymTextSize = 28;  // P1 and 26 digits of Crockford's base 32

// HKDF-SHA-256 of the hub's pseudonym secret. `label` names what the key is for (a project and its round): with another
// label or salt it is another key. CHECK: a secret of at least 32 bytes, a label of 1 to 256.
SecretBytes DeriveProjectKey(const SecretBytes& hub_secret, const ProjectSalt& salt, std::string_view label);

class Pseudonymiser {
 public:
  explicit Pseudonymiser(const SecretBytes& project_key);  // CHECK: kProjectKeySize bytes

  // One pseudonym an ordinal. CHECK: spans of one length; care lines are counted in 64 bits, every other class in 32.
  void Compute(PseudonymClass of, std::span<const uint32_t> ordinals, std::span<Pseudonym> out) const;
  void Compute(PseudonymClass of, std::span<const uint64_t> ordinals, std::span<Pseudonym> out) const;

 private:
  crypto::HmacSha256Key key_;
};

// The text form of each, end to end. CHECK: out holds kPseudonymTextSize characters a pseudonym.
void WritePseudonyms(std::span<const Pseudonym> pseudonyms, std::span<char> out);
std::string PseudonymText(const Pseudonym& pseudonym);
// Exactly what WritePseudonyms writes. **Errors:** unsupported (the tag of another algorithm or version),
// invalid_argument (anything else).
Result<Pseudonym> ParsePseudonym(std::string_view text);

}  // namespace bouclier::kernels
