// SPDX-License-Identifier: Apache-2.0
#include "bouclier/vault/crosswalk.h"

#include <algorithm>
#include <numeric>

namespace bouclier::vault {
namespace {

constexpr std::string_view kMagic = "BCLXWK";
constexpr uint8_t kVersion = 1;
// What follows them is reserved (kAmbiguousPerson, kNoPerson).
constexpr uint32_t kMostOrdinals = kAmbiguousPerson;
constexpr char kBetween = '\0';

Error Bad(const char* why) { return Error(ErrorCode::kCorruption, std::string("read crosswalk: ") + why); }

void Join(std::string& out, std::initializer_list<std::string_view> parts) {
  out.clear();
  bool first = true;
  for (const std::string_view part : parts) {
    if (!first) out.push_back(kBetween);
    first = false;
    out.append(part);
  }
}

void EncodeSpace(Bytes& out, const Crosswalk::Space& space) {
  std::vector<uint32_t> order(space.keys.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    return space.ordinals[a] != space.ordinals[b] ? space.ordinals[a] < space.ordinals[b]
                                                  : space.keys.Text(a) < space.keys.Text(b);
  });
  AppendLe32(out, space.count);
  AppendLe32(out, static_cast<uint32_t>(order.size()));
  for (const uint32_t place : order) {
    const std::string_view key = space.keys.Text(place);
    AppendLe32(out, space.ordinals[place]);
    AppendLe16(out, static_cast<uint16_t>(key.size()));
    Append(out, AsBytes(key));
  }
}

// Keys in the one order they are written in. An ordinal without a key was merged into another; the last
// ones may be such, so `count` says how many were ever given.
Result<void> DecodeSpace(ByteReader& in, Crosswalk::Space& space) {
  BOUCLIER_TRY(space.count, in.Le32());
  BOUCLIER_TRY(const uint32_t entries, in.Le32());
  if (entries > in.left() / 6 || space.count > kMostOrdinals) return Bad("more identifiers than bytes");
  space.ordinals.reserve(entries);
  std::string_view last;
  for (uint32_t i = 0; i < entries; ++i) {
    BOUCLIER_TRY(const uint32_t ordinal, in.Le32());
    BOUCLIER_TRY(const uint16_t size, in.Le16());
    if (size > IdentifierTable::kLongest) return Bad("an identifier is too long");
    BOUCLIER_TRY(const ByteView key, in.Take(size));
    const uint32_t before = space.ordinals.empty() ? 0 : space.ordinals.back();
    const bool next = ordinal < space.count && (space.ordinals.empty() || ordinal > before);
    const bool same = !space.ordinals.empty() && ordinal == before && AsText(key) > last;
    if (!next && !same) return Bad("its identifiers are not in order");
    if (space.keys.Intern(AsText(key)) != i) return Bad("an identifier stands twice");
    space.ordinals.push_back(ordinal);
    last = space.keys.Text(i);
  }
  return {};
}

}  // namespace

void MakePsaKey(std::string& out, std::string_view number, std::string_view rank) { Join(out, {number, rank}); }
void MakePersonKey(std::string& out, std::string_view ben_idt_ano) { Join(out, {"I", ben_idt_ano}); }
void MakeLifelongKey(std::string& out, std::string_view ben_nir_ano) { Join(out, {"N", ben_nir_ano}); }
void MakeCaseKey(std::string& out, std::string_view column, std::string_view value) { Join(out, {column, value}); }
void MakeStayKey(std::string& out, std::string_view year, std::string_view establishment, std::string_view number) {
  Join(out, {year, establishment, number});
}

uint64_t Crosswalk::memory() const {
  uint64_t bytes = psa_person.capacity() * sizeof(uint32_t) + person_marks.capacity();
  for (const Space& space : spaces) bytes += space.keys.memory() + space.ordinals.capacity() * sizeof(uint32_t);
  return bytes;
}

Bytes EncodeCrosswalk(const Crosswalk& crosswalk) {
  Bytes out = ToBytes(AsBytes(kMagic));
  out.push_back(kVersion);
  for (const Crosswalk::Space& space : crosswalk.spaces) EncodeSpace(out, space);
  for (const uint32_t person : crosswalk.psa_person) AppendLe32(out, person);
  Append(out, crosswalk.person_marks);
  return out;
}

Result<Crosswalk> DecodeCrosswalk(ByteView encoded) {
  ByteReader in(encoded);
  BOUCLIER_TRY(const ByteView magic, in.Take(kMagic.size()));
  if (AsText(magic) != kMagic) return Bad("it is none");
  BOUCLIER_TRY(const uint8_t version, in.U8());
  if (version != kVersion) return Error(ErrorCode::kUnsupported, "read crosswalk: unknown version");
  Crosswalk crosswalk;
  for (Crosswalk::Space& space : crosswalk.spaces) BOUCLIER_TRY_VOID(DecodeSpace(in, space));
  const uint32_t persons = crosswalk.Count(Crosswalk::Identity::kPerson);
  const uint64_t numbers = crosswalk.Count(Crosswalk::Identity::kPsa);
  if (in.left() != numbers * 4 + persons) return Bad("its length does not fit");
  for (uint64_t i = 0; i < numbers; ++i) {
    BOUCLIER_TRY(const uint32_t person, in.Le32());
    if (person >= persons && person != kNoPerson && person != kAmbiguousPerson) return Bad("a person that is none");
    crosswalk.psa_person.push_back(person);
  }
  BOUCLIER_TRY(const ByteView marks, in.Take(persons));
  crosswalk.person_marks.assign(marks.begin(), marks.end());
  return crosswalk;
}

}  // namespace bouclier::vault
