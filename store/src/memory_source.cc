// SPDX-License-Identifier: Apache-2.0
#include "bouclier/store/memory_source.h"

#include <algorithm>
#include <utility>

namespace bouclier::store {

namespace {

constexpr char kCurrent[] = "~";  // after every snapshot id

Error NoSuchBlob(const std::string& what) { return Error(ErrorCode::kNotFound, what + ": no such blob"); }

}  // namespace

MemoryObjectSource::Order MemoryObjectSource::OrderOf(const ports::UnitName& unit) {
  return {unit.name, unit.snapshot.empty() ? kCurrent : unit.snapshot};
}

void MemoryObjectSource::Plant(const std::string& name, ByteView body, ports::UnitInfo properties) {
  const MutexLock lock(mutex_);
  properties.unit = {name, ""};
  properties.size = body.size();
  properties.validator = "\"m" + std::to_string(++changes_) + "\"";
  properties.snapshot_count = 0;
  const Order order = OrderOf(properties.unit);
  units_[order] = {std::move(properties), ToBytes(body)};
}

std::string MemoryObjectSource::TakeSnapshot(const std::string& name) {
  const MutexLock lock(mutex_);
  const auto it = units_.find(OrderOf({name, ""}));
  if (it == units_.end()) return "";
  Unit copy = it->second;
  std::string number = std::to_string(++changes_);
  copy.info.unit.snapshot =
      "2026-01-01T00:00:00." + std::string(7 - std::min<size_t>(7, number.size()), '0') + number + "Z";
  const Order order = OrderOf(copy.info.unit);
  units_[order] = std::move(copy);
  return order.second;
}

void MemoryObjectSource::Remove(const std::string& name) {
  const MutexLock lock(mutex_);
  units_.erase(units_.lower_bound({name, ""}), units_.upper_bound({name, kCurrent}));
}

Result<ports::ListPage> MemoryObjectSource::List(const std::string& prefix, const std::string& marker) {
  const MutexLock lock(mutex_);
  ports::ListPage page;
  Order from{prefix, ""};
  if (!marker.empty()) {
    const size_t bar = marker.rfind('\n');
    if (bar == std::string::npos) return Error(ErrorCode::kInvalidArgument, "list blobs: the marker is not one");
    from = {marker.substr(0, bar), marker.substr(bar + 1)};
  }
  uint32_t run = 0;
  std::string name;
  for (auto it = units_.lower_bound(from); it != units_.end() && it->first.first.compare(0, prefix.size(), prefix) == 0;
       ++it) {
    if (page.units.size() == page_size_) {
      page.next_marker = it->first.first + "\n" + it->first.second;
      break;
    }
    page.units.push_back(it->second.info);
    run = it->first.first == name ? run : 0;
    name = it->first.first;
    if (page.units.back().unit.snapshot.empty()) {
      page.units.back().snapshot_count = run;
    } else {
      ++run;
    }
  }
  return page;
}

Result<ports::UnitInfo> MemoryObjectSource::Stat(const ports::UnitName& unit) {
  const MutexLock lock(mutex_);
  const auto it = units_.find(OrderOf(unit));
  if (it == units_.end()) return NoSuchBlob("look at blob");
  return it->second.info;
}

Result<Bytes> MemoryObjectSource::ReadRange(const ports::UnitName& unit, const std::string& validator, uint64_t offset,
                                            uint64_t length) {
  const MutexLock lock(mutex_);
  const auto it = units_.find(OrderOf(unit));
  if (it == units_.end()) return NoSuchBlob("read blob");
  const Unit& found = it->second;
  if (!validator.empty() && validator != found.info.validator)
    return Error(ErrorCode::kPrecondition, "read blob: it changed since it was listed");
  if (found.info.archived)
    return Error(ErrorCode::kUnsupported, "read blob: it rests in the archive tier",
                 "rehydrate it to a readable tier, then run again", Retry::kAfterFix);
  if (offset > found.body.size() || length > found.body.size() - offset)
    return Error(ErrorCode::kCorruption, "read blob: it is shorter than its listing says");
  const auto first = found.body.begin() + static_cast<int64_t>(offset);
  return Bytes(first, first + static_cast<int64_t>(length));
}

Result<void> MemoryObjectSource::DeleteIf(const ports::UnitName& unit, const std::string& validator) {
  if (validator.empty() || !unit.snapshot.empty())
    return Error(ErrorCode::kInvalidArgument, "delete blob: only a current blob with a known ETag is deleted");
  const MutexLock lock(mutex_);
  const auto it = units_.find(OrderOf(unit));
  if (it == units_.end()) return NoSuchBlob("delete blob");
  if (it->second.info.validator != validator)
    return Error(ErrorCode::kPrecondition, "delete blob: it changed since it was listed");
  if (units_.lower_bound({unit.name, ""}) != it)
    return Error(ErrorCode::kConflict, "delete blob: it has snapshots", "", Retry::kAfterFix);
  units_.erase(it);
  return {};
}

}  // namespace bouclier::store
