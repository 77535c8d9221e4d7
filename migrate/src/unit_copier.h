// SPDX-License-Identifier: Apache-2.0
// Brings one unit under seal: from its source through the vault to the host, ready for the commit. One thread per
// instance; plaintext lives in its buffers, one part at a time.
#pragma once

#include <memory>

#include "bouclier/migrate/migration.h"
#include "bouclier/vault/prepared_object.h"
#include "bouclier/vault/upload.h"
#include "engine.h"
#include "foresight.h"
#include "progress_meter.h"
#include "source_reader.h"

namespace bouclier::migrate {

// What all workers of one run count together.
struct RunCounts {
  std::atomic<uint64_t> bytes_read{0}, bytes_resumed{0}, restarts{0};
};

// A unit with its end, on the way to the commit.
struct Finished {
  UnitId id;
  DatasetId dataset;
  UnitState state = UnitState::kMoved;
  std::string reason;
  Moved moved;                                  // of kMoved
  std::optional<vault::PreparedObject> object;  // of kMoved
  vault::ManifestLine line;
};
Finished Unmoved(UnitId id, const UnitRow& row, Fate fate, std::string why, std::string source_url);

class UnitCopier {
 public:
  UnitCopier(const Engine& engine, const RunOptions& options, const Halt& halt, ProgressMeter& meter, RunCounts& counts)
      : engine_(engine),
        options_(options),
        halt_(halt),
        retrier_(options.retry, halt),
        meter_(meter),
        counts_(counts) {}
  // **Errors:** those that stop the run as a whole; what befalls this unit alone is in the value.
  Result<Finished> Copy(UnitId id, const UnitRow& row);

 private:
  // One attempt at one version. kChanged, kUnstable: begin anew.
  enum class AttemptEnd : uint8_t { kPrepared, kChanged, kUnstable, kRefused };
  struct Attempt {
    AttemptEnd end = AttemptEnd::kPrepared;
    std::string reason;
    std::optional<vault::PreparedObject> object;
    vault::Md5Status md5 = vault::Md5Status::kAbsent;
  };
  struct Job {
    const ports::UnitInfo& info;
    const SourceReader& reader;
    vault::UploadTarget target;
    vault::UploadRequest request;
  };
  Result<Attempt> CopyOnce(const Job& job);
  Result<Attempt> CopySmall(const Job& job);
  Result<Attempt> CopyLarge(const Job& job);
  Result<Attempt> BringParts(const Job& job, vault::UploadSession& session);
  Result<Attempt> EndLarge(const Job& job, vault::UploadSession& session);
  // Compares with the source's own MD5; reads a second time when they differ.
  Result<Attempt> JudgeMd5(const Job& job, const vault::PlaintextDigest& digest);
  // A source without validators: is it still what it was when the attempt began?
  Result<Attempt> LookAgain(const Job& job);
  Result<Attempt> AfterFault(const Job& job, Error error);
  Result<std::optional<std::string>> WhyNot(const Job& job, const UnitRow& row) const;
  Result<uint64_t> NextGeneration(ObjectId object) const;
  Result<Finished> Refuse(UnitId id, const UnitRow& row, std::string why, const vault::UploadTarget& target);

  const Engine& engine_;
  const RunOptions& options_;
  const Halt& halt_;
  Retrier retrier_;
  ProgressMeter& meter_;
  RunCounts& counts_;
  Bytes plain_, sealed_;  // of the last part, wiped and sent: fresh memory for each part would cost as much as sealing
};

}  // namespace bouclier::migrate
