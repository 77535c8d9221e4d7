// SPDX-License-Identifier: Apache-2.0
// The command line of the readers of CSV: SECONDS FILE..., each file one of a known table by its name. Both sides of a
// pair read the same.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "bouclier/catalog/file_name.h"
#include "bouclier/catalog/known_tables.h"

namespace bouclier::bench {

struct TableFile {
  std::string path;
  const catalog::Table* table;
};

struct TableFiles {
  double seconds = 0;
  std::vector<TableFile> files;
};

// Ends the program when it cannot go on.
inline TableFiles ReadCommandLine(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: %s SECONDS FILE...\n", argv[0]);
    std::exit(2);
  }
  TableFiles out{std::atof(argv[1]), {}};
  for (int i = 2; i < argc; ++i) {
    const auto identity = catalog::KnownTables::BuiltIn().Identify(std::filesystem::path(argv[i]).filename().string());
    if (!identity) {
      std::fprintf(stderr, "no table has that file: %s\n", argv[i]);
      std::exit(1);
    }
    out.files.push_back({argv[i], identity->table});
  }
  return out;
}

}  // namespace bouclier::bench
