// SPDX-License-Identifier: Apache-2.0
// A body is an orphan when its key is not, letter for letter, one that a record or an open upload has.
#include <algorithm>
#include <charconv>

#include "bouclier/vault/check.h"
#include "tables.h"
#include "upload_state.h"

namespace bouclier::vault {
namespace {

constexpr size_t kKeysNamed = 1000;

template <typename Number>
bool TakeNumber(std::string_view& text, Number& out, int base) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out, base);
  if (error != std::errc()) return false;
  text.remove_prefix(static_cast<size_t>(end - text.data()));
  return true;
}

struct ParsedKey {
  AttemptId id;
  std::optional<uint64_t> piece;
};

// Lenient: whether the key is exact is decided by building it again.
std::optional<ParsedKey> ParseKey(std::string_view key) {
  constexpr size_t kObjectAt = 5;  // o/xx/
  if (key.size() < kObjectAt + 33 || key[kObjectAt + 32] != '/') return std::nullopt;
  const auto object = ObjectId::Parse(key.substr(kObjectAt, 32));
  if (!object.ok()) return std::nullopt;
  ParsedKey parsed;
  parsed.id.object = *object;
  std::string_view rest = key.substr(kObjectAt + 33);
  if (!TakeNumber(rest, parsed.id.generation, 10) || !rest.starts_with('-')) return std::nullopt;
  rest.remove_prefix(1);
  if (!TakeNumber(rest, parsed.id.attempt, 16)) return std::nullopt;
  if (rest.empty()) return parsed;
  rest.remove_prefix(1);
  uint64_t piece = 0;
  if (!TakeNumber(rest, piece, 10) || !rest.empty()) return std::nullopt;
  parsed.piece = piece;
  return parsed;
}

Result<bool> IsNamed(ports::StateReader& reader, const std::string& key) {
  const std::optional<ParsedKey> parsed = ParseKey(key);
  if (!parsed) return false;
  size_t pieces = 0;
  BOUCLIER_TRY(const std::optional<StoredRecord> stored,
               ObjectIndex(reader).Generation(parsed->id.object, parsed->id.generation));
  if (stored && stored->record.id == parsed->id) pieces = stored->record.pieces.size();
  if (pieces == 0) {
    BOUCLIER_TRY(const std::optional<Bytes> row, reader.Get(tables::kUpload, tables::UploadKey(parsed->id)));
    if (!row) return false;
    BOUCLIER_TRY(const UploadRecord upload, DecodeUploadRecord(*row));
    pieces = upload.layout.PieceCount();
  }
  const uint64_t piece = parsed->piece.value_or(0);
  return piece < pieces && PieceKey(parsed->id, piece, pieces) == key;
}

// Whether the host agreed; a refusal for want of a right is an answer, not an error.
Result<bool> Agreed(const Result<void>& answer) {
  if (answer.ok()) return true;
  const ErrorCode code = answer.error().code;
  if (code == ErrorCode::kDenied || code == ErrorCode::kUnsupported) return false;
  if (code == ErrorCode::kNotFound) return true;
  return answer.error();
}

Result<void> SweepBody(ports::StateReader& reader, ports::ObjectStore& store, SweepMode mode,
                       const ports::StoredObject& object, SweepReport& report) {
  ++report.listed;
  BOUCLIER_TRY(const bool named, IsNamed(reader, object.key));
  if (named) return {};
  ++report.orphans;
  report.orphan_bytes += object.size;
  if (report.keys.size() < kKeysNamed) report.keys.push_back(object.key);
  if (mode == SweepMode::kList || !report.may_delete) return {};
  BOUCLIER_TRY(report.may_delete, Agreed(store.Delete(object.key)));
  report.deleted += report.may_delete ? 1 : 0;
  return {};
}

Result<void> SweepUploads(ports::StateReader& reader, ports::ObjectStore& store, SweepMode mode, SweepReport& report) {
  const auto pending = store.ListUploads(kBodyPrefix);
  if (!pending.ok()) {
    if (pending.error().code != ErrorCode::kDenied && pending.error().code != ErrorCode::kUnsupported)
      return pending.error();
    report.may_list_uploads = false;
    return {};
  }
  for (const ports::PendingUpload& upload : *pending) {
    const std::optional<ParsedKey> parsed = ParseKey(upload.key);
    if (parsed) {
      // Ours only if its id was noted: one begun and never noted has no parts and nobody will use it.
      BOUCLIER_TRY(const std::optional<Bytes> row, reader.Get(tables::kUploadIds, tables::UploadKey(parsed->id)));
      if (row) {
        BOUCLIER_TRY(const std::vector<std::string> ids, DecodeUploadIds(*row));
        if (std::find(ids.begin(), ids.end(), upload.upload_id) != ids.end()) continue;
      }
    }
    ++report.orphan_uploads;
    if (mode == SweepMode::kList || !report.may_abort) continue;
    BOUCLIER_TRY(report.may_abort, Agreed(store.AbortUpload(upload.key, upload.upload_id)));
    report.aborted += report.may_abort ? 1 : 0;
  }
  return {};
}

}  // namespace

Result<SweepReport> SweepOrphans(ports::StateStore& state, ports::ObjectStore& store, SweepMode mode,
                                 const CheckProgressFn& progress) {
  BOUCLIER_TRY(const auto reader, state.Read());
  SweepReport report;
  std::string token;
  do {
    BOUCLIER_TRY(const ports::StorePage page, store.List(kBodyPrefix, token));
    for (const ports::StoredObject& object : page.objects) {
      BOUCLIER_TRY_VOID(SweepBody(*reader, store, mode, object, report));
    }
    if (progress) progress({report.listed, 0, 0, 0});
    token = page.next_token;
  } while (!token.empty());
  BOUCLIER_TRY_VOID(SweepUploads(*reader, store, mode, report));
  return report;
}

}  // namespace bouclier::vault
