// SPDX-License-Identifier: Apache-2.0
// YAML to JSON values, and JSON Schema over them. yaml-cpp and RapidJSON stay behind this header.
#pragma once

#include <string>
#include <string_view>

#include "bouclier/base/result.h"
#include "bouclier/crypto/json.h"

namespace bouclier::app {

// Plain scalars become booleans, integers or null where YAML's core schema says so; quoted ones stay strings. Aliases,
// tags, duplicate keys and more than one document are refused. **Errors:** invalid_argument, with the line.
Result<crypto::Json> ParseYaml(std::string_view text);

// **Errors:** invalid_argument: the place (JSON pointer) and the rule it breaks.
Result<void> CheckAgainstSchema(const crypto::Json& value, std::string_view schema);

}  // namespace bouclier::app
