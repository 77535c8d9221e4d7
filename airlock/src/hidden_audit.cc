// SPDX-License-Identifier: Apache-2.0
#include "bouclier/airlock/hidden_audit.h"

namespace bouclier::airlock {
namespace {

NarrowestCell Told(const kernels::OutputTable& table, const kernels::Inferred& cell, uint32_t protection) {
  NarrowestCell out;
  out.where = {kernels::CellName(table, cell.cell, kernels::kEnglishNames),
               kernels::CellName(table, cell.cell, kernels::kFrenchNames)};
  out.open = cell.is_protected ? protection + 1 : 1;  // what the plan promises, or what is there
  if (!cell.exact) return out;
  out.open = static_cast<uint64_t>(cell.high - cell.low) + 1;
  out.bounds = {static_cast<uint64_t>(cell.low), static_cast<uint64_t>(cell.high)};
  return out;
}

}  // namespace

HiddenAudit AuditOf(const kernels::OutputTable& table, const Assessment& assessment,
                    const kernels::RuleParameters& rules) {
  HiddenAudit out;
  const kernels::Inferred* narrowest = nullptr;
  for (const kernels::Inferred& cell : assessment.audit) {
    ++out.hidden;
    if (!cell.is_primary) continue;
    ++out.by_rule;
    const int64_t width = cell.high - cell.low;
    if (width >= kernels::kReach) continue;
    if (narrowest == nullptr || width < narrowest->high - narrowest->low) narrowest = &cell;
  }
  if (narrowest != nullptr) out.narrowest = Told(table, *narrowest, kernels::ProtectionOf(rules.threshold.value));
  return out;
}

}  // namespace bouclier::airlock
