// SPDX-License-Identifier: Apache-2.0
// The hub's ledger, opened for reading: with the public key alone.
#pragma once

#include <memory>

#include "hub.h"

namespace bouclier::app {

struct LogView {
  std::unique_ptr<state::SqliteStateStore> state;
  HubRecord record;
  std::unique_ptr<ports::Signer> key;  // cannot sign
  std::unique_ptr<ports::Clock> clock;
  std::unique_ptr<ledger::Ledger> ledger;
};
Result<LogView> OpenLogView(const Config& config);

}  // namespace bouclier::app
