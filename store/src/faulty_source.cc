// SPDX-License-Identifier: Apache-2.0
#include "bouclier/store/faulty_source.h"

#include <utility>

#include "fault_play.h"

namespace bouclier::store {

namespace {

class FaultySource final : public ports::ObjectSource {
 public:
  FaultySource(ports::ObjectSource& inner, FaultScript& script) : inner_(inner), script_(script) {}

  std::string Describe() const override { return inner_.Describe(); }

  Result<ports::ListPage> List(const std::string& prefix, const std::string& marker) override {
    return PlayCall(script_, "list", Effect::kReads, [&](const auto&) { return inner_.List(prefix, marker); });
  }
  Result<ports::UnitInfo> Stat(const ports::UnitName& unit) override {
    return PlayCall(script_, "stat", Effect::kReads, [&](const auto&) { return inner_.Stat(unit); });
  }
  Result<Bytes> ReadRange(const ports::UnitName& unit, const std::string& validator, uint64_t offset,
                          uint64_t length) override {
    return PlayCall(script_, "read", Effect::kReads, [&](const std::optional<Fault>& fault) -> Result<Bytes> {
      BOUCLIER_TRY(Bytes body, inner_.ReadRange(unit, validator, offset, length));
      return fault.has_value() ? Damaged(body, fault) : std::move(body);
    });
  }
  Result<void> DeleteIf(const ports::UnitName& unit, const std::string& validator) override {
    return PlayCall(script_, "delete", Effect::kWrites, [&](const auto&) { return inner_.DeleteIf(unit, validator); });
  }

 private:
  ports::ObjectSource& inner_;
  FaultScript& script_;
};

}  // namespace

std::unique_ptr<ports::ObjectSource> MakeFaultySource(ports::ObjectSource& inner, FaultScript& script) {
  return std::make_unique<FaultySource>(inner, script);
}

}  // namespace bouclier::store
