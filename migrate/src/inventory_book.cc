// SPDX-License-Identifier: Apache-2.0
#include "inventory_book.h"

#include "bouclier/crypto/aead.h"
#include "bouclier/crypto/hash.h"
#include "bouclier/crypto/json.h"
#include "bouclier/crypto/random.h"

namespace bouclier::migrate {
namespace {

constexpr std::string_view kUnits = "migrate.units";
constexpr std::string_view kState = "migrate.state";
constexpr std::string_view kHeaderKey = "inventory";
constexpr size_t kSaltSize = 16;
constexpr size_t kChunk = 512;

crypto::Aead CipherFor(const SecretBytes& row_key, ByteView salt) {
  return crypto::Aead(crypto::AeadAlgorithm::kAes256Gcm,
                      crypto::HkdfSha256(row_key, salt, AsBytes("bouclier/migrate/row/v1"), 32));
}

Result<InventoryHeader> ParseHeader(std::string_view text) {
  BOUCLIER_TRY(crypto::Json json, crypto::Json::ParseCanonical(text));
  InventoryHeader header;
  BOUCLIER_TRY(std::string manifest, json.GetString("manifest"));
  BOUCLIER_TRY(header.manifest, vault::ManifestId::Parse(manifest));
  BOUCLIER_TRY(header.round, json.GetCount("round"));
  BOUCLIER_TRY(header.open, json.GetBool("open"));
  BOUCLIER_TRY(header.setup, json.GetString("setup"));
  BOUCLIER_TRY(header.source_index, json.GetCount("source_index"));
  BOUCLIER_TRY(std::string marker, json.GetString("marker"));
  BOUCLIER_TRY(Bytes marker_bytes, ParseBase64(marker));
  header.marker = AsText(marker_bytes);
  BOUCLIER_TRY(header.pages, json.GetCount("pages"));
  BOUCLIER_TRY(header.duplicates, json.GetCount("duplicates"));
  BOUCLIER_TRY(header.measured_bytes_per_second, json.GetCount("bytes_per_second"));
  BOUCLIER_TRY(header.measured_units_per_1000_seconds, json.GetCount("units_per_1000_seconds"));
  return header;
}

}  // namespace

InventoryBook::InventoryBook(const SecretBytes& inventory_key)
    : id_key_(crypto::HkdfSha256(inventory_key, {}, AsBytes("bouclier/migrate/unit-id/v1"), 32)),
      row_key_(crypto::HkdfSha256(inventory_key, {}, AsBytes("bouclier/migrate/rows/v1"), 32)) {}

UnitId InventoryBook::IdOf(std::string_view source, const ports::UnitName& unit) const {
  Bytes input;
  for (std::string_view part : {source, std::string_view(unit.name), std::string_view(unit.snapshot)}) {
    AppendLe64(input, part.size());
    Append(input, AsBytes(part));
  }
  const Digest32 mac = crypto::HmacSha256(id_key_, input);
  UnitId id;
  std::copy_n(mac.begin(), id.bytes.size(), id.bytes.begin());
  return id;
}

Bytes InventoryBook::Seal(ByteView what, ByteView plaintext) const {
  const auto salt = crypto::RandomArray<kSaltSize>();
  Bytes out(salt.begin(), salt.end());
  Append(out,
         CipherFor(row_key_, salt).Seal(crypto::Nonce{}, what, plaintext));  // a key used once: the nonce may be fixed
  return out;
}

Result<Bytes> InventoryBook::Open(ByteView what, ByteView sealed) const {
  if (sealed.size() < kSaltSize) return Error(ErrorCode::kCorruption, "open migration state: a row is cut");
  auto opened = CipherFor(row_key_, sealed.first(kSaltSize)).Open(crypto::Nonce{}, what, sealed.subspan(kSaltSize));
  if (!opened.ok())
    return Error(ErrorCode::kCorruption, "open migration state: a row is damaged or sealed under another key");
  return opened;
}

Result<std::optional<UnitRow>> InventoryBook::Get(ports::StateReader& reader, UnitId id) const {
  BOUCLIER_TRY(std::optional<Bytes> sealed, reader.Get(kUnits, id.bytes));
  if (!sealed) return std::optional<UnitRow>();
  BOUCLIER_TRY(Bytes plain, Open(id.bytes, *sealed));
  BOUCLIER_TRY(UnitRow row, DecodeUnitRow(plain));
  return std::optional<UnitRow>(std::move(row));
}

Result<void> InventoryBook::Put(ports::StateTransaction& transaction, UnitId id, const UnitRow& row) const {
  return transaction.Put(kUnits, id.bytes, Seal(id.bytes, EncodeUnitRow(row)));
}

Result<void> InventoryBook::Forget(ports::StateTransaction& transaction, UnitId id) const {
  return transaction.Delete(kUnits, id.bytes);
}

Result<std::vector<NumberedRow>> InventoryBook::Next(ports::StateReader& reader, const std::optional<UnitId>& after,
                                                     size_t limit) const {
  std::vector<NumberedRow> rows;
  const ByteView from = after ? ByteView(after->bytes) : ByteView();
  BOUCLIER_TRY_VOID(reader.Scan(kUnits, {}, from, [&](ByteView key, ByteView value) -> Result<ports::ScanNext> {
    if (key.size() != 16) return Error(ErrorCode::kCorruption, "read migration state: a row's key is not one");
    UnitId id;
    std::copy(key.begin(), key.end(), id.bytes.begin());
    BOUCLIER_TRY(Bytes plain, Open(id.bytes, value));
    BOUCLIER_TRY(UnitRow row, DecodeUnitRow(plain));
    rows.emplace_back(id, std::move(row));
    return rows.size() < limit ? ports::ScanNext::kGoOn : ports::ScanNext::kStop;
  }));
  return rows;
}

Result<std::optional<InventoryHeader>> InventoryBook::Header(ports::StateReader& reader) const {
  BOUCLIER_TRY(std::optional<Bytes> sealed, reader.Get(kState, AsBytes(kHeaderKey)));
  if (!sealed) return std::optional<InventoryHeader>();
  BOUCLIER_TRY(Bytes plain, Open(AsBytes(kHeaderKey), *sealed));
  auto header = ParseHeader(AsText(plain));
  if (!header.ok()) return Error(ErrorCode::kCorruption, "read migration state: the header is not one");
  return std::optional<InventoryHeader>(std::move(header).value());
}

Result<void> InventoryBook::PutHeader(ports::StateTransaction& transaction, const InventoryHeader& header) const {
  const crypto::Json json(crypto::Json::Object{
      {"manifest", header.manifest.ToString()},
      {"round", header.round},
      {"open", header.open},
      {"setup", header.setup},
      {"source_index", header.source_index},
      {"marker", Base64(AsBytes(header.marker))},  // a source's own bytes: not always text
      {"pages", header.pages},
      {"duplicates", header.duplicates},
      {"bytes_per_second", header.measured_bytes_per_second},
      {"units_per_1000_seconds", header.measured_units_per_1000_seconds},
  });
  return transaction.Put(kState, AsBytes(kHeaderKey), Seal(AsBytes(kHeaderKey), AsBytes(json.Canonical())));
}

Result<void> ForEachRow(const InventoryBook& book, ports::StateStore& state, const RowVisitor& visit) {
  std::optional<UnitId> after;
  for (;;) {
    BOUCLIER_TRY(std::unique_ptr<ports::StateReader> reader, state.Read());
    BOUCLIER_TRY(std::vector<NumberedRow> rows, book.Next(*reader, after, kChunk));
    reader.reset();
    for (const auto& [id, row] : rows) BOUCLIER_TRY_VOID(visit(id, row));
    if (rows.size() < kChunk) return {};
    after = rows.back().first;
  }
}

}  // namespace bouclier::migrate
