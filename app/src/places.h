// SPDX-License-Identifier: Apache-2.0
// The sources and hosts of a configuration, opened behind its placement guard. Thread-safe.
#pragma once

#include <memory>
#include <string>

#include "bouclier/app/config.h"
#include "bouclier/ports/object_source.h"
#include "bouclier/ports/object_store.h"
#include "bouclier/sovereignty/placement_guard.h"

namespace bouclier::app {

class Places {
 public:
  // **Errors:** invalid_argument: an address that is none.
  static Result<Places> Make(const Config& config);
  Result<std::unique_ptr<ports::ObjectSource>> OpenSource(const SourceConfig& source) const;
  // **Errors:** not_found: no host of that id; denied: its profile may not hold sealed data.
  Result<std::unique_ptr<ports::ObjectStore>> OpenHost(const std::string& id) const;
  Result<HostConfig> FindHost(const std::string& id) const;

 private:
  Places(const Config& config, sovereignty::HubPlacementGuard guard) : config_(config), guard_(std::move(guard)) {}
  Config config_;
  sovereignty::HubPlacementGuard guard_;
};

}  // namespace bouclier::app
