// SPDX-License-Identifier: Apache-2.0
#include "bouclier/vault/sealed_row.h"

#include "sealed_box.h"

namespace bouclier::vault {
namespace {

Bytes Bound(const DatasetKeys& keys, ByteView bound) {
  Bytes all = ToBytes(keys.dataset().bytes);
  Append(all, bound);
  return all;
}

}  // namespace

Bytes SealRow(const DatasetKeys& keys, std::string_view label, ByteView bound, ByteView content) {
  return SealBox(keys.manifest_key(), label, Bound(keys, bound), content);
}

Result<Bytes> OpenRow(const DatasetKeys& keys, std::string_view label, ByteView bound, ByteView sealed) {
  return OpenBox(keys.manifest_key(), label, Bound(keys, bound), sealed);
}

}  // namespace bouclier::vault
