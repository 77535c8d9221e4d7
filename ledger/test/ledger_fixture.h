// SPDX-License-Identifier: Apache-2.0
// A log in a temporary folder, signed by a software key, under a clock that is set by hand and a file system that can
// stop.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <atomic>

#include "bouclier/crypto/signature.h"
#include "bouclier/ledger/ledger.h"

namespace bouclier::ledger {

class SoftwareSigner final : public ports::Signer {
 public:
  explicit SoftwareSigner(uint8_t seed) : key_(Make(seed)) {}
  const PublicKey& public_key() const override { return key_.public_key(); }
  Result<Bytes> Sign(ByteView message) override { return key_.Sign(message); }

 private:
  static crypto::PrivateKey Make(uint8_t seed) {
    const Bytes bytes(32, seed);
    return crypto::PrivateKey::FromSecret(SignatureAlgorithm::kEd25519, SecretBytes::CopyOf(bytes)).value();
  }
  crypto::PrivateKey key_;
};

class HandClock final : public ports::Clock {
 public:
  TimePoint Now() override { return now; }
  TimePoint now = ParseTime("2026-03-01T08:00:00.000Z").value();
};

// Counts writes; from number `stop_at` on every one fails: that one before it happened or after, as a kill or a full
// disk would.
class StoppingFileSystem final : public FileSystem {
 public:
  enum class At { kBefore, kAfter };
  std::atomic<uint64_t> writes = 0;  // several ledgers of one process take turns by their file lock only
  uint64_t stop_at = UINT64_MAX;
  At at = At::kBefore;
  int error_number = 5;  // EIO

  Result<Bytes> Read(const std::filesystem::path& path, uint64_t limit) override {
    return RealFileSystem().Read(path, limit);
  }
  Result<void> WriteAtomically(const std::filesystem::path& path, ByteView data, int mode) override {
    return Guarded([&] { return RealFileSystem().WriteUnsynced(path, data, mode); });
  }
  Result<void> WriteUnsynced(const std::filesystem::path& path, ByteView data, int mode) override {
    return Guarded([&] { return RealFileSystem().WriteUnsynced(path, data, mode); });
  }
  Result<std::unique_ptr<AppendFile>> OpenAppend(const std::filesystem::path& path, int mode) override {
    return RealFileSystem().OpenAppend(path, mode);
  }
  Result<void> MakeDirectories(const std::filesystem::path& path) override {
    return Guarded([&] { return RealFileSystem().MakeDirectories(path); });
  }
  Result<void> Remove(const std::filesystem::path& path) override {
    return Guarded([&] { return RealFileSystem().Remove(path); });
  }
  Result<void> SyncDirectory(const std::filesystem::path&) override { return {}; }
  bool Exists(const std::filesystem::path& path) override { return RealFileSystem().Exists(path); }
  Result<std::vector<std::string>> ListNames(const std::filesystem::path& path) override {
    return RealFileSystem().ListNames(path);
  }

 private:
  template <typename Work>
  Result<void> Guarded(Work work) {
    const uint64_t number = writes++;
    if (number < stop_at) return work();
    if (number == stop_at && at == At::kAfter) BOUCLIER_TRY_VOID(work());
    return ErrnoError(error_number, "write");
  }
};

class LedgerFixture : public ::testing::Test {
 protected:
  void SetUp() override {
    char pattern[] = "/tmp/bouclier-ledger-XXXXXX";
    ASSERT_NE(mkdtemp(pattern), nullptr);
    root_ = pattern;
    options_ = {root_ / "log", root_ / "writer", "example.eu/test"};
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  std::unique_ptr<Ledger> Create() { return Ledger::Create(options_, signer_, clock_, files_).value(); }
  Result<std::unique_ptr<Ledger>> Open() { return Ledger::Open(options_, signer_, clock_, files_); }
  static ports::AuditEntry Entry(uint64_t n) {
    return {ports::EntryClass::kMigration, "test.entry", 7, "{\"n\":" + std::to_string(n) + "}"};
  }
  static std::vector<ports::AuditEntry> Entries(uint64_t from, uint64_t count) {
    std::vector<ports::AuditEntry> out;
    for (uint64_t n = from; n < from + count; ++n) out.push_back(Entry(n));
    return out;
  }
  Vkey TheVkey() const { return MakeVkey(options_.origin, signer_.public_key()).value(); }

  std::filesystem::path root_;
  LedgerOptions options_;
  SoftwareSigner signer_{1};
  HandClock clock_;
  StoppingFileSystem files_;
};

}  // namespace bouclier::ledger
