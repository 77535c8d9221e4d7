// SPDX-License-Identifier: Apache-2.0
// Expected failures leave the thread's OpenSSL error queue as it was.
#include "openssl_errors.h"

#include <gtest/gtest.h>

#include "bouclier/crypto/aead.h"
#include "bouclier/crypto/signature.h"

namespace bouclier::crypto {
namespace {

void FailInEveryWay() {
  const PublicKey off_curve{SignatureAlgorithm::kEcdsaP384Sha384, Bytes(97, 4)};
  EXPECT_FALSE(Verify(off_curve, {}, Bytes(96, 1)).ok());
  EXPECT_FALSE(Verify({SignatureAlgorithm::kEd25519, Bytes(32, 7)}, {}, Bytes(64, 1)).ok());
  const PrivateKey key = PrivateKey::Generate(SignatureAlgorithm::kEcdsaP384Sha384);
  EXPECT_FALSE(Verify(key.public_key(), {}, Bytes(96, 1)).ok());
  EXPECT_FALSE(Verify(key.public_key(), {}, Bytes(96)).ok());
  EXPECT_FALSE(X25519(SecretBytes::CopyOf(Bytes(32, 9)), {}).ok());
  for (AeadAlgorithm algorithm : {AeadAlgorithm::kChaCha20Poly1305, AeadAlgorithm::kAes256Gcm})
    EXPECT_FALSE(Aead(algorithm, SecretBytes(32)).Open({}, {}, Bytes(40)).ok());
  EXPECT_FALSE(PrivateKey::FromSecret(SignatureAlgorithm::kEcdsaP384Sha384, SecretBytes(48)).ok());
}

TEST(OpensslErrors, ExpectedFailuresLeaveNothingInTheQueue) {
  ERR_clear_error();
  FailInEveryWay();
  EXPECT_EQ(ERR_peek_error(), 0u);
}

TEST(OpensslErrors, ExpectedFailuresKeepWhatOthersLeftInTheQueue) {
  ERR_clear_error();
  ERR_raise(ERR_LIB_USER, 42);
  FailInEveryWay();
  EXPECT_EQ(ERR_GET_REASON(ERR_get_error()), 42);
  EXPECT_EQ(ERR_get_error(), 0u);
}

}  // namespace
}  // namespace bouclier::crypto
