// SPDX-License-Identifier: Apache-2.0
// The catalogue as reports tell it. Pure.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "bouclier/crypto/json.h"
#include "hub_catalogue.h"

namespace bouclier::app {

// One line of a list: name, dataset, counts, how dates reach it, what the bases hold of it.
crypto::Json::Object TableLine(const HubCatalogue& catalogue, const catalog::CatalogueTable& table,
                               std::span<const BaseHolding> holdings);
// The same with title, keys and every column.
crypto::Json::Object TableDetails(const HubCatalogue& catalogue, const catalog::CatalogueTable& table,
                                  std::span<const BaseHolding> holdings);
crypto::Json::Object ColumnDetails(const HubCatalogue& catalogue, const catalog::CatalogueTable& table,
                                   const catalog::CatalogueColumn& column);

// Each kind with its count and its first, in the order of kinds.
crypto::Json::Array FindingKinds(const std::vector<catalog::Finding>& loading,
                                 const std::vector<catalog::Finding>& combining);

}  // namespace bouclier::app
