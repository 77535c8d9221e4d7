// SPDX-License-Identifier: Apache-2.0
#include "bouclier/vault/host_move.h"

#include "admission.h"
#include "bouclier/app/hosts.h"
#include "bouclier/base/time.h"
#include "bouclier/crypto/hash.h"
#include "bouclier/crypto/random.h"
#include "certificate_file.h"
#include "check_json.h"

namespace bouclier::app {
namespace {

using crypto::Json;

class Mover {
 public:
  Mover(Hub& hub, uint64_t actor, std::string to, ProgressSink& waiting)
      : hub_(hub), actor_(actor), to_(std::move(to)), waiting_(waiting) {}

  Result<Report> Move() {
    BOUCLIER_TRY(const auto from, hub_.CurrentHost());
    BOUCLIER_TRY(const auto to, hub_.places().OpenHost(to_));
    const std::string from_id = hub_.record().current_host;
    BOUCLIER_TRY(const JobId job, TakeJob());
    BOUCLIER_TRY_VOID(hub_.Record(ports::EntryClass::kHost, "host.move.intent", actor_,
                                  {{"from", from_id}, {"job", job.ToString()}, {"to", to_}}));
    BOUCLIER_TRY(const vault::MoveReport moved,
                 vault::MoveBodies(hub_.state(), *from, *to, job, kCheckThreads, ShowAs(waiting_, "copy bodies")));
    Report report{"host.move",
                  {{"from", from_id},
                   {"to", to_},
                   {"objects", moved.objects},
                   {"bytes", moved.bytes},
                   {"copied", moved.copied},
                   {"bytes_copied", moved.bytes_copied}}};
    if (!moved.findings.empty()) return Refused(std::move(report), moved.findings);
    BOUCLIER_TRY(const vault::CheckReport there, vault::CheckBodies(hub_.state(), *to, vault::CheckDepth::kLeaves,
                                                                    kCheckThreads, ShowAs(waiting_, "check new host")));
    if (!there.findings.empty()) return Refused(std::move(report), there.findings);
    BOUCLIER_TRY(Json::Array datasets, Rewrap());
    const Json document(Json::Object{{"bytes", moved.bytes},
                                     {"checked_at", FormatTime(hub_.clock().Now())},
                                     {"datasets", std::move(datasets)},
                                     {"from", from_id},
                                     {"leaves", there.leaves},
                                     {"objects", moved.objects},
                                     {"to", to_},
                                     {"token_calls", hub_.wrapper().TokenCalls()},
                                     {"type", "host_move"},
                                     {"v", 1}});
    BOUCLIER_TRY_VOID(Switch(from_id, document.Canonical()));
    report.data["token_calls"] = hub_.wrapper().TokenCalls();
    report.data["leaves"] = there.leaves;
    report.data["datasets"] = *document.Find("datasets");
    return report;
  }

 private:
  // The same job until its switch: what it copied is not copied twice.
  Result<JobId> TakeJob() {
    BOUCLIER_TRY(const auto transaction, hub_.state().Begin());
    BOUCLIER_TRY(const std::optional<Bytes> row, ReadHubRow(*transaction, kMoveJobRow));
    JobId job{crypto::RandomArray<16>()};
    if (row && AsText(*row).substr(32) == to_) {
      BOUCLIER_TRY(job, JobId::Parse(AsText(*row).substr(0, 32)));
      return job;
    }
    BOUCLIER_TRY_VOID(WriteHubRow(*transaction, kMoveJobRow, AsBytes(job.ToString() + to_)));
    BOUCLIER_TRY_VOID(transaction->Commit());
    return job;
  }

  Result<Report> Refused(Report report, const std::vector<vault::CheckFinding>& findings) {
    BOUCLIER_TRY(report.data["findings"], FindingsJson(hub_, findings));
    report.data["switched"] = false;
    report.ending = Ending::kDamaged;
    return report;
  }

  Result<vault::DatasetKeysPtr> NextKeys(DatasetId id) {
    BOUCLIER_TRY(const auto transaction, hub_.state().Begin());
    BOUCLIER_TRY(vault::DatasetKeysPtr keys, vault::DatasetKeys::BeginRewrap(*transaction, hub_.wrapper(), id));
    BOUCLIER_TRY_VOID(transaction->Commit());
    return keys;
  }

