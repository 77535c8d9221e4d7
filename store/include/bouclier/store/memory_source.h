// SPDX-License-Identifier: Apache-2.0
// An ObjectSource in memory, for tests and models of an old cloud: blobs, snapshots, properties, ETags. Thread-safe.
#pragma once

#include <map>

#include "bouclier/base/mutex.h"
#include "bouclier/ports/object_source.h"

namespace bouclier::store {

class MemoryObjectSource final : public ports::ObjectSource {
 public:
  explicit MemoryObjectSource(size_t page_size = 1000) : page_size_(page_size) {}

  // Puts or overwrites a blob; `properties` gives all but name, size and validator, which are set here.
  void Plant(const std::string& name, ByteView body, ports::UnitInfo properties = {});
  // A snapshot of the blob as it is; its id.
  std::string TakeSnapshot(const std::string& name);
  void Remove(const std::string& name);  // with its snapshots

  std::string Describe() const override { return "memory"; }
  Result<ports::ListPage> List(const std::string& prefix, const std::string& marker) override;
  Result<ports::UnitInfo> Stat(const ports::UnitName& unit) override;
  Result<Bytes> ReadRange(const ports::UnitName& unit, const std::string& validator, uint64_t offset,
                          uint64_t length) override;
  Result<void> DeleteIf(const ports::UnitName& unit, const std::string& validator) override;

 private:
  struct Unit {
    ports::UnitInfo info;
    Bytes body;
  };
  // A name's snapshots come before it: a snapshot id sorts before the current unit's mark.
  using Order = std::pair<std::string, std::string>;
  static Order OrderOf(const ports::UnitName& unit);

  const size_t page_size_;
  Mutex mutex_;
  std::map<Order, Unit> units_ BOUCLIER_GUARDED_BY(mutex_);
  uint64_t changes_ BOUCLIER_GUARDED_BY(mutex_) = 0;
};

}  // namespace bouclier::store
