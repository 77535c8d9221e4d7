// SPDX-License-Identifier: Apache-2.0
#include "leftovers.h"

#include "bouclier/vault/layout.h"
#include "bouclier/vault/upload.h"

namespace bouclier::migrate {
namespace {

// The object of a host key `o/<2 hex>/<object id>/…`; nullopt: not one of ours.
std::optional<ObjectId> ObjectOfKey(std::string_view key) {
  constexpr size_t kBefore = 5, kIdLength = 32;
  if (!key.starts_with(vault::kBodyPrefix) || key.size() < kBefore + kIdLength + 1 || key[kBefore + kIdLength] != '/')
    return std::nullopt;
  auto id = ObjectId::Parse(key.substr(kBefore, kIdLength));
  if (!id.ok()) return std::nullopt;
  return *id;
}

uint64_t PartBytes(ports::ObjectStore& store, const ports::PendingUpload& upload) {
  auto parts = store.ListParts(upload.key, upload.upload_id);
  uint64_t bytes = 0;
  if (parts.ok())
    for (const ports::UploadedPart& part : *parts) bytes += part.size;
  return bytes;
}

}  // namespace

Result<UploadLeftovers> SweepUploads(const Engine& engine) {
  UploadLeftovers leftovers;
  ports::ObjectStore& store = *engine.parts.store;
  auto uploads = store.ListUploads(vault::kBodyPrefix);
  if (!uploads.ok()) {
    // A key without that right cannot tell, and says so; the run itself is done.
    const ErrorCode code = uploads.error().code;
    if (code != ErrorCode::kDenied && code != ErrorCode::kUnsupported) return std::move(uploads).error();
    leftovers.may_list = false;
    return leftovers;
  }
  BOUCLIER_TRY(std::unique_ptr<ports::StateReader> reader, engine.parts.state->Read());
  for (const ports::PendingUpload& upload : *uploads) {
    const std::optional<ObjectId> object = ObjectOfKey(upload.key);
    if (!object) continue;
    BOUCLIER_TRY(std::optional<UnitRow> row, engine.book.Get(*reader, UnitId{object->bytes}));
    if (!row) continue;
    ++leftovers.found;
    // Every unit has ended: what is open is of an attempt that was given up, or that a stop lost before it was
    // recorded.
    BOUCLIER_TRY(vault::DatasetKeysPtr keys, engine.KeysOf(*row->dataset));
    BOUCLIER_TRY_VOID(vault::UploadSession::AbandonAll({&store, engine.parts.state, keys}, *object));
    if (store.AbortUpload(upload.key, upload.upload_id).ok()) {
      ++leftovers.aborted;
    } else {
      ++leftovers.left;
      leftovers.bytes_left += PartBytes(store, upload);
    }
  }
  return leftovers;
}

}  // namespace bouclier::migrate
