// SPDX-License-Identifier: Apache-2.0
// Reads tests/vectors/vault, found from the running program (build/tests/…). Test support.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>

#include "bouclier/base/file.h"
#include "bouclier/base/secret_bytes.h"
#include "bouclier/crypto/json.h"

namespace bouclier::vault::test {

inline std::filesystem::path RepositoryRoot() {
  std::filesystem::path at = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  while (at.has_relative_path() && !std::filesystem::exists(at / "tests/vectors/vault")) at = at.parent_path();
  return at;
}

inline Bytes ReadVectorFile(const std::string& name) {
  return RealFileSystem().Read(RepositoryRoot() / "tests/vectors/vault" / name, 1 << 22).value();
}

inline crypto::Json ReadVectors(const std::string& name) {
  return crypto::Json::Parse(AsText(ReadVectorFile(name))).value();
}

inline std::string Text(const crypto::Json& json, std::string_view member) { return json.GetString(member).value(); }
inline Bytes Raw(const crypto::Json& json, std::string_view member) { return ParseHex(Text(json, member)).value(); }
inline SecretBytes Secret(const crypto::Json& json, std::string_view member) {
  return SecretBytes::CopyOf(Raw(json, member));
}
inline crypto::Json::Array List(const crypto::Json& json, std::string_view member) {
  return *json.Get(member).value().if_array();
}

}  // namespace bouclier::vault::test
