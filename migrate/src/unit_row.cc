// SPDX-License-Identifier: Apache-2.0
#include "unit_row.h"

namespace bouclier::migrate {
namespace {

constexpr uint8_t kVersion = 1;
constexpr size_t kNamesKept = 1000;

void PutText(Bytes& out, std::string_view text) { AppendSized(out, AsBytes(text)); }
void PutTexts(Bytes& out, const std::vector<std::string>& texts) {
  AppendLe16(out, static_cast<uint16_t>(texts.size()));
  for (const std::string& text : texts) PutText(out, text);
}
Result<std::string> TakeText(ByteReader& in) {
  BOUCLIER_TRY(const ByteView bytes, in.Sized());
  return std::string(AsText(bytes));
}
Result<std::vector<std::string>> TakeTexts(ByteReader& in) {
  BOUCLIER_TRY(uint16_t count, in.Le16());
  std::vector<std::string> texts;
  for (uint16_t i = 0; i < count; ++i) {
    BOUCLIER_TRY(std::string text, TakeText(in));
    texts.push_back(std::move(text));
  }
  return texts;
}
template <typename Enum>
Result<Enum> TakeEnum(ByteReader& in, Enum last) {
  BOUCLIER_TRY(uint8_t value, in.U8());
  if (value > static_cast<uint8_t>(last)) return Error(ErrorCode::kCorruption, "read migration state: an unknown code");
  return static_cast<Enum>(value);
}
enum class Flag : uint8_t { kNo, kYes };

Result<Listed> TakeListed(ByteReader& in) {
  Listed listed;
  BOUCLIER_TRY(listed.size, in.Le64());
  BOUCLIER_TRY(listed.kind, TakeEnum(in, ports::BlobKind::kFile));
  BOUCLIER_TRY(listed.validator, TakeText(in));
  BOUCLIER_TRY(listed.last_modified, TakeText(in));
  BOUCLIER_TRY(Flag archived, TakeEnum(in, Flag::kYes));
  listed.archived = archived == Flag::kYes;
  BOUCLIER_TRY(listed.losses, TakeTexts(in));
  return listed;
}

Result<Moved> TakeMoved(ByteReader& in) {
  Moved moved;
  BOUCLIER_TRY(moved.generation, in.Le64());
  BOUCLIER_TRY(moved.size, in.Le64());
  BOUCLIER_TRY(moved.validator, TakeText(in));
  BOUCLIER_TRY(moved.last_modified, TakeText(in));
  BOUCLIER_TRY(moved.md5, TakeEnum(in, vault::Md5Status::kDifferent));
  BOUCLIER_TRY(moved.losses, TakeTexts(in));
  BOUCLIER_TRY(moved.verified_at, TakeText(in));
  BOUCLIER_TRY(Flag damaged, TakeEnum(in, Flag::kYes));
  moved.damaged = damaged == Flag::kYes;
  return moved;
}

}  // namespace

std::string_view UnitStateName(UnitState state) {
  switch (state) {
    case UnitState::kPending:
      return "pending";
    case UnitState::kMoved:
      return "moved";
    case UnitState::kRefused:
      return "refused";
    case UnitState::kLost:
      return "lost";
  }
  return "pending";
}

Bytes EncodeUnitRow(const UnitRow& row) {
  Bytes out;
  out.push_back(kVersion);
  PutText(out, row.source);
  PutText(out, row.unit.name);
  PutText(out, row.unit.snapshot);
  out.push_back(row.dataset ? 1 : 0);
  if (row.dataset) Append(out, row.dataset->bytes);
  AppendLe64(out, row.first_round);
  AppendLe64(out, row.seen_round);
  AppendLe64(out, row.returned_round);
  AppendLe64(out, row.listed.size);
  out.push_back(static_cast<uint8_t>(row.listed.kind));
  PutText(out, row.listed.validator);
  PutText(out, row.listed.last_modified);
  out.push_back(row.listed.archived ? 1 : 0);
  PutTexts(out, row.listed.losses);
  out.push_back(static_cast<uint8_t>(row.state));
  PutText(out, row.reason);
  AppendLe64(out, row.moved.generation);
  AppendLe64(out, row.moved.size);
  PutText(out, row.moved.validator);
  PutText(out, row.moved.last_modified);
  out.push_back(static_cast<uint8_t>(row.moved.md5));
  PutTexts(out, row.moved.losses);
  PutText(out, row.moved.verified_at);
  out.push_back(row.moved.damaged ? 1 : 0);
  return out;
}

Result<UnitRow> DecodeUnitRow(ByteView encoded) {
  ByteReader in(encoded);
  UnitRow row;
  BOUCLIER_TRY(uint8_t version, in.U8());
  if (version != kVersion) return Error(ErrorCode::kUnsupported, "read migration state: unknown version");
  BOUCLIER_TRY(row.source, TakeText(in));
  BOUCLIER_TRY(row.unit.name, TakeText(in));
  BOUCLIER_TRY(row.unit.snapshot, TakeText(in));
  BOUCLIER_TRY(Flag has_dataset, TakeEnum(in, Flag::kYes));
  if (has_dataset == Flag::kYes) {
    BOUCLIER_TRY(ByteArray<16> id, in.Array<16>());
    row.dataset = DatasetId{id};
  }
  BOUCLIER_TRY(row.first_round, in.Le64());
  BOUCLIER_TRY(row.seen_round, in.Le64());
  BOUCLIER_TRY(row.returned_round, in.Le64());
  BOUCLIER_TRY(row.listed, TakeListed(in));
  BOUCLIER_TRY(row.state, TakeEnum(in, UnitState::kLost));
  BOUCLIER_TRY(row.reason, TakeText(in));
  BOUCLIER_TRY(row.moved, TakeMoved(in));
  BOUCLIER_TRY_VOID(in.End());
  return row;
}

NamedUnit NamedFrom(UnitId id, const UnitRow& row, std::string said) {
  return {id, row.source, row.unit, row.listed.size, row.state, std::move(said)};
}

void AddNamed(NamedUnits& units, NamedUnit unit) {
  if (units.units.size() < kNamesKept) {
    units.units.push_back(std::move(unit));
  } else {
    ++units.more;
  }
}

}  // namespace bouclier::migrate
