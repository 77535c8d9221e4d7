// SPDX-License-Identifier: Apache-2.0
// What happened, told to the ledger; the proof that it was. `app` introduces rooms that act to the ledger that records.
// Entry bodies are public: numbers, ids, salted digests, reasons as codes; no personal data, no object names.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bouclier/base/bytes.h"
#include "bouclier/base/result.h"

namespace bouclier::ports {

enum class EntryClass : uint8_t {
  kAccess,
  kOutput,
  kExport,
  kMatching,
  kAdministration,
  kQuery,
  kKey,
  kHost,
  kPermit,
  kMigration,
  kSystem
};

struct AuditEntry {
  EntryClass entry_class = EntryClass::kSystem;
  std::string action;       // `object.export.intent`
  uint64_t actor = 0;       // actor number; 0: the system itself
  std::string body = "{}";  // a JSON object in canonical form (RFC 8785): docs/formats/ledger-entry.md
};

class AuditSink;

// Proof that an entry is in the ledger, durable and published. Made by ledgers only (passkey); rooms that open data
// demand one.
class LedgerReceipt {
 public:
  class Passkey {
    friend class AuditSink;
    Passkey() = default;
  };
  LedgerReceipt(Passkey, uint64_t index, std::string action, Bytes entry, std::string text)
      : index_(index), action_(std::move(action)), entry_(std::move(entry)), text_(std::move(text)) {}
  uint64_t index() const { return index_; }
  const std::string& action() const { return action_; }
  const Bytes& entry() const { return entry_; }      // canonical JSON as logged
  const std::string& text() const { return text_; }  // receipt file: docs/formats/receipt.md

 private:
  uint64_t index_;
  std::string action_;
  Bytes entry_;
  std::string text_;
};

class AuditSink {
 public:
  virtual ~AuditSink() = default;
  // Appends in order, durably; all or none. **Errors:** exhausted (disk full), corruption (the log is not what it was),
  // conflict, unavailable (token). After an error with retry kUnknownOutcome some may be in.
  virtual Result<std::vector<LedgerReceipt>> Record(const std::vector<AuditEntry>& entries) = 0;
  Result<LedgerReceipt> RecordOne(const AuditEntry& entry) {
    BOUCLIER_TRY(std::vector<LedgerReceipt> receipts, Record({entry}));
    return std::move(receipts.front());
  }

 protected:
  static LedgerReceipt MakeReceipt(uint64_t index, std::string action, Bytes entry, std::string text) {
    return LedgerReceipt(LedgerReceipt::Passkey{}, index, std::move(action), std::move(entry), std::move(text));
  }
};

}  // namespace bouclier::ports
