// SPDX-License-Identifier: Apache-2.0
// Ledger, clock and key wrapper in memory, for tests of rooms that stand on the vault. Test support.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>

#include "bouclier/crypto/json.h"
#include "bouclier/crypto/random.h"
#include "bouclier/ports/audit.h"
#include "bouclier/ports/audit_trail.h"
#include "bouclier/ports/clock.h"
#include "bouclier/ports/key_wrapper.h"

namespace bouclier::test {

class MemoryLedger : public ports::AuditSink, public ports::AuditTrail {
 public:
  std::function<Result<void>()> before_write;  // a test's fault; may be empty
  std::string entry_class = "matching";

  Result<std::vector<ports::LedgerReceipt>> Record(const std::vector<ports::AuditEntry>& added) override {
    if (before_write) BOUCLIER_TRY_VOID(before_write());
    const std::lock_guard lock(mutex_);
    std::vector<ports::LedgerReceipt> receipts;
    for (const ports::AuditEntry& entry : added) {
      BOUCLIER_TRY(crypto::Json body, crypto::Json::ParseCanonical(entry.body));
      const crypto::Json whole(crypto::Json::Object{
          {"action", entry.action}, {"actor", entry.actor}, {"body", std::move(body)}, {"class", entry_class}});
      entries.push_back({entries.size(), entry.action, entry.body, ToBytes(AsBytes(whole.Canonical()))});
      receipts.push_back(MakeReceipt(entries.back().index, entry.action, entries.back().entry, ""));
    }
    return receipts;
  }
  Result<uint64_t> Size() override {
    const std::lock_guard lock(mutex_);
    return uint64_t{entries.size()};
  }
  Result<std::vector<ports::LoggedEntry>> Read(uint64_t from, uint64_t count) override {
    const std::lock_guard lock(mutex_);
    std::vector<ports::LoggedEntry> out;
    for (uint64_t i = from; i < entries.size() && i < from + count; ++i) out.push_back(entries[i]);
    return out;
  }
  std::string Text() {
    std::string all;
    for (const ports::LoggedEntry& entry : entries) all += std::string(AsText(entry.entry)) + "\n";
    return all;
  }
  std::vector<ports::LoggedEntry> entries;

 private:
  std::mutex mutex_;  // entries
};

class StillClock final : public ports::Clock {
 public:
  TimePoint Now() override { return TimePoint(std::chrono::milliseconds(1'764'000'000'000 + ++ticks_)); }

 private:
  std::atomic<int64_t> ticks_{0};
};

// Wraps nothing: the record is the key.
class ClearWrapper final : public ports::KeyWrapper {
 public:
  Result<NewKek> Create(const ports::KekContext&) override {
    NewKek made{crypto::RandomSecret(32), {}};
    made.record = ToBytes(made.kek.Reveal(SecretAccess{}));
    return made;
  }
  Result<SecretBytes> Open(const ports::KekContext&, ByteView record) override { return SecretBytes::CopyOf(record); }
  uint64_t TokenCalls() const override { return 0; }
};

}  // namespace bouclier::test
