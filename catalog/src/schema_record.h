// SPDX-License-Identifier: Apache-2.0
// The binary form of what is kept of a loaded schema: docs/formats/loaded-catalogue.md. One encoding each: what decodes
// encodes as the same bytes. Pure; the bytes are untrusted.
#pragma once

#include "bouclier/base/bytes.h"
#include "bouclier/catalog/loaded_schema.h"

namespace bouclier::catalog {

Bytes EncodeTable(const LoadedTable& table);
Bytes EncodeList(const CodeList& list);
Bytes EncodeFinding(const Finding& finding);

// **Errors:** corruption.
Result<LoadedTable> DecodeTable(ByteView bytes);
Result<CodeList> DecodeList(ByteView bytes);
Result<Finding> DecodeFinding(ByteView bytes);

}  // namespace bouclier::catalog
