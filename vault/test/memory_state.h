// SPDX-License-Identifier: Apache-2.0
// The metadata database in memory: a transaction is seen wholly or not at all, and stops by plan at its commit.
// Remembers every value ever committed. Test support.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "bouclier/ports/state_store.h"
#include "stop_plan.h"

namespace bouclier::vault::test {

class MemoryState final : public ports::StateStore {
 public:
  using Rows = std::map<std::pair<std::string, Bytes>, Bytes>;
  explicit MemoryState(StopPlan* plan) : plan_(plan) {}

  Result<std::unique_ptr<ports::StateTransaction>> Begin() override;
  Result<std::unique_ptr<ports::StateReader>> Read() override;

  Rows rows;
  std::multimap<std::string, Bytes> history;  // table → every value ever committed

 private:
  friend class MemoryView;
  StopPlan* plan_;
  std::mutex mutex_;  // rows
};

class MemoryView final : public ports::StateTransaction {
 public:
  MemoryView(MemoryState& state, bool writes) : state_(state), writes_(writes) {
    const std::lock_guard lock(state.mutex_);
    rows_ = state.rows;
  }
  Result<std::optional<Bytes>> Get(std::string_view table, ByteView key) override {
    BOUCLIER_TRY_VOID(state_.plan_->Read());
    const auto found = rows_.find({std::string(table), ToBytes(key)});
    return found == rows_.end() ? std::optional<Bytes>() : std::optional<Bytes>(found->second);
  }
  Result<void> Scan(std::string_view table, ByteView prefix, ByteView after, const ports::ScanVisitor& visit) override {
    BOUCLIER_TRY_VOID(state_.plan_->Read());
    const Bytes begin = AsText(after) > AsText(prefix) ? ToBytes(after) : ToBytes(prefix);
    for (auto at = rows_.lower_bound({std::string(table), begin}); at != rows_.end() && at->first.first == table;
         ++at) {
      if (!AsText(at->first.second).starts_with(AsText(prefix))) break;
      if (!after.empty() && Equal(at->first.second, after)) continue;
      BOUCLIER_TRY(const ports::ScanNext next, visit(at->first.second, at->second));
      if (next == ports::ScanNext::kStop) break;
    }
    return {};
  }
  Result<void> Put(std::string_view table, ByteView key, ByteView value) override {
    BOUCLIER_CHECK(writes_);
    changed_.emplace_back(std::pair(std::string(table), ToBytes(key)), ToBytes(value));
    rows_[changed_.back().first] = ToBytes(value);
    return state_.plan_->Read();
  }
  Result<void> Delete(std::string_view table, ByteView key) override {
    BOUCLIER_CHECK(writes_);
    changed_.emplace_back(std::pair(std::string(table), ToBytes(key)), std::nullopt);
    rows_.erase(changed_.back().first);
    return state_.plan_->Read();
  }
  Result<void> Commit() override {
    return state_.plan_->Write([&]() -> Result<void> {
      const std::lock_guard lock(state_.mutex_);
      for (const auto& [key, value] : changed_) {
        if (value) {
          state_.rows[key] = *value;
          state_.history.emplace(key.first, *value);
        } else {
          state_.rows.erase(key);
        }
      }
      return {};
    });
  }

 private:
  MemoryState& state_;
  bool writes_;
  MemoryState::Rows rows_;
  std::vector<std::pair<std::pair<std::string, Bytes>, std::optional<Bytes>>> changed_;
};

inline Result<std::unique_ptr<ports::StateTransaction>> MemoryState::Begin() {
  BOUCLIER_TRY_VOID(plan_->Read());
  return std::unique_ptr<ports::StateTransaction>(std::make_unique<MemoryView>(*this, true));
}
inline Result<std::unique_ptr<ports::StateReader>> MemoryState::Read() {
  BOUCLIER_TRY_VOID(plan_->Read());
  return std::unique_ptr<ports::StateReader>(std::make_unique<MemoryView>(*this, false));
}

}  // namespace bouclier::vault::test
