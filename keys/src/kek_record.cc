// SPDX-License-Identifier: Apache-2.0
#include "bouclier/keys/kek_record.h"

#include <algorithm>

namespace bouclier::keys {
namespace {

constexpr std::string_view kMagic = "BCLKEK";
constexpr uint8_t kVersion = 1;
constexpr size_t kMaxDomain = 32;
constexpr size_t kMaxWraps = 16;

Error Bad(const char* why) { return Error(ErrorCode::kCorruption, std::string("read kek record: ") + why); }

void AppendContext(Bytes& out, const ports::KekContext& context) {
  out.push_back(static_cast<uint8_t>(context.domain.size()));
  Append(out, AsBytes(context.domain));
  Append(out, context.id);
  AppendLe32(out, context.version);
}

Result<SealedPart> ReadPart(ByteReader& in) {
  SealedPart part;
  BOUCLIER_TRY(part.iv, in.Array<12>());
  BOUCLIER_TRY(part.sealed, in.Array<48>());
  return part;
}

Result<KekWrap> ReadWrap(ByteReader& in) {
  KekWrap wrap;
  BOUCLIER_TRY(wrap.epoch, in.Le32());
  BOUCLIER_TRY(const uint8_t mechanism, in.U8());
  if (mechanism != static_cast<uint8_t>(PartMechanism::kAes256Gcm))
    return Error(ErrorCode::kUnsupported, "read kek record: unknown wrapping mechanism",
                 "use the release that wrote this record, or a newer one");
  BOUCLIER_TRY(wrap.part_a, ReadPart(in));
  BOUCLIER_TRY(wrap.part_b, ReadPart(in));
  BOUCLIER_TRY(wrap.nonce, in.Array<12>());
  BOUCLIER_TRY(wrap.wrapped, in.Array<48>());
  return wrap;
}

}  // namespace

Bytes BoundContext(const ports::KekContext& context, uint32_t epoch, PartMechanism mechanism, char part) {
  Bytes out = ToBytes(AsBytes("bouclier/kek/v1"));
  AppendContext(out, context);
  AppendLe32(out, epoch);
  out.push_back(static_cast<uint8_t>(mechanism));
  out.push_back(static_cast<uint8_t>(part));
  return out;
}

Result<Bytes> EncodeKekRecord(const KekRecord& record) {
  if (record.context.domain.empty() || record.context.domain.size() > kMaxDomain)
    return Error(ErrorCode::kInvalidArgument, "write kek record: a domain has 1 to 32 bytes");
  if (record.wraps.empty() || record.wraps.size() > kMaxWraps)
    return Error(ErrorCode::kInvalidArgument, "write kek record: a record has 1 to 16 wraps");
  Bytes out = ToBytes(AsBytes(kMagic));
  out.push_back(kVersion);
  AppendContext(out, record.context);
  out.push_back(static_cast<uint8_t>(record.wraps.size()));
  for (const KekWrap& wrap : record.wraps) {
    AppendLe32(out, wrap.epoch);
    out.push_back(static_cast<uint8_t>(wrap.mechanism));
    for (const SealedPart* part : {&wrap.part_a, &wrap.part_b}) {
      Append(out, part->iv);
      Append(out, part->sealed);
    }
    Append(out, wrap.nonce);
    Append(out, wrap.wrapped);
  }
  return out;
}

Result<KekRecord> DecodeKekRecord(ByteView bytes) {
  ByteReader in(bytes);
  BOUCLIER_TRY(const ByteView magic, in.Take(kMagic.size()));
  if (AsText(magic) != kMagic) return Bad("wrong magic");
  BOUCLIER_TRY(const uint8_t version, in.U8());
  if (version != kVersion) return Error(ErrorCode::kUnsupported, "read kek record: unknown version");
  KekRecord record;
  BOUCLIER_TRY(const uint8_t domain_size, in.U8());
  if (domain_size == 0 || domain_size > kMaxDomain) return Bad("domain of a wrong size");
  BOUCLIER_TRY(const ByteView domain, in.Take(domain_size));
  record.context.domain = AsText(domain);
  BOUCLIER_TRY(record.context.id, in.Array<16>());
  BOUCLIER_TRY(record.context.version, in.Le32());
  BOUCLIER_TRY(const uint8_t count, in.U8());
  if (count == 0 || count > kMaxWraps) return Bad("wrong number of wraps");
  for (uint8_t i = 0; i < count; ++i) {
    BOUCLIER_TRY(KekWrap wrap, ReadWrap(in));
    record.wraps.push_back(wrap);
  }
  BOUCLIER_TRY_VOID(in.End());
  return record;
}

}  // namespace bouclier::keys
