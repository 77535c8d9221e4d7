// SPDX-License-Identifier: Apache-2.0
// An extract whose host, database or ledger fails at each step: nothing half-visible, and the next run finishes.
#include "bouclier/store/faulty_store.h"
#include "extract_hub.h"
#include "points/every_point.h"

namespace bouclier::provision::test {
namespace {

using store::Fault;
using store::FaultKind;

// Passes entries on until a number of calls is reached.
class StoppingSink final : public ports::AuditSink {
 public:
  explicit StoppingSink(ports::AuditSink& inner) : inner_(inner) {}
  Result<std::vector<ports::LedgerReceipt>> Record(const std::vector<ports::AuditEntry>& entries) override {
    if (calls++ >= stop_at) return Error(ErrorCode::kUnavailable, "test: the ledger's disk is full");
    return inner_.Record(entries);
  }
  uint64_t calls = 0, stop_at = UINT64_MAX;

 private:
  ports::AuditSink& inner_;
};

class ExtractFaults : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    hub = new ExtractHub;
    hub->DeliverFolder(SyntheticBase() / "files" / "beneficiaires");
    hub->Ingest();
    hub->Object("withdrawn", "BEN_IDT_ANO\nnobodyhere\n");
  }
  void SetUp() override { expected_ = Rows(Fresh(), Faults{}); }

  // A project nobody has made an extract of.
  static std::string Fresh() {
    static int number = 0;
    const std::string id = "faults-" + std::to_string(++number);
    hub->Project(PermitOf(id, {{"IR_BEN_R", {"BEN_IDT_ANO", "BEN_NAI_ANN"}}, {"IR_IMB_R", {"BEN_NIR_PSA"}}}));
    return id;
  }
  struct Faults {
    ports::ObjectStore* host = nullptr;
    ports::AuditSink* sink = nullptr;
  };
  static Result<ExtractResult> Run(const std::string& id, const Faults& faults) {
    ExtractParts parts = hub->Parts(id);
    if (faults.host != nullptr) parts.store = faults.host;
    if (faults.sink != nullptr) parts.sink = faults.sink;
    ExtractOptions options;
    options.threads = 1;
    return RunExtract(parts, hub->Ask(id), options, {});
  }
  static size_t Rows(const std::string& id, const Faults& faults) {
    EXPECT_TRUE(Run(id, faults).ok());
    return RowsOf(id);
  }
  static size_t RowsOf(const std::string& id) {
    const TextRows rows = hub->Rows(id);
    return rows.at("IR_BEN_R").size() + rows.at("IR_IMB_R").size();
  }
  static bool IsPublished(const std::string& id) {
    return NewestExtract(*hub->trail, hub->projects.at(id)->dataset()).ok();
  }
  // After a failure: nothing is seen, or all of it; another run finishes.
  void ExpectFinished(const std::string& id, const std::string& what) {
    ASSERT_TRUE(vault::Committer(hub->state, *hub->trail, *hub->trail).Recover().ok()) << what;
    const bool whole = IsPublished(id);
    const auto again = Run(id, {});
    ASSERT_TRUE(again.ok()) << what << ": " << again.error().message;
    EXPECT_EQ(again->nothing_new, whole) << what;
    EXPECT_EQ(again->snapshot.number, 1u) << what;
    EXPECT_EQ(RowsOf(id), expected_) << what;
  }

  static ExtractHub* hub;
  size_t expected_ = 0;
};
ExtractHub* ExtractFaults::hub;

TEST_F(ExtractFaults, F27_TheHostFailsAtEachCallOnce) {
  store::FaultScript counted;
  const auto counting = store::MakeFaultyStore(hub->host, counted);
  ASSERT_TRUE(Run(Fresh(), {counting.get(), nullptr}).ok());
  ASSERT_GT(counted.calls(), 8u);
  for (uint64_t call = 0; call < counted.calls(); call += points::Stride(2))
    for (const FaultKind kind : points::Kinds(call / 2, FaultKind::kFailBefore, FaultKind::kFailAfter)) {
      store::FaultScript script;
      script.At(call, Fault{kind, 0, {}, ErrorCode::kUnavailable});
      const auto faulty = store::MakeFaultyStore(hub->host, script);
      const std::string id = Fresh(), what = "call " + std::to_string(call);
      const auto first = Run(id, {faulty.get(), nullptr});
      if (!first.ok()) EXPECT_FALSE(IsPublished(id)) << what;
      ExpectFinished(id, what);
    }
}

TEST_F(ExtractFaults, F27_TheLedgerStopsAtEachEntry) {
  StoppingSink counted(*hub->trail);
  ASSERT_TRUE(Run(Fresh(), {nullptr, &counted}).ok());
  ASSERT_GE(counted.calls, 3u);
  for (uint64_t call = 0; call < counted.calls; ++call) {
    StoppingSink sink(*hub->trail);
    sink.stop_at = call;
    const std::string id = Fresh();
    EXPECT_FALSE(Run(id, {nullptr, &sink}).ok()) << call;
    EXPECT_FALSE(IsPublished(id)) << call;
    ExpectFinished(id, "entry " + std::to_string(call));
  }
}

TEST_F(ExtractFaults, F27_TheDatabaseStopsAtEachStep) {
  hub->state.SetFaultHook({});
  const std::string counted = Fresh();
  const uint64_t before = hub->state.Steps();
  ASSERT_TRUE(Run(counted, {}).ok());
  const uint64_t steps = hub->state.Steps() - before;
  ASSERT_GT(steps, 8u);
  for (uint64_t step = 0; step < steps; step += points::Stride(3))
    for (const auto fault : points::Kinds(step / 3, state::StateFault::kFailBefore, state::StateFault::kFailAfter)) {
      const std::string id = Fresh(), what = "step " + std::to_string(step);
      hub->state.SetFaultHook(state::StopAtStep(step, fault));
      const auto first = Run(id, {});
      hub->state.SetFaultHook({});
      if (!first.ok()) ExpectFinished(id, what);
    }
}

}  // namespace
}  // namespace bouclier::provision::test
