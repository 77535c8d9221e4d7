// SPDX-License-Identifier: Apache-2.0
// write_log DIR N: a log of N entries under DIR/log with DIR/vkey, DIR/old.checkpoint (after half of them), DIR/receipt
// and DIR/certificate.
#include <cstdio>
#include <cstdlib>

#include "bouclier/crypto/hash.h"
#include "bouclier/ledger/receipt.h"
#include "ledger_fixture.h"

namespace {

using namespace bouclier;

Result<void> WriteLog(const std::filesystem::path& folder, uint64_t count) {
  ledger::SoftwareSigner signer(3);
  ledger::HandClock clock;
  FileSystem& files = RealFileSystem();
  const ledger::LedgerOptions options{folder / "log", folder / "writer", "example.eu/judged"};
  BOUCLIER_TRY(auto log, ledger::Ledger::Create(options, signer, clock, files));
  const std::string document = R"({"type":"host_move","v":1})";
  const std::string bound = "{\"certificate\":\"" + Hex(crypto::Sha256::Of(AsBytes(document))) + "\"}";
  for (uint64_t n = 0; n < count;) {
    std::vector<ports::AuditEntry> group;
    for (uint64_t i = 0; i < 1 + n % 97 && n < count; ++i, ++n)
      group.push_back(
          {ports::EntryClass::kSystem, "judge.sample", n % 7, n == 0 ? bound : "{\"n\":" + std::to_string(n) + "}"});
    BOUCLIER_TRY_VOID(log->Record(group));
    clock.now += std::chrono::milliseconds(5);
    if (n >= count / 2 && !files.Exists(folder / "old.checkpoint")) {
      BOUCLIER_TRY(const std::string note, log->CheckpointNote());
      BOUCLIER_TRY_VOID(files.WriteUnsynced(folder / "old.checkpoint", AsBytes(note), 0644));
    }
  }
  BOUCLIER_TRY(const std::string receipt, log->ReceiptOf(count - 1));
  BOUCLIER_TRY(const std::string first, log->ReceiptOf(0));
  BOUCLIER_TRY_VOID(files.WriteUnsynced(folder / "receipt", AsBytes(receipt), 0644));
  BOUCLIER_TRY_VOID(
      files.WriteUnsynced(folder / "certificate", AsBytes(ledger::WriteCertificate(document, first)), 0644));
  return files.WriteUnsynced(folder / "vkey", AsBytes(ledger::FormatVkey(log->vkey()) + "\n"), 0644);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const auto written = WriteLog(argv[1], std::strtoull(argv[2], nullptr, 10));
  if (written.ok()) return 0;
  std::fprintf(stderr, "write_log: %s\n", written.error().message.c_str());
  return 1;
}