  Result<Json::Array> Rewrap() {
    Json::Array datasets;
    for (const DatasetId id : hub_.record().AllIds()) {
      BOUCLIER_TRY(const vault::DatasetKeysPtr keys, NextKeys(id));
      BOUCLIER_TRY(const vault::RewrapReport rewrapped, vault::RewrapDataset(hub_.state(), *keys));
      datasets.emplace_back(Json::Object{
          {"dataset", id.ToString()}, {"kek_version", uint64_t{rewrapped.version}}, {"records", rewrapped.records}});
    }
    return datasets;
  }

  // Host and keys change together: the old wraps are forgotten in the transaction that switches.
  Result<void> Switch(const std::string& from, const std::string& document) {
    vault::CommitBatch batch;
    batch.action = "host.switch";
    batch.entry_class = ports::EntryClass::kHost;
    batch.actor = actor_;
    batch.body = {{"from", from}, {"to", to_}, {"document", Hex(crypto::Sha256::Of(AsBytes(document)))}};
    batch.also = [&](ports::StateTransaction& transaction) -> Result<void> {
      HubRecord changed = hub_.record();
      changed.current_host = to_;
      for (const DatasetId id : changed.AllIds()) {
        BOUCLIER_TRY(const uint32_t forgotten, vault::ForgetOldVersions(transaction, id));
        static_cast<void>(forgotten);
      }
      BOUCLIER_TRY_VOID(WriteHubRecord(changed, transaction));
      BOUCLIER_TRY_VOID(WriteHubRow(transaction, kMoveDocumentRow, AsBytes(document)));
      return DeleteHubRow(transaction, kMoveJobRow);
    };
    BOUCLIER_TRY(const vault::Committed committed, hub_.committer().Commit(std::move(batch)));
    static_cast<void>(committed);
    return hub_.Refresh();
  }

  Hub& hub_;
  const uint64_t actor_;
  const std::string to_;
  ProgressSink& waiting_;
};

// The document of the newest move, which stays in the database: a kill after the switch loses no certificate.
Result<void> Certify(Hub& hub, uint64_t actor, const std::filesystem::path& path, Report& report) {
  BOUCLIER_TRY(const auto reader, hub.state().Read());
  BOUCLIER_TRY(const std::optional<Bytes> document, ReadHubRow(*reader, kMoveDocumentRow));
  if (!document)
    return Error(ErrorCode::kPrecondition, "certify host move: this hub has not moved to that host", "", Retry::kNever);
  BOUCLIER_TRY(const uint64_t index, WriteCertificateFile(hub, ports::EntryClass::kHost, "host.move.certificate", actor,
                                                          AsText(*document), path));
  report.data["certificate"] = Json::Object{{"file", path.string()}, {"ledger_index", index}};
  return {};
}

Result<Report> Foretell(Hub& hub, const std::string& to, ProgressSink& waiting) {
  BOUCLIER_TRY(const auto from, hub.CurrentHost());
  BOUCLIER_TRY(const auto target, hub.places().OpenHost(to));
  BOUCLIER_TRY(const ports::StorePage page, target->List("", ""));  // the host answers, and the key may list
  static_cast<void>(page);
  BOUCLIER_TRY(const vault::CheckReport check, vault::CheckBodies(hub.state(), *from, vault::CheckDepth::kLengths,
                                                                  kCheckThreads, ShowAs(waiting, "look at bodies")));
  Report report{"host.move.dry_run",
                {{"from", hub.record().current_host},
                 {"to", to},
                 {"objects", check.objects},
                 {"bytes", check.bytes},
                 {"datasets", hub.record().AllIds().size()}}};
  BOUCLIER_TRY(report.data["findings"], FindingsJson(hub, check.findings));
  if (!check.findings.empty()) report.ending = Ending::kDamaged;
  return report;
}

}  // namespace

Result<Report> MoveHost(const Config& config, const Asker& asker, const std::string& host, const MoveOptions& options,
                        ProgressSink& waiting) {
  BOUCLIER_TRY(const auto hub, Hub::Open(config));
  BOUCLIER_TRY(const policy::Actor actor, Admit(*hub, asker, policy::Action::kHostMove));
  BOUCLIER_TRY(const HostConfig target, hub->places().FindHost(host));
  static_cast<void>(target);
  if (options.dry_run == DryRun::kYes) return Foretell(*hub, host, waiting);
  BOUCLIER_TRY(const FileLock lock, hub->BeginJob());
  Report report{"host.move", {{"to", host}, {"already_there", true}}};
  if (hub->record().current_host != host) {
    BOUCLIER_TRY(report, Mover(*hub, actor.number, host, waiting).Move());
  }
  if (options.certificate && report.ending == Ending::kDone)
    BOUCLIER_TRY_VOID(Certify(*hub, actor.number, *options.certificate, report));
  return report;
}

}  // namespace bouclier::app
