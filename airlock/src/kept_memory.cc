// SPDX-License-Identifier: Apache-2.0
#include "bouclier/airlock/kept_memory.h"

#include <algorithm>

#include "bouclier/base/parallel.h"
#include "bouclier/crypto/hash.h"
#include "bouclier/crypto/random.h"
#include "bouclier/vault/sealed_row.h"

namespace bouclier::airlock {
namespace {

// Both: dataset ‖ release → sealed.
constexpr std::string_view kPrints = "airlock.memory", kPersons = "airlock.memory_persons";
constexpr std::string_view kPrintsLabel = "bouclier/release-memory/v1";
constexpr std::string_view kPersonsLabel = "bouclier/release-memory-persons/v1";
constexpr size_t kSalt = 16;
constexpr size_t kAtOnce = 16;  // releases in memory

Bytes RowKey(DatasetId dataset, uint64_t release) { return WithBe64(ToBytes(dataset.bytes), release); }

Error Damaged(const char* why) {
  return Error(ErrorCode::kCorruption, std::string("read release memory: ") + why, "restore the metadata database");
}

}  // namespace

SaltedRemembered::SaltedRemembered(const Remembered& output)
    : release_(output.release), prints_(ToBytes(crypto::RandomArray<kSalt>())), persons_(EncodePersons(output)) {
  Append(prints_, EncodePrints(PrintsOf(output)));
}

Digest32 SaltedRemembered::digest() const { return crypto::Sha256::Of(prints_); }

Result<void> KeepRemembered(ports::StateTransaction& transaction, const vault::DatasetKeys& keys,
                            const SaltedRemembered& output) {
  const Bytes key = RowKey(keys.dataset(), output.release());
  BOUCLIER_TRY(const std::optional<Bytes> there, transaction.Get(kPrints, key));
  if (there)
    return Error(ErrorCode::kConflict, "keep release: another output was released meanwhile",
                 "type the command again: it is compared with that one too", Retry::kBackoff);
  BOUCLIER_TRY_VOID(transaction.Put(kPrints, key, vault::SealRow(keys, kPrintsLabel, key, output.prints())));
  return transaction.Put(kPersons, key, vault::SealRow(keys, kPersonsLabel, key, output.persons()));
}

Digest32 DigestOf(const std::vector<KeptRelease>& releases) {
  Bytes all;
  for (const KeptRelease& kept : releases) Append(all, kept.digest);
  return crypto::Sha256::Of(all);
}

Result<std::optional<Bytes>> KeptMemory::Get(std::string_view table, ByteView key) {
  MutexLock lock(mutex_);
  return reader_.Get(table, key);
}

Result<RememberedPrints> KeptMemory::Read(const KeptRelease& kept) {
  const Bytes key = RowKey(keys_.dataset(), kept.release);
  BOUCLIER_TRY(const std::optional<Bytes> row, Get(kPrints, key));
  if (!row) return Damaged("a release that the ledger names is not there");
  BOUCLIER_TRY(const Bytes salted, vault::OpenRow(keys_, kPrintsLabel, key, *row));
  if (crypto::Sha256::Of(salted) != kept.digest) return Damaged("a release is not the one that the ledger names");
  BOUCLIER_TRY(RememberedPrints output, DecodePrints(ByteView(salted).subspan(kSalt)));
  if (output.release != kept.release) return Damaged("a row is another release's");
  return output;
}

// Some are opened at once, on every core; they are visited one by one.
Result<void> KeptMemory::ForEach(const Visitor& visit) {
  for (size_t from = 0; from < releases_.size(); from += kAtOnce) {
    std::vector<std::optional<RememberedPrints>> opened(std::min(kAtOnce, releases_.size() - from));
    BOUCLIER_TRY_VOID(ParallelFor(opened.size(), 0, [&](size_t i) -> Result<void> {
      BOUCLIER_TRY(opened[i], Read(releases_[from + i]));
      return {};
    }));
    for (const std::optional<RememberedPrints>& output : opened) BOUCLIER_TRY_VOID(visit(*output));
  }
  BOUCLIER_TRY(const std::optional<Bytes> more, Get(kPrints, RowKey(keys_.dataset(), releases_.size() + 1)));
  if (more) return Damaged("it has a release that the ledger does not name");
  return {};
}

Result<CellPersons> KeptMemory::PersonsOf(const RememberedPrints& output) {
  const Bytes key = RowKey(keys_.dataset(), output.release);
  BOUCLIER_TRY(const std::optional<Bytes> row, Get(kPersons, key));
  if (!row) return Damaged("whom a release counted is not there");
  BOUCLIER_TRY(const Bytes encoded, vault::OpenRow(keys_, kPersonsLabel, key, *row));
  if (crypto::Sha256::Of(encoded) != output.persons) return Damaged("whom a release counted is not what it says");
  return DecodePersons(encoded);
}

}  // namespace bouclier::airlock
