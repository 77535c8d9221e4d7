// SPDX-License-Identifier: Apache-2.0
// Folders as flat lists of names in byte order, a page at a time, and exact reads of files. Thread-safe.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "bouclier/base/bytes.h"
#include "bouclier/base/file.h"

namespace bouclier::store {

enum class FileKind : uint8_t { kRegular, kOther };

struct WalkedFile {
  std::string name;  // relative to the root, with slashes
  uint64_t size = 0;
  FileKind kind = FileKind::kRegular;  // links and special files are kOther and never followed
  int64_t modified_seconds = 0;        // since 1970
};

struct Walk {
  std::filesystem::path root;
  std::string prefix;  // of the relative names
  std::string after;   // names up to here, this one included, are left out
  size_t limit = 1000;
};

// In the byte order of the full names; folders that cannot hold a wanted name are not opened.
// **Errors:** denied, unavailable.
Result<std::vector<WalkedFile>> WalkFiles(const Walk& walk);

// **Errors:** not_found (also for a link), denied.
Result<Fd> OpenForReading(const std::filesystem::path& path, const std::string& what);
// **Errors:** not_found: not a regular file.
Result<uint64_t> SizeOf(const Fd& fd, const std::string& what);
// **Errors:** corruption: the file ends before.
Result<Bytes> ReadExactly(const Fd& fd, uint64_t offset, uint64_t length, const std::string& what);

}  // namespace bouclier::store
