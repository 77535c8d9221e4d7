// SPDX-License-Identifier: Apache-2.0
#include "bouclier/app/objects.h"

#include <algorithm>

#include "migration_json.h"
#include "object_reading.h"
#include "streamed_file.h"

namespace bouclier::app {
namespace {

using crypto::Json;

Result<void> Discard(ByteView) { return {}; }

Result<void> ReadWhole(vault::SealedReader& reader, const GetOptions& options) {
  if (options.out) {
    BOUCLIER_TRY(StreamedFile file, StreamedFile::Create(*options.out));
    BOUCLIER_TRY_VOID(reader.ReadAll([&](ByteView bytes) { return file.Write(bytes); }));
    return file.Finish();
  }
  // What is on its way down a pipe cannot be taken back: the whole object is found right before its first byte leaves.
  BOUCLIER_TRY_VOID(reader.ReadAll(Discard));
  return reader.ReadAll(options.sink);
}

Result<void> ReadPart(vault::SealedReader& reader, const GetOptions& options) {
  const ByteRange& range = *options.range;
  if (range.first > range.last || range.last >= reader.size())
    return Error(ErrorCode::kInvalidArgument, "read range: it does not lie inside the object",
                 "the object has " + std::to_string(reader.size()) + " bytes, counted from 0");
  std::optional<StreamedFile> file;
  if (options.out) {
    BOUCLIER_TRY(StreamedFile created, StreamedFile::Create(*options.out));
    file.emplace(std::move(created));
  }
  constexpr uint64_t kPiece = 16 * kMiB;
  for (uint64_t at = range.first; at <= range.last; at += kPiece) {
    BOUCLIER_TRY(const Bytes bytes, reader.Read(at, std::min(kPiece, range.last - at + 1)));
    BOUCLIER_TRY_VOID(file ? file->Write(bytes) : options.sink(bytes));
  }
  return file ? file->Finish() : Result<void>();
}

}  // namespace

Result<Report> ListObjects(const Config& config, const Asker& asker, const std::string& dataset,
                           const std::string& prefix) {
  BOUCLIER_TRY(const auto hub, Hub::Open(config));
  BOUCLIER_TRY(const policy::Actor actor, Authenticate(*hub, asker));
  BOUCLIER_TRY(const DatasetId id, AllowDataset(*hub, actor, policy::Action::kObjectList, dataset));
  BOUCLIER_TRY_VOID(hub->Record(ports::EntryClass::kAccess, "object.list", actor.number, {{"dataset", id.ToString()}}));
  BOUCLIER_TRY(const vault::DatasetKeysPtr keys, hub->Keys(id));
  BOUCLIER_TRY(const auto reader, hub->state().Read());
  std::map<std::string, Json::Object> by_name;
  uint64_t bytes = 0;
  BOUCLIER_TRY_VOID(vault::ObjectIndex(*reader).List(
      *keys, vault::Generations::kNewest, [&](const vault::KeyRecord& record, const vault::ObjectMeta& meta) {
        if (!meta.name.starts_with(prefix)) return Result<void>();
        bytes += record.plaintext_length;
        by_name[meta.name] = {{"name", TextOf(meta.name)},
                              {"bytes", record.plaintext_length},
                              {"object", record.id.object.ToString()},
                              {"generation", record.id.generation},
                              {"sha256", Hex(meta.sha256)}};
        return Result<void>();
      }));
  Json::Array objects;
  for (auto& [name, object] : by_name) objects.emplace_back(std::move(object));
  return Report{"object.list", {{"dataset", dataset}, {"bytes", bytes}, {"objects", std::move(objects)}}};
}

Result<Report> GetObject(const Config& config, const Asker& asker, const ObjectName& object,
                         const GetOptions& options) {
  BOUCLIER_TRY(const auto hub, Hub::Open(config));
  BOUCLIER_TRY(const policy::Actor actor, Authenticate(*hub, asker));
  BOUCLIER_TRY(const DatasetId dataset, AllowDataset(*hub, actor, policy::Action::kObjectGet, object.dataset));
  BOUCLIER_TRY(const FoundObject found, FindObject(*hub, dataset, object));
  BOUCLIER_TRY(const auto host, hub->CurrentHost());
  Json::Object body = found.Body();
  if (options.range) body["range"] = Json::Array{options.range->first, options.range->last};
  BOUCLIER_TRY(const ports::LedgerReceipt intent,
               hub->Record(ports::EntryClass::kAccess, vault::kObjectGetAction, actor.number, std::move(body)));
  BOUCLIER_TRY_VOID(WriteReceiptFile(options.receipt_out, intent));
  const auto read = [&]() -> Result<void> {
    BOUCLIER_TRY(const auto reader, hub->state().Read());
    BOUCLIER_TRY(vault::SealedReader opened, vault::OpenForStewardOnly(intent, RequestOf(found, *reader, *host)));
    return options.range ? ReadPart(opened, options) : ReadWhole(opened, options);
  };
  BOUCLIER_TRY_VOID(RecordEnd(*hub, ports::EntryClass::kAccess, "object.get", actor.number, intent, read()));
  const uint64_t bytes = options.range ? options.range->last - options.range->first + 1 : found.record.plaintext_length;
  Report report{"object.get", found.Body()};
  report.data["bytes"] = bytes;
  report.data["ledger_index"] = intent.index();
  if (options.out) report.data["file"] = options.out->string();
  return report;
}

}  // namespace bouclier::app
