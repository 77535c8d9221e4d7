// SPDX-License-Identifier: Apache-2.0
#include "recorded_query.h"

#include "bouclier/crypto/hash.h"
#include "bouclier/crypto/random.h"
#include "bouclier/vault/doors.h"
#include "bouclier/vault/sealed_row.h"

namespace bouclier::app {
namespace {

constexpr std::string_view kTable = "app.query";  // dataset ‖ ledger index → salt ‖ text of the query, sealed
constexpr std::string_view kLabel = "bouclier/query/v1";
constexpr size_t kSalt = 16;

}  // namespace

Result<ports::LedgerReceipt> RecordQuery(Hub& hub, const vault::DatasetKeys& keys, uint64_t actor,
                                         const policy::Permit& permit, uint64_t extract, const std::string& text) {
  Bytes salted = ToBytes(crypto::RandomArray<kSalt>());
  Append(salted, AsBytes(text));
  BOUCLIER_TRY(ports::LedgerReceipt receipt, hub.Record(ports::EntryClass::kQuery, vault::kExtractAction, actor,
                                                        {{"dataset", keys.dataset().ToString()},
                                                         {"extract", extract},
                                                         {"permit", permit.id},
                                                         {"permit_version", permit.version},
                                                         {"query", Hex(crypto::Sha256::Of(salted))}}));
  BOUCLIER_TRY(const auto transaction, hub.state().Begin());
  const Bytes key = WithBe64(ToBytes(keys.dataset().bytes), receipt.index());
  BOUCLIER_TRY_VOID(transaction->Put(kTable, key, vault::SealRow(keys, kLabel, key, salted)));
  BOUCLIER_TRY_VOID(transaction->Commit());
  return receipt;
}

Result<QueryText> ReadQueryText(Hub& hub, const vault::DatasetKeys& keys, const airlock::RecordedQuery& query) {
  BOUCLIER_TRY(const auto reader, hub.state().Read());
  const Bytes key = WithBe64(ToBytes(keys.dataset().bytes), query.entry);
  BOUCLIER_TRY(const std::optional<Bytes> row, reader->Get(kTable, key));
  if (!row)
    return Error(ErrorCode::kNotFound, "read query: its text is not kept", "run it again: bouclier workspace sql");
  BOUCLIER_TRY(const Bytes salted, vault::OpenRow(keys, kLabel, key, *row));
  if (salted.size() < kSalt || Hex(crypto::Sha256::Of(salted)) != query.digest)
    return Error(ErrorCode::kCorruption, "read query: its text is not the one that the ledger names");
  QueryText out;
  out.salt.assign(salted.begin(), salted.begin() + kSalt);
  out.text = AsText(ByteView(salted).subspan(kSalt));
  return out;
}

}  // namespace bouclier::app
