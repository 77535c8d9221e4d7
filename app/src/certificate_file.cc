// SPDX-License-Identifier: Apache-2.0
#include "certificate_file.h"

#include "bouclier/crypto/hash.h"
#include "bouclier/ledger/receipt.h"
#include "streamed_file.h"

namespace bouclier::app {

Result<uint64_t> WriteCertificateFile(Hub& hub, ports::EntryClass entry_class, const std::string& action,
                                      uint64_t actor, std::string_view document, const std::filesystem::path& path) {
  BOUCLIER_TRY(const ports::LedgerReceipt receipt,
               hub.Record(entry_class, action, actor, {{"certificate", Hex(crypto::Sha256::Of(AsBytes(document)))}}));
  BOUCLIER_TRY_VOID(WriteTextFile(path, ledger::WriteCertificate(document, receipt.text())));
  return receipt.index();
}

}  // namespace bouclier::app
