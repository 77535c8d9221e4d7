// SPDX-License-Identifier: Apache-2.0
// Who asks, and where the passphrase of their key comes from. Plain data; holds no secret.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace bouclier::app {

// Neither given: asked at the terminal.
struct PassphraseSource {
  std::optional<std::filesystem::path> file;  // of mode 0600
  std::optional<int> descriptor;
};

struct Asker {
  std::string name;                // as in the directory of actors
  std::filesystem::path key_file;  // empty: in the hub's folder of actors
  PassphraseSource passphrase;
};

}  // namespace bouclier::app
