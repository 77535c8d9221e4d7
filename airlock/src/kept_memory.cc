// SPDX-License-Identifier: Apache-2.0
#include "bouclier/airlock/kept_memory.h"

#include "bouclier/crypto/hash.h"
#include "bouclier/crypto/random.h"
#include "bouclier/vault/sealed_row.h"

namespace bouclier::airlock {
namespace {

constexpr std::string_view kTable = "airlock.memory";  // dataset ‖ release → salt ‖ remembered output, sealed
constexpr std::string_view kLabel = "bouclier/release-memory/v1";
constexpr size_t kSalt = 16;

Bytes RowKey(DatasetId dataset, uint64_t release) {
  Bytes key = ToBytes(dataset.bytes);
  AppendBe64(key, release);
  return key;
}

Error Damaged(const char* why) {
  return Error(ErrorCode::kCorruption, std::string("read release memory: ") + why, "restore the metadata database");
}

}  // namespace

SaltedRemembered::SaltedRemembered(const Remembered& output)
    : release_(output.release), bytes_(ToBytes(crypto::RandomArray<kSalt>())) {
  Append(bytes_, EncodeRemembered(output));
}

Digest32 SaltedRemembered::digest() const { return crypto::Sha256::Of(bytes_); }

Result<void> KeepRemembered(ports::StateTransaction& transaction, const vault::DatasetKeys& keys,
                            const SaltedRemembered& output) {
  const Bytes key = RowKey(keys.dataset(), output.release());
  BOUCLIER_TRY(const std::optional<Bytes> there, transaction.Get(kTable, key));
  if (there)
    return Error(ErrorCode::kConflict, "keep release: another output was released meanwhile",
                 "type the command again: it is compared with that one too", Retry::kBackoff);
  return transaction.Put(kTable, key, vault::SealRow(keys, kLabel, key, output.bytes()));
}

Result<void> KeptMemory::ForEach(const Visitor& visit) {
  uint64_t rows = 0;
  BOUCLIER_TRY_VOID(reader_.Scan(kTable, keys_.dataset().bytes, {}, [&](ByteView, ByteView) -> Result<ports::ScanNext> {
    ++rows;
    return ports::ScanNext::kGoOn;
  }));
  if (rows != releases_.size()) return Damaged("it has another number of releases than the ledger");
  for (const KeptRelease& kept : releases_) {
    const Bytes key = RowKey(keys_.dataset(), kept.release);
    BOUCLIER_TRY(const std::optional<Bytes> row, reader_.Get(kTable, key));
    if (!row) return Damaged("a release that the ledger names is not there");
    BOUCLIER_TRY(const Bytes salted, vault::OpenRow(keys_, kLabel, key, *row));
    if (crypto::Sha256::Of(salted) != kept.digest) return Damaged("a release is not the one that the ledger names");
    BOUCLIER_TRY(const Remembered output, DecodeRemembered(ByteView(salted).subspan(kSalt)));
    if (output.release != kept.release) return Damaged("a row is another release's");
    BOUCLIER_TRY_VOID(visit(output));
  }
  return {};
}

}  // namespace bouclier::airlock
