// SPDX-License-Identifier: Apache-2.0
#include "recipients.h"

#include "bouclier/base/file.h"
#include "bouclier/base/units.h"

namespace bouclier::app {

Result<std::vector<vault::C4ghPublicKey>> ReadRecipients(const std::vector<std::filesystem::path>& files) {
  std::vector<vault::C4ghPublicKey> keys;
  for (const auto& file : files) {
    BOUCLIER_TRY(const Bytes text, RealFileSystem().Read(file, 64 * kKiB));
    Result<vault::C4ghPublicKey> key = vault::ReadC4ghPublicKey(AsText(text));
    if (!key.ok()) return std::move(key).error().WithContext("recipient file " + file.string());
    keys.push_back(*key);
  }
  return keys;
}

}  // namespace bouclier::app
