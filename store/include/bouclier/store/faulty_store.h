// SPDX-License-Identifier: Apache-2.0
// An ObjectStore that passes every call on to another one, except where its script says otherwise. For tests of what
// stands above. Thread-safe when the other one is.
#pragma once

#include <memory>

#include "bouclier/ports/object_store.h"
#include "bouclier/store/faults.h"

namespace bouclier::store {

// Neither is owned; both outlive the result.
std::unique_ptr<ports::ObjectStore> MakeFaultyStore(ports::ObjectStore& inner, FaultScript& script);

}  // namespace bouclier::store
