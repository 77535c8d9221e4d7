// SPDX-License-Identifier: Apache-2.0
// Real SoftHSM tokens in a folder of their own. Test support; one at a time in a process.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "bouclier/keys/token.h"

namespace bouclier::keys::test {

inline constexpr char kModule[] = "/usr/lib/softhsm/libsofthsm2.so";
inline constexpr char kTool[] = "/usr/bin/softhsm2-util";

inline bool SoftHsmPresent() { return std::filesystem::exists(kModule) && std::filesystem::exists(kTool); }

class SoftHsm {
 public:
  SoftHsm() {
    std::string name = (std::filesystem::temp_directory_path() / "bouclier-keys-XXXXXX").string();
    folder_ = mkdtemp(name.data());
    std::filesystem::create_directory(folder_ / "tokens");
    std::ofstream(folder_ / "softhsm2.conf") << "directories.tokendir = " << (folder_ / "tokens").string()
                                             << "\nobjectstore.backend = file\nlog.level = ERROR\n";
    setenv("SOFTHSM2_CONF", (folder_ / "softhsm2.conf").c_str(), 1);
  }
  ~SoftHsm() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  SoftHsm(const SoftHsm&) = delete;
  SoftHsm& operator=(const SoftHsm&) = delete;

  const std::filesystem::path& folder() const { return folder_; }
  // Its PIN is 1234.
  int AddToken(const std::string& label) const {
    const std::string command =
        std::string(kTool) + " --init-token --free --so-pin 123456 --pin 1234 --label " + label + " >/dev/null";
    return system(command.c_str());
  }

 private:
  std::filesystem::path folder_;
};

inline SecretBytes Pin(std::string_view text) { return SecretBytes::CopyOf(AsBytes(text)); }

}  // namespace bouclier::keys::test
