// SPDX-License-Identifier: Apache-2.0
// Header packets: X25519, key = first half of BLAKE2b-512(shared ‖ reader ‖ writer), ChaCha20-Poly1305.
// **Source:** GA4GH File Encryption Standard 1.0 (crypt4gh), §2–3.
#include <algorithm>

#include <fmt/format.h>

#include "bouclier/crypto/aead.h"
#include "bouclier/crypto/hash.h"
#include "bouclier/crypto/random.h"
#include "bouclier/crypto/signature.h"
#include "bouclier/vault/crypt4gh.h"

namespace bouclier::vault {
namespace {

constexpr std::string_view kMagic = "crypt4gh";
constexpr uint32_t kVersion = 1;
constexpr uint32_t kMethodX25519 = 0;
constexpr uint32_t kTypeDataKey = 0;
constexpr uint32_t kTypeEditList = 1;
constexpr uint32_t kCipherChaCha20 = 0;
constexpr size_t kPreamble = 16;
constexpr size_t kMethodLength = 4;
constexpr size_t kPacketPrefix = 4 + kMethodLength;  // length, method
constexpr size_t kPacketOverhead = kPacketPrefix + 32 + crypto::kNonceSize + crypto::kTagSize;
constexpr size_t kDataKeyPayload = 4 + 4 + 32;

Error Damaged(const char* why) {
  return Error(ErrorCode::kCorruption, std::string("read Crypt4GH header: ") + why,
               "it was altered or cut on its way: ask the sender for the file again");
}

Error NotKnown(const char* what, const char* hint) {
  return Error(ErrorCode::kUnsupported, std::string("read Crypt4GH header: ") + what, hint);
}

Error OpensNone(uint32_t packets, uint32_t unknown_methods) {
  if (unknown_methods == packets)
    return NotKnown("no packet is of a method this program knows", "ask for a file for an X25519 key (method 0)");
  std::string message = fmt::format("read Crypt4GH header: this key opens none of {} packets", packets);
  if (unknown_methods != 0) message += fmt::format(" ({} of an unknown method)", unknown_methods);
  return Error(ErrorCode::kDenied, std::move(message),
               "use the private key of one of the file's recipients; were it that key, the header is damaged");
}

Result<SecretBytes> PacketKey(const SecretBytes& own, const C4ghPublicKey& peer, const C4ghPublicKey& reader,
                              const C4ghPublicKey& writer) {
  BOUCLIER_TRY(const SecretBytes shared, crypto::X25519(own, peer));
  Bytes material = ToBytes(shared.Reveal(SecretAccess{}));
  Append(material, reader);
  Append(material, writer);
  Bytes digest = crypto::Blake2b512(material);
  SecretBytes key = SecretBytes::CopyOf(ByteView(digest).first(32));
  Wipe(material);
  Wipe(digest);
  return key;
}

Result<void> AppendPacket(Bytes& out, ByteView payload, const C4ghKeyPair& writer, const C4ghPublicKey& recipient) {
  BOUCLIER_TRY(const SecretBytes key, PacketKey(writer.secret, recipient, recipient, writer.public_key));
  const crypto::Nonce nonce = crypto::RandomArray<crypto::kNonceSize>();
  AppendLe32(out, static_cast<uint32_t>(kPacketOverhead + payload.size()));
  AppendLe32(out, kMethodX25519);
  Append(out, writer.public_key);
  Append(out, nonce);
  Append(out, crypto::Aead(crypto::AeadAlgorithm::kChaCha20Poly1305, key).Seal(nonce, {}, payload));
  return {};
}

// nullopt: not for this key.
Result<std::optional<SecretBytes>> OpenPacket(ByteView packet, const C4ghKeyPair& key) {
  ByteReader reader(packet);
  BOUCLIER_TRY_VOID(reader.Take(kMethodLength));
  if (packet.size() < kPacketOverhead - 4) return std::optional<SecretBytes>();
  BOUCLIER_TRY(const C4ghPublicKey writer, reader.Array<32>());
  BOUCLIER_TRY(const crypto::Nonce nonce, reader.Array<crypto::kNonceSize>());
  BOUCLIER_TRY(const ByteView sealed, reader.Take(reader.left()));
  const auto packet_key = PacketKey(key.secret, writer, key.public_key, writer);
  if (!packet_key.ok()) return std::optional<SecretBytes>();
  auto payload = crypto::Aead(crypto::AeadAlgorithm::kChaCha20Poly1305, *packet_key).OpenSecret(nonce, {}, sealed);
  if (!payload.ok()) return std::optional<SecretBytes>();
  return std::optional(std::move(*payload));
}

Result<void> TakePayload(const SecretBytes& payload, C4ghHeader& header) {
  const ByteView view = payload.Reveal(SecretAccess{});
  if (view.size() < 4) return Damaged("a packet is too short");
  const uint32_t type = LoadLe32(view.data());
  if (type == kTypeEditList)
    return NotKnown("it has an edit list",
                    "decrypt the file and encrypt it anew with a Crypt4GH tool, which applies it");
  if (type != kTypeDataKey) return NotKnown("unknown packet type", "ask for a file of data keys only");
  if (view.size() != kDataKeyPayload) return Damaged("a packet has the wrong length");
  if (LoadLe32(view.data() + 4) != kCipherChaCha20)
    return NotKnown("unknown cipher", "ask for a file sealed with ChaCha20-Poly1305 (cipher 0)");
  header.deks.push_back(SecretBytes::CopyOf(view.subspan(8)));
  ++header.opened;
  return {};
}

Result<void> FillAll(const C4ghSource& source, MutableByteView out) {
  size_t filled = 0;
  while (filled < out.size()) {
    BOUCLIER_TRY(const size_t got, source(out.subspan(filled)));
    if (got == 0) return Damaged("the file ends inside it");
    filled += got;
  }
  return {};
}

}  // namespace

Result<Bytes> WriteC4ghHeader(const SecretBytes& dek, const std::vector<C4ghPublicKey>& recipients) {
  if (recipients.empty() || recipients.size() > kMaxC4ghPackets)
    return Error(ErrorCode::kInvalidArgument, "write Crypt4GH header: it takes 1 to 1,024 recipients");
  const C4ghKeyPair writer = NewC4ghKeyPair();  // ephemeral: says nothing about who wrote it
  SecretBytes payload(kDataKeyPayload);         // type and cipher are 0
  const ByteView dek_view = dek.Reveal(SecretAccess{});
  BOUCLIER_CHECK(dek_view.size() == 32);
  std::copy(dek_view.begin(), dek_view.end(), payload.RevealMutable(SecretAccess{}).begin() + 8);
  Bytes out = ToBytes(AsBytes(kMagic));
  AppendLe32(out, kVersion);
  AppendLe32(out, static_cast<uint32_t>(recipients.size()));
  for (const C4ghPublicKey& recipient : recipients) {
    BOUCLIER_TRY_VOID(AppendPacket(out, payload.Reveal(SecretAccess{}), writer, recipient));
  }
  return out;
}

Result<C4ghHeader> ReadC4ghHeader(const C4ghSource& source, const C4ghKeyPair& key) {
  ByteArray<kPreamble> preamble;
  if (!FillAll(source, preamble).ok() || AsText(ByteView(preamble).first(8)) != kMagic)
    return Error(ErrorCode::kInvalidArgument, "read Crypt4GH header: not a Crypt4GH file",
                 "such a file begins with the eight letters `crypt4gh`");
  if (LoadLe32(preamble.data() + 8) != kVersion) return NotKnown("not of version 1", "ask for a file of version 1");
  C4ghHeader header;
  header.packets = LoadLe32(preamble.data() + 12);
  header.length = kPreamble;
  if (header.packets == 0) return Damaged("it has no packet");
  if (header.packets > kMaxC4ghPackets)
    return Error(ErrorCode::kUnsupported,
                 fmt::format("read Crypt4GH header: {} packets, more than 1,024", header.packets));
  uint32_t unknown_methods = 0;
  Bytes packet;
  for (uint32_t i = 0; i < header.packets; ++i) {
    ByteArray<4> prefix;
    BOUCLIER_TRY_VOID(FillAll(source, prefix));
    const uint32_t length = LoadLe32(prefix.data());
    if (length < kPacketPrefix || length > kMaxC4ghPacketLength) return Damaged("a packet has an impossible length");
    packet.resize(length - prefix.size());
    BOUCLIER_TRY_VOID(FillAll(source, packet));
    header.length += length;
    if (LoadLe32(packet.data()) != kMethodX25519) {
      ++unknown_methods;  // passed over, as the standard says
      continue;
    }
    BOUCLIER_TRY(const std::optional<SecretBytes> payload, OpenPacket(packet, key));
    if (payload) BOUCLIER_TRY_VOID(TakePayload(*payload, header));
  }
  if (header.opened == 0) return OpensNone(header.packets, unknown_methods);
  return header;
}

Result<C4ghHeader> ParseC4ghHeader(ByteView file_start, const C4ghKeyPair& key) {
  return ReadC4ghHeader(
      [file_start](MutableByteView out) mutable -> Result<size_t> {
        const size_t take = std::min(out.size(), file_start.size());
        std::copy_n(file_start.begin(), take, out.begin());
        file_start = file_start.subspan(take);
        return take;
      },
      key);
}

}  // namespace bouclier::vault
