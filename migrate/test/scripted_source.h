// SPDX-License-Identifier: Apache-2.0
// An old cloud in memory that changes, lies or fails when a test wants it to. Test support; hooks are set before the
// job.
#pragma once

#include <atomic>
#include <functional>

#include "bouclier/store/memory_source.h"
#include "stop_switch.h"

namespace bouclier::migrate::test {

class ScriptedSource final : public ports::ObjectSource {
 public:
  explicit ScriptedSource(StopSwitch& stop, size_t page_size = 1000) : inner(page_size), stop_(stop) {}
  std::string Describe() const override { return "https://old.example/container"; }
  Result<ports::ListPage> List(const std::string& prefix, const std::string& marker) override {
    BOUCLIER_TRY_VOID(stop_.Read());
    ++lists;
    if (on_list) BOUCLIER_TRY_VOID(on_list(marker));
    BOUCLIER_TRY(ports::ListPage page, inner.List(prefix, marker));
    for (ports::UnitInfo& unit : page.units) Strip(unit);
    if (alter_page) alter_page(page);
    return page;
  }
  Result<ports::UnitInfo> Stat(const ports::UnitName& unit) override {
    BOUCLIER_TRY_VOID(stop_.Read());
    ++stats;
    BOUCLIER_TRY(ports::UnitInfo info, inner.Stat(unit));
    Strip(info);
    if (after_stat) after_stat(unit);
    return info;
  }
  Result<Bytes> ReadRange(const ports::UnitName& unit, const std::string& validator, uint64_t offset,
                          uint64_t length) override {
    BOUCLIER_TRY_VOID(stop_.Read());
    ++reads;
    if (before_read) BOUCLIER_TRY_VOID(before_read(unit, offset));
    BOUCLIER_TRY(Bytes bytes, inner.ReadRange(unit, validator, offset, length));
    if (alter_read) alter_read(unit, offset, bytes);
    return bytes;
  }
  Result<void> DeleteIf(const ports::UnitName& unit, const std::string& validator) override {
    return inner.DeleteIf(unit, validator);
  }

  store::MemoryObjectSource inner;
  bool no_validators = false;
  std::atomic<uint64_t> lists{0}, stats{0}, reads{0};
  std::function<Result<void>(const std::string& marker)> on_list;
  std::function<void(ports::ListPage&)> alter_page;
  std::function<void(const ports::UnitName&)> after_stat;
  std::function<Result<void>(const ports::UnitName&, uint64_t offset)> before_read;
  std::function<void(const ports::UnitName&, uint64_t offset, Bytes&)> alter_read;

 private:
  void Strip(ports::UnitInfo& info) const {
    if (!no_validators) return;
    info.last_modified = info.validator;  // to the second at real sources; here it always differs
    info.validator.clear();
  }
  StopSwitch& stop_;
};

}  // namespace bouclier::migrate::test
