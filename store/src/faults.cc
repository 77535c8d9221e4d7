// SPDX-License-Identifier: Apache-2.0
#include "bouclier/store/faults.h"

#include <utility>

namespace bouclier::store {

void FaultScript::At(uint64_t number, Fault fault) {
  const MutexLock lock(mutex_);
  at_[number] = std::move(fault);
}

void FaultScript::From(uint64_t number, Fault fault) {
  const MutexLock lock(mutex_);
  from_ = {number, std::move(fault)};
}

void FaultScript::Clear() {
  const MutexLock lock(mutex_);
  at_.clear();
  from_.reset();
}

std::vector<std::string> FaultScript::log() const {
  const MutexLock lock(mutex_);
  return log_;
}

std::optional<Fault> FaultScript::Next(const char* call) {
  const MutexLock lock(mutex_);
  const uint64_t number = calls_++;
  log_.emplace_back(call);
  const auto it = at_.find(number);
  if (it != at_.end()) return it->second;
  if (from_.has_value() && number >= from_->first) return from_->second;
  return std::nullopt;
}

}  // namespace bouclier::store
