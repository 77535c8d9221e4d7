// SPDX-License-Identifier: Apache-2.0
// A delivery whose host, database or ledger fails at each step: nothing half-visible, and the next run finishes. A host
// that alters what it keeps. What was ever sent to the host has a nonce of its own.
#include <functional>
#include <map>
#include <set>

#include "bouclier/crypto/hash.h"
#include "bouclier/store/faulty_store.h"
#include "bouclier/vault/check.h"
#include "bouclier/vault/object_index.h"
#include "points/every_point.h"
#include "small_files.h"

namespace bouclier::ingest::test {
namespace {

using store::Fault;
using store::FaultKind;

// Passes all on, and keeps every body that came.
class RecordingStore final : public ports::ObjectStore {
 public:
  explicit RecordingStore(ports::ObjectStore& inner) : inner_(inner) {}
  std::string Describe() const override { return inner_.Describe(); }
  ports::HostCapabilities Capabilities() override { return inner_.Capabilities(); }
  Result<void> Put(const std::string& key, const ports::OutgoingBody& body) override {
    Note(key, body.bytes);
    return inner_.Put(key, body);
  }
  Result<Bytes> Get(const std::string& key, uint64_t offset, uint64_t length) override {
    return inner_.Get(key, offset, length);
  }
  Result<uint64_t> Size(const std::string& key) override { return inner_.Size(key); }
  Result<void> Delete(const std::string& key) override { return inner_.Delete(key); }
  Result<ports::StorePage> List(const std::string& prefix, const std::string& token) override {
    return inner_.List(prefix, token);
  }
  Result<std::string> BeginUpload(const std::string& key) override { return inner_.BeginUpload(key); }
  Result<ports::UploadedPart> UploadPart(const std::string& key, const std::string& id, uint32_t number,
                                         const ports::OutgoingBody& body) override {
    Note(key, body.bytes);
    return inner_.UploadPart(key, id, number, body);
  }
  Result<void> CompleteUpload(const std::string& key, const std::string& id,
                              const std::vector<ports::UploadedPart>& parts) override {
    return inner_.CompleteUpload(key, id, parts);
  }
  Result<void> AbortUpload(const std::string& key, const std::string& id) override {
    return inner_.AbortUpload(key, id);
  }
  Result<std::vector<ports::PendingUpload>> ListUploads(const std::string& prefix) override {
    return inner_.ListUploads(prefix);
  }
  Result<std::vector<ports::UploadedPart>> ListParts(const std::string& key, const std::string& id) override {
    return inner_.ListParts(key, id);
  }

  std::vector<std::pair<std::string, Bytes>> sent;

 private:
  void Note(const std::string& key, ByteView body) {
    const MutexLock lock(mutex_);
    sent.emplace_back(key, ToBytes(body));
  }
  ports::ObjectStore& inner_;
  Mutex mutex_;
};

struct FaultyBase : SmallBase {
  RecordingStore recording{host};
  store::FaultScript script;
  std::unique_ptr<ports::ObjectStore> faulty = store::MakeFaultyStore(recording, script);

