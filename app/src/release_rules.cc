// SPDX-License-Identifier: Apache-2.0
#include "release_rules.h"

#include <algorithm>
#include <limits>

#include "bouclier/base/check.h"
#include "bouclier/provision/given_columns.h"

namespace bouclier::app {
namespace {

uint32_t Value(uint64_t threshold) {
  return static_cast<uint32_t>(std::min<uint64_t>(threshold, std::numeric_limits<uint32_t>::max()));
}

}  // namespace

kernels::RuleParameters RulesOf(const policy::Permit& permit) {
  kernels::RuleParameters rules = kernels::DefaultRules();
  rules.threshold = {Value(permit.output.threshold), permit.output.origin};
  for (const policy::UnitRule& rule : permit.output.protect) {
    const auto unit = kernels::UnitNamed(policy::ProtectedUnitName(rule.unit));
    BOUCLIER_CHECK(unit);  // the two lists of names are one
    rules.further.push_back({*unit, {Value(rule.threshold), rule.origin}});
  }
  return rules;
}

Result<std::vector<workspace::CountedUnit>> CountedUnitsOf(const policy::Permit& permit) {
  std::vector<workspace::CountedUnit> units;
  if (permit.output.protect.empty()) return units;
  BOUCLIER_TRY(const provision::CompiledPermit compiled, provision::Compile(permit));
  for (const provision::CompiledTable& table : compiled.tables) {
    BOUCLIER_TRY(const auto given, provision::GivenColumns(table));
    for (const provision::GivenColumn& column : given) {
      const auto source = table.table->IndexOf(column.sources.front());
      BOUCLIER_CHECK(source);
      for (const policy::UnitRule& rule : permit.output.protect)
        if (table.table->columns[*source].identity == provision::IdentityOf(rule.unit))
          units.push_back(
              {std::string(policy::ProtectedUnitName(rule.unit)), {std::string(table.table->name), column.name}});
    }
  }
  return units;
}

}  // namespace bouclier::app
