// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "bouclier/app/projects.h"
#include "bouclier/vault/crypt4gh.h"
#include "extract_session.h"
#include "object_reading.h"
#include "project_desk.h"
#include "recipients.h"
#include "streamed_file.h"

namespace bouclier::app {
namespace {

using crypto::Json;
using Keys = std::vector<vault::C4ghPublicKey>;

// All of them, or nothing is exported.
Result<Json::Array> NamedByPermit(const Keys& recipients, const policy::Permit& permit) {
  Json::Array fingerprints;
  for (const vault::C4ghPublicKey& key : recipients) {
    const std::string fingerprint = vault::C4ghFingerprint(key);
    if (std::ranges::find(permit.export_recipients, fingerprint) == permit.export_recipients.end())
      return Error(ErrorCode::kDenied, "export project: the permit names no key with fingerprint " + fingerprint,
                   permit.export_recipients.empty() ? "this permit lets nothing out: `bouclier permit show` says so"
                                                    : "`bouclier permit show` lists the keys it names");
    fingerprints.emplace_back(fingerprint);
  }
  return fingerprints;
}

Result<void> MakeFolder(const std::filesystem::path& folder) {
  if (RealFileSystem().Exists(folder))
    return Error(ErrorCode::kConflict, "export project: the folder is there already", "choose another --out");
  BOUCLIER_TRY_VOID(RealFileSystem().MakeDirectories(folder));
  std::error_code error;
  std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
  return error ? ErrnoError(error.value(), "protect folder " + folder.string()) : Result<void>();
}

}  // namespace

Result<Report> ExportProject(const Config& config, const Asker& asker, const std::string& id,
                             const ProjectExport& options, ProgressSink& waiting) {
  BOUCLIER_TRY(const Keys recipients, ReadRecipients(options.recipients));
  BOUCLIER_TRY(const auto desk, ProjectDesk::Open(config, asker));
  BOUCLIER_TRY(const provision::PermitNow now, desk->Admit(id, policy::Action::kProjectExport));
  const policy::Permit& permit = now.permit.permit();
  Hub& hub = desk->hub();
  Result<Json::Array> named = NamedByPermit(recipients, permit);
  if (!named.ok()) {
    BOUCLIER_TRY_VOID(desk->RecordDenied(policy::Action::kProjectExport, id, named.error()));
    return std::move(named).error();
  }
  const auto dataset = hub.record().Inner(ProjectDataset(id));
  if (!dataset.ok())
    return Error(ErrorCode::kNotFound, "export project: it has no extract yet", "run: bouclier project extract " + id);
  BOUCLIER_TRY(const vault::PublishedSnapshot published, provision::NewestExtract(hub.ledger(), *dataset));
  BOUCLIER_TRY(const vault::DatasetKeysPtr keys, hub.Keys(*dataset));
  BOUCLIER_TRY(const auto host, hub.CurrentHost());
  BOUCLIER_TRY(const ports::LedgerReceipt intent,
               hub.Record(ports::EntryClass::kExport, vault::kProjectExportAction, desk->actor().number,
                          {{"dataset", dataset->ToString()},
                           {"permit", permit.id},
                           {"permit_version", permit.version},
                           {"recipients", *named},
                           {"snapshot", published.number}}));
  BOUCLIER_TRY_VOID(WriteReceiptFile(options.receipt_out, intent));
  const provision::ExtractAsk ask = desk->Ask(now);
  Report report{"project.export",
                {{"permit", id},
                 {"number", published.number},
                 {"folder", options.out.string()},
                 {"recipients", *named},
                 {"ledger_index", intent.index()}}};
  const auto write = [&](bool& made_folder) -> Result<void> {
    BOUCLIER_TRY(const auto reader, hub.state().Read());
    BOUCLIER_TRY(
        const provision::OpenedExtract opened,
        provision::OpenExtract(intent, vault::TableDoor::kProjectExport, {reader.get(), host.get(), keys}, published));
    BOUCLIER_TRY_VOID(IsOfThisVersion(opened.manifest, permit));
    BOUCLIER_TRY_VOID(MakeFolder(options.out));
    made_folder = true;
    const std::vector<vault::TableFile>& files = opened.tables.snapshot().files;
    uint64_t bytes = 0, done = 0;
    for (const vault::TableFile& file : files) {
      BOUCLIER_TRY(const provision::PermitNow again, ask.permit_now());
      BOUCLIER_TRY_VOID(
          policy::DecideMember(again.permit.permit(), again.permit.life(), again.member, hub.clock().Now()));
      BOUCLIER_TRY_VOID(IsOfThisVersion(opened.manifest, again.permit.permit()));
      if (waiting.stop().load()) return Error(ErrorCode::kCancelled, "export project: stopped");
      BOUCLIER_TRY(vault::SealedReader sealed, opened.tables.OpenSealed(file.sealed));
      BOUCLIER_TRY(StreamedFile out,
                   StreamedFile::Create(options.out / fmt::format("{}-{:04}.parquet.c4gh", file.table, file.bucket)));
      BOUCLIER_TRY_VOID(vault::ExportC4gh(sealed, recipients, [&](ByteView more) { return out.Write(more); }));
      BOUCLIER_TRY_VOID(out.Finish());
      bytes += file.bytes;
      waiting.Show({"export", ++done, files.size(), bytes, 0});
    }
    report.data["bytes"] = bytes;
    report.data["files"] = uint64_t{files.size()};
    return WriteTextFile(options.out / "manifest.json", opened.manifest.Canonical() + "\n");
  };
  bool made = false;  // by this command: what is not whole does not stay
  const auto write_or_clear = [&]() -> Result<void> {
    Result<void> written = write(made);
    std::error_code ignored;
    if (!written.ok() && made) std::filesystem::remove_all(options.out, ignored);
    return written;
  };
  BOUCLIER_TRY_VOID(
      RecordEnd(hub, ports::EntryClass::kExport, "project.export", desk->actor().number, intent, write_or_clear()));
  return report;
}

}  // namespace bouclier::app
