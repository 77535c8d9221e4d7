// SPDX-License-Identifier: Apache-2.0
// What is looked at before a database file is used: whose it is, its structure, the order and the checksum of its rows.
#pragma once

#include "bouclier/base/result.h"
#include "bouclier/state/sqlite_state_store.h"

namespace bouclier::state {

class Connection;

constexpr int kApplicationId = 0x424F5543;  // "BOUC"
constexpr int kUserVersion = 1;

// **Errors:** corruption, unsupported (a later version), deadline, unavailable.
Result<void> CheckDatabase(Connection& connection, OpenCheck check);

}  // namespace bouclier::state
