// SPDX-License-Identifier: Apache-2.0
#include "bouclier/migrate/import.h"

#include "admission.h"
#include "bouclier/app/objects.h"
#include "input_file.h"
#include "migration_json.h"
#include "object_reading.h"
#include "open_migration.h"
#include "streamed_file.h"

namespace bouclier::app {
namespace {

using crypto::Json;

constexpr uint64_t kKeyFileLimit = 64 * kKiB;

Result<vault::C4ghKeyPair> ReadSecretKey(const ImportOptions& options) {
  SecretBytes passphrase;
  if (options.key_passphrase) {
    BOUCLIER_TRY(passphrase, ReadPassphrase({options.key_passphrase, std::nullopt}, ""));
  }
  BOUCLIER_TRY(Bytes text, RealFileSystem().Read(options.secret_key, kKeyFileLimit));
  Result<vault::C4ghKeyPair> key = vault::ReadC4ghSecretKey(AsText(text), passphrase);
  Wipe(text);
  if (key.ok()) return key;
  Error error = std::move(key).error().WithContext("key file " + options.secret_key.string());
  if (error.code == ErrorCode::kUnauthenticated && !options.key_passphrase)
    return std::move(error).WithHint("give it in a file of mode 0600: --key-passphrase-file FILE");
  return error;
}

migrate::Replace ReplaceOf(const ImportOptions& options) {
  return options.replace == ReplaceObject::kYes ? migrate::Replace::kYes : migrate::Replace::kNo;
}

// The file up to its body, and the body's source.
struct OpenedFile {
  InputFile input;
  vault::C4ghFile file;
  std::string recipient;
};
Result<OpenedFile> OpenFile(const ImportOptions& options) {
  BOUCLIER_TRY(const vault::C4ghKeyPair key, ReadSecretKey(options));
  BOUCLIER_TRY(InputFile input, InputFile::Open(options.file, "Crypt4GH file"));
  BOUCLIER_TRY(vault::C4ghFile file,
               vault::OpenC4ghFile([&input](MutableByteView out) { return input.Read(out); }, input.size(), key));
  return OpenedFile{std::move(input), std::move(file), vault::C4ghFingerprint(key.public_key)};
}

Json::Object DataOf(const ObjectName& object, const OpenedFile& opened, const migrate::ImportPlace& place) {
  return {{"dataset", object.dataset},
          {"name", TextOf(object.name)},
          {"generation", place.generation},
          {"bytes", opened.file.plaintext_length},
          {"segments", opened.file.segments},
          {"packets", uint64_t{opened.file.header.packets}},
          {"packets_opened", uint64_t{opened.file.header.opened}},
          {"recipient", opened.recipient}};
}

Result<Report> Foretell(Hub& hub, DatasetId dataset, const ObjectName& object, const ImportOptions& options) {
  BOUCLIER_TRY(const OpenedFile opened, OpenFile(options));
  BOUCLIER_TRY(const vault::DatasetKeysPtr keys, hub.Keys(dataset));
  BOUCLIER_TRY(const auto reader, hub.state().Read());
  BOUCLIER_TRY(const migrate::ImportPlace place, migrate::PlaceImport(*reader, *keys, object.name, ReplaceOf(options)));
  return Report{"object.import.dry_run", DataOf(object, opened, place)};
}

// Written beside its place before the import, so that a path that cannot be written is found out in time.
class ReceiptFile {
 public:
  static Result<ReceiptFile> Create(const std::optional<std::filesystem::path>& path) {
    ReceiptFile receipt;
    if (path) {
      BOUCLIER_TRY(StreamedFile file, StreamedFile::Create(*path));
      receipt.file_.emplace(std::move(file));
    }
    return receipt;
  }
  Result<void> Finish(const ports::LedgerReceipt& receipt) {
    if (!file_) return {};
    BOUCLIER_TRY_VOID(file_->Write(AsBytes(receipt.text())));
    return file_->Finish();
  }

 private:
  std::optional<StreamedFile> file_;
};

}  // namespace

Result<Report> ImportObject(const Config& config, const Asker& asker, const ObjectName& object,
                            const ImportOptions& options, ProgressSink& waiting) {
  BOUCLIER_TRY(const auto hub, Hub::Open(config));
  BOUCLIER_TRY(const policy::Actor actor, Authenticate(*hub, asker));
  BOUCLIER_TRY(const DatasetId dataset, AllowDataset(*hub, actor, policy::Action::kObjectImport, object.dataset));
  if (options.dry_run == DryRun::kYes) return Foretell(*hub, dataset, object, options);
  BOUCLIER_TRY(OpenedFile opened, OpenFile(options));
  BOUCLIER_TRY(ReceiptFile receipt, ReceiptFile::Create(options.receipt_out));
  BOUCLIER_TRY(const FileLock lock, hub->BeginJob());
  BOUCLIER_TRY(const auto host, hub->CurrentHost());  // after the lock: another job may just have moved it
  BOUCLIER_TRY(const vault::DatasetKeysPtr keys, hub->Keys(dataset));
  const migrate::ImportParts parts{&hub->state(), host.get(), &hub->ledger(), &hub->ledger(), keys, actor.number};
  const migrate::ImportRequest request{object.name, ReplaceOf(options), options.sha256, opened.recipient};
  Result<migrate::ImportReport> imported = migrate::ImportC4gh(
      parts, request, opened.file, [&opened](MutableByteView out) { return opened.input.Read(out); }, {},
      ControlOf(waiting));
  if (!imported.ok()) {
    const auto noted = hub->Record(ports::EntryClass::kMigration, "object.import.failed", actor.number,
                                   {{"dataset", dataset.ToString()}, {"code", ErrorCodeName(imported.error().code)}});
    static_cast<void>(noted.ok());  // the cause is told
    return std::move(imported).error();
  }
  Report report{"object.import", DataOf(object, opened, imported->place)};
  report.data["object"] = imported->place.object.ToString();
  report.data["sha256"] = Hex(imported->sha256);
  report.data["sha256_was_given"] = options.sha256.has_value();
  report.data["ledger_index"] = imported->committed.intent.index();
  report.data["manifest_line"] = Json::Parse(imported->line).value();
  if (auto written = receipt.Finish(imported->committed.intent); !written.ok())
    return std::move(written).error().WithHint("the object is in; its receipt: bouclier ledger proof " +
                                               std::to_string(imported->committed.intent.index()) + " --out FILE");
  return report;
}

}  // namespace bouclier::app
