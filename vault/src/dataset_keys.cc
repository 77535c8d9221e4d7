// SPDX-License-Identifier: Apache-2.0
#include "bouclier/vault/dataset_keys.h"

#include <algorithm>

#include "bouclier/crypto/hash.h"
#include "bouclier/crypto/random.h"
#include "sealed_box.h"
#include "tables.h"

namespace bouclier::vault {
namespace {

constexpr std::string_view kBookLabel = "bouclier/book/v1";
constexpr uint8_t kVersion = 1;
constexpr size_t kBookKeySize = 32;

const char* DomainName(KeyDomain domain) {
  switch (domain) {
    case KeyDomain::kDataset:
      return "dataset";
    case KeyDomain::kCrosswalk:
      return "crosswalk";
    case KeyDomain::kProject:
      return "project";
    case KeyDomain::kPseudonym:
      return "pseudonym";
    case KeyDomain::kRelease:
      return "release";
  }
  return "";
}

ports::KekContext ContextOf(KeyDomain domain, DatasetId dataset, uint32_t version) {
  return {DomainName(domain), dataset.bytes, version};
}

Result<KeyDomain> DomainFrom(uint8_t byte) {
  if (byte < static_cast<uint8_t>(KeyDomain::kDataset) || byte > static_cast<uint8_t>(KeyDomain::kRelease))
    return Error(ErrorCode::kUnsupported, "open keys of dataset: unknown key domain");
  return static_cast<KeyDomain>(byte);
}

Bytes BookBound(KeyDomain domain, DatasetId dataset, uint32_t version) {
  Bytes bound = ToBytes(dataset.bytes);
  bound.push_back(static_cast<uint8_t>(domain));
  AppendLe32(bound, version);
  return bound;
}

// version ‖ domain ‖ KEK version ‖ nonce ‖ wrapped book key.
Bytes EncodeBook(KeyDomain domain, DatasetId dataset, uint32_t version, const SecretBytes& kek,
                 const SecretBytes& book) {
  Bytes out{kVersion, static_cast<uint8_t>(domain)};
  AppendLe32(out, version);
  Append(out, SealBox(kek, kBookLabel, BookBound(domain, dataset, version), book.Reveal(SecretAccess{})));
  return out;
}

}  // namespace

class DatasetKeyBuilder {
 public:
  DatasetKeyBuilder(DatasetId dataset, KeyDomain domain) : keys_(new DatasetKeys) {
    keys_->dataset_ = dataset;
    keys_->domain_ = domain;
  }
  // With the domain that the dataset's row states.
  static Result<DatasetKeyBuilder> Of(ports::StateReader& reader, DatasetId dataset) {
    BOUCLIER_TRY(const std::optional<Bytes> row, reader.Get(tables::kDataset, dataset.bytes));
    if (!row)
      return Error(ErrorCode::kNotFound, "open keys of dataset: no such dataset in this vault",
                   "list the datasets of the config");
    if (row->size() < 2 || (*row)[0] != kVersion)
      return Error(ErrorCode::kUnsupported, "open keys of dataset: unknown version");
    BOUCLIER_TRY(const KeyDomain domain, DomainFrom((*row)[1]));
    return DatasetKeyBuilder(dataset, domain);
  }

  void Add(uint32_t version, SecretBytes kek) { keys_->keks_.emplace(version, std::move(kek)); }
  bool has_keks() const { return !keys_->keks_.empty(); }
  uint32_t newest() const { return keys_->newest_version(); }
  void SetBook(const SecretBytes& book) {
    keys_->name_key_ = crypto::HkdfSha256(book, {}, AsBytes("bouclier/name-index/v1"), 32);
    keys_->manifest_key_ = crypto::HkdfSha256(book, {}, AsBytes("bouclier/manifest/v1"), 32);
  }

  Result<void> OpenKeks(ports::StateReader& reader, ports::KeyWrapper& wrapper) {
    std::map<uint32_t, Bytes> records;
    BOUCLIER_TRY_VOID(reader.Scan(tables::kKek, keys_->dataset_.bytes, {},
                                  [&](ByteView key, ByteView value) -> Result<ports::ScanNext> {
                                    if (key.size() != 24)
                                      return Error(ErrorCode::kCorruption, "read keys of dataset: malformed row");
                                    records.emplace(static_cast<uint32_t>(LoadBe64(key.data() + 16)), ToBytes(value));
                                    return ports::ScanNext::kGoOn;
                                  }));
    for (const auto& [version, record] : records) {
      BOUCLIER_TRY(SecretBytes kek, wrapper.Open(ContextOf(keys_->domain_, keys_->dataset_, version), record));
      Add(version, std::move(kek));
    }
    if (!has_keks()) return Error(ErrorCode::kCorruption, "open keys of dataset: its keys are gone");
    return {};
  }

