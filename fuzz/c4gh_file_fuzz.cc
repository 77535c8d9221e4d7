// SPDX-License-Identifier: Apache-2.0
// Crypt4GH files of strangers, header and body, for a fixed key: bounded memory, an error or plaintext.
#include <algorithm>

#include "bouclier/vault/crypt4gh.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace bouclier;
  // The key of the vector tests/vectors/vault/crypt4gh.json, so that the seed opens.
  static const auto key = vault::ReadC4ghSecretKey(
      "-----BEGIN CRYPT4GH PRIVATE KEY-----\n"
      "YzRnaC12MQAEbm9uZQAEbm9uZQAghvAHXH3BQy2StTE2yIQtxq/nV9rnSgcG9oSN1MxtMtM=\n"
      "-----END CRYPT4GH PRIVATE KEY-----\n",
      SecretBytes());
  if (!key.ok()) __builtin_trap();
  ByteView left(data, size);
  const auto source = [&left](MutableByteView out) -> Result<size_t> {
    const size_t take = std::min(out.size(), left.size());
    std::copy_n(left.begin(), take, out.begin());
    left = left.subspan(take);
    return take;
  };
  const auto discard = [](ByteView) -> Result<void> { return {}; };
  const auto length = vault::DecryptC4gh(source, *key, discard);
  if (length.ok() && *length > size) __builtin_trap();
  // The same file when its length is known: the same end, and the length told beforehand is the one found.
  left = ByteView(data, size);
  const auto file = vault::OpenC4ghFile(source, size, *key);
  const bool read = file.ok() && vault::DecryptC4ghBody(source, *file, discard).ok();
  if (read != length.ok() || (read && file->plaintext_length != *length)) __builtin_trap();
  return 0;
}
