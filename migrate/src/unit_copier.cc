// SPDX-License-Identifier: Apache-2.0
#include "unit_copier.h"

#include <algorithm>

#include "bouclier/crypto/hash.h"
#include "bouclier/vault/object_index.h"
#include "foresight.h"

namespace bouclier::migrate {
namespace {

ObjectId ObjectOf(UnitId id) { return ObjectId{id.bytes}; }

void Keep(std::map<std::string, std::string>& out, const char* key, const std::string& value) {
  if (!value.empty() && crypto::IsUtf8(value)) out[key] = value;
}

vault::ObjectMeta MetaOf(const ports::UnitInfo& info, const std::string& source, vault::Md5Status md5) {
  vault::ObjectMeta meta;
  meta.name = info.unit.name;
  meta.source = source;
  meta.validator = info.validator;
  Keep(meta.properties, "content_type", info.content_type);
  Keep(meta.properties, "content_encoding", info.content_encoding);
  Keep(meta.properties, "content_language", info.content_language);
  Keep(meta.properties, "content_disposition", info.content_disposition);
  Keep(meta.properties, "cache_control", info.cache_control);
  Keep(meta.properties, "last_modified", info.last_modified);
  for (const auto& [key, value] : info.metadata)
    if (crypto::IsUtf8(key) && crypto::IsUtf8(value)) meta.metadata[key] = value;
  for (const auto& [key, value] : info.tags)
    if (crypto::IsUtf8(key) && crypto::IsUtf8(value)) meta.tags[key] = value;
  if (info.content_md5 && info.content_md5->size() == 16) {
    meta.source_md5.emplace();
    std::copy(info.content_md5->begin(), info.content_md5->end(), meta.source_md5->begin());
  }
  meta.md5_status = md5;
  return meta;
}

bool SameVersion(const ports::UnitInfo& a, const ports::UnitInfo& b) {
  return a.validator == b.validator && a.size == b.size && a.last_modified == b.last_modified;
}

}  // namespace

Finished Unmoved(UnitId id, const UnitRow& row, Fate fate, std::string why, std::string source_url) {
  Finished finished;
  finished.id = id;
  finished.dataset = *row.dataset;
  finished.state = fate == Fate::kLose ? UnitState::kLost : UnitState::kRefused;
  finished.reason = why;
  // A manifest line is text: a name that is not is told in hexadecimal, which no UTF-8 name can be taken for.
  const bool text = crypto::IsUtf8(row.unit.name);
  finished.line =
      vault::UnmovedLine(fate == Fate::kLose ? vault::Outcome::kLost : vault::Outcome::kRefused, std::move(why),
                         std::move(source_url), text ? row.unit.name : "\\x" + Hex(AsBytes(row.unit.name)),
                         row.unit.snapshot, std::min(row.listed.size, vault::kMaxPlaintext));
  return finished;
}

Result<Finished> UnitCopier::Refuse(UnitId id, const UnitRow& row, std::string why, const vault::UploadTarget& target) {
  BOUCLIER_TRY_VOID(vault::UploadSession::AbandonAll(target, ObjectOf(id)));
  return Unmoved(id, row, Fate::kRefuse, std::move(why), engine_.sources.at(row.source)->Describe());
}

Result<uint64_t> UnitCopier::NextGeneration(ObjectId object) const {
  BOUCLIER_TRY(std::unique_ptr<ports::StateReader> reader, engine_.parts.state->Read());
  BOUCLIER_TRY(std::optional<vault::StoredRecord> newest, vault::ObjectIndex(*reader).Newest(object));
  return newest ? newest->record.id.generation + 1 : 1;
}

// What the unit's own properties forbid, before a byte is read; nullopt: nothing.
Result<std::optional<std::string>> UnitCopier::WhyNot(const Job& job, const UnitRow& row) const {
  if (job.info.archived) return std::optional<std::string>(reason::kArchived);
  if (job.info.size > vault::kMaxPlaintext) return std::optional<std::string>(reason::kTooLarge);
  BOUCLIER_TRY(std::unique_ptr<ports::StateReader> reader, engine_.parts.state->Read());
  BOUCLIER_TRY(std::optional<ObjectId> holder, vault::ObjectIndex(*reader).FindByName(*job.target.keys, row.unit.name));
  if (holder && *holder != job.request.object) return std::optional<std::string>(reason::kNameTaken);
  return std::optional<std::string>();
}

Result<Finished> UnitCopier::Copy(UnitId id, const UnitRow& row) {
  BOUCLIER_TRY(ports::ObjectSource * source, engine_.SourceOf(row.source));
  BOUCLIER_TRY(vault::DatasetKeysPtr keys, engine_.KeysOf(*row.dataset));
  BOUCLIER_TRY(const uint64_t generation, NextGeneration(ObjectOf(id)));
  const vault::UploadTarget target{engine_.parts.store, engine_.parts.state, keys};
  const SourceReader reader(*source, retrier_, options_.read_size, counts_.bytes_read);
  for (uint32_t restart = 0;; ++restart) {
    if (halt_.IsSet()) return Halt::CancelledError();
    auto info = reader.Stat(row.unit);
    if (!info.ok()) {
      ReadFault fault = JudgeFault(*source, std::move(info).error());
      if (fault.verdict != Verdict::kRefused) return std::move(fault.error);
      return Refuse(id, row, fault.reason, target);
    }
    Job job{*info, reader, target, {}};
    job.request.object = ObjectOf(id);
    job.request.generation = generation;
    job.request.plaintext_length = info->size;
    job.request.validator = info->validator;
    job.request.md5 =
        info->content_md5 && info->content_md5->size() == 16 ? vault::Md5Wanted::kYes : vault::Md5Wanted::kNo;
    job.request.max_leaves_per_part = options_.leaves_per_part;
    job.request.threads = options_.seal_threads;
    BOUCLIER_TRY(std::optional<std::string> why_not, WhyNot(job, row));
    if (why_not) return Refuse(id, row, *why_not, target);
    BOUCLIER_TRY(Attempt attempt, CopyOnce(job));
    if (attempt.end == AttemptEnd::kRefused) return Refuse(id, row, attempt.reason, target);
    if (attempt.end == AttemptEnd::kPrepared) {
      Finished finished;
      finished.id = id;
      finished.dataset = *row.dataset;
      finished.line = vault::MovedLine(*attempt.object);
      finished.line.property_losses = PropertyLosses(*info);
      finished.moved = {
          generation, info->size, info->validator, info->last_modified, attempt.md5, finished.line.property_losses,
          "",         false};
      finished.object = std::move(attempt.object);
      return finished;
    }
    if (restart == options_.restarts)
      return Refuse(id, row, attempt.end == AttemptEnd::kChanged ? reason::kKeptChanging : reason::kUnstable, target);
    ++counts_.restarts;
  }
}

Result<UnitCopier::Attempt> UnitCopier::AfterFault(const Job& job, Error error) {
  ReadFault fault = JudgeFault(job.reader.source(), std::move(error));
  if (fault.verdict == Verdict::kStop) return std::move(fault.error);
  Attempt attempt;
  attempt.end = fault.verdict == Verdict::kChanged ? AttemptEnd::kChanged : AttemptEnd::kRefused;
  attempt.reason = fault.reason;
  return attempt;
}

Result<UnitCopier::Attempt> UnitCopier::CopyOnce(const Job& job) {
  return vault::IsSmall(job.info.size) ? CopySmall(job) : CopyLarge(job);
}

Result<UnitCopier::Attempt> UnitCopier::CopySmall(const Job& job) {
  auto bytes = job.reader.Read(job.info, 0, job.info.size);
  if (!bytes.ok()) return AfterFault(job, std::move(bytes).error());
  BOUCLIER_TRY(vault::SmallObject sealed, vault::SmallObject::Seal(job.target, job.request, *bytes));
  Wipe(*bytes);
  BOUCLIER_TRY(Attempt attempt, JudgeMd5(job, sealed.digest()));
  if (attempt.end != AttemptEnd::kPrepared) return attempt;
  BOUCLIER_TRY(Attempt still, LookAgain(job));
  if (still.end != AttemptEnd::kPrepared) return still;
  const vault::ObjectMeta meta = MetaOf(job.info, job.reader.source().Describe(), attempt.md5);
  BOUCLIER_TRY(attempt.object, retrier_.Do(Heals::kAnswer, [&] { return sealed.Put(meta); }));
  meter_.AddBytes(job.info.size);
  return attempt;
}

Result<UnitCopier::Attempt> UnitCopier::CopyLarge(const Job& job) {
  // Without a validator nothing ties the parts at the host to what the source has now: such an object is begun anew.
  if (job.request.validator.empty()) {
    BOUCLIER_TRY_VOID(vault::UploadSession::AbandonAll(job.target, job.request.object));
  }
  BOUCLIER_TRY(std::unique_ptr<vault::UploadSession> session, retrier_.Do(Heals::kAnswer, [&] {
    return vault::UploadSession::ResumeOrBegin(job.target, job.request);
  }));
  const uint64_t resumed = session->bytes_done_at_resume();
  counts_.bytes_resumed += resumed;
  meter_.AddBytes(resumed);
  auto attempt = BringParts(job, *session);
  if (!attempt.ok()) return attempt;  // the run stops: the parts at the host stay for the next one
  if (attempt->end == AttemptEnd::kPrepared) attempt = EndLarge(job, *session);
  if (attempt.ok() && attempt->end != AttemptEnd::kPrepared) {
    BOUCLIER_TRY_VOID(session->Abandon());
  }
  return attempt;
}

Result<UnitCopier::Attempt> UnitCopier::BringParts(const Job& job, vault::UploadSession& session) {
  uint64_t brought = session.bytes_done_at_resume();
  while (const std::optional<vault::PartRange> range = session.NextPart()) {
    if (halt_.IsSet()) return Halt::CancelledError();
    auto bytes = job.reader.Read(job.info, range->offset, range->length, std::move(plain_));
    if (!bytes.ok()) {
      BOUCLIER_TRY(Attempt attempt, AfterFault(job, std::move(bytes).error()));
      meter_.TakeBackBytes(brought);
      return attempt;
    }
    auto part = session.SealPart(*bytes, std::move(sealed_));
    Wipe(*bytes);
    plain_ = std::move(*bytes);
    if (!part.ok() &&
        part.error().code == ErrorCode::kPrecondition) {  // a leaf recorded before a stop: not these bytes
      meter_.TakeBackBytes(brought);
      return Attempt{AttemptEnd::kChanged, "", std::nullopt, {}};
    }
    if (!part.ok()) return std::move(part).error();
    BOUCLIER_TRY_VOID(retrier_.Do(Heals::kAnswer, [&] { return session.SendPart(*part); }));
    sealed_ = std::move(part->body);
    brought += range->length;
    meter_.AddBytes(range->length);
  }
  return Attempt{};
}

Result<UnitCopier::Attempt> UnitCopier::EndLarge(const Job& job, vault::UploadSession& session) {
  BOUCLIER_TRY(Attempt attempt, JudgeMd5(job, session.digest()));
  if (attempt.end == AttemptEnd::kPrepared) {
    BOUCLIER_TRY(Attempt still, LookAgain(job));
    attempt.end = still.end;
    attempt.reason = still.reason;
  }
  if (attempt.end != AttemptEnd::kPrepared) {
    meter_.TakeBackBytes(job.info.size);
    return attempt;
  }
  const vault::ObjectMeta meta = MetaOf(job.info, job.reader.source().Describe(), attempt.md5);
  BOUCLIER_TRY(attempt.object, retrier_.Do(Heals::kAnswer, [&] { return session.Finish(meta); }));
  return attempt;
}

Result<UnitCopier::Attempt> UnitCopier::LookAgain(const Job& job) {
  if (!job.info.validator.empty()) return Attempt{};
  auto now = job.reader.Stat(job.info.unit);
  if (!now.ok()) return AfterFault(job, std::move(now).error());
  Attempt attempt;
  if (!SameVersion(*now, job.info)) attempt.end = AttemptEnd::kChanged;
  return attempt;
}

// docs/formats/manifest.md says what the four words mean, and what they cannot tell.
Result<UnitCopier::Attempt> UnitCopier::JudgeMd5(const Job& job, const vault::PlaintextDigest& digest) {
  Attempt attempt;
  const std::optional<Bytes>& recorded = job.info.content_md5;
  if (!recorded) return attempt;
  attempt.md5 = vault::Md5Status::kDifferent;
  if (!digest.md5) return attempt;  // badly encoded: no bytes have such a digest
  if (Equal(*recorded, *digest.md5)) {
    attempt.md5 = vault::Md5Status::kEqual;
    return attempt;
  }
  crypto::Sha256 sha256;
  for (uint64_t offset = 0; offset < job.info.size; offset += job.reader.read_size()) {
    if (halt_.IsSet()) return Halt::CancelledError();
    auto bytes = job.reader.Read(job.info, offset, std::min(job.reader.read_size(), job.info.size - offset));
    if (!bytes.ok()) return AfterFault(job, std::move(bytes).error());
    sha256.Update(*bytes);
    Wipe(*bytes);
  }
  if (sha256.Finish() != digest.sha256) {
    attempt.end = AttemptEnd::kUnstable;
  } else if (!job.info.validator.empty()) {
    attempt.md5 = vault::Md5Status::kStale;
  }
  return attempt;
}

}  // namespace bouclier::migrate
