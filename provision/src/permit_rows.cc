// SPDX-License-Identifier: Apache-2.0
#include "permit_rows.h"

#include "bouclier/crypto/hash.h"

namespace bouclier::provision {
namespace {

Bytes IdPrefix(const std::string& id) {
  Bytes key = ToBytes(AsBytes(id));
  key.push_back(0);  // ids hold no zero byte: no id is the beginning of another's key
  return key;
}

Bytes TextKey(const std::string& id, uint64_t version) { return WithBe64(IdPrefix(id), version); }

}  // namespace

Error PermitDamaged(const std::string& cause) {
  return Error(ErrorCode::kCorruption, "read permit: " + cause, "restore the metadata database from its backup");
}

std::string PermitText::Digest() const { return Hex(crypto::Sha256::Of({salt, AsBytes(text)})); }

Result<std::optional<PermitText>> ReadText(ports::StateReader& reader, const std::string& id, uint64_t version) {
  BOUCLIER_TRY(const std::optional<Bytes> row, reader.Get(kPermitTable, TextKey(id, version)));
  if (!row) return std::optional<PermitText>();
  if (row->size() <= kPermitSalt) return PermitDamaged("its row is cut");
  PermitText text;
  text.salt.assign(row->begin(), row->begin() + kPermitSalt);
  text.text.assign(row->begin() + kPermitSalt, row->end());
  return std::optional<PermitText>(std::move(text));
}

Result<void> WriteText(ports::StateTransaction& transaction, const std::string& id, uint64_t version,
                       const PermitText& text) {
  Bytes row = text.salt;
  Append(row, AsBytes(text.text));
  return transaction.Put(kPermitTable, TextKey(id, version), row);
}

Result<uint64_t> NewestText(ports::StateReader& reader, const std::string& id) {
  uint64_t newest = 0;
  const Bytes prefix = IdPrefix(id);
  BOUCLIER_TRY_VOID(reader.Scan(kPermitTable, prefix, {}, [&](ByteView key, ByteView) -> Result<ports::ScanNext> {
    if (key.size() != prefix.size() + 8) return PermitDamaged("a row's key is malformed");
    newest = std::max(newest, LoadBe64(key.data() + prefix.size()));
    return ports::ScanNext::kGoOn;
  }));
  return newest;
}

Result<std::optional<PermitState>> ReadState(ports::StateReader& reader, const std::string& id) {
  BOUCLIER_TRY(const std::optional<Bytes> row, reader.Get(kPermitStateTable, AsBytes(id)));
  if (!row) return std::optional<PermitState>();
  if (row->size() != 17 || (*row)[16] > static_cast<uint8_t>(policy::Standing::kRevoked))
    return PermitDamaged("the row of its state is damaged");
  return std::optional<PermitState>(
      PermitState{LoadBe64(row->data()), LoadBe64(row->data() + 8), static_cast<policy::Standing>((*row)[16])});
}

Result<void> MoveState(ports::StateTransaction& transaction, const std::string& id,
                       const std::optional<PermitState>& before, const PermitState& after) {
  BOUCLIER_TRY(const std::optional<PermitState> there, ReadState(transaction, id));
  if (there != before)
    return Error(ErrorCode::kConflict, "change permit: somebody else changed it meanwhile", "type the command again",
                 Retry::kBackoff);
  Bytes row = WithBe64(WithBe64({}, after.step), after.version);
  row.push_back(static_cast<uint8_t>(after.standing));
  return transaction.Put(kPermitStateTable, AsBytes(id), row);
}

}  // namespace bouclier::provision
