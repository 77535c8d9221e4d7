// SPDX-License-Identifier: Apache-2.0
// Does an answer hold exactly the range that was asked for? Pure; the answer is untrusted.
#pragma once

#include <cstdint>
#include <optional>

#include "bouclier/base/result.h"
#include "http_message.h"

namespace bouclier::store {

// A header that is a decimal number; nullopt when absent or anything else.
std::optional<uint64_t> DecimalHeader(const HttpResponse& response, std::string_view name);

// A 206 must carry the Content-Range asked for, a 200 must be the whole object from 0; the body is exactly `length`
// bytes.
// **Errors:** corruption.
Result<void> CheckRange(const HttpResponse& response, std::string_view what, uint64_t offset, uint64_t length);

}  // namespace bouclier::store
