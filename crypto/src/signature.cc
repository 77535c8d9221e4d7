// SPDX-License-Identifier: Apache-2.0
// Ed25519 and ECDSA (P-384, P-256) over OpenSSL's EVP. A private key stays in SecretBytes; OpenSSL's own form of it is
// made for one signature and wiped by OpenSSL after it. Public keys, messages and signatures are untrusted.
// Thread-safe.
#include "bouclier/crypto/signature.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/params.h>

#include <algorithm>

#include "bouclier/crypto/hash.h"
#include "bouclier/crypto/random.h"
#include "ed25519_point.h"
#include "openssl_errors.h"

namespace bouclier::crypto {
namespace {

constexpr size_t kEd25519Seed = 32, kEd25519Signature = 64;

struct Curve {
  SignatureAlgorithm algorithm;
  const char* name;
  int nid;
  const EVP_MD* (*digest)();
  size_t scalar;  // bytes
  size_t point() const { return 2 * scalar + 1; }
  size_t signature() const { return 2 * scalar; }
};
constexpr Curve kP384{SignatureAlgorithm::kEcdsaP384Sha384, "P-384", NID_secp384r1, EVP_sha384, 48};
constexpr Curve kP256{SignatureAlgorithm::kEcdsaP256Sha256, "P-256", NID_X9_62_prime256v1, EVP_sha256, 32};

// Null: Ed25519, or no algorithm of ours.
const Curve* CurveOf(SignatureAlgorithm algorithm) {
  for (const Curve* curve : {&kP384, &kP256})
    if (curve->algorithm == algorithm) return curve;
  return nullptr;
}

template <auto kFree>
struct Freed {
  template <typename T>
  void operator()(T* object) const {
    kFree(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using Number = std::unique_ptr<BIGNUM, Freed<BN_clear_free>>;
using Scratch = std::unique_ptr<BN_CTX, Freed<BN_CTX_free>>;
using Group = std::unique_ptr<EC_GROUP, Freed<EC_GROUP_free>>;
using Point = std::unique_ptr<EC_POINT, Freed<EC_POINT_free>>;
using EcdsaSignature = std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>>;

Error MalformedKey() { return Error(ErrorCode::kInvalidArgument, "read public key: not a key of its algorithm"); }
Error DoesNotVerify() {
  return Error(ErrorCode::kUnauthenticated, "verify signature: it is not this key's signature of this message");
}

// An EVP key from its point and, unless empty, its scalar (big-endian). Null: no point on the curve.
Key CurveKey(const Curve& curve, ByteView point, const SecretBytes& scalar) {
  std::string group = curve.name;
  SecretBytes native(scalar.size());  // OSSL_PARAM wants the machine's byte order
  const ByteView big_endian = scalar.Reveal(SecretAccess{});
  std::reverse_copy(big_endian.begin(), big_endian.end(), native.RevealMutable(SecretAccess{}).begin());
  std::vector<OSSL_PARAM> params{
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group.data(), 0),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, const_cast<uint8_t*>(point.data()), point.size())};
  if (!scalar.empty())
    params.push_back(
        OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_PRIV_KEY, native.RevealMutable(SecretAccess{}).data(), native.size()));
  params.push_back(OSSL_PARAM_construct_end());
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  BOUCLIER_CHECK(context != nullptr && EVP_PKEY_fromdata_init(context.get()) == 1);
  EVP_PKEY* key = nullptr;
  const int selection = scalar.empty() ? EVP_PKEY_PUBLIC_KEY : EVP_PKEY_KEYPAIR;
  if (EVP_PKEY_fromdata(context.get(), &key, selection, params.data()) != 1) return nullptr;
  return Key(key);
}

Key PublicEvpKey(const PublicKey& key) {
  if (key.algorithm == SignatureAlgorithm::kEd25519) {
    if (!IsStrictEd25519Key(key.bytes)) return nullptr;
    return Key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.bytes.data(), key.bytes.size()));
  }
  // Uncompressed only; OpenSSL refuses coordinates beyond the field and points off the curve (its cofactor is 1).
  const Curve* curve = CurveOf(key.algorithm);
  if (curve == nullptr || key.bytes.size() != curve->point() || key.bytes[0] != 4) return nullptr;
  return CurveKey(*curve, key.bytes, SecretBytes());
}

