// SPDX-License-Identifier: Apache-2.0
// Reports of a migration as JSON. Pure.
#pragma once

#include "bouclier/crypto/json.h"
#include "bouclier/migrate/reports.h"
#include "hub_record.h"

namespace bouclier::app {

// Foreign bytes as text: what is no UTF-8 becomes \xNN.
crypto::Json TextOf(std::string_view bytes);

crypto::Json::Object InventoryJson(const migrate::InventoryReport& report, const HubRecord& hub);
crypto::Json::Object PlanJson(const migrate::PlanReport& report, const HubRecord& hub);
crypto::Json::Object RunJson(const migrate::RunReport& report);
crypto::Json::Object VerifyJson(const migrate::VerifyReport& report);
crypto::Json::Object DeltaJson(const migrate::DeltaReport& report);
crypto::Json::Object StatusJson(const migrate::StatusReport& report, const HubRecord& hub);
uint64_t UnitsOf(const migrate::ReasonTally& tallies);

}  // namespace bouclier::app
