// SPDX-License-Identifier: Apache-2.0
#include "release_rules.h"

#include <gtest/gtest.h>

namespace bouclier::app {
namespace {

using policy::ProtectedUnit;
using workspace::CountedUnit;

policy::Permit PermitThatProtects(std::vector<policy::UnitRule> protect) {
  policy::Permit permit;
  permit.tables = {
      {"ER_PRS_F", {"BEN_NIR_PSA", "BEN_RNG_GEM", "PFS_EXE_NUM", "PFS_PRE_NUM", "ETB_PRE_FIN", "EXE_SOI_DTD"}},
      {"ER_PHA_F", {"PHA_PRS_C13"}},
      {"T_MCOaaC", {"ETA_NUM", "RSA_NUM", "NIR_ANO_17"}}};
  permit.output = {11, "publication rules", std::move(protect)};
  return permit;
}

TEST(ReleaseRules, PersonsAloneAreProtectedWhereThePermitNamesNobodyElse) {
  const policy::Permit permit = PermitThatProtects({});
  EXPECT_TRUE(CountedUnitsOf(permit).value().empty());
  const kernels::RuleParameters rules = RulesOf(permit);
  EXPECT_EQ(rules.threshold.value, 11u);
  EXPECT_EQ(rules.threshold.origin, "publication rules");
  EXPECT_TRUE(rules.further.empty());
}

TEST(ReleaseRules, UnitsAreCountedByTheColumnsOfTheirClassAsTheExtractNamesThem) {
  const policy::Permit permit = PermitThatProtects(
      {{ProtectedUnit::kEstablishment, 3, "hospitals"}, {ProtectedUnit::kProfessional, 5, "doctors"}});
  EXPECT_EQ(CountedUnitsOf(permit).value(), (std::vector<CountedUnit>{{"professional", {"ER_PRS_F", "PFS_EXE_NUM_P"}},
                                                                      {"professional", {"ER_PRS_F", "PFS_PRE_NUM_P"}},
                                                                      {"establishment", {"ER_PRS_F", "ETB_PRE_FIN"}},
                                                                      {"establishment", {"T_MCOaaC", "ETA_NUM"}}}));
  const kernels::RuleParameters rules = RulesOf(permit);
  ASSERT_EQ(rules.further.size(), 2u);
  EXPECT_EQ(rules.further[0].unit, kernels::ProtectionUnit::kEstablishment);
  EXPECT_EQ(rules.further[0].threshold.value, 3u);
  EXPECT_EQ(rules.further[1].threshold.origin, "doctors");
}

TEST(ReleaseRules, AUnitThatTheExtractDoesNotTellIsNotLeftOutInSilence) {
  policy::Permit permit = PermitThatProtects({{ProtectedUnit::kEstablishment, 3, "hospitals"}});
  permit.tables[2].columns = {"RSA_NUM", "NIR_ANO_17"};
  EXPECT_EQ(CountedUnitsOf(permit).error().code, ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace bouclier::app
