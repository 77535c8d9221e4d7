// SPDX-License-Identifier: Apache-2.0
// The reference implementation of Crypt4GH (PyPI crypt4gh) as a judge of what we write and a maker of what we read. Its
// tests are skipped, visibly, where it is not installed (tools/setup servers). Test support.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "bouclier/base/file.h"

namespace bouclier::test {

class Crypt4ghJudge : public testing::Test {
 protected:
  void SetUp() override {
    if (Program().empty()) GTEST_SKIP() << "PyPI crypt4gh is not installed: run tools/setup servers";
    char name[] = "/tmp/bouclier-c4gh-XXXXXX";
    folder_ = ::mkdtemp(name);
  }
  void TearDown() override {
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
  }
  std::filesystem::path Write(const std::string& name, ByteView content) {
    std::ofstream(folder_ / name, std::ios::binary)
        .write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
    return folder_ / name;
  }
  Bytes Read(const std::string& name) { return RealFileSystem().Read(folder_ / name, 1 << 26).value(); }
  int Run(const std::string& arguments, const std::string& in, const std::string& out,
          const std::string& passphrase = "") {
    return std::system(("cd '" + folder_.string() + "' && C4GH_PASSPHRASE='" + passphrase + "' '" + Program() + "' " +
                        arguments + " <" + in + " >" + out + " 2>judge.log")
                           .c_str());
  }

 private:
  static std::string Program() {
    if (const char* given = std::getenv("BOUCLIER_CRYPT4GH")) return given;
    // Beside the running program: build/tests/… and build/tools/….
    std::filesystem::path at = std::filesystem::read_symlink("/proc/self/exe").parent_path();
    while (at.has_relative_path() && !std::filesystem::exists(at / "build/tools")) at = at.parent_path();
    const std::filesystem::path installed = at / "build/tools/venv/bin/crypt4gh";
    return std::filesystem::exists(installed) ? installed.string() : "";
  }
  std::filesystem::path folder_;
};

}  // namespace bouclier::test
