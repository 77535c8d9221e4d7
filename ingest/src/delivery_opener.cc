// SPDX-License-Identifier: Apache-2.0
#include "delivery_opener.h"

#include <algorithm>

#include "bouclier/vault/doors.h"

namespace bouclier::ingest {

using crypto::Json;

Result<Opener> Opener::Make(const DeliveryParts& parts) {
  Json::Array ids;
  std::vector<vault::DatasetKeysPtr> all = parts.raw;
  all.insert(all.end(), {parts.tables, parts.quarantine, parts.crosswalk});
  for (const vault::DatasetKeysPtr& keys : all) ids.emplace_back(keys->dataset().ToString());
  BOUCLIER_TRY(ports::LedgerReceipt receipt,
               parts.sink->RecordOne({ports::EntryClass::kAccess, vault::kIngestAction, parts.actor,
                                      Json(Json::Object{{"datasets", std::move(ids)}}).Canonical()}));
  return Opener(parts, std::move(all), std::move(receipt));
}

Result<vault::SealedReader> Opener::Open(DatasetId dataset, const vault::SealedRef& sealed) const {
  const auto keys = std::ranges::find_if(keys_, [&](const auto& one) { return one->dataset() == dataset; });
  BOUCLIER_CHECK(keys != keys_.end());
  BOUCLIER_TRY(const auto reader, parts_.state->Read());
  vault::ReadRequest request;
  request.state = reader.get();
  request.store = parts_.store;
  request.keys = *keys;
  request.object = sealed.object;
  request.generation = sealed.generation;
  request.record = sealed.record;
  return vault::OpenForIngestOnly(receipt_, request);
}

Result<Bytes> Opener::ReadWhole(DatasetId dataset, const vault::SealedRef& sealed) const {
  BOUCLIER_TRY(vault::SealedReader reader, Open(dataset, sealed));
  Bytes out;
  BOUCLIER_TRY_VOID(reader.ReadAll([&](ByteView bytes) -> Result<void> {
    Append(out, bytes);
    return {};
  }));
  return out;
}

Result<std::optional<vault::TableSnapshot>> NewestOf(const DeliveryParts& parts, uint64_t& next) {
  BOUCLIER_TRY(const auto published, vault::ReadPublished(*parts.trail, parts.tables->dataset()));
  next = published.size() + 1;
  const auto newest = vault::NewestSnapshot(published);
  if (!newest.ok()) return std::optional<vault::TableSnapshot>();
  BOUCLIER_TRY(const auto reader, parts.state->Read());
  BOUCLIER_TRY(vault::TableSnapshot snapshot, vault::LoadSnapshot(*reader, *parts.tables, *newest));
  return std::optional<vault::TableSnapshot>(std::move(snapshot));
}

}  // namespace bouclier::ingest
