// SPDX-License-Identifier: Apache-2.0
// A small hub in memory: host, database, ledger, keys of one dataset, and shortcuts to bring objects in and out. Test
// support.
#pragma once

#include <gtest/gtest.h>

#include "bouclier/vault/commit.h"
#include "bouclier/vault/doors.h"
#include "bouclier/vault/upload.h"
#include "fake_wrapper.h"
#include "memory/pattern.h"
#include "memory_host.h"
#include "memory_ledger.h"
#include "memory_state.h"

namespace bouclier::vault::test {

using bouclier::test::Pattern;

template <typename IdType>
IdType RandomId() {
  return IdType{crypto::RandomArray<16>()};
}

struct TestHub {
  StopPlan plan;
  MemoryHost host{&plan};
  MemoryState state{&plan};
  MemoryLedger ledger{&plan};
  FakeWrapper wrapper;
  DatasetId dataset = RandomId<DatasetId>();
  ManifestId manifest = RandomId<ManifestId>();
  DatasetKeysPtr keys;

  TestHub() {
    auto transaction = state.Begin().value();
    keys = DatasetKeys::Create(*transaction, wrapper, dataset).value();
    transaction->Commit().value();
  }
  UploadTarget Target() { return {&host, &state, keys}; }
  Committer MakeCommitter() { return Committer(state, ledger, ledger); }

  static ObjectMeta Meta(const std::string& name) {
    ObjectMeta meta;
    meta.name = name;
    meta.source = "https://old.example/container";
    meta.validator = "\"0x1\"";
    meta.properties = {{"content_type", "text/csv"}};
    meta.metadata = {{"producer", "synthetic"}};
    return meta;
  }
  // Any size; large ones part by part.
  Result<PreparedObject> Bring(ObjectId object, uint64_t generation, const std::string& name, ByteView plaintext,
                               const std::string& validator = "v1") {
    UploadRequest request;
    request.object = object;
    request.generation = generation;
    request.plaintext_length = plaintext.size();
    request.validator = validator;
    request.max_leaves_per_part = 1;
    if (IsSmall(plaintext.size())) {
      BOUCLIER_TRY(SmallObject small, SmallObject::Seal(Target(), request, plaintext));
      return small.Put(Meta(name));
    }
    BOUCLIER_TRY(const auto session, UploadSession::ResumeOrBegin(Target(), request));
    while (const auto range = session->NextPart()) {
      BOUCLIER_TRY_VOID(session->PutPart(plaintext.subspan(range->offset, range->length)));
    }
    return session->Finish(Meta(name));
  }
  CommitBatch Batch() {
    CommitBatch batch;
    batch.action = "migrate.batch";
    batch.manifest = manifest;
    batch.keys = {keys};
    return batch;
  }
  Result<Committed> CommitOne(PreparedObject prepared) {
    CommitBatch batch = Batch();
    batch.lines.push_back({dataset, MovedLine(prepared)});
    batch.objects.push_back(std::move(prepared));
    return MakeCommitter().Commit(std::move(batch));
  }
  ObjectId Store(const std::string& name, ByteView plaintext) {
    const ObjectId object = RandomId<ObjectId>();
    CommitOne(Bring(object, 1, name, plaintext).value()).value();
    return object;
  }
  Result<SealedReader> Open(ObjectId object, uint64_t generation = 0) {
    const crypto::Json body(crypto::Json::Object{{"datasets", crypto::Json::Array{dataset.ToString()}}});
    BOUCLIER_TRY(const auto receipt,
                 ledger.RecordOne({ports::EntryClass::kMigration, kMigrationVerifyAction, 0, body.Canonical()}));
    BOUCLIER_TRY(const auto reader, state.Read());
    ReadRequest request;
    request.state = reader.get();
    request.store = &host;
    request.keys = keys;
    request.object = object;
    request.generation = generation;
    return OpenForMigrationOnly(receipt, request);
  }
  Result<Bytes> ReadWhole(ObjectId object, uint64_t generation = 0) {
    BOUCLIER_TRY(SealedReader reader, Open(object, generation));
    Bytes out;
    BOUCLIER_TRY_VOID(reader.ReadAll([&](ByteView bytes) -> Result<void> {
      Append(out, bytes);
      return {};
    }));
    return out;
  }
  Result<Bytes> ReadAgain(ObjectId object) {
    BOUCLIER_TRY(SealedReader reader, Open(object));
    Bytes out;
    BOUCLIER_TRY_VOID(reader.ReadAgain([&](ByteView bytes) -> Result<void> {
      Append(out, bytes);
      return {};
    }));
    return out;
  }
  StoredRecord Stored(ObjectId object, uint64_t generation = 1) {
    const auto reader = state.Read().value();
    return ObjectIndex(*reader).Generation(object, generation).value().value();
  }
  std::string BodyKey(ObjectId object, uint64_t generation = 1) {
    return HostKey(Stored(object, generation).record.id);
  }
};

}  // namespace bouclier::vault::test
