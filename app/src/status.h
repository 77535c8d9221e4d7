// SPDX-License-Identifier: Apache-2.0
// What `bouclier status` and the page of a hub say of its datasets.
#pragma once

#include <map>
#include <string>

#include "bouclier/base/ids.h"
#include "bouclier/crypto/json.h"
#include "bouclier/ports/state_store.h"

namespace bouclier::app {

// Name, id, objects, bytes in clear. **Errors:** corruption, those of the database.
Result<crypto::Json::Array> DatasetsJson(ports::StateReader& reader, const std::map<std::string, DatasetId>& datasets);

}  // namespace bouclier::app
