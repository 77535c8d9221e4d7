// SPDX-License-Identifier: Apache-2.0
#include "bouclier/crypto/hash.h"
#include "bouclier/crypto/jws.h"
#include "bouclier/vault/crypt4gh.h"
#include "object_reading.h"
#include "recipients.h"
#include "streamed_file.h"

namespace bouclier::app {
namespace {

using crypto::Json;

constexpr const char* kApprovalType = "bouclier-export-approval+jws";

// The custodian signs what leaves, and to whom.
Result<std::string> Approve(Hub& hub, char custodian, const Json::Object& what) {
  if (custodian != 'a' && custodian != 'b')
    return Error(ErrorCode::kInvalidArgument, "export object: --custodian is a or b");
  ports::Signer& signer = hub.signer(custodian == 'a' ? Custodian::kA : Custodian::kB);
  const std::string kid = std::string("custodian-") + custodian;
  constexpr auto kAlgorithm = SignatureAlgorithm::kEcdsaP384Sha384;
  crypto::Jws jws{kApprovalType, ToBytes(AsBytes(Json(what).Canonical())), {}};
  BOUCLIER_TRY(Bytes signature, signer.Sign(crypto::JwsSigningInput(kAlgorithm, kid, kApprovalType, jws.payload)));
  jws.signatures.push_back({kid, kAlgorithm, std::move(signature)});
  BOUCLIER_TRY_VOID(crypto::VerifyJws(jws, 0, signer.public_key()));
  return crypto::WriteJws(jws);
}

}  // namespace

Result<Report> ExportObject(const Config& config, const Asker& asker, const ObjectName& object,
                            const ExportOptions& options) {
  BOUCLIER_TRY(const std::vector<vault::C4ghPublicKey> recipients, ReadRecipients(options.recipients));
  BOUCLIER_TRY(const auto hub, Hub::Open(config));
  BOUCLIER_TRY(const policy::Actor actor, Authenticate(*hub, asker));
  BOUCLIER_TRY(const DatasetId dataset, AllowDataset(*hub, actor, policy::Action::kObjectExport, object.dataset));
  BOUCLIER_TRY(const FoundObject found, FindObject(*hub, dataset, object));
  BOUCLIER_TRY(const auto host, hub->CurrentHost());
  Json::Object body = found.Body();
  Json::Array fingerprints;
  for (const vault::C4ghPublicKey& key : recipients) fingerprints.emplace_back(vault::C4ghFingerprint(key));
  body["recipients"] = fingerprints;
  BOUCLIER_TRY(const std::string approval, Approve(*hub, options.custodian, body));
  body["custodian"] = std::string(1, options.custodian);
  body["approval"] = Hex(crypto::Sha256::Of(AsBytes(approval)));
  BOUCLIER_TRY(const ports::LedgerReceipt intent,
               hub->Record(ports::EntryClass::kExport, vault::kObjectExportAction, actor.number, std::move(body)));
  BOUCLIER_TRY_VOID(WriteReceiptFile(options.receipt_out, intent));
  const auto write = [&]() -> Result<void> {
    BOUCLIER_TRY(const auto reader, hub->state().Read());
    BOUCLIER_TRY(vault::SealedReader opened, vault::OpenForExportOnly(intent, RequestOf(found, *reader, *host)));
    BOUCLIER_TRY(StreamedFile file, StreamedFile::Create(options.out));
    BOUCLIER_TRY_VOID(vault::ExportC4gh(opened, recipients, [&](ByteView bytes) { return file.Write(bytes); }));
    return file.Finish();
  };
  BOUCLIER_TRY_VOID(RecordEnd(*hub, ports::EntryClass::kExport, "object.export", actor.number, intent, write()));
  Report report{"object.export", found.Body()};
  report.data["bytes"] = found.record.plaintext_length;
  report.data["file"] = options.out.string();
  report.data["recipients"] = std::move(fingerprints);
  report.data["approval"] = Json::Parse(approval).value();
  report.data["ledger_index"] = intent.index();
  return report;
}

}  // namespace bouclier::app