// r ‖ s → DER, as EVP wants it. Empty: not of the curve's length.
Bytes ToDer(const Curve& curve, ByteView signature) {
  if (signature.size() != curve.signature()) return {};
  const EcdsaSignature pair(ECDSA_SIG_new());
  BIGNUM* r = BN_bin2bn(signature.data(), static_cast<int>(curve.scalar), nullptr);
  BIGNUM* s = BN_bin2bn(signature.data() + curve.scalar, static_cast<int>(curve.scalar), nullptr);
  BOUCLIER_CHECK(pair != nullptr && r != nullptr && s != nullptr && ECDSA_SIG_set0(pair.get(), r, s) == 1);
  uint8_t* der = nullptr;
  const int size = i2d_ECDSA_SIG(pair.get(), &der);
  BOUCLIER_CHECK(size > 0);
  Bytes out(der, der + size);
  OPENSSL_free(der);
  return out;
}

Bytes FromDer(const Curve& curve, ByteView der) {
  const uint8_t* in = der.data();
  const EcdsaSignature pair(d2i_ECDSA_SIG(nullptr, &in, static_cast<long>(der.size())));
  BOUCLIER_CHECK(pair != nullptr);
  const int size = static_cast<int>(curve.scalar);
  Bytes out(curve.signature());
  BOUCLIER_CHECK(BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), out.data(), size) == size);
  BOUCLIER_CHECK(BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), out.data() + size, size) == size);
  return out;
}

const EVP_MD* DigestOf(SignatureAlgorithm algorithm) {
  const Curve* curve = CurveOf(algorithm);
  return curve == nullptr ? nullptr : curve->digest();  // Ed25519 hashes by itself
}

// scalar·G, or invalid_argument when the scalar is not in [1, n − 1].
Result<PublicKey> CurvePublic(const Curve& curve, const SecretBytes& scalar) {
  const Error refused(ErrorCode::kInvalidArgument, "read private key: not a key of its algorithm");
  if (scalar.size() != curve.scalar) return refused;
  const Group group(EC_GROUP_new_by_curve_name(curve.nid));
  const Scratch scratch(BN_CTX_secure_new());
  const Number number(BN_bin2bn(scalar.Reveal(SecretAccess{}).data(), static_cast<int>(curve.scalar), nullptr));
  BOUCLIER_CHECK(group != nullptr && scratch != nullptr && number != nullptr);
  if (BN_is_zero(number.get()) || BN_cmp(number.get(), EC_GROUP_get0_order(group.get())) >= 0) return refused;
  BN_set_flags(number.get(), BN_FLG_CONSTTIME);
  const Point point(EC_POINT_new(group.get()));
  BOUCLIER_CHECK(point != nullptr &&
                 EC_POINT_mul(group.get(), point.get(), number.get(), nullptr, nullptr, scratch.get()) == 1);
  PublicKey key{curve.algorithm, Bytes(curve.point())};
  BOUCLIER_CHECK(EC_POINT_point2oct(group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED, key.bytes.data(),
                                    key.bytes.size(), scratch.get()) == key.bytes.size());
  return key;
}

Key Ed25519Key(const SecretBytes& seed) {
  return Key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.Reveal(SecretAccess{}).data(), seed.size()));
}

Result<PublicKey> Ed25519Public(const SecretBytes& seed) {
  if (seed.size() != kEd25519Seed)
    return Error(ErrorCode::kInvalidArgument, "read private key: not a key of its algorithm");
  const Key key = Ed25519Key(seed);
  PublicKey out{SignatureAlgorithm::kEd25519, Bytes(32)};
  size_t size = out.bytes.size();
  BOUCLIER_CHECK(key != nullptr && EVP_PKEY_get_raw_public_key(key.get(), out.bytes.data(), &size) == 1 && size == 32);
  return out;
}

}  // namespace

