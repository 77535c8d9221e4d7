// SPDX-License-Identifier: Apache-2.0
// Points in time and their text form (RFC 3339, UTC).
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "bouclier/base/result.h"

namespace bouclier {

using TimePoint = std::chrono::sys_time<std::chrono::milliseconds>;

std::string FormatTime(TimePoint time);              // 2026-11-25T09:30:00.123Z
Result<TimePoint> ParseTime(std::string_view text);  // exactly that form; invalid_argument

}  // namespace bouclier