  Result<SecretBytes> OpenBook(ports::StateReader& reader) {
    BOUCLIER_TRY(const std::optional<Bytes> row, reader.Get(tables::kDataset, keys_->dataset_.bytes));
    if (!row) return Error(ErrorCode::kCorruption, "open keys of dataset: its book key is gone");
    ByteReader in(*row);
    BOUCLIER_TRY(const uint8_t format, in.U8());
    if (format != kVersion) return Error(ErrorCode::kUnsupported, "open keys of dataset: unknown version");
    BOUCLIER_TRY(const uint8_t domain, in.U8());
    if (domain != static_cast<uint8_t>(keys_->domain_))
      return Error(ErrorCode::kCorruption, "open keys of dataset: its key domain changed");
    BOUCLIER_TRY(const uint32_t version, in.Le32());
    BOUCLIER_TRY(const SecretBytes* kek, keys_->Version(version));
    BOUCLIER_TRY(const ByteView box, in.Take(in.left()));
    if (box.size() != kBoxNonceSize + kBookKeySize + crypto::kTagSize)
      return Error(ErrorCode::kCorruption, "open keys of dataset: its book key is damaged");
    BoxNonce nonce;
    std::copy_n(box.begin(), kBoxNonceSize, nonce.begin());
    return OpenSecretUnder(*kek, kBookLabel, nonce, BookBound(keys_->domain_, keys_->dataset_, version),
                           box.subspan(kBoxNonceSize));
  }

  DatasetKeysPtr Done() { return DatasetKeysPtr(std::move(keys_)); }

 private:
  std::unique_ptr<DatasetKeys> keys_;
};

Result<DatasetKeysPtr> DatasetKeys::Create(ports::StateTransaction& transaction, ports::KeyWrapper& wrapper,
                                           DatasetId dataset, KeyDomain domain) {
  BOUCLIER_TRY(const std::optional<Bytes> row, transaction.Get(tables::kDataset, dataset.bytes));
  if (row) return Error(ErrorCode::kConflict, "create keys of dataset: it has keys already");
  BOUCLIER_TRY(ports::KeyWrapper::NewKek made, wrapper.Create(ContextOf(domain, dataset, 1)));
  const SecretBytes book = crypto::RandomSecret(kBookKeySize);
  BOUCLIER_TRY_VOID(transaction.Put(tables::kKek, tables::KekKey(dataset, 1), made.record));
  BOUCLIER_TRY_VOID(transaction.Put(tables::kDataset, dataset.bytes, EncodeBook(domain, dataset, 1, made.kek, book)));
  DatasetKeyBuilder builder(dataset, domain);
  builder.Add(1, std::move(made.kek));
  builder.SetBook(book);
  return builder.Done();
}

Result<DatasetKeysPtr> DatasetKeys::Open(ports::StateReader& reader, ports::KeyWrapper& wrapper, DatasetId dataset) {
  BOUCLIER_TRY(DatasetKeyBuilder builder, DatasetKeyBuilder::Of(reader, dataset));
  BOUCLIER_TRY_VOID(builder.OpenKeks(reader, wrapper));
  BOUCLIER_TRY(const SecretBytes book, builder.OpenBook(reader));
  builder.SetBook(book);
  return builder.Done();
}

Result<DatasetKeysPtr> DatasetKeys::BeginRewrap(ports::StateTransaction& transaction, ports::KeyWrapper& wrapper,
                                                DatasetId dataset) {
  BOUCLIER_TRY(DatasetKeyBuilder builder, DatasetKeyBuilder::Of(transaction, dataset));
  BOUCLIER_TRY_VOID(builder.OpenKeks(transaction, wrapper));
  BOUCLIER_TRY(const SecretBytes book, builder.OpenBook(transaction));
  builder.SetBook(book);
  DatasetKeysPtr keys = builder.Done();
  if (keys->keks_.size() > 1) return keys;  // an earlier re-wrap is under way
  const KeyDomain domain = keys->domain_;
  DatasetKeyBuilder next(dataset, domain);
  const uint32_t version = keys->newest_version() + 1;
  next.Add(keys->newest_version(), keys->newest().Duplicate(SecretAccess{}));
  BOUCLIER_TRY(ports::KeyWrapper::NewKek made, wrapper.Create(ContextOf(domain, dataset, version)));
  BOUCLIER_TRY_VOID(transaction.Put(tables::kKek, tables::KekKey(dataset, version), made.record));
  BOUCLIER_TRY_VOID(
      transaction.Put(tables::kDataset, dataset.bytes, EncodeBook(domain, dataset, version, made.kek, book)));
  next.Add(version, std::move(made.kek));
  next.SetBook(book);
  return next.Done();
}

std::vector<uint32_t> DatasetKeys::versions() const {
  std::vector<uint32_t> out;
  for (const auto& [version, kek] : keks_) out.push_back(version);
  return out;
}

Result<const SecretBytes*> DatasetKeys::Version(uint32_t version) const {
  const auto found = keks_.find(version);
  if (found == keks_.end()) return Error(ErrorCode::kNotFound, "open key of dataset: no key of that version is left");
  return &found->second;
}

Digest32 DatasetKeys::NameTag(std::string_view name, std::string_view snapshot) const {
  Bytes data;
  AppendLe64(data, name.size());
  Append(data, AsBytes(name));
  Append(data, AsBytes(snapshot));
  return crypto::HmacSha256(name_key_, data);
}

}  // namespace bouclier::vault
