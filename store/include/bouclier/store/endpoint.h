// SPDX-License-Identifier: Apache-2.0
// Reads the address of a source or host, as a placement guard judges it. Pure.
#pragma once

#include <string_view>

#include "bouclier/ports/placement.h"

namespace bouclier::store {

// **Errors:** invalid_argument: not http(s)://host[:port][/path], or plain http to anything but loopback.
Result<ports::Endpoint> EndpointOf(std::string_view url, ports::EndpointUse use);

}  // namespace bouclier::store
