// SPDX-License-Identifier: Apache-2.0
// A ledger in memory whose entries look like the real one's. Test support.
#pragma once

#include "bouclier/crypto/json.h"
#include "bouclier/ports/audit.h"
#include "bouclier/ports/audit_trail.h"
#include "stop_plan.h"

namespace bouclier::vault::test {

class MemoryLedger final : public ports::AuditSink, public ports::AuditTrail {
 public:
  explicit MemoryLedger(StopPlan* plan) : plan_(plan) {}
  Result<std::vector<ports::LedgerReceipt>> Record(const std::vector<ports::AuditEntry>& entries_to_add) override {
    std::vector<ports::LedgerReceipt> receipts;
    BOUCLIER_TRY_VOID(plan_->Write([&]() -> Result<void> {
      for (const ports::AuditEntry& entry : entries_to_add) {
        BOUCLIER_TRY(crypto::Json body, crypto::Json::ParseCanonical(entry.body));
        const crypto::Json whole(crypto::Json::Object{
            {"action", entry.action},
            {"actor", entry.actor},
            {"body", std::move(body)},
            {"class", entry.entry_class == ports::EntryClass::kMigration ? "migration" : "access"}});
        const std::string text = whole.Canonical();
        entries.push_back({entries.size(), entry.action, entry.body, ToBytes(AsBytes(text))});
        receipts.push_back(MakeReceipt(entries.back().index, entry.action, entries.back().entry, ""));
      }
      return {};
    }));
    return receipts;
  }
  Result<uint64_t> Size() override {
    BOUCLIER_TRY_VOID(plan_->Read());
    return uint64_t{entries.size()};
  }
  Result<std::vector<ports::LoggedEntry>> Read(uint64_t from, uint64_t count) override {
    BOUCLIER_TRY_VOID(plan_->Read());
    std::vector<ports::LoggedEntry> out;
    for (uint64_t i = from; i < entries.size() && i < from + count; ++i) out.push_back(entries[i]);
    return out;
  }
  std::vector<ports::LoggedEntry> entries;

 private:
  StopPlan* plan_;
};

}  // namespace bouclier::vault::test
