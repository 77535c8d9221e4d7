// SPDX-License-Identifier: Apache-2.0
// Plays one call with its fault. Private to the faulty decorators.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "bouclier/base/bytes.h"
#include "bouclier/base/result.h"
#include "bouclier/store/faults.h"

namespace bouclier::store {

enum class Effect : uint8_t { kReads, kWrites };

// The scripted error, and whether the inner call comes before it.
template <typename Call>
auto PlayCall(FaultScript& script, const char* name, Effect effect, Call call)
    -> decltype(call(std::optional<Fault>())) {
  const std::optional<Fault> fault = script.Next(name);
  if (!fault.has_value()) return call(std::optional<Fault>());
  const std::string start = std::string(name) + ": a scripted fault";
  switch (fault->kind) {
    case FaultKind::kStopBefore:
      if (fault->stop) fault->stop();
      [[fallthrough]];
    case FaultKind::kFailBefore:
      return Error(fault->code, start, "", Retry::kBackoff);
    case FaultKind::kStopAfter:
    case FaultKind::kFailAfter: {
      auto happened = call(std::optional<Fault>());
      if (!happened.ok()) return happened;
      if (fault->kind == FaultKind::kStopAfter && fault->stop) fault->stop();
      return Error(fault->code, start, "", effect == Effect::kWrites ? Retry::kUnknownOutcome : Retry::kBackoff);
    }
    case FaultKind::kFlipBit:
    case FaultKind::kShortRead:
      break;
  }
  return call(fault);
}

// A body as the fault leaves it.
inline Bytes Damaged(ByteView body, const std::optional<Fault>& fault) {
  Bytes out = ToBytes(body);
  if (!fault.has_value() || out.empty()) return out;
  if (fault->kind == FaultKind::kFlipBit) {
    const uint64_t bit = fault->position % (out.size() * 8);
    out[bit / 8] = static_cast<uint8_t>(out[bit / 8] ^ (1u << (bit % 8)));
  } else if (fault->kind == FaultKind::kShortRead) {
    out.resize(out.size() - std::min<uint64_t>(fault->position, out.size()));
  }
  return out;
}

}  // namespace bouclier::store
