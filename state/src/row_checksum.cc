// SPDX-License-Identifier: Apache-2.0
#include "row_checksum.h"

#include "bouclier/crypto/hash.h"

namespace bouclier::state {
namespace {

Digest32 RowDigest(std::string_view table, ByteView key, ByteView value) {
  Bytes lengths;
  AppendLe32(lengths, static_cast<uint32_t>(table.size()));
  AppendLe32(lengths, static_cast<uint32_t>(key.size()));
  return crypto::Sha256::Of({ByteView(lengths), AsBytes(table), key, value});
}

}  // namespace

Bytes SealRow(std::string_view table, ByteView key, ByteView value) {
  Bytes row;
  row.reserve(value.size() + kRowChecksumSize);
  Append(row, value);
  Append(row, ByteView(RowDigest(table, key, value)).first(kRowChecksumSize));
  return row;
}

Result<ByteView> OpenRow(std::string_view table, ByteView key, ByteView row) {
  if (row.size() >= kRowChecksumSize) {
    const ByteView value = row.first(row.size() - kRowChecksumSize);
    if (Equal(row.last(kRowChecksumSize), ByteView(RowDigest(table, key, value)).first(kRowChecksumSize))) return value;
  }
  return Error(ErrorCode::kCorruption, "read state row: its checksum does not match",
               "the database is damaged: stop, keep the file, restore a copy", Retry::kAfterFix);
}

}  // namespace bouclier::state
