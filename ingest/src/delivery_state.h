// SPDX-License-Identifier: Apache-2.0
// What a delivery under way has reached, in the metadata database: its crosswalk, the survey, the periods that are
// staged. Sealed rows; so a run that was killed goes on.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "bouclier/ingest/report.h"
#include "bouclier/ports/state_store.h"
#include "bouclier/vault/dataset_keys.h"
#include "period_job.h"
#include "survey.h"

namespace bouclier::ingest {

struct SurveyedFile {
  ObjectId object;
  uint64_t rows = 0;
  bool taken = true;
};

// The job row.
struct DeliveryJob {
  std::string id;                           // names what the run makes
  std::map<std::string, Digest32> periods;  // of the snapshot it makes
  std::vector<std::string> kept;            // periods taken over from the snapshot before
  uint64_t snapshot = 0;                    // its number
  uint32_t bucket_width = 1;
  vault::SealedRef crosswalk;
  uint64_t persons = 0;
  std::vector<SurveyedFile> files;
  DeliveryReport report;  // as far as the survey tells
};

// One staged period: what MakePeriod made of it, but for the objects.
struct StagedPeriod {
  std::vector<vault::TableFile> files;
  std::map<std::string, std::vector<vault::TableColumn>> columns;
  std::vector<QuarantineFile> quarantine;
  std::map<std::string, TableReport> reports;
};

// **Errors:** corruption.
Result<std::optional<DeliveryJob>> ReadJob(ports::StateReader& reader, const vault::DatasetKeys& tables);
Result<void> WriteJob(ports::StateTransaction& transaction, const vault::DatasetKeys& tables, const DeliveryJob& job);
Result<void> WriteStage(ports::StateTransaction& transaction, const vault::DatasetKeys& tables,
                        const std::string& period, const StagedPeriod& staged);
// By period.
Result<std::map<std::string, StagedPeriod>> ReadStages(ports::StateReader& reader, const vault::DatasetKeys& tables);
// Forgets job and stages.
Result<void> ClearJob(ports::StateTransaction& transaction, const vault::DatasetKeys& tables);

// Where the refused rows of a snapshot lie.
Result<void> WriteQuarantineIndex(ports::StateTransaction& transaction, const vault::DatasetKeys& quarantine,
                                  uint64_t snapshot, const std::vector<QuarantineFile>& files);
Result<std::vector<QuarantineFile>> ReadQuarantineIndex(ports::StateReader& reader,
                                                        const vault::DatasetKeys& quarantine, uint64_t snapshot);

}  // namespace bouclier::ingest
