// SPDX-License-Identifier: Apache-2.0
// Pictures as they should look. With BOUCLIER_WRITE_GOLDEN set a file is made anew: look at it before it is committed.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "bouclier/base/result.h"

namespace bouclier::report {

inline std::filesystem::path GoldenFolder() {
  for (const char* folder : {"report/test/golden", "../report/test/golden"}) {
    if (std::filesystem::is_directory(folder)) return folder;
  }
  return "report/test/golden";
}

inline void ExpectGolden(const std::string& name, const Result<std::string>& drawn) {
  ASSERT_TRUE(drawn.ok()) << drawn.error().message;
  const auto path = GoldenFolder() / name;
  if (std::getenv("BOUCLIER_WRITE_GOLDEN")) std::ofstream(path, std::ios::binary) << *drawn;
  std::ifstream file(path, std::ios::binary);
  ASSERT_TRUE(file) << path;
  std::stringstream golden;
  golden << file.rdbuf();
  EXPECT_EQ(*drawn, golden.str()) << name;
}

}  // namespace bouclier::report