  FaultyBase() {
    const auto give = [&](const char* name, const Bytes& content) { Deliver(name, content).value(); };
    give("IR_BEN_R.csv", Beneficiaries({{"n1", "1", "a"}, {"n2", "1", "b"}, {"n3", "1", "c"}}));
    for (const char* month : {"201901", "201902"}) {
      give((std::string("ER_PRS_F_") + month + ".csv").c_str(),
           Lines({{"1", "n1", "1"}, {"2", "n2", "1"}, {"3", "n3", "1", "no day"}, {"4", "n9", "1"}}));
      give((std::string("ER_PHA_F_") + month + ".csv").c_str(),
           Drugs({{"1", "3400930000001"}, {"8", "3400930000002"}}));
    }
    give("T_MCO19B.csv", Stays({{"010000024", "1"}}));
    give("T_MCO19C.csv", Links({{"010000024", "1", "n1"}}));
  }
  Result<DeliveryResult> RunFaulty() {
    BOUCLIER_TRY(const auto recovered, vault::Committer(state, ledger, ledger).Recover());
    static_cast<void>(recovered);
    DeliveryParts parts = Parts();
    parts.store = faulty.get();
    DeliveryOptions options;
    options.threads = 1;
    options.bucket_width = 2;
    return RunDelivery(parts, options, {});
  }
  size_t Published() { return vault::ReadPublished(ledger, tables->dataset())->size(); }
  // All that a reader sees, whatever ordinals are.
  std::multiset<std::vector<std::string>> Seen() {
    std::multiset<std::vector<std::string>> seen;
    for (const auto& [table, columns] :
         std::map<std::string, std::vector<std::string>>{{"IR_BEN_R", {"flags"}},
                                                         {"ER_PRS_F", {"EXE_SOI_DTD", "flags"}},
                                                         {"ER_PHA_F", {"PHA_PRS_C13", "flags", "care_from"}},
                                                         {"T_MCOaaB", {"ETA_NUM", "GRG_GHM", "flags"}}}) {
      for (auto row : RowsOf(table, columns)) {
        row.insert(row.begin(), table);
        seen.insert(std::move(row));
      }
    }
    return seen;
  }
  // No nonce was ever sent with two ciphertexts: so no (key, nonce) pair was.
  void ExpectNoncesOfTheirOwn() {
    std::map<Bytes, Digest32> by_nonce;
    size_t segments = 0;
    for (const auto& [key, body] : recording.sent)
      for (size_t at = 0; at < body.size(); at += vault::kSegmentSealed, ++segments) {
        const ByteView segment = ByteView(body).subspan(at, std::min<size_t>(vault::kSegmentSealed, body.size() - at));
        const auto [it, fresh] = by_nonce.emplace(ToBytes(segment.first(12)), crypto::Sha256::Of(segment));
        EXPECT_TRUE(fresh || it->second == crypto::Sha256::Of(segment)) << key;
      }
    EXPECT_GT(segments, 10u);
  }
};

const std::multiset<std::vector<std::string>>& Expected() {
  static const auto seen = [] {
    FaultyBase base;
    base.RunFaulty().value();
    return base.Seen();
  }();
  return seen;
}

void ExpectFinished(FaultyBase& base, const std::string& what) {
  const auto result = base.RunFaulty();
  ASSERT_TRUE(result.ok()) << what << ": " << result.error().message;
  EXPECT_EQ(result->snapshot.number, 1u) << what;
  EXPECT_EQ(base.Published(), 1u) << what;
  EXPECT_EQ(base.Seen(), Expected()) << what;
  EXPECT_EQ(result->report.Tables().at("ER_PRS_F").quarantined(), 2u) << what;
}

TEST(DeliveryFaults, F27_TheHostFailsAtEachCallOnce) {
  FaultyBase counted;
  counted.RunFaulty().value();
  const uint64_t calls = counted.script.calls();
  ASSERT_GT(calls, 30u);
  for (uint64_t call = 0; call < calls; call += points::Stride(3))
    for (const FaultKind kind : points::Kinds(call, FaultKind::kFailBefore, FaultKind::kFailAfter)) {
      FaultyBase base;
      base.script.At(call, Fault{kind, 0, {}, ErrorCode::kUnavailable});
      const std::string what = "call " + std::to_string(call);
      const auto first = base.RunFaulty();
      if (!first.ok()) {
        EXPECT_EQ(base.Published(), 0u) << what;
        ExpectFinished(base, what);
      }
      EXPECT_EQ(base.Seen(), Expected()) << what;
      base.ExpectNoncesOfTheirOwn();
    }
}

TEST(DeliveryFaults, F3_TheHostIsFullFromACallOn) {
  FaultyBase counted;
  counted.RunFaulty().value();
  for (uint64_t call = 0; call < counted.script.calls(); call += points::Stride(7)) {
    FaultyBase base;
    base.script.From(call, Fault{FaultKind::kFailBefore, 0, {}, ErrorCode::kExhausted});
    const std::string what = "full from call " + std::to_string(call);
    EXPECT_FALSE(base.RunFaulty().ok()) << what;
    EXPECT_FALSE(base.RunFaulty().ok()) << what;  // still
    EXPECT_EQ(base.Published(), 0u) << what;
    base.script.Clear();
    ExpectFinished(base, what);
    base.ExpectNoncesOfTheirOwn();
  }
}

TEST(DeliveryFaults, F27_TheDatabaseStopsAtEachStep) {
  FaultyBase counted;
  counted.state.SetFaultHook({});
  counted.RunFaulty().value();
  const uint64_t steps = counted.state.Steps();
  ASSERT_GT(steps, 30u);
  for (uint64_t step = 0; step < steps; step += points::Stride(4))
    for (const auto fault : points::Kinds(step, state::StateFault::kFailBefore, state::StateFault::kFailAfter)) {
      FaultyBase base;
      base.state.SetFaultHook(state::StopAtStep(step, fault));
      const auto first = base.RunFaulty();
      base.state.SetFaultHook({});
      const std::string what = "step " + std::to_string(step);
      if (!first.ok() && vault::Committer(base.state, base.ledger, base.ledger).Recover().ok() &&
          base.Published() == 1) {  // the publication's transaction was in: the outcome was all that lacked
        EXPECT_EQ(base.Seen(), Expected()) << what;
        EXPECT_TRUE(base.RunFaulty()->nothing_new) << what;
        continue;
      }
      if (!first.ok()) ExpectFinished(base, what);
    }
}

TEST(DeliveryFaults, F27_TheLedgerStopsAtEachEntry) {
  FaultyBase counted;
  const size_t before = counted.ledger.entries.size();
  counted.RunFaulty().value();
  const size_t entries = counted.ledger.entries.size() - before;
  ASSERT_GT(entries, 8u);
  for (size_t entry = 0; entry < entries; ++entry) {
    FaultyBase base;
    size_t written = 0;
    base.ledger.before_write = [&]() -> Result<void> {
      if (written++ < entry) return {};
      return Error(ErrorCode::kUnavailable, "test: the ledger's disk is full");
    };
    EXPECT_FALSE(base.RunFaulty().ok()) << entry;
    EXPECT_EQ(base.Published(), 0u) << entry;
    base.ledger.before_write = nullptr;
    vault::Committer(base.state, base.ledger, base.ledger).Recover().value();
    if (base.Published() == 1) {  // only its outcome lacked
      EXPECT_EQ(entry, entries - 1);
      EXPECT_EQ(base.Seen(), Expected());
    } else {
      ExpectFinished(base, "entry " + std::to_string(entry));
    }
  }
}

TEST(DeliveryFaults, F27_OtherFilesMeanwhileLetGoOfWhatWasStaged) {
  FaultyBase counted;
  const size_t before = counted.ledger.entries.size();
  counted.RunFaulty().value();
  const size_t entries = counted.ledger.entries.size() - before;  // calls of the host are not always as many
  FaultyBase base;
  size_t written = 0;
  base.ledger.before_write = [&]() -> Result<void> {
    if (written++ + 2 < entries) return {};
    return Error(ErrorCode::kUnavailable, "test: the ledger's disk is full");
  };
  ASSERT_FALSE(base.RunFaulty().ok());  // all is staged, and not published
  base.ledger.before_write = nullptr;
  base.Redeliver("T_MCO19B.csv", Stays({{"010000024", "1"}, {"010000024", "2"}})).value();
  const DeliveryResult result = base.RunFaulty().value();
  EXPECT_EQ(result.periods_resumed, 0u);
  EXPECT_EQ(base.RowsOf("T_MCOaaB", {"ETA_NUM"}).size(), 2u);
  // Nothing of the first attempt is named any more: a sweep finds its bodies.
  std::set<std::string> named;
  const auto reader = base.state.Read().value();
  vault::ObjectIndex index(*reader);
  for (const vault::DatasetKeysPtr& keys : {base.raw, base.tables, base.quarantine, base.crosswalk})
    index
        .ForEach(keys->dataset(), vault::Generations::kAll,
                 [&](const vault::StoredRecord& stored) -> Result<void> {
                   named.insert(vault::HostKey(stored.record.id));
                   return {};
                 })
        .value();
  size_t orphans = 0;
  for (const auto& [key, body] : base.recording.sent) orphans += !named.contains(key);
  EXPECT_GT(orphans, 5u);
  EXPECT_EQ(base.RowsOf("ER_PRS_F", {"person"}).size(), 6u);
}

std::string BodyOf(SmallBase& base, const vault::SealedRef& sealed) {
  const auto reader = base.state.Read().value();
  return vault::HostKey(vault::ObjectIndex(*reader).Generation(sealed.object, sealed.generation).value()->record.id);
}
Bytes WholeBody(SmallBase& base, const std::string& key) {
  return base.host.Get(key, 0, base.host.Size(key).value()).value();
}

TEST(DeliveryFaults, F5_ABitOfARawFileIsFlippedAtTheHost) {
  FaultyBase base;
  const std::string key = base.host.List("o/", "")->objects.front().key;
  Bytes body = WholeBody(base, key);
  body[body.size() / 2] ^= 4;
  base.host.Put(key, body).value();
  EXPECT_EQ(base.RunFaulty().error().code, ErrorCode::kCorruption);
  EXPECT_EQ(base.Published(), 0u);
}

TEST(DeliveryFaults, F5_ABitOfATableFileOrOfTheCrosswalkIsFlippedAtTheHost) {
  FaultyBase base;
  const DeliveryResult made = base.RunFaulty().value();
  const auto flip = [&](const std::string& key) {
    Bytes body = WholeBody(base, key);
    body[body.size() / 2] ^= 4;
    base.host.Put(key, body).value();
  };
  const auto file = std::ranges::find(made.snapshot.files, "ER_PHA_F", &vault::TableFile::table);
  flip(BodyOf(base, file->sealed));
  EXPECT_EQ(base.Rows("ER_PHA_F", {"PHA_PRS_C13"}).error().code, ErrorCode::kCorruption);
  EXPECT_TRUE(base.Rows("T_MCOaaB", {"ETA_NUM"}).ok());  // what lies beside it is read
  flip(BodyOf(base, made.snapshot.crosswalk));
  base.Redeliver("T_MCO19B.csv", Stays({{"010000024", "2"}})).value();
  EXPECT_EQ(base.RunFaulty().error().code, ErrorCode::kCorruption);  // no new ordinals on a doubtful ground
  EXPECT_EQ(base.Published(), 1u);
}

TEST(DeliveryFaults, F14_TableFilesAreSwappedCutOrPutBackAtTheHost) {
  FaultyBase base;
  const DeliveryResult first = base.RunFaulty().value();
  std::vector<std::string> keys;
  for (const vault::TableFile& file : first.snapshot.files)
    if (file.table == "ER_PRS_F") keys.push_back(BodyOf(base, file.sealed));
  ASSERT_GE(keys.size(), 4u);
  const Bytes one = WholeBody(base, keys[0]), two = WholeBody(base, keys[1]);
  base.host.Put(keys[0], two).value();
  base.host.Put(keys[1], one).value();
  EXPECT_EQ(base.Rows("ER_PRS_F", {"person"}).error().code, ErrorCode::kCorruption);
  base.host.Put(keys[0], one).value();
  base.host.Put(keys[1], ByteView(two).first(two.size() / 2)).value();
  EXPECT_EQ(base.Rows("ER_PRS_F", {"person"}).error().code, ErrorCode::kCorruption);
  base.host.Put(keys[1], two).value();
  EXPECT_TRUE(base.Rows("ER_PRS_F", {"person"}).ok());
  // The file of the next snapshot is replaced by that of the one before.
  base.Redeliver("ER_PRS_F_201901.csv", Lines({{"1", "n1", "1"}, {"2", "n2", "1"}, {"3", "n3", "1"}})).value();
  const DeliveryResult second = base.RunFaulty().value();
  base.host
      .Put(BodyOf(base, second.snapshot.files[0].sealed), WholeBody(base, BodyOf(base, first.snapshot.files[0].sealed)))
      .value();
  EXPECT_EQ(base.Rows(second.snapshot.files[0].table, {"person"}).error().code, ErrorCode::kCorruption);
}

TEST(DeliveryFaults, F19_NoNonceIsSentTwiceOverSeveralRunsAndSnapshots) {
  FaultyBase base;
  base.script.At(20, Fault{FaultKind::kFailAfter, 0, {}, ErrorCode::kUnavailable});
  static_cast<void>(base.RunFaulty());
  base.RunFaulty().value();
  base.Redeliver("T_MCO19B.csv", Stays({{"010000024", "1"}, {"010000024", "2"}})).value();
  base.RunFaulty().value();
  EXPECT_EQ(base.Published(), 2u);
  base.ExpectNoncesOfTheirOwn();
}

}  // namespace
}  // namespace bouclier::ingest::test
