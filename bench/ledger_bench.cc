// SPDX-License-Identifier: Apache-2.0
// ledger_bench FOLDER WRITERS SECONDS: so many threads append one entry each, again and again, to a new log in FOLDER
// through the real Ledger and the real file system, signed by a software Ed25519 key (a token signs once a group as
// well, some 600 times a second at most). Prints one JSON object: appends, seconds, p50 and p99 in ms, groups, and how
// many durable file writes there were.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "bouclier/crypto/signature.h"
#include "bouclier/ledger/ledger.h"

namespace {

using namespace bouclier;
using Steady = std::chrono::steady_clock;

class SoftwareSigner final : public ports::Signer {
 public:
  SoftwareSigner()
      : key_(crypto::PrivateKey::FromSecret(SignatureAlgorithm::kEd25519, SecretBytes::CopyOf(Bytes(32, 5))).value()) {}
  const PublicKey& public_key() const override { return key_.public_key(); }
  Result<Bytes> Sign(ByteView message) override {
    ++signatures;
    return key_.Sign(message);
  }
  std::atomic<uint64_t> signatures{0};

 private:
  crypto::PrivateKey key_;
};

class MachineClock final : public ports::Clock {
 public:
  TimePoint Now() override { return std::chrono::floor<TimePoint::duration>(std::chrono::system_clock::now()); }
};

// The real file system, counting what it makes durable.
class CountingFileSystem final : public FileSystem {
 public:
  std::atomic<uint64_t> durable_writes{0};
  Result<Bytes> Read(const std::filesystem::path& path, uint64_t limit) override { return real_.Read(path, limit); }
  Result<void> WriteAtomically(const std::filesystem::path& path, ByteView data, int mode) override {
    ++durable_writes;
    return real_.WriteAtomically(path, data, mode);
  }
  Result<void> WriteUnsynced(const std::filesystem::path& path, ByteView data, int mode) override {
    return real_.WriteUnsynced(path, data, mode);
  }
  Result<std::unique_ptr<AppendFile>> OpenAppend(const std::filesystem::path& path, int mode) override {
    return real_.OpenAppend(path, mode);
  }
  Result<void> MakeDirectories(const std::filesystem::path& path) override { return real_.MakeDirectories(path); }
  Result<void> Remove(const std::filesystem::path& path) override { return real_.Remove(path); }
  Result<void> SyncDirectory(const std::filesystem::path& path) override { return real_.SyncDirectory(path); }
  bool Exists(const std::filesystem::path& path) override { return real_.Exists(path); }
  Result<std::vector<std::string>> ListNames(const std::filesystem::path& path) override {
    return real_.ListNames(path);
  }

 private:
  FileSystem& real_ = RealFileSystem();
};

// Milliseconds of each append of one writer.
Result<std::vector<double>> Append(ledger::Ledger& log, uint64_t writer, Steady::time_point end) {
  std::vector<double> latencies;
  for (uint64_t n = 0; Steady::now() < end; ++n) {
    const auto begin = Steady::now();
    const std::string body = "{\"n\":" + std::to_string(n) + ",\"writer\":" + std::to_string(writer) + "}";
    BOUCLIER_TRY_VOID(log.Record({{ports::EntryClass::kSystem, "bench.append", 1, body}}));
    latencies.push_back(std::chrono::duration<double, std::milli>(Steady::now() - begin).count());
  }
  return latencies;
}

Result<void> Run(const std::filesystem::path& folder, uint64_t writers, double seconds) {
  SoftwareSigner signer;
  MachineClock clock;
  CountingFileSystem files;
  BOUCLIER_TRY(auto log,
               ledger::Ledger::Create({folder / "log", folder / "writer", "example.eu/bench"}, signer, clock, files));
  const uint64_t writes_before = files.durable_writes, signed_before = signer.signatures;
  std::vector<Result<std::vector<double>>> results(writers, std::vector<double>{});
  std::vector<std::thread> threads;
  const auto begin = Steady::now();
  const auto end = begin + std::chrono::duration_cast<Steady::duration>(std::chrono::duration<double>(seconds));
  for (uint64_t i = 0; i < writers; ++i) threads.emplace_back([&, i] { results[i] = Append(*log, i, end); });
  for (std::thread& thread : threads) thread.join();
  const double spent = std::chrono::duration<double>(Steady::now() - begin).count();
  std::vector<double> all;
  for (const auto& result : results) {
    if (!result.ok()) return result.error();
    all.insert(all.end(), result->begin(), result->end());
  }
  BOUCLIER_TRY(const uint64_t size, log->Size());
  BOUCLIER_CHECK(size == all.size() && !all.empty());
  std::sort(all.begin(), all.end());
  std::printf(
      "{\"appends\": %zu, \"seconds\": %.4f, \"p50_ms\": %.3f, \"p99_ms\": %.3f, \"groups\": %lu, "
      "\"durable_writes\": %lu}\n",
      all.size(), spent, all[all.size() / 2], all[all.size() * 99 / 100],
      static_cast<unsigned long>(signer.signatures - signed_before),
      static_cast<unsigned long>(files.durable_writes - writes_before));
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  const long writers = argc == 4 ? std::atol(argv[2]) : 0;
  const double seconds = argc == 4 ? std::atof(argv[3]) : 0;
  if (writers < 1 || !(seconds > 0)) {
    std::fprintf(stderr, "usage: ledger_bench FOLDER WRITERS SECONDS\n");
    return 2;
  }
  const Result<void> done = Run(argv[1], static_cast<uint64_t>(writers), seconds);
  if (!done.ok()) {
    std::fprintf(stderr, "ledger_bench: %s\n", done.error().message.c_str());
    return 1;
  }
  return 0;
}