std::string Fingerprint(const PublicKey& key) {
  const uint8_t algorithm[] = {static_cast<uint8_t>(key.algorithm)};
  return "SHA256:" + Base64Url(Sha256::Of({algorithm, key.bytes}));
}

Result<void> Verify(const PublicKey& key, ByteView message, ByteView signature) {
  const ErrorMark mark;
  const Key evp = PublicEvpKey(key);
  if (evp == nullptr) return MalformedKey();
  const Curve* curve = CurveOf(key.algorithm);
  Bytes encoded = curve == nullptr ? ToBytes(signature) : ToDer(*curve, signature);
  if (curve == nullptr && signature.size() != kEd25519Signature) encoded.clear();
  if (encoded.empty()) return DoesNotVerify();
  const DigestContext context(EVP_MD_CTX_new());
  BOUCLIER_CHECK(context != nullptr);
  BOUCLIER_CHECK(EVP_DigestVerifyInit(context.get(), nullptr, DigestOf(key.algorithm), nullptr, evp.get()) == 1);
  if (EVP_DigestVerify(context.get(), encoded.data(), encoded.size(), message.data(), message.size()) != 1)
    return DoesNotVerify();
  return {};
}

struct PrivateKey::State {
  PublicKey public_key;
  SecretBytes secret;
};

PrivateKey::PrivateKey(std::unique_ptr<State> state) : state_(std::move(state)) {}
PrivateKey::PrivateKey(PrivateKey&&) noexcept = default;
PrivateKey& PrivateKey::operator=(PrivateKey&&) noexcept = default;
PrivateKey::~PrivateKey() = default;

PrivateKey PrivateKey::Generate(SignatureAlgorithm algorithm) {
  const Curve* curve = CurveOf(algorithm);
  // A random scalar beyond the order is drawn again (P-384: once in 2^194; P-256: once in 2^32).
  while (true) {
    auto key = FromSecret(algorithm, RandomSecret(curve == nullptr ? kEd25519Seed : curve->scalar));
    if (key.ok()) return std::move(key).value();
  }
}

Result<PrivateKey> PrivateKey::FromSecret(SignatureAlgorithm algorithm, const SecretBytes& secret) {
  const Curve* curve = CurveOf(algorithm);
  BOUCLIER_TRY(PublicKey key, curve == nullptr ? Ed25519Public(secret) : CurvePublic(*curve, secret));
  return PrivateKey(std::make_unique<State>(State{std::move(key), secret.Duplicate(SecretAccess{})}));
}

const PublicKey& PrivateKey::public_key() const { return state_->public_key; }

Bytes PrivateKey::Sign(ByteView message) const {
  const SignatureAlgorithm algorithm = state_->public_key.algorithm;
  const Curve* curve = CurveOf(algorithm);
  const Key key =
      curve == nullptr ? Ed25519Key(state_->secret) : CurveKey(*curve, state_->public_key.bytes, state_->secret);
  const DigestContext context(EVP_MD_CTX_new());
  BOUCLIER_CHECK(key != nullptr && context != nullptr);
  BOUCLIER_CHECK(EVP_DigestSignInit(context.get(), nullptr, DigestOf(algorithm), nullptr, key.get()) == 1);
  Bytes out(EVP_PKEY_get_size(key.get()));
  size_t size = out.size();
  BOUCLIER_CHECK(EVP_DigestSign(context.get(), out.data(), &size, message.data(), message.size()) == 1);
  out.resize(size);
  return curve == nullptr ? out : FromDer(*curve, out);
}

SecretBytes PrivateKey::Export(SecretAccess access) const { return state_->secret.Duplicate(access); }

}  // namespace bouclier::crypto
