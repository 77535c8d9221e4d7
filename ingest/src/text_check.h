// SPDX-License-Identifier: Apache-2.0
// Finds the first byte of a text that no row may hold: NUL, or what is not UTF-8. Pure; thread-safe; untrusted bytes.
#pragma once

#include <cstddef>
#include <string_view>

#include "bouclier/ingest/row_reason.h"

namespace bouclier::ingest {

struct TextFault {
  RowReason reason;  // kNone, kNulByte or kBadEncoding
  size_t at;
};
TextFault CheckText(std::string_view text);

}  // namespace bouclier::ingest
