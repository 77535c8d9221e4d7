// SPDX-License-Identifier: Apache-2.0
#include "bouclier/vault/check.h"

#include <fmt/format.h>

#include "body_fetch.h"
#include "bouclier/base/mutex.h"
#include "bouclier/base/parallel.h"
#include "bouclier/crypto/hash.h"
#include "for_each_body.h"

namespace bouclier::vault {

Result<void> ForEachBody(ports::StateReader& reader, const RecordVisitor& visit) {
  ObjectIndex index(reader);
  BOUCLIER_TRY(const std::vector<DatasetId> datasets, index.Datasets());
  for (const DatasetId& dataset : datasets) {
    BOUCLIER_TRY_VOID(index.ForEach(dataset, Generations::kAll, visit));
  }
  return {};
}

Result<void> ForEachBodyGroup(ports::StateReader& reader,
                              const std::function<Result<void>(std::vector<StoredRecord>&)>& visit) {
  constexpr size_t kGroup = 256;
  std::vector<StoredRecord> group;
  const auto collect = [&](const StoredRecord& stored) -> Result<void> {
    group.push_back(stored);
    if (group.size() < kGroup) return {};
    BOUCLIER_TRY_VOID(visit(group));
    group.clear();
    return {};
  };
  BOUCLIER_TRY_VOID(ForEachBody(reader, collect));
  return group.empty() ? Result<void>() : visit(group);
}

Result<CheckProgress> CountBodies(ports::StateReader& reader) {
  CheckProgress total;
  BOUCLIER_TRY_VOID(ForEachBody(reader, [&](const StoredRecord& stored) -> Result<void> {
    ++total.objects;
    total.bytes += stored.record.body_length;
    return {};
  }));
  return total;
}

Result<void> CheckBody(const StoredRecord& stored, ports::ObjectStore& store, CheckDepth depth) {
  BOUCLIER_TRY_VOID(CheckBodyLengths(stored.record, store));
  if (depth == CheckDepth::kLengths) return {};
  // Leaves and recorded root were compared when the row was read.
  for (uint64_t leaf = 0; leaf < stored.leaves.size(); ++leaf) {
    const LeafRange range = LeafInBody(stored.record, leaf);
    BOUCLIER_TRY(const Bytes body, FetchBody(stored.record, store, range.offset, range.length));
    if (crypto::Sha256::Of(body) != stored.leaves[leaf])
      return Error(ErrorCode::kCorruption, fmt::format("check body: leaf {} is not as recorded", leaf),
                   "put the body back from a copy; reads of other leaves still work");
  }
  return {};
}

Result<CheckReport> CheckBodies(ports::StateStore& state, ports::ObjectStore& store, CheckDepth depth, size_t threads,
                                const CheckProgressFn& progress) {
  BOUCLIER_TRY(const auto reader, state.Read());
  BOUCLIER_TRY(CheckProgress at, CountBodies(*reader));
  CheckReport report;
  Mutex mutex;  // report and progress
  const auto check = [&](const StoredRecord& stored) -> Result<void> {
    auto checked = CheckBody(stored, store, depth);
    const MutexLock lock(mutex);
    if (!checked.ok() && checked.error().code != ErrorCode::kCorruption) return checked;  // the host, not the body
    if (!checked.ok()) report.findings.push_back({stored.record.id, std::move(checked).error()});
    ++report.objects;
    report.bytes += stored.record.body_length;
    report.leaves += stored.leaves.size();
    at.objects_done = report.objects;
    at.bytes_done = report.bytes;
    if (progress) progress(at);
    return {};
  };
  BOUCLIER_TRY_VOID(ForEachBodyGroup(*reader, [&](std::vector<StoredRecord>& group) {
    return ParallelFor(group.size(), threads, [&](size_t i) { return check(group[i]); });
  }));
  return report;
}

}  // namespace bouclier::vault
