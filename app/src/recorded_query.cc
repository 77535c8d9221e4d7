// SPDX-License-Identifier: Apache-2.0
#include "recorded_query.h"

#include "bouclier/crypto/hash.h"
#include "bouclier/crypto/random.h"
#include "bouclier/vault/doors.h"
#include "bouclier/vault/sealed_row.h"

namespace bouclier::app {
namespace {

using crypto::Json;

constexpr std::string_view kTable = "app.query";  // dataset ‖ ledger index → salt ‖ text of the query, sealed
constexpr std::string_view kLabel = "bouclier/query/v1";
constexpr size_t kSalt = 16;

Bytes RowKey(DatasetId dataset, uint64_t index) {
  Bytes key = ToBytes(dataset.bytes);
  AppendBe64(key, index);
  return key;
}

Error NoSuchQuery() {
  return Error(ErrorCode::kNotFound, "find query: the ledger has no query of this project under that number",
               "`bouclier workspace sql` prints the number of each query it runs");
}

Result<RecordedQuery> Named(const ports::LoggedEntry& logged, DatasetId dataset) {
  BOUCLIER_TRY(const Json entry, Json::ParseCanonical(AsText(logged.entry)));
  BOUCLIER_TRY(const Json body, entry.Get("body"));
  RecordedQuery query;
  query.index = logged.index;
  BOUCLIER_TRY(query.actor, entry.GetCount("actor"));
  BOUCLIER_TRY(const std::string of, body.GetString("dataset"));
  if (of != dataset.ToString()) return NoSuchQuery();
  BOUCLIER_TRY(query.extract, body.GetCount("extract"));
  BOUCLIER_TRY(query.permit, body.GetString("permit"));
  BOUCLIER_TRY(query.permit_version, body.GetCount("permit_version"));
  BOUCLIER_TRY(query.digest, body.GetString("query"));
  return query;
}

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
  const Bytes key = RowKey(keys.dataset(), receipt.index());
  BOUCLIER_TRY_VOID(transaction->Put(kTable, key, vault::SealRow(keys, kLabel, key, salted)));
  BOUCLIER_TRY_VOID(transaction->Commit());
  return receipt;
}

Result<RecordedQuery> ReadRecordedQuery(Hub& hub, const vault::DatasetKeys& keys, uint64_t index) {
  BOUCLIER_TRY(const uint64_t size, hub.ledger().Size());
  if (index >= size) return NoSuchQuery();
  BOUCLIER_TRY(const auto entries, hub.ledger().Read(index, 1));
  if (entries.size() != 1 || entries.front().action != vault::kExtractAction) return NoSuchQuery();
  auto named = Named(entries.front(), keys.dataset());
  if (!named.ok()) return NoSuchQuery();
  RecordedQuery query = std::move(named).value();
  BOUCLIER_TRY(const auto reader, hub.state().Read());
  const Bytes key = RowKey(keys.dataset(), index);
  BOUCLIER_TRY(const std::optional<Bytes> row, reader->Get(kTable, key));
  if (!row) return NoSuchQuery();  // stopped between the entry and the text: it was never run
  BOUCLIER_TRY(const Bytes salted, vault::OpenRow(keys, kLabel, key, *row));
  if (salted.size() < kSalt || Hex(crypto::Sha256::Of(salted)) != query.digest)
    return Error(ErrorCode::kCorruption, "read query: its text is not the one that the ledger names");
  query.salt.assign(salted.begin(), salted.begin() + kSalt);
  query.text = std::string(AsText(ByteView(salted).subspan(kSalt)));
  return query;
}

}  // namespace bouclier::app
